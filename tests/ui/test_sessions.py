"""The sessions of a version as a table over the panes."""

import csv
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dandi_tui.archive.base import Archive
from dandi_tui.archive.saving import file_name, save_new
from dandi_tui.archive.sessions import Session
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.ui.screens.sessions import SessionsScreen
from dandi_tui.ui.widgets.session_pane import SessionPane
from tests.fakes import HOSTILE_NAME
from tests.ui.browsing import browser_of, settled, until
from tests.ui.pane_app import rows_of
from tests.ui.session_table import (
    N_FILES,
    NARROW,
    WIDE,
    ManySessions,
    app_over,
    asset_row,
    real,
    table,
)

__all__ = ["real"]


async def at_sessions(pilot: Pilot[int]) -> SessionPane:
    """Open the table from the files."""
    browser = browser_of(pilot)
    await until(pilot, lambda: browser.pane is browser.journey.assets)
    await settled(pilot)
    await pilot.press("S")
    await until(pilot, lambda: isinstance(pilot.app.screen, SessionsScreen))
    await settled(pilot)
    return pilot.app.screen.query_one(SessionPane)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_sessions_stand_in_columns_that_fit(
    real: Archive, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Subject, session, date and size have room everywhere; others where there is more."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=size) as pilot:
        await at_sessions(pilot)
        header, first = table(pilot)[1:3]
        assert header.strip("│ ").split()[:3] == ["subject", "session", "date"]
        assert all(word in first for word in ("491604983", "2016-02-04", "41.8 MB"))
        assert ("species" in header) == (size == WIDE)


async def test_columns_without_room_are_counted_and_paged_to(real: Archive, tmp_path: Path) -> None:
    """`}` shows those that have no room beside subject and session, which are whole; `{` goes back.

    Of a subject, the session column holds how many there are.
    """
    app = app_over(real, tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        pane = await at_sessions(pilot)
        header, first = table(pilot)[1:3]
        n = int(pane.rule_words[1].rpartition("+")[2].split()[0])
        await pilot.press("right_curly_bracket")
        await settled(pilot)
        others, row = table(pilot)[1:3]
        assert all("501560436-StimC" in words for words in (first, row))
        assert len(set(others.split()) - set(header.split())) == n
        await pilot.press("left_curly_bracket", "b")
        await settled(pilot)
        assert table(pilot)[1].split() == header.split()
        assert "1 session " in table(pilot)[2]


async def test_many_sessions_come_page_by_page(tmp_path: Path) -> None:
    """1,368 sessions of 3,036 files cost seven pages, and no file is lost."""
    archive = ManySessions()
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        assert pane.border_subtitle == "1,368 sessions · 256 subjects"
        assert len([call for call in archive.calls if call[-1].endswith("/assets/")]) == 7
        items = [row.item for row in pane.model.all_rows()]
        assert sum(len(one.files) for one in items if isinstance(one, Session)) == N_FILES


async def test_sessions_are_sorted_filtered_and_put_by_subject(tmp_path: Path) -> None:
    """`s` goes on to the next column, `/` finds words of any, `b` makes a row a subject."""
    app = app_over(ManySessions(), tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        # There is no date in any of them, so nothing is sorted by it.
        for column in ("age", "modalities", "files", "size"):
            await pilot.press("s")
            assert str(pane.border_subtitle).endswith(f"by {column}")
        await settled(pilot)
        items = [row.item for row in pane.listing.model.visible]
        sizes = [one.size_bytes for one in items if isinstance(one, Session)]
        assert sizes == sorted(sizes, reverse=True)
        await pilot.press("b")
        await settled(pilot)
        assert len(pane.listing.model.visible) == 256
        await pilot.press("slash", *"0042", "enter")
        await settled(pilot)
        assert str(pane.border_subtitle).startswith("1 of 1,368")
        assert len(pane.listing.model.visible) == 2


async def test_enter_opens_the_file_of_a_session(real: Archive, tmp_path: Path) -> None:
    """The table closes, the file is revealed in pane 2 and its objects are listed."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await at_sessions(pilot)
        await pilot.press("j", "enter")
        journey = browser_of(pilot).journey
        await until(pilot, lambda: journey.objects.source is not None)
        await settled(pilot)
        assert journey.assets.listing.row is not None
        assert "StimB" in journey.assets.listing.row.key
        assert journey.trail.now.asset is not None
        assert "StimB" in journey.trail.now.asset.path


async def test_a_session_unfolds_into_its_files(real: Archive, tmp_path: Path) -> None:
    """`l` shows them with their sizes; Esc goes back to the panes."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        await pilot.press("l")
        await settled(pilot)
        assert sum(".nwb" in row for row in table(pilot)) == 2
        assert len(pane.listing.model.visible) == 4
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.screen is browser_of(pilot)


async def test_what_is_shown_is_written_as_csv(
    real: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filtered rows alone; a file that is there is not written over."""
    monkeypatch.chdir(tmp_path)
    app = app_over(real, tmp_path / "cache")

    def csvs() -> dict[str, str]:
        return {path.name: path.read_text() for path in sorted(tmp_path.glob("*.csv"))}

    async with app.run_test(size=WIDE) as pilot:
        await at_sessions(pilot)
        await pilot.press("slash", *"stimb", "enter")
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, csvs)
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, lambda: len(csvs()) == 2)
        await settled(pilot)
    written = csvs()
    assert list(written) == [
        "sessions-000728-0.240827.1809-2.csv",
        "sessions-000728-0.240827.1809.csv",
    ]
    for text in written.values():
        assert [row["subject"] for row in csv.DictReader(text.splitlines())] == ["495727015"]


def test_a_hostile_name_leaves_no_folder(tmp_path: Path) -> None:
    """Slashes, dots and escapes of a name do not reach the file system."""
    name = file_name("sessions", "../../etc", HOSTILE_NAME, "csv")
    place = save_new(tmp_path, name, "a\r\n")
    assert place.parent == tmp_path
    assert place.read_bytes() == b"a\r\n"
    assert [path.name for path in tmp_path.iterdir()] == [place.name]
    assert place.name.isascii()
    assert place.name.isprintable()


async def test_hostile_metadata_stays_harmless(tmp_path: Path) -> None:
    """Escapes in subjects and sessions reach no cell, and make no key that leads elsewhere."""
    archive = ManySessions()
    archive.rows = [asset_row(1, HOSTILE_NAME, "sub-x\x1b[2J/ses-\x07_ecephys.nwb")]
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await at_sessions(pilot)
        await pilot.press("l", "b")
        await settled(pilot)
        painted = "".join(rows_of(pilot.app.screen.query_one(SessionPane)))
        assert not set("\x1b\x07\t\n\u202e") & set(painted)


async def test_a_table_that_does_not_arrive_can_be_tried_again(tmp_path: Path) -> None:
    """The rows say so; `r` asks again."""
    archive = ManySessions()
    archive.errors["document"] = ConnectionFailedError("No answer.")
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        assert any("did not arrive" in row for row in table(pilot))
        archive.errors.clear()
        await pilot.press("r")
        await settled(pilot)
        assert pane.border_subtitle == "1,368 sessions · 256 subjects"
