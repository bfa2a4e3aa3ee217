"""What a new user meets first: places that are not there, no network, files on this machine."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from dandi_tui.archive.model import Place
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.ui.widgets.status_line import StatusLine
from tests.ui.browsing import (
    NARROW,
    WIDE,
    browser_of,
    make_app,
    open_object,
    press,
    settled,
    until,
)
from tests.ui.pane_app import rows_of
from tests.ui.recording import DFF, fake_archive, fake_reader

NO_NETWORK = ConnectionFailedError(
    "api.example.org cannot be reached (5 tries).", hint="Check the network."
)


def shows_count(pilot: Pilot[int]) -> bool:
    """Whether the count of what the filter found is on the screen."""
    return browser_of(pilot).journey.dandisets.query_one(".filter-found").display


@pytest.mark.parametrize("identifier", ["000108", "000777"])
async def test_an_error_of_the_target_stays_until_a_key(identifier: str) -> None:
    """The first row of the list, which arrives later, does not take its place."""
    app = make_app(place=Place(identifier=identifier, path="" if identifier == "000777" else "x"))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.dandisets.dandisets)
        await settled(pilot)
        assert browser.preview.has_box
        await press(pilot, "1", "down")
        assert not browser.preview.has_box


async def test_a_missing_path_opens_what_there_is_of_it() -> None:
    """The dandiset, unfolded down to the nearest folder, and the error beside it."""
    app = make_app(place=Place(identifier="000728", path="sub-501560436/nope.nwb"))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.preview.phase == "failed")
        await settled(pilot)
        row = browser.journey.assets.listing.row
        assert row is not None
        assert row.key == "sub-501560436"
        assert browser.preview.error is not None
        assert browser.preview.error.hint.startswith("sub-501560436 is")


async def test_without_a_network_both_panes_say_why() -> None:
    """The cause in the list, the way out beside it; `r` tries again."""
    archive = fake_archive()
    archive.errors["dandisets"] = NO_NETWORK
    app = make_app(archive=archive)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        browser = browser_of(pilot)
        words = " ".join(row.strip() for row in rows_of(browser.journey.dandisets.listing))
        assert "cannot be reached (5 tries)." in words
        assert browser.preview.error is not None
        assert "dandi-tui --demo needs no network" in browser.preview.error.hint
        archive.errors.clear()
        await press(pilot, "r")
        assert len(browser.journey.dandisets.dandisets) == 6
        assert not browser.preview.has_box


async def test_a_local_folder_asks_nothing_of_the_archive(tmp_path: Path) -> None:
    """Until `r` in pane 1; the status line names the folder."""
    (tmp_path / "a.nwb").touch()
    archive = fake_archive()
    app = make_app(archive=archive, place=Place(local_path=str(tmp_path)))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.assets.listing.row)
        await settled(pilot)
        assert not archive.calls
        assert browser.query_one(StatusLine).status.words == str(tmp_path)
        assert "Press r to load" in rows_of(browser.journey.dandisets.listing)[0]
        await press(pilot, "1", "r")
        assert len(browser.journey.dandisets.dandisets) == 6


@pytest.mark.parametrize("target", ["", "a.nwb.zarr", "a.nwb.zarr/0"])
async def test_a_zarr_here_unfolds_its_keys(tmp_path: Path, target: str) -> None:
    """In a folder it unfolds by `l`, a level at a time; named itself, it is unfolded."""
    (tmp_path / "a.nwb.zarr" / "0").mkdir(parents=True)
    (tmp_path / "a.nwb.zarr" / "0" / ".zarray").write_bytes(b"x" * 7)
    app = make_app(place=Place(local_path=str(tmp_path / target)))
    async with app.run_test(size=WIDE) as pilot:
        listing = browser_of(pilot).journey.assets.listing
        await until(pilot, lambda: listing.row)
        await settled(pilot)
        if not target:
            await press(pilot, "l")
        if "/" not in target:
            assert listing.row is not None
            assert [row.key for row in listing.model.visible] == ["a.nwb.zarr", "a.nwb.zarr/0"]
            await press(pilot, "j", "l")
        rows = [" ".join(row.strip("▌ ").split()) for row in rows_of(listing)[1:3]]
        assert rows == ["▾ 0/ 1 7 B", ".zarray 7 B"]


async def test_another_dandiset_closes_the_file() -> None:
    """Its objects are not those of a file of the new one."""
    path = "sub-501560436/sub-501560436_ses-501560436-StimA_behavior+ophys.nwb"
    app = make_app(place=Place(identifier="000728", path=path))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.preview.shown)
        await press(pilot, "1", "up", "enter")
        assert browser.journey.objects.source is None
        assert "Open a file to see" in rows_of(browser.journey.objects.listing)[0]


async def test_a_file_of_another_kind_is_told_of_and_not_opened() -> None:
    """Its size and URL, to be copied; the cursor begins at the first folder."""
    reader = fake_reader()
    app = make_app(reader=reader, place=Place(identifier="000728"))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.assets.listing.row)
        await settled(pilot)
        row = browser.journey.assets.listing.row
        assert row is not None
        assert row.key == "sub-501560436"
        await press(pilot, "k", "enter")
        words = str(browser.preview.body.query_one("#preview-note", Static).content)
        assert "dandiset.yaml is not an NWB file" in words
        assert "/assets/00000000" in words
        assert browser.pane is browser.journey.assets
        assert not reader.requests


async def test_enter_folds_a_group_that_only_a_note_tells_of() -> None:
    """A series still goes to the preview, a table too."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, "/processing/ophys/DfOverF")
        rows = browser_of(pilot).journey.objects.listing
        before = rows.row
        await press(pilot, "enter")
        assert browser_of(pilot).pane is browser_of(pilot).journey.objects
        assert before is not None
        assert rows.row == replace(before, unfolded=not before.unfolded)


