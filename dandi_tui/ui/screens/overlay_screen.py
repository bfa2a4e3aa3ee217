"""What lies over the browser: the actions that open it."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING

from textual.widgets import Input

from dandi_tui.reader.base import Reader
from dandi_tui.settings import Settings
from dandi_tui.ui.journey import Journey
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.screens.pane_screen import PaneScreen
from dandi_tui.ui.widgets.preview_pane import PreviewPane

if TYPE_CHECKING:
    from dandi_tui.ui.landing_overlays import LandingOverlays
    from dandi_tui.ui.landing_pages import LandingPages
    from dandi_tui.ui.overlays import Overlays


class OverlayScreen(PaneScreen):
    """A screen of panes with overlays; a subclass has what they need (`seen.Browser`)."""

    settings: Settings
    archive: LaterArchive
    reader: Reader
    preview: PreviewPane
    journey: Journey

    @abstractmethod
    def travel(
        self, way: Callable[[], Awaitable[object]], name: str = "", *, quiet: bool = False
    ) -> object:
        """Open something; what fails is shown and can be tried again."""

    def on_descendant_focus(self) -> None:
        """Who has done typing wants to see all of what was found."""
        # Nothing is to be asked for before the first page.
        if not isinstance(self.focused, Input) and self.preview.page is not None:
            self.pages.ask_rest()

    @cached_property
    def pages(self) -> "LandingPages":
        """The pages of dandisets."""
        # What reads and lays out metadata takes 5 ms, which the first frame is spared.
        from dandi_tui.ui.landing_pages import LandingPages

        index = self.journey.dandisets.index
        return LandingPages(self.archive, self.preview, self.settings.page_cache_bytes, index)

    @property
    def page_failed(self) -> bool:
        """Whether a page is in view of which something did not arrive."""
        return self.preview.page is not None and self.pages.has_failed

    @cached_property
    def _overlays(self) -> "Overlays":
        # The screens that lie over this one take 10 ms, which the first frame is spared.
        from dandi_tui.ui.overlays import Overlays

        return Overlays(self)

    @cached_property
    def _landing(self) -> "LandingOverlays":
        # As above.
        from dandi_tui.ui.landing_overlays import LandingOverlays

        return LandingOverlays(self)

    def action_help(self) -> None:
        """List the keys that do something here."""
        self._overlays.show_help()

    def action_find(self) -> None:
        """Find an object, a file or a dandiset."""
        self._overlays.find()

    def action_copy(self) -> None:
        """Choose what to copy."""
        self._overlays.copy()

    def action_details(self) -> None:
        """Show all that is known of the object; of a dandiset, its page."""
        if self.pane is self.panes[0] and self.preview.page is not None:
            self.go_to_pane(self.preview)
        else:
            self._overlays.show_details()

    def action_versions(self) -> None:
        """List the versions of the dandiset."""
        self._landing.versions()

    def action_cite(self) -> None:
        """Cite the dandiset in one of nine formats."""
        self._landing.cite()
