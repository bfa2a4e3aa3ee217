"""A pane whose rows are loaded a folder and a page at a time: errors, stopping, going to a path."""

import asyncio
import textwrap
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker

from dandi_tui.errors import ConnectionFailedError, DandiTuiError
from dandi_tui.text import safe
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.pane import Pane
from dandi_tui.ui.widgets.rows import ROOT, Note, Row, TreeRows, parent_key
from dandi_tui.ui.words import Span

LOADING_S = 0.1
"""What comes sooner needs no word."""

LOADING = Note("loading…")
NOT_ARRIVED = Note("✗ The list did not arrive.", "error")
TRY_AGAIN = Note("try again", hint_key="r")
STOPPED = (Note("Stopped."), Note("load the rest", hint_key="r"))


class LoadingPane(Pane):
    """Holds a tree, and loads what is below a row when it is unfolded.

    A subclass says where pages come from (`pages`), what a row shows (`face`), and what stands in
    the subtitle (`tell`).
    """

    EMPTY = ""
    """The sentence when all is loaded and there is nothing."""

    @dataclass
    class Failed(Message):
        """A list did not arrive; the rows say so too."""

        error: DandiTuiError

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- as Textual calls it
        super().__init__(id=id)
        self.model = TreeRows()
        """All rows that are loaded."""
        self.listing = LazyTree(self.face)
        """Shows the rows, or some of them."""
        self.listing.model = self.model
        self._loading: dict[str, Worker[None]] = {}
        self._failed: set[str] = set()
        self._grown = asyncio.Event()

    @abstractmethod
    def pages(self, key: str) -> AsyncIterator[list[Row]]:
        """The rows below `key`, a page at a time."""

    @abstractmethod
    def face(self, row: Row, width: int, alone: bool) -> tuple[Span, ...]:
        """What a row shows in `width` cells; `alone`: it is the only row that has room."""

    @abstractmethod
    def tell(self) -> None:
        """Say in the subtitle where one is."""

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield self.listing

    @property
    def focus_target(self) -> Widget:
        """The list."""
        return self.listing

    def watch_lit(self) -> None:
        """Let the list follow too: its cursor is bright where keys go to."""
        super().watch_lit()
        self.listing.lit = self.lit

    @property
    def loading_rows(self) -> bool:
        """Whether something is being loaded."""
        return bool(self._loading)

    @property
    def has_failed(self) -> bool:
        """Whether something did not arrive, or was stopped."""
        return bool(self._failed)

    def restart(self, *notes: Note) -> None:
        """Drop all rows and all that is being loaded; show the notes in their place."""
        self.workers.cancel_group(self, "load")
        self._loading.clear()
        self._failed.clear()
        self.model = TreeRows()
        self.model.note(ROOT, *notes)
        self.show_all()
        self.pulse()
        self.tell()

    def show_all(self, key: str = "") -> None:
        """Show all rows, with the cursor on `key`."""
        self.listing.show(self.model, key)

    def load(self, key: str = ROOT) -> None:
        """Load what is below `key`, unless that is under way."""
        if key not in self._loading:
            self._failed.discard(key)
            work = partial(self._load, key, self.model)
            self._loading[key] = self.run_worker(work, group="load")

    def wait(self, note: Note) -> None:
        """Show a note in place of the rows, which are loaded when it is tried again."""
        self._failed.add(ROOT)
        self.model.note(ROOT, note)
        self.show_growth(ROOT)

    def stop(self) -> None:
        """Stop loading; what has come stays."""
        self.workers.cancel_group(self, "load")
        for key in self._loading:
            self._failed.add(key)
            self.model.note(key, *STOPPED)
        self._loading.clear()
        self.listing.unfolding = ""
        self.show_growth(ROOT)

    def try_again(self) -> None:
        """Load again what did not arrive."""
        for key in tuple(self._failed):
            self.model.note(key)
            self.model.forget(key)
            self.load(key)
        self.show_growth(ROOT)

    async def _load(self, key: str, model: TreeRows) -> None:
        waiting = self.set_timer(LOADING_S, partial(self._say_loading, key, model))
        notes: tuple[Note, ...] = ()
        try:
            if not model.has(key):
                model.put(key, ())
            async for rows in self.pages(key):
                model.add(key, rows)
                self.show_growth(key)
        except DandiTuiError as error:
            notes = self._failure(key, error)
        finally:
            waiting.stop()
        if key == ROOT and not model.children(key) and not notes:
            notes = (Note(self.EMPTY),)
        self._loading.pop(key, None)
        if self.listing.unfolding == key:
            self.listing.unfolding = ""
        self._note(key, model, *notes)

    def _say_loading(self, key: str, model: TreeRows) -> None:
        """Say so, unless all came while this call was on its way."""
        if key in self._loading and model is self.model:
            self._note(key, model, LOADING)

    def _failure(self, key: str, error: DandiTuiError) -> tuple[Note, ...]:
        """The rows that tell of an error: a connection's may pass, others have a hint."""
        self._failed.add(key)
        self.post_message(self.Failed(error))
        width = max(20, self.listing.size.width - 2)
        if isinstance(error, ConnectionFailedError):
            causes = textwrap.wrap(safe(error.message), width)
            return (NOT_ARRIVED, *map(Note, causes), TRY_AGAIN)
        said = textwrap.wrap(safe(f"✗ {error.message}"), width)
        hints = textwrap.wrap(safe(error.hint), width)
        return (*(Note(line, "error") for line in said), *(Note(line) for line in hints))

    def _note(self, key: str, model: TreeRows, *notes: Note) -> None:
        model.note(key, *notes)
        if model is self.model:
            self.show_growth(key)

    def show_growth(self, key: str) -> None:
        """Show rows that came below `key`."""
        if self.listing.model is self.model:
            self.listing.update()
        self.pulse()
        self.tell()

    def pulse(self) -> None:
        """Wake all who wait for more rows."""
        self._grown.set()
        self._grown.clear()

    @on(LazyTree.Unfolded)
    def _load_unfolded(self, event: LazyTree.Unfolded) -> None:
        event.stop()
        self.unfold(event.row.key)

    def unfold(self, key: str) -> None:
        """Load what is below a row that was unfolded, unless it is there."""
        if not self.model.has(key):
            self.load(key)

    async def go_to(self, key: str) -> bool:
        """Unfold down to a row, loading on the way, and go there; whether it is there."""
        line = [key]
        while (above := parent_key(line[-1])) != ROOT:
            line.append(above)
        for child in reversed(line):
            if not await self._arrives(parent_key(child), child):
                return False
        self.model.unfold(*line[1:])
        self.listing.update()
        return self.listing.move_to(key)

    async def loaded(self, key: str) -> Sequence[Row]:
        """All rows below a row, loaded if they are not."""
        if not self.model.has(key):
            self.load(key)
        while key in self._loading:
            await self._grown.wait()
        return self.model.children(key)

    async def _arrives(self, parent: str, child: str) -> bool:
        """Wait until `child` is loaded below `parent`; False if it is not there."""
        model = self.model
        if not model.has(parent):
            self.load(parent)
        while not any(row.key == child for row in model.children(parent)):
            if parent not in self._loading or model is not self.model:
                return False
            await self._grown.wait()
        return True
