"""Overlays about a dandiset: its versions, what changed between two, its citation."""

import asyncio
from pathlib import Path

from dandi_tui.archive.difference import Change
from dandi_tui.archive.landing import Landing, landing_of
from dandi_tui.archive.model import Dandiset
from dandi_tui.archive.saving import file_name, save_new
from dandi_tui.errors import DandiTuiError
from dandi_tui.ui import clipboard
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.screens.cite import Cited, CiteScreen
from dandi_tui.ui.screens.copy import Copied
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

    def cite(self) -> None:
        """Show a citation; it is copied, or saved in the folder where the program was started."""
        browser, landing = self._browser, self.landing()
        if landing is None:
            browser.app.notify("Open a dandiset to cite it.")
            return

        def take(cited: Cited | None) -> None:
            if cited is not None:
                browser.app.run_worker(self._take(cited), group="copy")

        screen = CiteScreen(landing, browser.pages.landings, status_of(browser))
        browser.app.push_screen(screen, take)

    async def _take(self, cited: Cited) -> None:
        form, ref, app = cited.form, cited.reference, self._browser.app
        if cited.how == "copy":
            await clipboard.copy_lines(app, form.write(ref))
            app.notify(f"Copied the citation as {form.title}.", markup=False)
            return
        name = file_name("dandi", ref.identifier, ref.version, form.ending)
        try:
            path = await asyncio.to_thread(save_new, Path.cwd(), name, form.file_text(ref))
        except DandiTuiError as error:
            app.notify(f"{error} {error.hint}", severity="error", markup=False)
        else:
            app.notify(f"Saved {path.name} here.", markup=False)

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
        return landing_of(row.item, journey.version_of(row.item))
    if place is None or is_local(place[0]):
        return None
    listed = journey.dandisets.find(place[0])
    landing = landing_of(listed, place[1]) if listed else None
    return landing or Landing(identifier=place[0], version=place[1])


def copied_here(browser: Browser) -> list[Copied]:
    """What a page offers to copy: how to cite it, and its links; of what is known already."""
    landing = landing_here(browser)
    if landing is None:
        return []
    known = browser.pages.landings.known(landing)
    items = [Copied("citation…", "APA, MLA, Chicago, …, BibTeX, RIS, CFF", opens="cite")]
    metadata = known.metadata or landing.metadata
    if metadata is None:
        return items
    what = "draft's citation" if metadata.is_draft else "citation"
    items += [Copied(what, metadata.citation), Copied("DOI", metadata.doi_url)]
    items += [Copied("paper", one.url) for one in metadata.related]
    items += [Copied("protocol", url) for url in metadata.protocols]
    items += [Copied("award", one.award) for one in metadata.funders]
    items += [Copied("ORCID", one.link) for one in metadata.contributors if one.orcid]
    return [item for item in items if item.words]
