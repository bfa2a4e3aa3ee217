"""The whole app while servers die and come back: what its panes say, and that `r` goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.settings import Settings
from dandi_tui.ui.journey import object_at
from tests.demo_fixture import Demo, DemoFactory
from tests.e2e.faults import DFF, FAULTS, FILE, embargoed_file, fault, impatient, known_as
from tests.ui.browsing import WIDE, browser_of, phase
from tests.ui.conftest import true_colours
from tests.ui.pane_app import rows_of
from tests.ui.steady import steady, until

__all__ = ["steady", "true_colours"]


@pytest.fixture(autouse=True)
def _steady(steady: None) -> None:
    """See there."""


@asynccontextmanager
async def browsing(
    settings: Settings, place: Place, demo_api_url: str | None
) -> AsyncIterator[Pilot[int]]:
    """The real app over a real archive."""

    async def make() -> Archive:
        return await connect(settings, demo_api_url)

    app = DandiTuiApp(settings, place, make)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        yield pilot


def words_of(widget: Widget) -> str:
    """What a widget shows, its lines joined."""
    return " ".join(line.strip(" │╭╮╰╯─▌") for line in rows_of(widget))


async def open_in_app(pilot: Pilot[int]) -> None:
    """Wait until the file that the app was started with is open, and its root in view."""
    browser = browser_of(pilot)
    await until(pilot, lambda: browser.journey.objects.listing.row)
    await until(pilot, lambda: drawn(pilot) == "/")


def drawn(pilot: Pilot[int]) -> str:
    """The path of the object in view; empty while another one is read."""
    preview = browser_of(pilot).preview
    return preview.facts.path if preview.facts and preview.phase == "idle" else ""


PLACE = Place(identifier="000728", version="draft", path=FILE)


@pytest.mark.parametrize("name", FAULTS)
async def test_pane_4_says_why_and_goes_on_with_r(
    name: str, demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """The file is open when the store dies; its traces come when it is back."""
    conditions, _ = FAULTS[name]
    demo = demo_factory()
    async with browsing(impatient(tmp_path), PLACE, demo.api_url) as pilot:
        await open_in_app(pilot)
        demo.conditions(**conditions)
        browser = browser_of(pilot)
        browser.preview.show_object(*series_of(pilot))
        await until(pilot, lambda: phase(pilot) == "failed")
        await pilot.pause()
        shown = words_of(browser.preview.body.box)
        assert "✗ 127.0.0.1" in shown
        assert "then try again" in shown
        demo.conditions()
        browser.preview.focus()
        await pilot.press("r")
        await until(pilot, lambda: drawn(pilot) == DFF)


def series_of(pilot: Pilot[int]) -> tuple[Address, NwbObject]:
    """The ΔF/F of the open file, as its row would give it."""
    source = browser_of(pilot).journey.objects.source
    assert source is not None
    return source, object_at(DFF)


async def test_pane_3_says_that_a_group_did_not_arrive(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """A file that cannot be opened says so in both panes; `r` opens it."""
    demo = demo_factory()
    demo.conditions(store_down=True)
    async with browsing(impatient(tmp_path), PLACE, demo.api_url) as pilot:
        objects = browser_of(pilot).journey.objects
        await until(pilot, lambda: objects.has_failed and phase(pilot) == "failed")
        await pilot.pause()
        words = words_of(objects.listing)
        assert "✗ The list did not arrive." in words
        assert "r try again" in words
        demo.conditions()
        await pilot.press("r")
        await until(pilot, lambda: drawn(pilot) == "/")
        await pilot.press("3", "r")
        await until(pilot, lambda: objects.listing.row and not objects.has_failed)


async def test_escape_leaves_a_silent_read_and_another_object_is_drawn(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """The wait is told of, and stopping it needs no answer of the server."""
    demo = demo_factory()
    settings = impatient(tmp_path, read_timeout_s=600, patience_s=600)
    async with browsing(settings, PLACE, demo.api_url) as pilot:
        await open_in_app(pilot)
        demo.conditions(**fault("silence", seconds=3600))
        browser = browser_of(pilot)
        browser.preview.show_object(*series_of(pilot))
        await until(pilot, lambda: "no answer for" in words_of(browser.preview))
        browser.preview.focus()
        await pilot.press("escape")
        assert phase(pilot) == "stopped"
        demo.conditions()
        await pilot.press("enter")
        await until(pilot, lambda: drawn(pilot) == DFF)


API_FAULTS = {
    "503": fault("error", where="api", status=503, match="/dandisets/"),
    "throttled": fault("error", where="api", status=429, retry_after=60, match="/dandisets/"),
    "a reset": fault("reset", where="api", match="/dandisets/"),
    "silence": fault("silence", where="api", seconds=3600, match="/dandisets/"),
}


@pytest.mark.parametrize("name", API_FAULTS)
async def test_the_list_pane_says_so_and_comes_with_r(
    name: str, demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """The API is down when the browser starts."""
    demo = demo_factory()
    demo.conditions(**API_FAULTS[name])
    async with browsing(impatient(tmp_path), Place(), demo.api_url) as pilot:
        dandisets = browser_of(pilot).journey.dandisets
        await until(pilot, lambda: dandisets.has_failed)
        await pilot.pause()
        words = words_of(dandisets.listing)
        assert "✗ The list did not arrive." in words
        assert "r try again" in words
        demo.conditions()
        await pilot.press("r")
        await until(pilot, lambda: dandisets.dandisets)
        assert "did not arrive" not in words_of(dandisets.listing)


async def test_an_owner_s_file_goes_on_when_its_address_is_over(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is seen on the screen, and the store never sees the token."""
    demo = demo_factory()
    settings = impatient(tmp_path, instance=known_as(demo, monkeypatch))
    place = Place(identifier="000961", version="draft", path=embargoed_file(demo))
    async with browsing(settings, place, None) as pilot:
        await open_in_app(pilot)
        demo.conditions(expire_signatures=True)
        browser = browser_of(pilot)
        source = browser.journey.objects.source
        assert source is not None
        for row in list(browser.journey.objects.model.all_rows()):
            assert isinstance(row.item, NwbObject)
            browser.preview.show_object(source, row.item)
            await until(pilot, lambda: phase(pilot) in ("idle", "failed"))
        assert phase(pilot) == "idle"
    assert not any(entry["authorization"] for entry in demo.log("store"))


