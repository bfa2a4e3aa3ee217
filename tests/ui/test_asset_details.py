"""The details of a file, over the panes."""

from pathlib import Path

from textual.pilot import Pilot

from dandi_tui.archive.base import Archive
from dandi_tui.ui.screens.details import DetailsScreen
from tests.demo_fixture import Demo
from tests.fakes import FakeArchive
from tests.ui.browsing import browser_of, settled, until
from tests.ui.pane_app import rows_of
from tests.ui.session_table import WIDE, app_over, real

__all__ = ["real"]


def details(pilot: Pilot[int]) -> str:
    """What the overlay says."""
    return "\n".join(rows_of(pilot.app.screen))


def asked_of_assets(demo: Demo) -> int:
    """Requests about assets so far."""
    return sum("/assets/" in entry["path"] for entry in demo.log("api"))


async def test_details_of_a_file_are_one_request(real: Archive, demo: Demo, tmp_path: Path) -> None:
    """Subject, session, variables, digests and URLs, without a query in any of them."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.pane is browser.journey.assets)
        await settled(pilot)
        await pilot.press("l", "j")
        await settled(pilot)
        before = asked_of_assets(demo)
        await pilot.press("i")
        await until(pilot, lambda: "sha2-256" in details(pilot))
        assert asked_of_assets(demo) - before == 1
        said = details(pilot)
        for word in ("491604983", "105", "Male", "Rorb-IRES2-Cre", "StimC", "OpticalChannel"):
            assert word in said
        assert isinstance(pilot.app.screen, DetailsScreen)
        await pilot.press("G", *["j"] * 30)
        assert "?" not in details(pilot).replace("? help", "")


async def test_details_that_do_not_arrive_say_so(tmp_path: Path) -> None:
    """What the row says stays, with the reason."""
    archive = FakeArchive()
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.pane is browser.journey.assets)
        await settled(pilot)
        await pilot.press("l", "j", "i")
        await until(pilot, lambda: "There is no asset" in details(pilot))
        assert "1.0 MB" in details(pilot)
