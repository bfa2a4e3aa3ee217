"""The app: theme, the one screen, and the end of all that it started."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from rich.console import Console
from rich.text import Text
from textual import on
from textual.filter import LineFilter
from textual.screen import Screen
from textual.theme import ThemeProvider
from textual.worker import Worker

from dandi_tui import text
from dandi_tui.archive import connect as connect_to
from dandi_tui.archive.base import Archive
from dandi_tui.archive.memory import DEMO
from dandi_tui.archive.model import Place
from dandi_tui.protocol.address import Address
from dandi_tui.reader.base import Reader
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings
from dandi_tui.ui.all_commands import keymap_for
from dandi_tui.ui.ascii_filter import ASCII
from dandi_tui.ui.ink import is_light, wants_terminal_colours
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.palette import BrowserCommands, Palette
from dandi_tui.ui.screens.browser import BrowserScreen
from dandi_tui.ui.screens.place_screen import PlaceScreen
from dandi_tui.ui.theme import ThemedApp
from dandi_tui.ui.widgets.lazy_tree import LazyTree

log = logging.getLogger(__name__)

PATIENCE_S: Final = 0.8
"""So long quitting waits for the reader and the archive to end."""


class DandiTuiApp(ThemedApp[int]):
    """Browses an archive. The first frame is painted before anything is connected or started.

    Args:
        settings: All that a run depends on.
        place: Where to go at the start; `Place()` is the list of dandisets.
        connect: Makes the archive; awaited when it is first asked.
        reader: Reads and draws; by default a process of its own.
        elsewhere: Makes the archive of other settings, when somebody switches to it.
    """

    # A default screen's own CSS_PATH is not read, so the browser's is the app's.
    CSS_PATH: ClassVar = ["ui/app.tcss", "ui/widgets/panes.tcss", "ui/screens/browser.tcss"]
    TITLE = "dandi-tui"
    COMMANDS: ClassVar = {BrowserCommands}
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self,
        settings: Settings,
        place: Place,
        connect: Callable[[], Awaitable[Archive]],
        *,
        reader: Reader | None = None,
        elsewhere: Callable[[Settings], Awaitable[Archive]] = connect_to,
    ) -> None:
        ansi = wants_terminal_colours(dict(os.environ), Console(force_terminal=True).color_system)
        super().__init__(ansi=ansi or None)
        if not ansi and is_light(dict(os.environ)):
            self.begin_with("dandi-light")
        self._settings = settings
        self.keymap = keymap_for(settings.keys)
        self.problems = (*settings.problems, *self.keymap.problems)
        """Sentences on what in the settings file cannot be."""
        self._take_theme(settings.theme)
        self._place = place
        self.has_demo = settings.demo
        """The demo runs beside whatever is open now."""
        self._elsewhere = elsewhere
        self._archive = LaterArchive(connect)
        self._reader = reader or ReaderClient(settings, renew=self._renew)

    async def _renew(self, address: Address) -> Address:
        """Only by the archive that is open: another one does not know what this one gave out."""
        return await self._archive.renew(address)

    def _take_theme(self, name: str) -> None:
        if name in self.available_themes:
            self.begin_with(name)
        elif name:
            near = ", ".join(sorted(self.available_themes)[:4])
            self.problems += (f"There is no theme {text.safe(name, limit=60)}; there are {near}…",)

    def get_default_screen(self) -> Screen[None]:
        """The browser is the app's only screen."""
        return BrowserScreen(self._settings, self._place, self._archive, self._reader)

    @on(PlaceScreen.ArchiveWanted)
    async def _switch(self, event: PlaceScreen.ArchiveWanted) -> None:
        """Another archive, on a screen of its own: nothing of the one before is in it."""
        demo = event.instance == DEMO
        instance = self._settings.instance if demo else event.instance
        self._settings = replace(self._settings, demo=demo, instance=instance)
        self.problems = ()
        left = self._archive
        self._archive = LaterArchive(partial(self._elsewhere, self._settings))
        while not isinstance(self.screen, BrowserScreen):
            await self.pop_screen()
        if not self.screen._result_callbacks:
            # Textual gives the default screen none, and misses it when it is switched away.
            self.screen._push_result_callback(self.screen, None)
        screen = BrowserScreen(self._settings, event.place, self._archive, self._reader)
        await self.switch_screen(screen)
        self._run_behind(left.close, group="close")

    @property
    def is_under_way(self) -> bool:
        """Whether rows that a key unfolded are still to come: `l` `j` goes to the first of them."""
        return isinstance(self.focused, LazyTree) and self.focused.is_unfolding

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With `--marker ascii` nothing but ASCII is painted."""
        filters = super().get_line_filters()
        return [*filters, ASCII] if self._settings.marker == "ascii" else filters

    def action_command_palette(self) -> None:
        """Open the list of commands."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """Open the list of themes."""
        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    def on_mount(self) -> None:
        """Start the reader behind the first frame."""
        self.call_after_refresh(self._start_reader)

    def _start_reader(self) -> None:
        # If it does not start, the first who asks it is told, and the browser lives on.
        self._run_behind(self._reader.start, group="start")

    def _run_behind(
        self, work: Callable[[], Coroutine[None, None, None]], group: str
    ) -> Worker[None]:
        # A coroutine that is made here would complain if the app ended before its first step.
        return self.run_worker(work, group=group, exit_on_error=False)

    async def on_unmount(self) -> None:
        """End the reader and the archive; what does not end in time is left to the system."""
        closing = (self._reader.close(), self._archive.close())
        tasks = [asyncio.ensure_future(task) for task in closing]
        await asyncio.wait(tasks, timeout=PATIENCE_S)
        for task in tasks:
            task.cancel()

    def _fatal_error(self) -> None:
        """Leave with a sentence after a fault of our own; its cause goes to the log."""
        log.error("The browser failed", exc_info=self._exception)
        where = text.safe(self._settings.log_file)
        self._exit_renderables.append(
            Text(f"dandi-tui failed by a fault of its own.\n  {where} says more.")
        )
        self._close_messages_no_wait()
