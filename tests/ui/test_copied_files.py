"""Copying all that is selected: paths or addresses, a line each."""

import base64

import pytest
from textual.pilot import Pilot

from dandi_tui.archive.model import Place
from dandi_tui.ui.clipboard import MOST_CHARACTERS
from dandi_tui.ui.copied_files import copied_files
from dandi_tui.ui.later_archive import LaterArchive
from tests.fakes import CONTENT, FakeArchive, asset
from tests.ui.browsing import WIDE, browser_of, make_app, press, settled, until


async def at_files(pilot: Pilot[int]) -> None:
    """In pane 2, at the first row."""
    browser = browser_of(pilot)
    await until(pilot, lambda: browser.pane is browser.journey.assets)
    await settled(pilot)
    await press(pilot, "home")


async def copied(pilot: Pilot[int], monkeypatch: pytest.MonkeyPatch, *keys: str) -> str:
    """What keys put on the clipboard."""
    written: list[str] = []
    driver = pilot.app._driver
    assert driver is not None
    monkeypatch.setattr(driver, "write", written.append)
    await press(pilot, *keys)
    await settled(pilot)
    (sequence,) = [one for one in written if "52;c;" in one]
    return base64.b64decode(sequence.partition("52;c;")[2].rstrip("\x07")).decode()


async def test_all_that_is_selected_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file and a folder: both paths, or what downloads the one and shows the other."""
    app = make_app(place=Place(identifier="000728", version="draft"))
    async with app.run_test(size=WIDE) as pilot:
        await at_files(pilot)
        await press(pilot, "space", "space")
        paths = await copied(pilot, monkeypatch, "y", "enter")
        assert paths.splitlines() == ["dandiset.yaml", "sub-501560436"]
        notes = [note.message for note in app._notifications]
        assert notes == ["Copied the 2 selected paths: dandiset.yaml sub-501560436"]
        file, folder = (await copied(pilot, monkeypatch, "y", "j", "enter")).splitlines()
        assert file.endswith("/assets/00000000-0000-4000-8000-000000000001/download/")
        assert folder.endswith("/draft/files?location=sub-501560436")
        assert browser_of(pilot).journey.assets.chosen.n_files == 3


async def test_without_a_selection_the_row_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file under the cursor alone."""
    app = make_app(place=Place(identifier="000728", version="draft"))
    async with app.run_test(size=WIDE) as pilot:
        await at_files(pilot)
        assert await copied(pilot, monkeypatch, "y", "enter") == "dandiset.yaml"


def _archive() -> LaterArchive:
    async def made() -> FakeArchive:
        return FakeArchive()

    return LaterArchive(made)


def test_a_line_stays_a_line_whatever_a_file_is_called() -> None:
    """Line breaks and escapes in names end no line, and leave none out."""
    entries = CONTENT["000666"]
    paths = copied_files(_archive(), ("000666", "draft"), entries)[0].words
    assert len(paths.split("\n")) == len(entries)
    assert not set(paths) & set("\x1b\x07\t\r")


def test_what_a_terminal_does_not_take_is_said() -> None:
    """Whole lines, as many as there is room for, with their number."""
    entries = [asset(f"{'x' * 99}{n:04}.nwb", number=n) for n in range(1_000)]
    first = copied_files(_archive(), ("000728", "draft"), entries)[0]
    lines = first.words.split("\n")
    assert len(first.words) <= MOST_CHARACTERS
    assert lines == [one.path for one in entries[: len(lines)]]
    assert first.what == f"first {len(lines)} of 1,000 file paths"
