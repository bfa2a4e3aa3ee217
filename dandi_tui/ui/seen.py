"""What status, footer and overlays see of the browser, so that it can import them."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App
from textual.widget import Widget

from dandi_tui.reader.base import Reader
from dandi_tui.settings import Settings
from dandi_tui.ui.journey import Journey
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.widgets.pane import Pane
from dandi_tui.ui.widgets.preview_pane import PreviewPane

if TYPE_CHECKING:
    # Loaded with the first page, not before the first frame.
    from dandi_tui.ui.landing_pages import LandingPages


class Browser(Protocol):
    """The screen with the four panes."""

    settings: Settings
    archive: LaterArchive
    reader: Reader
    preview: PreviewPane
    journey: Journey

    @property
    def pages(self) -> "LandingPages":
        """The pages of dandisets."""

    @property
    def page_failed(self) -> bool:
        """Whether a page is in view of which something did not arrive."""

    @property
    def app(self) -> App[Any]:
        """The app that shows it."""

    @property
    def panes(self) -> tuple[Pane, ...]:
        """The four panes in the order of their numbers."""

    @property
    def pane(self) -> Pane:
        """The pane that has the focus, or had it last."""

    @property
    def holder(self) -> Widget:
        """The widget that has the focus, else the screen."""

    def travel(
        self, way: Callable[[], Awaitable[object]], name: str = "", *, quiet: bool = False
    ) -> object:
        """Open something; what fails is shown and can be tried again."""
