"""Overlays about a dandiset: its versions and what changed between two."""

from dandi_tui.archive.difference import Change
from dandi_tui.archive.landing import Landing, landing_of
from dandi_tui.archive.model import Dandiset
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.screens.difference import DifferenceScreen
from dandi_tui.ui.screens.versions import Chosen, VersionsScreen
from dandi_tui.ui.seen import Browser
from dandi_tui.ui.status import status_of


class LandingOverlays:
    """Opens the overlays, and acts on their answers."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def landing(self) -> Landing | None:
        """The dandiset and version that is meant: under the cursor in pane 1, else the open one."""
        return landing_here(self._browser)

    def versions(self) -> None:
        """List the versions; one that is chosen is opened, two are compared."""
        browser, landing = self._browser, self.landing()
        if landing is None:
            browser.app.notify("Open a dandiset to see its versions.")
            return

        def take(chosen: Chosen | None) -> None:
            if chosen is None:
                return
            if chosen.against:
                self._compare(landing.identifier, chosen.against, chosen.version)
            else:
                self._open(landing.identifier, chosen.version)

        screen = VersionsScreen(landing, browser.pages.landings, status_of(browser))
        browser.app.push_screen(screen, take)

    def _open(self, identifier: str, version: str) -> None:
        async def way() -> None:
            self._browser.journey.open_version(identifier, version)

        self._browser.travel(way, f"{identifier} {version}")

    def _compare(self, identifier: str, old: str, new: str) -> None:
        browser = self._browser

        def go(change: Change | None) -> None:
            if change is not None:
                self._reveal(identifier, new if change.new else old, change.path)

        screen = DifferenceScreen(browser.archive, identifier, old, new, status_of(browser))
        browser.app.push_screen(screen, go)

    def _reveal(self, identifier: str, version: str, path: str) -> None:
        journey = self._browser.journey

        async def way() -> None:
            journey.open_version(identifier, version)
            await journey.assets.reveal(path)

        self._browser.travel(way, path)


def landing_here(browser: Browser) -> Landing | None:
    """The dandiset and version that is meant: under the cursor in pane 1, else the open one."""
    journey, at = browser.journey, browser.panes.index(browser.pane)
    row, place = journey.dandisets.listing.row, journey.assets.place
    in_view = browser.pages.in_view
    if at == 3 and in_view is not None:
        return in_view
    if at == 0 and row is not None and isinstance(row.item, Dandiset):
        is_open = place is not None and place[0] == row.item.identifier
        return landing_of(row.item, place[1] if is_open and place else "")
    if place is None or is_local(place[0]):
        return None
    listed = journey.dandisets.find(place[0])
    landing = landing_of(listed, place[1]) if listed else None
    return landing or Landing(identifier=place[0], version=place[1])
