"""The sessions of a version as a table, over the panes; its answer is the path of a file."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from dandi_tui import text
from dandi_tui.archive.saving import file_name, save_new
from dandi_tui.archive.session_csv import csv_text
from dandi_tui.archive.session_source import Sessions, sessions_of
from dandi_tui.archive.shelf import Shelf
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.pictures import added
from dandi_tui.reader.base import Reader
from dandi_tui.settings import Settings
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.insides import MAX_BYTES, Insides, inside_csv, is_read
from dandi_tui.ui.keys import commands_at
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.layout import classes_of, layout_of
from dandi_tui.ui.screens.help import HelpScreen
from dandi_tui.ui.screens.remapped import RemappedScreen
from dandi_tui.ui.widgets.footer import Footer
from dandi_tui.ui.widgets.inside_pane import InsidePane
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.session_pane import SessionPane
from dandi_tui.ui.widgets.status_line import State, Status, StatusLine

SCREEN_COMMANDS = (
    Command(name="Close", keys=("escape",), shown="Esc", word="back", sentence="back to the files"),
    Command(
        name="Help", keys=("question_mark", "f1"), shown="?", word="help", sentence="keys of this"
    ),
    Command(name="Palette", keys=("ctrl+p", "colon"), shown="^p :", word="", sentence="commands"),
    Command(name="Leave", keys=("q",), shown="q", word="back", sentence="back to the files"),
)


class SessionsScreen(RemappedScreen[str]):
    """One table that fills the screen.

    Args:
        archive: Who is asked.
        settings: Where tables are kept.
        identifier: Of the dandiset.
        version: Of it.
        make_reader: Makes a reader of files; by default a process each.
    """

    KEY_COMMANDS: ClassVar[tuple[Command, ...]] = SCREEN_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SCREEN_COMMANDS)]

    def __init__(
        self,
        archive: LaterArchive,
        settings: Settings,
        identifier: str,
        version: str,
        make_reader: Callable[[], Reader] | None = None,
    ) -> None:
        super().__init__()
        self._archive = archive
        self._settings = settings
        self._identifier = identifier
        self._version = version
        self._make_reader = make_reader
        self._has_failed = False
        self._pane = InsidePane(
            lambda: sessions_of(archive, settings, identifier, version), self._insides
        )

    def _insides(self, state: Sessions) -> Insides:
        shelf = Shelf(self._settings, "inside", MAX_BYTES, private=state.is_private)
        place = (self._identifier, self._version)
        return Insides(self._archive, self._settings, place, shelf, self._make_reader)

    def compose(self) -> ComposeResult:
        """The table, and the two rows that are always there."""
        yield self._pane
        yield StatusLine()
        yield Footer()

    def on_mount(self) -> None:
        """The table has the keys."""
        self._pane.add_class("-current", "-tall")
        self._pane.lit = True
        # Text would be taken for markup.
        self._pane.border_title = Content(f"Sessions of {text.safe(self._identifier)}")
        self._pane.focus()
        self._tell()

    def on_resize(self, event: events.Resize) -> None:
        """Without a frame where there is little room."""
        for name, is_on in classes_of(layout_of(event.size.width, event.size.height)).items():
            self.set_class(is_on, name)

    @on(SessionPane.Grew)
    @on(SessionPane.Failed)
    @on(LazyTree.Highlighted)
    def _follow(self, event: SessionPane.Grew | SessionPane.Failed | LazyTree.Highlighted) -> None:
        event.stop()
        if not isinstance(event, LazyTree.Highlighted):
            self._has_failed = isinstance(event, SessionPane.Failed)
        self._tell()

    def on_descendant_focus(self) -> None:
        """The keys of the filter are others than those of the list."""
        self._tell()

    def _status(self) -> Status:
        pane = self._pane
        state: State = "working" if pane.is_busy else "idle"
        if self._has_failed or pane.reason:
            state = "failed"
        words = pane.reason or f"{text.safe(self._identifier)}@{text.safe(self._version)}"
        stats = self._archive.stats
        for reader in pane.insides.readers if pane.insides else ():
            stats = added(stats, reader.stats)
        return Status(
            state=state,
            words=words,
            stats=stats,
            offline=self._settings.offline,
            kept_from=self._archive.kept_from,
        )

    def _tell(self) -> None:
        self.query_one(StatusLine).status = self._status()
        self.query_one(Footer).show(commands_at(self.focused or self))

    @on(SessionPane.FileWanted)
    def _open(self, event: SessionPane.FileWanted) -> None:
        event.stop()
        self.dismiss(event.path)

    @on(SessionPane.ExportWanted)
    def _export(self, event: SessionPane.ExportWanted) -> None:
        event.stop()
        self._write(event)

    # With a description, Textual does not write one of 10,000 sessions.
    @work(group="export", exclusive=True, description="sessions as CSV")
    async def _write(self, event: SessionPane.ExportWanted) -> None:
        sessions, found = event.sessions, self._pane.found

        def write() -> Path:
            csv = csv_text(sessions) if found is None else inside_csv(sessions, found)
            name = file_name("sessions", self._identifier, self._version, "csv")
            return save_new(Path.cwd(), name, csv)

        try:
            place = await asyncio.to_thread(write)
        except DandiTuiError as error:
            self.notify(f"{error.message} {error.hint}", severity="error", markup=False)
            return
        words = f"{text.plural(len(sessions), 'session')} written to {text.safe(place.name)}"
        unread = [] if found is None else [one for one in sessions if not is_read(one, found)]
        said = f"; of {text.count(len(unread))} the file was not read" if unread else ""
        self.notify(f"{words}{said}", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc stops what is read before it leads back."""
        return not (action == "close" and self._pane.is_busy)

    def action_close(self) -> None:
        """Go back to the files."""
        if self.is_current:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Go back to the files."""
        self.action_close()

    def action_palette(self) -> None:
        """Find a command by its name."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """List the keys that do something here."""
        commands = commands_at(self.focused or self)
        self.app.push_screen(HelpScreen("Sessions", commands, self._status()))
