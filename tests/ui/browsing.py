"""The app over fakes, and the way to a series by keys."""

from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.settings import Settings
from dandi_tui.ui.screens.browser import BrowserScreen
from tests.fakes import CONTENT, FakeArchive
from tests.ui.recording import OBJECTS, Reader, fake_archive, fake_reader
from tests.ui.steady import at_rest, until

__all__ = ["until"]

WIDE, NARROW = (120, 36), (80, 24)

TO_THE_FILE = ["down", "down", "down", "down", "enter", "down", "down", "l", "j", "enter"]
TO_THE_SERIES = [*TO_THE_FILE, *["j", "j", "j", "l", "j", "j", "l", "j", "l", "j"]]


def make_app(
    *,
    place: Place | None = None,
    reader: Reader | None = None,
    archive: FakeArchive | None = None,
    settings: Settings | None = None,
) -> DandiTuiApp:
    """The app, with nothing real behind it."""
    held = archive or fake_archive()

    async def connect() -> Archive:
        return held

    return DandiTuiApp(
        settings or Settings(index_bytes=0),
        place or Place(),
        connect,
        reader=reader or fake_reader(),
    )


def browser_of(pilot: Pilot[int]) -> BrowserScreen:
    """The browser, also when an overlay lies over it."""
    return next(s for s in pilot.app.screen_stack if isinstance(s, BrowserScreen))


async def settled(pilot: Pilot[int]) -> None:
    """Wait until the cursors' rest was noticed, and nothing is read or drawn any more."""
    await at_rest(pilot)


async def open_file(pilot: Pilot[int]) -> None:
    """The recording's file, as if it had been found."""
    browser = browser_of(pilot)
    asset = CONTENT["000728"][1]

    async def way() -> None:
        browser.journey.open_version("000728", "0.240827.1809")
        await browser.journey.open_asset("000728", "0.240827.1809", asset)

    await until(pilot, lambda: browser.journey.dandisets.dandisets)
    browser.travel(way)
    await settled(pilot)


async def open_object(pilot: Pilot[int], path: str) -> None:
    """An object of the recording's file, as if it had been found; it may go on being read."""
    browser = browser_of(pilot)
    objects = browser.journey.objects
    if objects.source is None:
        await open_file(pilot)
    source = objects.source
    assert source is not None
    obj = next(one for one in OBJECTS if one.path == path)
    browser.travel(lambda: browser.journey.open_object(source, obj))
    await until(pilot, lambda: objects.listing.row and objects.listing.row.key == path)
    if path not in getattr(browser.reader, "stalled", {}):
        await settled(pilot)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys as a person does, each after what the one before it did."""
    for key in keys:
        await pilot.press(key)
        await until(
            pilot, lambda: not [w for w in pilot.app.workers if w.group in ("load", "open")]
        )
    await settled(pilot)


async def run_by_name(pilot: Pilot[int], words: str, offer: str) -> None:
    """Type words into the palette, which is open, and take its first offer once it is this one."""
    await until(pilot, lambda: pilot.app.screen.query(Input))
    await pilot.press(*words)

    def is_first() -> bool:
        found = pilot.app.screen.query_one(CommandList)
        first = found.highlighted_option
        return found.highlighted == 0 and first is not None and offer in str(first.prompt)

    await until(pilot, is_first)
    await settled(pilot)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is browser_of(pilot))
    await settled(pilot)


def phase(pilot: Pilot[int]) -> str:
    """What the preview does."""
    return browser_of(pilot).preview.phase
