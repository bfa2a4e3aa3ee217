"""The sessions of a version as a table: sorted, filtered, by subject; files below each session."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from dandi_tui import text
from dandi_tui.archive.session_source import Sessions
from dandi_tui.archive.sessions import Session, SessionFile, by_subject
from dandi_tui.text import count, cut_path, plural
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.session_columns import (
    COLUMNS,
    SORTS,
    Column,
    Sort,
    Widths,
    cells,
    header,
    hidden,
    pages,
    searched,
    wanted,
)
from dandi_tui.ui.widgets.filter import marked
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.list_commands import LIST_COMMANDS, SESSION_COMMANDS
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.rows import ROOT, Row, TreeRows
from dandi_tui.ui.widgets.session_header import Header
from dandi_tui.ui.widgets.session_rows import quoted, sample, session_row, subject_row
from dandi_tui.ui.words import Span, clipped, fit, spread

MARGIN = 4
"""Cells beside the columns: of the mark, the sign and the right edge."""


class SessionPane(ListPane):
    """All sessions; more as their metadata arrive.

    Args:
        load: Brings them, the last state whole.
    """

    TITLE = "Sessions"
    EMPTY = "No file of this version says of which subject and session it is."
    COMMANDS: ClassVar[tuple[Command, ...]] = (*LIST_COMMANDS, *SESSION_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SESSION_COMMANDS)]

    @dataclass
    class FileWanted(Message):
        """A file is to be opened."""

        path: str

    @dataclass
    class ExportWanted(Message):
        """The sessions shown are to be written."""

        sessions: list[Session]

    @dataclass
    class Grew(Message):
        """More metadata came."""

        state: Sessions

    def __init__(self, load: Callable[[], AsyncIterator[Sessions]]) -> None:
        super().__init__()
        self._load_sessions = load
        self._state: Sessions | None = None
        self._needs = wanted(())
        self._pages = pages(self._needs, 0)
        self._page = 0
        self._sort = 0
        self._grouped = False
        self._header = Header(lambda: header(self._shown, self._sort_name, self.columns))

    @property
    def columns(self) -> Sequence[Column]:
        """All columns that have something to say; those that have room are shown."""
        return COLUMNS

    @property
    def sorts(self) -> Sequence[Sort]:
        """What can be sorted by, in the order of offer."""
        return SORTS

    @property
    def _shown(self) -> Widths:
        """The columns that are on the page in view, and their cells."""
        return self._pages[self._page]

    @property
    def _sort_name(self) -> str:
        return self.sorts[self._sort][0]

    def compose_body(self) -> Iterable[Widget]:
        """The names of the columns, and the rows."""
        yield self._header
        yield self.listing

    def on_mount(self) -> None:
        """Ask for the sessions."""
        self.load()

    async def pages(self, key: str) -> AsyncIterator[list[Row]]:
        """All sessions, as they come; below a session its files."""
        if key != ROOT:
            yield self._files_of(key)
            return
        async for state in self._load_sessions():
            before, self._state = self._state, state
            if before is None or state.is_whole or state.sessions is not before.sessions:
                self._arrange()
            self.post_message(self.Grew(state))
            yield []

    def _files_of(self, key: str) -> list[Row]:
        row = next((one for one in self.model.all_rows() if one.key == key), None)
        depth, files = (row.depth + 1, row.item) if row else (1, None)
        if not isinstance(files, Session):
            return []
        return [Row(f"{key}/{quoted(one.path)}", depth, one) for one in files.files]

    def _arrange(self) -> None:
        """Make the rows anew, in the order and the groups that are chosen."""
        sessions = self._state.sessions if self._state else []
        self._remeasure()
        rows = self._ordered(sessions)
        if not self._grouped:
            self.model.put(ROOT, (session_row(one, 0) for one in rows))
            return
        groups: dict[str, list[Row]] = {}
        for one in rows:
            groups.setdefault(quoted(one.subject), []).append(session_row(one, 1))
        for key, below in groups.items():
            self.model.put_quietly(key, below)
        subjects = self._ordered(by_subject(rows))
        self.model.put(ROOT, (subject_row(one) for one in subjects))

    def _remeasure(self) -> None:
        """Choose the columns by what stands in them now."""
        some = sample(self._state.sessions if self._state else [])
        self._needs = self.needs([*some, *by_subject(some)] if self._grouped else some)
        self._measure()

    def needs(self, sessions: Iterable[Session]) -> dict[str, int]:
        """Cells that each column needs for what stands in it."""
        return wanted(sessions, self.columns)

    def below(self, one: Session) -> list[Session]:
        """The sessions that a row stands for."""
        if not one.is_group:
            return [one]
        items = (row.item for row in self.model.children(quoted(one.subject)))
        return [item for item in items if isinstance(item, Session)]

    def _ordered(self, rows: Iterable[Session]) -> list[Session]:
        _, key, largest_first = self.sorts[self._sort]
        return sorted(rows, key=key, reverse=largest_first)  # type: ignore[arg-type]

    def _measure(self) -> None:
        room = self.listing.size.width - MARGIN
        self._pages = pages(self._needs, max(room, 0), self.columns)
        self._page = min(self._page, len(self._pages) - 1)
        self._header.refresh()

    def on_resize(self, event: object) -> None:
        """Choose the columns that have room now."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self._measure()
        self.listing.refresh()

    def _show_arranged(self) -> None:
        self._arrange()
        if self.words:
            self.search()
        self.show_growth("-")

    def action_sort(self) -> None:
        """Sort by the next column in which something stands."""
        n, needs = len(self.sorts), self._needs
        following = ((self._sort + step) % n for step in range(1, n + 1))
        self._sort = next((at for at in following if needs.get(self.sorts[at][0])), 0)
        self._show_arranged()

    def action_group(self) -> None:
        """Put the sessions of a subject together, or no more."""
        self._grouped = not self._grouped
        at = self.listing.row.key if self.listing.row else ""
        self.model = TreeRows()
        self._show_arranged()
        if not self.words:
            self.show_all(at)

    def action_next_columns(self) -> None:
        """Show the columns that have no room beside these."""
        self._turn(1)

    def action_previous_columns(self) -> None:
        """Show the columns before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        self._page = min(max(0, self._page + by), len(self._pages) - 1)
        self._fit()
        self.tell()

    def action_export(self) -> None:
        """Have the sessions shown written."""
        kept = self.selection.tree if self.selection else self.model
        items = (row.item for row in kept.all_rows())
        sessions = [one for one in items if isinstance(one, Session) and not one.is_group]
        self.post_message(self.ExportWanted(sessions))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without sessions there is nothing to sort or to write."""
        if action in {"next_columns", "previous_columns"}:
            return len(self._pages) > 1
        if action in {"sort", "group", "export"}:
            return bool(self._state and self._state.sessions)
        return super().check_action(action, parameters)

    # What is seen

    def text_of(self, row: Row) -> str:
        """All words of a session; a file's path. A subject is found by its sessions."""
        one = row.item
        if isinstance(one, Session):
            return "" if one.is_group else searched(one)
        return one.path if isinstance(one, SessionFile) else ""

    def no_match(self, query: str) -> str:
        """The sentence when the filter keeps nothing."""
        return f'No session matches "{query}". Esc clears.'

    def face(self, row: Row, width: int, alone: bool) -> tuple[Span, ...]:
        """The columns of a session; a file's path and size."""
        one = row.item
        if isinstance(one, Session):
            less = max(0, self.listing.size.width - MARGIN - width)
            spans = cells(one, self._shown, less, self.columns)
            return clipped([part for span in spans for part in self._marked(span)], width)
        if isinstance(one, SessionFile):
            size = text.size(one.size_bytes)
            path = fit(one.path, width - len(size) - 1, cut_path)
            return spread(marked(path, self.words, "text"), [Span(size, "dim")], width)
        return ()

    def _marked(self, span: Span) -> list[Span]:
        return marked(span.text, self.words, span.role) if span.text.strip() else [span]

    @property
    def remark(self) -> str:
        """What else is going on; empty: nothing."""
        return ""

    def tell(self) -> None:
        """`1,368 sessions · 256 subjects`; while they come, how far that is."""
        state = self._state
        if state is None:
            self.say("")
            return
        n = plural(len(state.sessions), "session")
        if not state.is_whole:
            seen = f"{count(state.n_seen)} of {plural(state.n_files, 'file')} read"
            self.say(f"{n} · {seen}", seen)
            return
        by = f"by {self._sort_name}" if self._sort else ""
        if self.selection:
            n = f"{count(self.selection.n_hits)} of {n}"
        subjects = plural(len({one.subject for one in state.sessions}), "subject")
        words = (by, self.remark) if self.remark else ("" if self.selection else subjects, by)
        more = hidden(self._needs, self._shown)
        forms = ((n, *words, more), (n, self.remark, more), (self.remark or n,))
        self.say(*(" · ".join(filter(None, form)) for form in forms))

    @on(LazyTree.Opened)
    def _open(self, event: LazyTree.Opened) -> None:
        event.stop()
        one = event.row.item
        file = one.main_file if isinstance(one, Session) else one
        if isinstance(file, SessionFile):
            self.post_message(self.FileWanted(file.path))
