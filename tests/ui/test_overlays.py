"""What lies over the browser: help, find, copy, details, the palette."""

import base64
import inspect
from collections.abc import AsyncIterator

import pytest
from textual.command import CommandList, Hit
from textual.pilot import Pilot
from textual.widgets import Input, Static

from dandi_tui.errors import FileFormatError
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.ui.haystacks import Candidate
from dandi_tui.ui.palette import NOTHING, BrowserCommands, Palette
from dandi_tui.ui.screens.copy import CopyScreen
from dandi_tui.ui.screens.details import DetailsScreen
from dandi_tui.ui.screens.find import FindScreen
from dandi_tui.ui.screens.find import Hit as Found
from dandi_tui.ui.screens.help import HelpScreen
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status
from tests.ui.browsing import (
    NARROW,
    WIDE,
    browser_of,
    make_app,
    open_file,
    open_object,
    press,
    run_by_name,
    settled,
    until,
)
from tests.ui.recording import DFF, TABLE, fake_archive, fake_reader


def help_words(screen: object) -> str:
    assert isinstance(screen, HelpScreen)
    halves = (screen.query_one("#help-left", Static), screen.query_one("#help-right", Static))
    return "\n".join(str(half.content) for half in halves)


async def test_help_lists_only_keys_that_work_now() -> None:
    """Over a list there is no zoom in time, over traces there is; typing filters."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "question_mark")
        assert "zoom in (time)" not in help_words(app.screen)
        await press(pilot, "escape")

        await open_object(pilot, DFF)
        await press(pilot, "4", "question_mark")
        assert "zoom out, zoom in (time)" in help_words(app.screen)
        assert app.screen.query_one(".frame").border_title == "Help: 4 Preview, traces"
        await press(pilot, *"quit")
        assert "zoom" not in help_words(app.screen)


async def test_find_goes_to_an_object_in_the_file() -> None:
    """A few letters and Enter; the tree unfolds down to it and it is drawn."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_file(pilot)
        await press(pilot, "f", *"dfovev")
        await until(pilot, lambda: app.screen.query_one(Choices).item)
        await press(pilot, "enter")
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.preview.facts)
        row = browser.journey.objects.listing.row
        assert row is not None
        assert row.key.endswith("DfOverFEvents")


class Many:
    """A place with 3,000 candidates, all of which have the letters, the best of them last."""

    heading = "Find in many"
    noun = "objects"
    asks = False

    async def candidates(self, _letters: str) -> AsyncIterator[list[Candidate]]:
        obj = NwbObject(path="/a", kind="dataset")
        for first in range(0, 3_000, 1_000):
            numbers = range(first, first + 1_000)
            yield [Candidate(f"/s/p/i/k/e/{n}", "", "", obj) for n in numbers]
        yield [Candidate("/units/spike", "", "", obj)]


async def test_the_best_of_thousands_is_first() -> None:
    """Wherever it stands; without letters they are in the order they came in."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await app.push_screen(FindScreen([Many()], Status()))
        choices: Choices[Found] = app.screen.query_one(Choices)
        count = app.screen.query_one("#find-count", Static)
        await until(pilot, lambda: str(count.content) == "3,001 of 3,001 objects")
        assert choices.item is not None
        assert choices.item.candidate.words == "/s/p/i/k/e/0"
        await press(pilot, *"spike")
        await until(pilot, lambda: choices.item and choices.item.candidate.words == "/units/spike")
        assert str(count.content) == "3,001 of 3,001 objects"


async def test_find_asks_the_archive_for_files() -> None:
    """Folders that were never opened are searched by the server: at Enter, and at no key."""
    archive = fake_archive()
    app = make_app(archive=archive)
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "down", "down", "down", "down", "enter")
        await press(pilot, "f", *"behavior stimb")
        assert "find" not in [call[0] for call in archive.calls]
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen.query_one(Choices).item)
        await press(pilot, *"_", "enter")
        assert [call[0] for call in archive.calls].count("find") == 1
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.objects.source)
        source = browser.journey.objects.source
        assert source is not None
        assert "StimB" in source.name


async def test_enter_before_the_first_hit_waits_for_it() -> None:
    """A quick hand is not punished while the file is still being walked."""
    reader = fake_reader()
    app = make_app(reader=reader)
    async with app.run_test(size=WIDE) as pilot:
        await open_file(pilot)
        reader.stall("/")
        for key in ("f", *"dfovev", "enter"):
            await pilot.press(key)
        assert isinstance(app.screen, FindScreen)
        reader.release("/")
        browser = browser_of(pilot)
        await until(pilot, lambda: app.screen is browser)
        await settled(pilot)
        assert browser.preview.facts is not None
        assert browser.preview.facts.title == "DfOverFEvents"


async def test_tab_looks_somewhere_else() -> None:
    """The same letters, in dandisets."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_file(pilot)
        await press(pilot, "f", *"brain", "tab", "tab")
        screen = app.screen
        assert isinstance(screen, FindScreen)
        assert screen.haystack.noun == "dandisets"
        await until(pilot, lambda: screen.query_one(Choices).item)
        await press(pilot, "enter")
        await settled(pilot)
        assert browser_of(pilot).journey.assets.place == ("000409", "0.240101.0900")