async def test_a_stale_token_is_told_of_once(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The open data are shown, with a notice that names the variable."""
    demo = demo_factory()
    settings = impatient(tmp_path, instance=known_as(demo, monkeypatch, "0" * 40))
    async with browsing(settings, Place(), None) as pilot:
        await until(pilot, lambda: browser_of(pilot).journey.dandisets.dandisets)
        await until(pilot, lambda: pilot.app._notifications)
        (notice,) = pilot.app._notifications
        assert "DEMO_KNOWN_API_KEY" in notice.message


async def test_moving_on_asks_for_no_further_page(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """A folder of twenty pages is left at its second one, which does not come."""
    demo = demo_factory()
    demo.conditions(**fault("silence", where="api", match="&page=2", seconds=3600))
    settings = impatient(tmp_path, read_timeout_s=600, patience_s=600)
    place = Place(identifier="000950", version="draft")
    async with browsing(settings, place, demo.api_url) as pilot:
        assets = browser_of(pilot).journey.assets
        await until(pilot, lambda: assets.listing.row)
        assert await assets.reveal("flat")
        await pilot.press("l")
        await until(pilot, lambda: big_pages(demo) == 2)
        browser_of(pilot).journey.open_version("000728", "draft")
        await until(pilot, lambda: assets.listing.row and assets.listing.row.key != "flat")
        demo.conditions()
        browser_of(pilot).journey.open_version("000409", "draft")
        await until(pilot, lambda: assets.listing.row and "sub-KS091" in words_of(assets.listing))
        assert big_pages(demo) == 2


def big_pages(demo: Demo) -> int:
    """How many pages of the big folder were asked for."""
    return sum(
        entry["query"].get("path_prefix") == "flat" for entry in demo.log("api", patience_s=0)
    )