async def test_an_open_folder_is_not_said_to_unfold() -> None:
    """The note follows the row."""
    app = make_app(place=Place(identifier="000728"))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.assets.listing.row)
        note = browser.preview.body.query_one("#preview-note", Static)
        await press(pilot, "l")
        assert "Enter folds it" in str(note.content)
        await press(pilot, "h")
        assert "Enter unfolds it" in str(note.content)


async def test_a_filter_without_hits_leaves_the_cursor_where_it_was() -> None:
    """And a long text stays readable, in place of the count."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        pane = browser_of(pilot).journey.dandisets
        await press(pilot, "down", "down", "down", "slash", *"xyz")
        assert shows_count(pilot)
        await press(pilot, *("xyz" * 9))
        assert not shows_count(pilot)
        await press(pilot, "escape")
        assert pane.listing.row is not None
        assert pane.listing.row.key == "000666"


async def test_help_scrolls_by_pages_and_says_that_there_is_more() -> None:
    """On a small terminal; the end is the end."""
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "question_mark")
        await pilot.pause()
        frame = app.screen.query_one(".frame")
        assert frame.border_subtitle == "↓ more  Esc close"
        rows = app.screen.query_one(VerticalScroll)
        await press(pilot, "ctrl+d")
        assert rows.scroll_y > 1
        await press(pilot, "end")
        assert frame.border_subtitle == "Esc close"
        await press(pilot, "pageup", "home")
        assert rows.scroll_y == 0


async def test_a_file_opened_by_itself_has_its_folder_s_files_beside_it(tmp_path: Path) -> None:
    """`)` goes to the next one there, and lists the folder; what is no NWB file is passed over."""
    for name in ("a.nwb", "b.txt", "c.nwb"):
        (tmp_path / name).write_bytes(b"")
    app = make_app(place=Place(local_path=str(tmp_path / "a.nwb")))
    async with app.run_test(size=WIDE) as pilot:
        journey = browser_of(pilot).journey
        await until(pilot, lambda: journey.objects.source)
        await settled(pilot)
        await press(pilot, "right_parenthesis")
        await until(pilot, lambda: journey.trail.now.asset)
        source = journey.objects.source
        assert source is not None
        assert source.local_path == str(tmp_path / "c.nwb")
        assert journey.assets.place == (str(tmp_path), "local")
        assert [row.key for row in journey.assets.model.all_rows()] == ["a.nwb", "b.txt", "c.nwb"]
