"""The sessions of a version as a table, over the panes; its answer is the path of a file."""

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from dandi_tui import text
from dandi_tui.archive.session_csv import csv_text
from dandi_tui.archive.session_source import sessions_of
from dandi_tui.archive.sessions import Session
from dandi_tui.errors import DandiTuiError
from dandi_tui.settings import Settings
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.keys import commands_at
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.layout import classes_of, layout_of
from dandi_tui.ui.screens.help import HelpScreen
from dandi_tui.ui.screens.remapped import RemappedScreen
from dandi_tui.ui.session_export import export_csv
from dandi_tui.ui.widgets.footer import Footer
from dandi_tui.ui.widgets.session_pane import SessionPane
from dandi_tui.ui.widgets.status_line import State, Status, StatusLine

SCREEN_COMMANDS = (
    Command(name="Close", keys=("escape",), shown="Esc", word="back", sentence="back to the files"),
    Command(
        name="Help", keys=("question_mark", "f1"), shown="?", word="help", sentence="keys of this"
    ),
    Command(name="Leave", keys=("q",), shown="q", word="back", sentence="back to the files"),
)


class SessionsScreen(RemappedScreen[str]):
    """One table that fills the screen.

    Args:
        archive: Who is asked.
        settings: Where tables are kept.
        identifier: Of the dandiset.
        version: Of it.
    """

    KEY_COMMANDS: ClassVar[tuple[Command, ...]] = SCREEN_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SCREEN_COMMANDS)]

    def __init__(
        self, archive: LaterArchive, settings: Settings, identifier: str, version: str
    ) -> None:
        super().__init__()
        self._archive = archive
        self._settings = settings
        self._identifier = identifier
        self._version = version
        self._pane = SessionPane(lambda: sessions_of(archive, settings, identifier, version))

    def compose(self) -> ComposeResult:
        """The table, and the two rows that are always there."""
        yield self._pane
        yield StatusLine()
        yield Footer()

    def on_mount(self) -> None:
        """The table has the keys."""
        self._pane.add_class("-current", "-tall")
        self._pane.lit = True
        self._pane.border_title = f"Sessions of {text.safe(self._identifier)}"
        self._pane.focus()
        self._tell()

    def on_resize(self, event: events.Resize) -> None:
        """Without a frame where there is little room."""
        for name, is_on in classes_of(layout_of(event.size.width, event.size.height)).items():
            self.set_class(is_on, name)

    @on(SessionPane.Grew)
    @on(SessionPane.Failed)
    def _follow(self, event: SessionPane.Grew | SessionPane.Failed) -> None:
        event.stop()
        self._tell()

    def on_descendant_focus(self) -> None:
        """The keys of the filter are others than those of the list."""
        self._tell()

    def _status(self) -> Status:
        state: State = "working" if self._pane.loading_rows else "idle"
        if self._pane.has_failed:
            state = "failed"
        words = f"{text.safe(self._identifier)}@{text.safe(self._version)}"
        return Status(state=state, words=words, stats=self._archive.stats)

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
        self._write(event.sessions)

    @work(group="export", exclusive=True)
    async def _write(self, sessions: list[Session]) -> None:
        def write() -> Path:
            csv = csv_text(sessions)
            return export_csv(Path.cwd(), self._identifier, self._version, csv)

        try:
            place = await asyncio.to_thread(write)
        except DandiTuiError as error:
            self.notify(f"{error.message} {error.hint}", severity="error", markup=False)
            return
        words = f"{text.plural(len(sessions), 'session')} written to {text.safe(place.name)}"
        self.notify(words, markup=False)

    def action_close(self) -> None:
        """Go back to the files."""
        if self.is_current:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Go back to the files."""
        self.action_close()

    def action_help(self) -> None:
        """List the keys that do something here."""
        commands = commands_at(self.focused or self)
        self.app.push_screen(HelpScreen("Sessions", commands, self._status()))
