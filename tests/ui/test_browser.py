"""The browser: what is opened in one pane is shown by the next, by keys alone."""

import subprocess
import sys

import pytest

from dandi_tui.archive.model import Place
from dandi_tui.settings import Settings
from dandi_tui.ui.widgets.footer import Footer
from dandi_tui.ui.widgets.pane import Pane
from dandi_tui.ui.widgets.status_line import StatusLine
from tests.fakes import CONTENT
from tests.ui.browsing import (
    NARROW,
    TO_THE_SERIES,
    WIDE,
    browser_of,
    make_app,
    open_file,
    open_object,
    press,
    settled,
    until,
)
from tests.ui.recording import DFF

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16)])


@SIZES
async def test_keys_lead_from_the_list_to_a_drawn_series(size: tuple[int, int]) -> None:
    """List, dandiset, folder, file, object: the trace is drawn, at every size."""
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await press(pilot, *TO_THE_SERIES, "enter")
        browser = browser_of(pilot)
        assert browser.preview.facts is not None
        assert browser.preview.facts.path == DFF
        assert DFF[:20] in browser.preview.body.chart.text


async def test_opening_a_file_shows_its_root() -> None:
    """The first thing to see of a file is what it is; its name is on the status line."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_file(pilot)
        browser = browser_of(pilot)
        assert "Session of mouse" in browser.preview.body.chart.text
        assert browser.journey.objects.file_label == "NWB 2.7.0"
        assert browser.query_one(StatusLine).status.words.endswith(".nwb")


@pytest.mark.parametrize("filtered", [False, True])
async def test_opening_the_open_file_again_goes_to_its_first_row(filtered: bool) -> None:
    """The file itself is in view again, so the cursor is where it is when a file opens."""
    async with make_app().run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        if filtered:
            await press(pilot, "slash", *"dff", "enter")
        browser = browser_of(pilot)
        await browser.journey.assets.reveal(CONTENT["000728"][1].path)
        await press(pilot, "2", "enter")
        objects = browser.journey.objects
        assert (objects.listing.cursor, objects.words, browser.pane) == (0, (), objects)
        assert objects.listing.row is not None
        assert objects.listing.row.key == "/acquisition"
        assert browser.preview.shown is not None
        assert browser.preview.shown.path == "/"


async def test_enter_on_an_object_goes_to_the_preview() -> None:
    """And Esc goes back to the tree, which kept its place."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "enter")
        browser = browser_of(pilot)
        assert browser.pane.TITLE == "4 Preview"
        await press(pilot, "escape")
        assert browser.pane.TITLE == "3 Objects"


async def test_numbers_and_tab_focus_panes() -> None:
    """1 to 4, Tab and Shift Tab reach every pane."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        for number in "2341":
            await press(pilot, number)
            assert browser.pane.TITLE.startswith(number)
        await press(pilot, "tab")
        assert browser.pane.TITLE == "2 Assets"
        await press(pilot, "shift+tab", "shift+tab")
        assert browser.pane.TITLE == "4 Preview"


async def test_the_window_moves_from_the_tree() -> None:
    """`]` works in pane 3 too, and a key held down adds up."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "right_square_bracket", "right_square_bracket")
        facts = browser_of(pilot).preview.facts
        assert facts is not None
        assert facts.window == (660.0, 740.0)


async def test_a_place_opens_down_to_it() -> None:
    """A file named on the command line is open when the screen is there."""
    path = "sub-501560436/sub-501560436_ses-501560436-StimA_behavior+ophys.nwb"
    app = make_app(place=Place(identifier="000728", path=path))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.preview.shown)
        assert browser.journey.assets.place == ("000728", "0.240827.1809")
        assert browser.pane.TITLE == "3 Objects"
        row = browser.journey.dandisets.listing.row
        assert row is not None
        assert row.key == "000728"


async def test_zoom_gives_one_pane_all_the_room() -> None:
    """`+` and `_`; the other panes are there again afterwards."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "enter", "plus")
        browser = browser_of(pilot)
        assert browser.preview.outer_size.width == 120
        await press(pilot, "1")
        assert browser.journey.dandisets.outer_size.width == 120
        await press(pilot, "underscore")
        assert browser.journey.dandisets.outer_size.width == 40


@SIZES
async def test_two_rows_below_are_always_there(size: tuple[int, int]) -> None:
    """Status and footer keep their rows at every size, and quit is always named."""
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        browser = browser_of(pilot)
        assert browser.query_one(StatusLine).region.y == size[1] - 2
        assert browser.query_one(Footer).region.y == size[1] - 1
        assert browser.query_one(Footer).render().plain.endswith("? help   q quit")


async def test_no_pane_disappears_at_80x24() -> None:
    """Unfocused panes shrink to a rule and their current row."""
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await open_object(pilot, DFF)
        browser = browser_of(pilot)
        heights = [pane.outer_size.height for pane in browser.query(Pane)]
        assert heights == [2, 2, 18, 22]


async def test_too_small_a_terminal_asks_for_room() -> None:
    """One sentence, and all is back when there is room."""
    app = make_app()
    async with app.run_test(size=(52, 14)) as pilot:
        await settled(pilot)
        words = browser_of(pilot).query_one("#too-small")
        assert words.region.area
        await pilot.resize_terminal(*WIDE)
        await settled(pilot)
        assert not words.display


async def test_minus_goes_to_the_previous_place_and_back() -> None:
    """From a file in one dandiset to another dandiset, and `-` returns to the object."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "1", "down", "down", "enter")
        browser = browser_of(pilot)
        assert browser.journey.assets.place == ("000409", "0.240101.0900")
        await press(pilot, "minus")
        assert browser.journey.trail.now.object_path == DFF
        assert browser.journey.assets.place == ("000728", "0.240827.1809")
        await press(pilot, "minus")
        assert browser.journey.assets.place == ("000409", "0.240101.0900")


async def test_going_to_a_time() -> None:
    """`t`, a time as people write it, and the window starts there."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "t", *"16:40", "enter")
        facts = browser_of(pilot).preview.facts
        assert facts is not None
        assert facts.window == (1000.0, 1080.0)


async def test_a_terminal_without_signs_gets_ascii_only() -> None:
    """`--marker ascii`: frames, rules, signs and names, all of it."""
    app = make_app(settings=Settings(marker="ascii"))
    async with app.run_test(size=NARROW) as pilot:
        await open_object(pilot, DFF)
        lines = browser_of(pilot)._compositor.render_strips()
        assert all(line.text.isascii() for line in lines)
        assert all(line.cell_length == NARROW[0] for line in lines)


def test_the_first_paint_imports_no_science() -> None:
    """Of the heavy libraries the app needs only Textual until something is asked of the reader."""
    heavy = "pynwb h5py plotext dandi numpy pandas hdmf requests"
    code = (
        "import asyncio, sys\n"
        "from tests.ui.browsing import make_app\n"
        "async def main():\n"
        "    async with make_app().run_test(size=(120, 36)) as pilot:\n"
        "        await pilot.pause()\n"
        "asyncio.run(main())\n"
        f"print([name for name in {heavy.split()} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr
