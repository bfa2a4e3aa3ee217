"""Opens the overlays of the browser with what they need, and acts on their answers."""

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, ZarrFolder, ZarrKey
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Move
from dandi_tui.ui import clipboard
from dandi_tui.ui.asset_details import details_of
from dandi_tui.ui.copied_files import copied_files
from dandi_tui.ui.haystacks import (
    AllDandisets,
    Candidate,
    FilesOfVersion,
    Haystack,
    ObjectsOfFile,
)
from dandi_tui.ui.landing_overlays import LandingOverlays, copied_here
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.navigation import seconds_of
from dandi_tui.ui.screens.copy import Copied, CopyScreen
from dandi_tui.ui.screens.details import DetailsScreen, error_facts, object_facts
from dandi_tui.ui.screens.find import FindScreen
from dandi_tui.ui.screens.help import HelpScreen
from dandi_tui.ui.screens.prompt import Prompt
from dandi_tui.ui.screens.sessions import SessionsScreen
from dandi_tui.ui.screens.which import WhichScreen
from dandi_tui.ui.seen import Browser
from dandi_tui.ui.status import live_commands, status_of
from dandi_tui.ui.widgets.status_line import Status

MOST_SAID = 400
"""Characters of what was copied that a notice repeats."""

TIME_HINT = "Seconds, or 8:40, or 1:03:06."


class Overlays:
    """What lies over the browser: help, details, find, copy, a time to go to."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    @property
    def _status(self) -> Status:
        return status_of(self._browser)

    def show_help(self) -> None:
        """The keys of the pane that has the focus."""
        browser = self._browser
        title = browser.pane.TITLE
        facts = browser.preview.facts
        if browser.pane is browser.preview and facts is not None and facts.view:
            title += f", {facts.view}"
        browser.app.push_screen(HelpScreen(title, live_commands(browser), self._status))

    def show_details(self) -> None:
        """Of the error in view, else of the object."""
        browser, preview = self._browser, self._browser.preview
        if preview.phase == "failed" and preview.error is not None:
            facts = error_facts(preview.error)
            browser.app.push_screen(DetailsScreen("What went wrong", facts, self._status))
        elif browser.pane is browser.journey.assets and details_of(browser, self._status):
            return
        elif preview.obj is not None:
            source = browser.journey.objects.source
            facts = object_facts(preview.obj, preview.facts, source)
            browser.app.push_screen(DetailsScreen("Details", facts, self._status))
        else:
            browser.app.notify("Open a file and move to an object to see its details.")

    def ask_time(self) -> None:
        """Ask for a time, and show the window that starts there."""

        def go(words: str | None) -> None:
            seconds = seconds_of(words) if words else None
            if seconds is not None:
                self._browser.preview.go_to(seconds)

        prompt = Prompt(
            "Go to a time", TIME_HINT, lambda words: seconds_of(words) is not None, self._status
        )
        self._browser.app.push_screen(prompt, go)

    def ask_words(self, move: Move) -> None:
        """Ask for the value of a setting of the view in sight, and go where the move leads."""
        preview = self._browser.preview
        now = preview.request.option(move.asks) if preview.request else ""

        def go(words: str | None) -> None:
            if words is not None:
                preview.step(replace(move, options=(*move.options, (move.asks, words.strip()))))

        heading = move.sentence[:1].upper() + move.sentence[1:]
        prompt = Prompt(heading, move.hint, lambda _words: True, self._status, value=now)
        self._browser.app.push_screen(prompt, go)

    def show_sessions(self, identifier: str, version: str) -> None:
        """The sessions of a version as a table; a file of one that is chosen there is opened."""
        browser, journey = self._browser, self._browser.journey

        async def way(path: str) -> None:
            if journey.assets.place != (identifier, version):
                journey.open_version(identifier, version)
            row = journey.assets.listing.row if await journey.assets.reveal(path) else None
            if row is not None and isinstance(row.item, Asset):
                await journey.open_asset(identifier, version, row.item)

        def go(path: str | None) -> None:
            if path:
                browser.travel(lambda: way(path), path.rpartition("/")[2])

        screen = SessionsScreen(browser.archive, browser.settings, identifier, version)
        browser.app.push_screen(screen, go)

    def show_sessions_of(self, dandiset: Dandiset) -> None:
        """The same of a dandiset in the list: of the version that is open, else of its newest."""
        place = self._browser.journey.assets.place
        if place is not None and place[0] == dandiset.identifier:
            self.show_sessions(*place)
        elif dandiset.version is not None:
            self.show_sessions(dandiset.identifier, dandiset.version.version)

    def choose_which(self) -> None:
        """Choose which dandisets are shown."""
        screen = WhichScreen(self._browser.journey.dandisets, self._status)
        self._browser.app.push_screen(screen)

    # Copy

    def copy(self) -> None:
        """Offer what can be copied here; what was chosen goes to the clipboard."""
        browser = self._browser
        items = self._copied()
        if not items:
            browser.app.notify("There is nothing to copy here.")
            return

        def take(item: Copied | None) -> None:
            if item is not None and item.opens:
                LandingOverlays(browser).cite()
            elif item is not None:
                browser.app.run_worker(self._copy(item), group="copy")

        browser.app.push_screen(CopyScreen(items, self._status), take)

    async def _copy(self, item: Copied) -> None:
        copy = clipboard.copy_lines if item.is_list else clipboard.copy
        await copy(self._browser.app, item.words)
        said = text.cut_middle(text.safe(item.words), MOST_SAID)
        self._browser.app.notify(f"Copied the {item.what}: {said}", markup=False)

    def _copied(self) -> list[Copied]:
        """What there is to copy, the nearest first."""
        browser, spot = self._browser, self._browser.journey.trail.now
        items: list[Copied] = []
        at = browser.panes.index(browser.pane)
        if at >= 2 and browser.preview.obj is not None:
            items.append(Copied("object path", browser.preview.obj.path))
        row = browser.journey.assets.listing.row
        place, chosen = browser.journey.assets.place, browser.journey.assets.chosen.entries
        if at == 1 and chosen and place:
            items += copied_files(browser.archive, place, chosen)
        elif at >= 2 and spot.asset is not None:
            items += self._of_entry(spot.identifier, spot.version, spot.asset)
        elif row and at == 1 and place:
            items += self._of_entry(*place, row.item)
        elif at >= 2 and spot.source is not None:
            items.append(Copied("file path", spot.source.local_path or spot.source.url))
        items += self._of_dandiset(at)
        return [item for item in items if item.words]

    def _of_entry(self, identifier: str, version: str, entry: object) -> list[Copied]:
        """Of a file its path, and where anyone can have it; of a folder its path and its page."""
        archive = self._browser.archive
        if isinstance(entry, Asset) and is_local(identifier):
            return [Copied("file path", entry.url)]
        if isinstance(entry, Asset):
            return [
                Copied("file path", entry.path),
                Copied("file URL", archive.download_url(entry)),
                Copied("S3 URL", entry.url.partition("?")[0]),
            ]
        if isinstance(entry, AssetFolder):
            url = archive.web_url(identifier, version, entry.path)
            # Without web pages it is but the version's own, which is offered below.
            has_page = url != archive.web_url(identifier, version)
            return [
                Copied("folder path", entry.path),
                Copied("folder URL", url if has_page else ""),
            ]
        if isinstance(entry, ZarrKey | ZarrFolder):
            return [Copied("path of the key", entry.path)]
        return []

    def _of_dandiset(self, at: int) -> list[Copied]:
        browser, spot = self._browser, self._browser.journey.trail.now
        row = browser.journey.dandisets.listing.row
        if at == 0 and row and isinstance(row.item, Dandiset):
            identifier = row.item.identifier
            version = browser.journey.version_of(row.item) or "draft"
        elif at == 3 and (page := browser.pages.in_view) is not None:
            identifier, version = page.identifier, page.version
        else:
            identifier, version = spot.identifier, spot.version
        if not identifier:
            return []
        if is_local(identifier):
            return [Copied("folder", identifier)]
        web = Copied("web page", browser.archive.web_url(identifier, version))
        dandiset = Copied("dandiset", f"DANDI:{identifier}/{version}")
        return [dandiset, web, *copied_here(browser)]

    # Find

    def find(self) -> None:
        """Look in what the focused pane holds; what was found is opened."""
        haystacks = self._haystacks()
        screen = FindScreen(haystacks, self._status)
        self._browser.app.push_screen(screen, self._go)

    def _haystacks(self) -> list[Haystack]:
        """The focused pane's own first, then the others from the right to the left."""
        browser = self._browser
        objects, assets = browser.journey.objects, browser.journey.assets
        stacks: list[Haystack] = []
        if objects.source is not None:
            stacks.append(ObjectsOfFile(browser.reader, objects.source))
        if assets.place is not None:
            stacks.append(FilesOfVersion(browser.archive, *assets.place))
        stacks.append(AllDandisets(browser.archive))
        own = {browser.panes[0]: "dandisets", browser.panes[1]: "files"}.get(
            browser.pane, "objects"
        )
        return sorted(stacks, key=lambda stack: stack.noun != own)

    def _go(self, found: Candidate | None) -> None:
        if found is None:
            return
        browser, journey = self._browser, self._browser.journey
        target = found.target

        async def way() -> None:
            if isinstance(target, NwbObject):
                if journey.objects.source is not None:
                    await journey.open_object(journey.objects.source, target)
            elif isinstance(target, Asset):
                if journey.assets.place is not None:
                    await journey.assets.reveal(target.path)
                    await journey.open_asset(*journey.assets.place, target)
            else:
                await journey.dandisets.reveal(target.identifier)
                journey.open_dandiset(target)

        browser.travel(way, target.name)
