"""Pane 1: the dandisets of an archive."""

import asyncio

import pytest

from dandi_tui.errors import ConnectionFailedError
from dandi_tui.ui.widgets import lazy_tree
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from tests.fakes import FakeArchive
from tests.ui.pane_app import PaneApp, rows_of, settled, until

WIDE, NARROW = (120, 36), (80, 24)


def list_app(archive: FakeArchive) -> tuple[PaneApp, DandisetList]:
    pane = DandisetList(archive)
    return PaneApp(lambda: [pane]), pane


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_it_lists_every_dandiset_with_its_id_and_name(size: tuple[int, int]) -> None:
    """One row each, the first selected, and the subtitle says where one is."""
    app, pane = list_app(FakeArchive())
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        rows = rows_of(pane.listing)
        assert rows[0].startswith("▌000020 ")
        assert any("000728" in row and "Physiology" in row for row in rows)
        assert pane.border_title == "1 Dandisets"
        assert pane.border_subtitle == "1 of 6"


async def test_keys_move_the_cursor_and_a_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """`j` and `k` move, `G` and `gg` go to the ends; only where the cursor rests is news."""
    app, pane = list_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        monkeypatch.setattr(lazy_tree, "REST_S", 3600.0)
        await pilot.press("j", "j")
        monkeypatch.setattr(lazy_tree, "REST_S", 0.01)
        await pilot.press("k")
        await until(pilot, lambda: "000108" in app.told("DandisetHighlighted"))
        assert "000409" not in app.told("DandisetHighlighted")
        await pilot.press("G")
        assert pane.listing.cursor == 5
        await pilot.press("g", "g")
        assert pane.listing.cursor == 0


async def test_enter_opens_the_dandiset() -> None:
    """The message carries what was opened."""
    app, _ = list_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("j", "j", "enter")
        await until(pilot, lambda: app.told("DandisetOpened"))
        assert app.told("DandisetOpened") == ["000409"]


async def test_the_filter_keeps_what_has_all_words_and_esc_brings_all_back() -> None:
    """Id and name are searched as one types; the cursor stays on the found row afterwards."""
    app, pane = list_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"coding vis")
        await settled(pilot)
        assert [row[1:7] for row in rows_of(pane.listing) if row.strip()] == ["000728"]
        assert pane.border_subtitle == "1 of 1 · 6 in all"
        await pilot.press("escape")
        await settled(pilot)
        assert len([row for row in rows_of(pane.listing) if row.strip()]) == 6
        assert pane.listing.row is not None
        assert pane.listing.row.key == "000728"


async def test_a_filter_that_keeps_nothing_says_so() -> None:
    """One sentence, and how to get out."""
    app, pane = list_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"xyz")
        await settled(pilot)
        assert 'No dandiset matches "xyz". Esc clears.' in rows_of(pane.listing)[0]


async def test_an_error_is_a_row_and_r_tries_again() -> None:
    """A connection that failed is told in the list; `r` asks once more."""
    archive = FakeArchive()
    archive.errors["dandisets"] = ConnectionFailedError("No answer.", hint="Wait.")
    app, pane = list_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert rows_of(pane.listing)[0].strip("▌ ") == "✗ The list did not arrive."
        assert [row.strip() for row in rows_of(pane.listing)[1:3]] == ["No answer.", "r try again"]
        archive.errors.clear()
        await pilot.press("r")
        await settled(pilot)
        assert rows_of(pane.listing)[0].startswith("▌000020 ")
        assert not pane.has_failed


async def test_loading_is_said_and_escape_stops_it() -> None:
    """A list that takes long says so; Esc ends the request, `r` asks again."""
    archive = FakeArchive()
    archive.stall = asyncio.Event()
    app, pane = list_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "loading…" in rows_of(pane.listing)[0])
        await pilot.press("escape")
        await until(pilot, lambda: archive.waiting == 0)
        assert "Stopped." in rows_of(pane.listing)[0]
        archive.stall.set()
        await pilot.press("r")
        await settled(pilot)
        assert rows_of(pane.listing)[0].startswith("▌000020 ")


async def test_s_sorts_and_says_by_what() -> None:
    """`s` goes through the columns, and back to the id."""
    app, pane = list_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("s")
        assert "by name" in (pane.border_subtitle or "")
        assert pane.dandisets[-1].identifier == "000020"
        await pilot.press("s", "s")
        assert pane.dandisets[0].identifier == "000728"
        assert "by size" in (pane.border_subtitle or "")
        await pilot.press("s")
        assert "by files" in (pane.border_subtitle or "")
        await pilot.press("s", "s")
        assert "by version" in (pane.border_subtitle or "")
        assert [one.identifier for one in pane.dandisets][:2] == ["000728", "000409"]
        await pilot.press("s")
        assert pane.dandisets[0].embargo_status != "OPEN"
        await pilot.press("s")
        assert pane.border_subtitle == "1 of 6"


async def test_hostile_names_stay_harmless() -> None:
    """Escapes, markup and bidi controls in a name reach no cell of the screen."""
    app, pane = list_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        row = next(row for row in rows_of(pane.listing) if "000666" in row)
        assert not set("\x1b\t\n\u202e") & set(row)
        assert "[31m" in row


async def test_at_80_columns_a_list_without_focus_is_one_row() -> None:
    """It shows the current dandiset, without mark or indentation."""
    app, pane = list_app(FakeArchive())
    pane.styles.height = 2
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("j", "j", "j", "j")
        await settled(pilot)
        assert rows_of(pane)[1].startswith(" 000728 Allen")
