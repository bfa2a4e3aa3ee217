"""What lies over the browser: the actions that open it."""

import time
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual.widgets import Input

from dandi_tui.reader.base import Reader
from dandi_tui.settings import Settings
from dandi_tui.ui.journey import Journey
from dandi_tui.ui.keymap import keymap_at
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.meaning import works
from dandi_tui.ui.preview_commands import MOVE_COMMANDS
from dandi_tui.ui.screens.pane_screen import PaneScreen
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.preview_pane import PreviewPane

if TYPE_CHECKING:
    from dandi_tui.ui.landing_overlays import LandingOverlays
    from dandi_tui.ui.landing_pages import LandingPages
    from dandi_tui.ui.overlays import Overlays


UNUSED: Final = {"pin": "Only what is drawn over time can be pinned."}
"""What to say where a verb means nothing, if there is more to say."""


class OverlayScreen(PaneScreen):
    """A screen of panes with overlays; a subclass has what they need (`seen.Browser`)."""

    settings: Settings
    archive: LaterArchive
    reader: Reader
    preview: PreviewPane
    journey: Journey

    _said = ""
    _said_s = 0.0

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

    @property
    def _has_picture(self) -> bool:
        return self.preview.facts is not None and not self.preview.has_box

    def is_unused(self, verb: str) -> bool:
        """Whether a key of pictures means nothing for the one that is shown."""
        return self._has_picture and not works(self.preview.facts, verb)

    def say_unused(self, verb: str) -> None:
        """Say that a key means nothing here; once while it is held down."""
        commands = keymap_at(self).worded(MOVE_COMMANDS)
        key = next((one.shown for one in commands if one.action == verb), verb)
        words = UNUSED.get(verb, f"{key} does nothing in this view: ? lists its keys.")
        now_s = time.monotonic()
        if words != self._said or now_s - self._said_s > self.app.NOTIFICATION_TIMEOUT:
            self._said, self._said_s = words, now_s
            self.notify(words)

    def action_unused(self, key: str) -> None:
        """A key that some views take, but not this one."""
        if self._has_picture and self.pane in self.panes[2:]:
            self.say_unused(key)

    async def action_filter_beside(self) -> None:
        """Filter the list that has the room: in the preview there is nothing to filter.

        So what is typed behind the key is words here too, never keys.
        """
        pane = self.tall
        if isinstance(pane, ListPane):
            self.mark(pane)
            await pane.action_filter()
            self.notify("This view has nothing to filter: / filters the list.")

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
