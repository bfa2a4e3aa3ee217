"""The table of sessions with what their files hold: read from the files, those in view first."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.binding import BindingType

from dandi_tui import text
from dandi_tui.archive.session_source import Sessions
from dandi_tui.archive.sessions import Session
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.inside_columns import (
    READING,
    STATE,
    Known,
    inside_columns,
    inside_searched,
    inside_sorts,
    known_of,
    known_together,
)
from dandi_tui.ui.insides import Found, Insides, Unread, key_of
from dandi_tui.ui.session_columns import Column, Sort
from dandi_tui.ui.widgets.list_commands import (
    CLEAR_FILTER,
    INSIDE,
    LIST_COMMANDS,
    SESSION_COMMANDS,
    STOP,
)
from dandi_tui.ui.widgets.rows import Row
from dandi_tui.ui.widgets.session_pane import SessionPane

MOST_FILES = 200
"""Read in one go, a megabyte or two each; `r` goes on."""


class InsidePane(SessionPane):
    """All sessions; `I` reads one file of each.

    Args:
        load: Brings the sessions.
        look: Makes what looks into their files.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        STOP,
        *LIST_COMMANDS,
        *SESSION_COMMANDS[:1],
        INSIDE,
        *SESSION_COMMANDS[1:],
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((CLEAR_FILTER, STOP, INSIDE))]

    def __init__(
        self,
        load: Callable[[], AsyncIterator[Sessions]],
        look: Callable[[Sessions], Insides],
    ) -> None:
        self._is_on = False
        self._columns = inside_columns(self.known)
        self._all_sorts = inside_sorts(self.known)
        self._look = look
        self.insides: Insides | None = None
        """What looks into files, once that was wanted."""
        self._found: dict[str, Found] = {}
        self._under_way: set[str] = set()
        self._run: object | None = None
        self._wants = False
        self._queue: Iterator[Session] = iter(())
        self._arranged_at = 0
        self._n_begun = 0
        super().__init__(load)

    # What is known

    @property
    def is_reading(self) -> bool:
        """Whether files are being read."""
        return self._run is not None

    @property
    def is_busy(self) -> bool:
        """Whether metadata or files are being read."""
        return self.loading_rows or self._is_waited_for

    @property
    def found(self) -> Mapping[str, Found] | None:
        """What was found, by `key_of`; None: that is not shown."""
        return dict(self._found) if self._is_on else None

    def known(self, one: Session) -> Known:
        """What is known of a row."""
        if one.is_group:
            return known_together(map(self.known, self.below(one)))
        key = key_of(one)
        return known_of(
            self._found.get(key), is_reading=key in self._under_way, waits=self._is_waited_for
        )

    @property
    def _is_waited_for(self) -> bool:
        return self.is_reading or self._wants

    @property
    def columns(self) -> Sequence[Column]:
        """Those of the metadata, and those of the files while they are wanted."""
        own = super().columns
        return (*own, *self._columns) if self._is_on else own

    @property
    def sorts(self) -> Sequence[Sort]:
        """Those of columns in which something stands."""
        own = super().sorts
        more = [sort for sort in self._all_sorts if self._needs.get(sort[0])]
        return (*own, *more) if self._is_on else own

    def needs(self, sessions: Iterable[Session]) -> dict[str, int]:
        """There is room to say that a file is being read, wherever it is."""
        needs = super().needs(sessions)
        if self._is_on and self._is_waited_for:
            needs[STATE] = max(needs[STATE], len(READING))
        return needs

    def text_of(self, row: Row) -> str:
        """What the files hold is searched too."""
        words, one = super().text_of(row), row.item
        if self._is_on and isinstance(one, Session) and words:
            return f"{words} {inside_searched(self.known(one))}"
        return words

    @property
    def remark(self) -> str:
        """`12 of 1,368 read`; at the end how many could not be."""
        if not self._is_on or self._state is None:
            return ""
        n, n_read = len(self._state.sessions), len(self._found)
        failed = [one for one in self._found.values() if isinstance(one, Unread)]
        bad = f" · {text.count(len(failed))} not read" if failed else ""
        if self._is_waited_for or n_read < n:
            stopped = "" if self._is_waited_for else ", stopped"
            return f"{text.count(n_read)} of {text.plural(n, 'file')} read{stopped}{bad}"
        return bad.removeprefix(" · ")

    @property
    def reason(self) -> str:
        """Why the file of the row under the cursor was not read; empty if it was."""
        one = self.listing.row.item if self.listing.row else None
        if not self._is_on or not isinstance(one, Session):
            return ""
        reasons = [self._found.get(key_of(below)) for below in self.below(one)]
        bad = next((one for one in reasons if isinstance(one, Unread)), None)
        return f"{text.safe(bad.why)} {text.safe(bad.hint)}".strip() if bad else ""

    # Reading

    def action_inside(self) -> None:
        """Show what the files hold, reading it; or stop, and show it no more."""
        self._is_on = not self._is_on
        if self._is_on:
            self._begin()
        else:
            self._stop_reading()
            if self._sort >= len(super().sorts):
                self._sort = 0
                self._show_arranged()
        self._show_found()

    def _begin(self) -> None:
        """Read what is not known, once the sessions are."""
        self._wants = self.loading_rows
        if not self._wants and self._state is not None:
            self._run = object()
            self._queue = iter(self._state.sessions)
            self._n_begun = 0
            self._read(self._run, self._state)

    def show_growth(self, key: str) -> None:
        """When the last of the sessions came, their files are looked into if that is wanted."""
        super().show_growth(key)
        if self._wants and not self.loading_rows:
            self._begin()

    # With a description, Textual does not write one of 10,000 sessions.
    @work(group="inside", exclusive=True, description="files of sessions")
    async def _read(self, run: object, state: Sessions) -> None:
        self.insides = self.insides or self._look(state)
        try:
            left = [one for one in state.sessions if key_of(one) not in self._found]
            self._found |= await self.insides.kept(left)
            self._show_found()
            async for one, what in self.insides.read(self._following):
                self._under_way.discard(key_of(one))
                self._found[key_of(one)] = what
                self._show_one(one)
        finally:
            # Whoever stopped it, or began anew, has said so already.
            if self._run is run:
                self._run = None
                self._under_way.clear()
                if self.is_attached:
                    self._show_found()

    def _following(self) -> Session | None:
        """The next file to read: of the rows in view, else of the rest from the top."""
        for one in chain(self._in_view(), self._queue) if self._n_begun < MOST_FILES else ():
            key = key_of(one)
            if key not in self._found and key not in self._under_way:
                self._under_way.add(key)
                self._n_begun += 1
                return one
        return None

    def _in_view(self) -> Iterator[Session]:
        top = self.listing.scroll_offset.y
        for row in self.listing.model.visible[top : top + self.listing.size.height]:
            if isinstance(row.item, Session):
                yield from self.below(row.item)

    def _show_one(self, one: Session) -> None:
        """Show what came; the order and the filter follow when that has doubled."""
        for column in self._columns:
            words = cell_len(text.safe(column.words(one)))
            self._needs[column.name] = max(self._needs.get(column.name, 0), words)
        if len(self._found) >= 2 * self._arranged_at:
            self._show_found()
            return
        self._fit()
        self.tell()
        self._say_so()

    def _show_found(self) -> None:
        """Show the columns anew, and the rows where their order or the filter depends on them."""
        self._arranged_at = len(self._found)
        if self.words or self._sort >= len(super().sorts):
            self._show_arranged()
        else:
            self._remeasure()
            self.show_growth("-")
        self._say_so()

    def _say_so(self) -> None:
        if self._state is not None:
            self.post_message(self.Grew(self._state))

    def _stop_reading(self) -> None:
        self._run, self._wants = None, False
        self._under_way.clear()
        self.workers.cancel_group(self, "inside")

    def _can_go_on(self) -> bool:
        """Whether there are files that were not read, or not for good."""
        if not self._is_on or self._is_waited_for or self._state is None:
            return False
        lost = any(map(_may_be_read, self._found.values()))
        return lost or len(self._found) < len(self._state.sessions)

    def action_clear_filter(self) -> None:
        """Clear the filter; what is being read goes on."""
        self.drop_filter()

    def action_stop(self) -> None:
        """Stop reading; what came stays."""
        self._stop_reading()
        if self.loading_rows:
            self.stop()
        self._show_found()

    def action_try_again(self) -> None:
        """Go on reading; what could not be read is tried again."""
        if self.has_failed:
            super().action_try_again()
        if self._is_on:
            lasting = (one for one in self._found.items() if not _may_be_read(one[1]))
            self._found = dict(lasting)
            self._begin()
            self._show_found()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without sessions there is nothing to look into."""
        if action == "inside":
            return bool(self._state and self._state.sessions)
        if action in {"stop", "clear_filter"}:
            # One Esc at a time: what was typed goes first, then what is read is stopped.
            return (action == "clear_filter") == self._is_filtering and (
                self._is_filtering or self.is_busy
            )
        if action == "try_again" and self._can_go_on():
            return True
        return super().check_action(action, parameters)


def _may_be_read(found: Found) -> bool:
    """Whether trying again may help."""
    return isinstance(found, Unread) and not found.is_lasting