async def test_copy_asks_the_terminal_and_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    """OSC 52 with the object's path; a notice shows it."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        written: list[str] = []
        await open_object(pilot, DFF)
        driver = app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", written.append)
        await press(pilot, "y", "enter")
        code = base64.b64encode(DFF.encode()).decode()
        assert any(f"52;c;{code}" in sequence for sequence in written)
        assert [n.message for n in app._notifications] == [f"Copied the object path: {DFF}"]


async def test_of_a_file_its_addresses_are_copied_and_of_a_folder_its_page() -> None:
    """Of the row under the cursor: both URLs of a file's bytes, or the folder's web page."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "down", "down", "down", "down", "enter")
        await until(pilot, lambda: browser_of(pilot).journey.assets.listing.row)
        for keys, kinds in (("gg", ["file path", "file URL", "S3 URL"]),
                            ("j", ["folder path", "folder URL"])):  # fmt: skip
            await press(pilot, *keys, "y")
            assert isinstance(app.screen, CopyScreen)
            assert [one.what for one in app.screen._items][: len(kinds)] == kinds
            assert all(one.words for one in app.screen._items)
            await press(pilot, "escape")


async def test_details_tell_of_the_object_and_of_an_error() -> None:
    """`i` shows what is known; over an error it shows the cause."""
    error = FileFormatError("The file is damaged here.", hint="Try another object.")
    error.__cause__ = OSError("bad B-tree")
    app = make_app(reader=fake_reader(answers={TABLE: error}))
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "i")
        assert isinstance(app.screen, DetailsScreen)
        words = "\n".join(str(row.content) for row in app.screen.query(Static))
        assert "RoiResponseSeries → TimeSeries" in words
        await press(pilot, "escape")

        await open_object(pilot, TABLE)
        await press(pilot, "i")
        words = "\n".join(str(row.content) for row in app.screen.query(Static))
        assert "OSError: bad B-tree" in words


async def test_the_palette_runs_a_command() -> None:
    """`:`, a few letters, Enter: as if its key had been pressed."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "colon")
        await run_by_name(pilot, "later", "Later")
        facts = browser_of(pilot).preview.facts
        assert facts is not None
        assert facts.window == (580.0, 660.0)


async def hits(pilot: Pilot[int], query: str) -> list[str]:
    """The names that the palette finds, the best first."""
    found = [hit async for hit in BrowserCommands(browser_of(pilot)).search(query)]
    ranked = sorted(found, key=lambda hit: -hit.score if isinstance(hit, Hit) else 0.0)
    return [str(hit.text) for hit in ranked]


async def test_the_palette_finds_what_is_meant_and_says_where_nothing_is() -> None:
    """Letters count in names alone, words in sentences too; names are those of everyday."""
    async with make_app().run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        assert "Unfold the row" not in await hits(pilot, "roi")
        assert (await hits(pilot, "half"))[0] == "Half a page down"
        assert "Epochs" in await hits(pilot, "on off")
        assert await hits(pilot, "spectr") == [NOTHING]


async def test_the_key_of_the_palette_closes_it() -> None:
    """It is no letter for what is typed there."""
    async with make_app().run_test(size=WIDE) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: pilot.app.screen is browser_of(pilot))


async def test_a_letter_that_comes_as_the_palette_closes_is_no_fault() -> None:
    """Nothing is looked up for it, since the list that would show it may have gone."""
    async with make_app().run_test(size=WIDE) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+p")
        await until(pilot, lambda: pilot.app.screen.query(Input))
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        letter = Input.Changed(palette.query_one(Input), "x")
        palette.dismiss()
        await palette.query(CommandList).remove()
        await palette._dispatch_message(letter)
        await until(pilot, lambda: pilot.app.screen is browser_of(pilot))
        assert pilot.app.is_running


async def test_enter_twice_in_one_piece_closes_the_palette_alone() -> None:
    """The second one would close the browser, and end the program."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        for open_ in (app.action_command_palette, app.search_themes):
            open_()
            await until(pilot, lambda: app.screen.query(Input))
            palette = app.screen
            for _ in range(2):
                palette.dismiss()
            await pilot.pause()
            assert app.screen is browser_of(pilot)


async def test_what_the_palette_offers_can_be_run() -> None:
    """From every pane; actions that need to know their key are not offered."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        for pane in browser_of(pilot).panes:
            pane.focus()
            await pilot.pause()
            offers = list(BrowserCommands(browser_of(pilot))._offers())
            assert len(offers) > 5
            for _, _, run in offers:
                inspect.signature(run).bind()
