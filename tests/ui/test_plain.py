"""The signs in ASCII."""

from collections.abc import Sequence

from textual.filter import LineFilter

from dandi_tui.ui.plain import SIGNS, PlainSigns
from dandi_tui.ui.widgets.asset_tree import AssetTree
from tests.fakes import FakeArchive
from tests.ui.pane_app import PaneApp, rows_of, settled

PLAIN = PlainSigns()


class PlainApp(PaneApp):
    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), PLAIN]


async def test_frames_marks_and_signs_are_ascii() -> None:
    """A tree with folders and a shortened name, in a frame, without one sign that needs a font."""
    pane = AssetTree(FakeArchive())
    pane.styles.width = 40
    async with PlainApp(lambda: [pane]).run_test(size=(120, 12)) as pilot:
        pane.place = ("000728", "0.240827.1809")
        await settled(pilot)
        await pilot.press("j", "l")
        await settled(pilot)
        rows = rows_of(pane)
    assert "".join(rows).isascii()
    assert rows[0].startswith("+- 2 Assets -")
    assert rows[2].startswith("|*v sub-501560436/")


def test_each_sign_stays_one_cell() -> None:
    """Rows keep their width."""
    assert all(len(str(sign)) == 1 for sign in SIGNS.values())
