"""Pane 3: the objects of one file."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from textual import on, work
from textual.message import Message
from textual.reactive import var

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import ListChildren, Walk
from dandi_tui.reader.base import Reader
from dandi_tui.text import count, cut_middle, cut_path
from dandi_tui.ui.widgets.filter import marked
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.rows import ROOT, Note, Row
from dandi_tui.ui.words import Span, fit, spread, type_name

NO_FILE = Note("Open a file to see its objects.")

COUNT_S = 0.2
"""So much later than the rows: what they lead to is asked for before."""

SLICE = 2_000
"""Rows made at a stretch."""

WALK_LIMIT = 200_000
"""The filter searches so many objects of a file: about 200 MB of rows."""


WalkState = Literal["none", "going", "done", "cut", "failed"]


class ObjectTree(ListPane):
    """Groups and datasets: the top when a file opens, the others when their group unfolds."""

    TITLE = "3 Objects"
    EMPTY = "This file holds no objects."

    source: var[Address | None] = var(None, init=False)
    """The file; set it and the rest follows."""

    file_label: var[str] = var("", init=False)
    """What the file is, for the subtitle: `NWB 2.7.0`, `HDF5`."""

    @dataclass
    class ObjectHighlighted(Message):
        """The cursor came to rest on an object."""

        source: Address
        obj: NwbObject

        def can_replace(self, message: Message) -> bool:
            """Only the newest highlight matters."""
            return isinstance(message, ObjectTree.ObjectHighlighted)

    @dataclass
    class ObjectOpened(Message):
        """The object is wanted in the preview."""

        source: Address
        obj: NwbObject

    def __init__(self, reader: Reader, *, id: str | None = None) -> None:  # noqa: A002 -- as Textual
        super().__init__(id=id)
        self._reader = reader
        self._walked: list[Row] = []
        self._groups = (0, 0)
        self._walk_state: WalkState = "none"
        self.model.note(ROOT, NO_FILE)

    def on_mount(self) -> None:
        """Show the file that was set before."""
        if self.source:
            self.watch_source()

    def watch_source(self) -> None:
        """Show the objects of another file."""
        self.workers.cancel_group(self, "count")
        self._forget_walk()
        self.restart(*(() if self.source else (NO_FILE,)))
        if self.source:
            self.load()

    def watch_file_label(self) -> None:
        """Show what the file is."""
        self.tell()

    async def pages(self, key: str) -> AsyncIterator[list[Row]]:
        """The children of one group; many of them in slices."""
        assert self.source
        answer = await self._reader.ask(ListChildren(source=self.source, path=key or "/"))
        for first in range(0, len(answer.objects), SLICE):
            yield [_row(obj) for obj in answer.objects[first : first + SLICE]]
            await asyncio.sleep(0)
        if any(_is_uncounted(obj) for obj in answer.objects):
            self._count_members(self.source, key)

    @work(group="count")
    async def _count_members(self, source: Address, key: str) -> None:
        """Wide groups came without the number of their members: ask for it behind the picture."""
        await asyncio.sleep(COUNT_S)
        request = ListChildren(source=source, path=key or "/", whole=True)
        try:
            answer = await self._reader.ask(request)
        except DandiTuiError:
            return  # the rows say what is known; who unfolds such a group is told
        if source == self.source and self.model.has(key):
            self.model.put(key, [_row(obj) for obj in answer.objects])
            self.show_growth(key)

    def is_on(self, event: ObjectHighlighted) -> bool:
        """Whether the cursor still is where a highlight says; it may have moved since."""
        row = self.listing.row
        return event.source == self.source and row is not None and row.key == event.obj.path

    async def reveal(self, path: str) -> bool:
        """As in every list; the root has no row of its own, so it is the first one."""
        if path == "/":
            self.go_to_root()
            return self.source is not None
        return await super().reveal(path)

    def go_to_root(self) -> None:
        """Put the cursor on the first row of all, which stands for the file."""
        self.uncover()
        self.listing.cursor = 0

    # The filter searches the whole file

    def haystack(self) -> Sequence[Row]:
        """All objects of the file, as far as the walk has come."""
        return self._walked

    @property
    def growing(self) -> bool:
        """Whether the walk goes on."""
        return self._walk_state == "going"

    def search(self) -> None:
        """Filter the whole file; the first time, walk through it."""
        if self.words and self.source and self._walk_state == "none":
            self._walk_state = "going"
            self._walk(self.source)
        super().search()

    @work(group="walk", exclusive=True)
    async def _walk(self, source: Address) -> None:
        try:
            request = Walk(source=source, limit=WALK_LIMIT)
            last = await self._reader.ask(request, on_part=self._take_part)
            for first in range(0, len(last.objects), SLICE):
                self._take_part(last, first, first + SLICE)
                await asyncio.sleep(0)
            self._groups = (last.n_groups_read, last.n_groups_known)
            self._walk_state = "cut" if last.truncated else "done"
        except DandiTuiError as error:
            self._walk_state = "failed"
            self.post_message(self.Failed(error))
        self.pulse()
        self.tell()

    def _take_part(self, part: Objects, start: int = 0, stop: int | None = None) -> None:
        objects = part.objects[start:stop]
        self._walked += [_row(obj) for obj in objects if obj.path != "/"]
        self._groups = (part.n_groups_read, part.n_groups_known)
        self.pulse()

    def _forget_walk(self) -> None:
        self.workers.cancel_group(self, "walk")
        self._walked, self._groups = [], (0, 0)
        self._walk_state = "none"

    def close_filter(self) -> None:
        """Take the filter away; a walk that did not end starts anew with the next filter."""
        if self._walk_state in {"going", "failed"}:
            self._forget_walk()
        super().close_filter()

    def text_of(self, row: Row) -> str:
        """Path and type."""
        obj = row.item
        return f"{obj.path} {obj.neurodata_type}" if isinstance(obj, NwbObject) else ""

    def no_match(self, query: str) -> str:
        """The sentence when the filter keeps nothing."""
        return f'No object matches "{query}". Esc clears.'

    def tell(self) -> None:
        """`NWB 2.7.0`; while filtering `5 of 412`, `3 of 40 groups read`."""
        if not self.selection:
            self.say(self.file_label)
            return
        read, known = (count(n) for n in self._groups)
        found = f"{count(self.selection.n_hits)} of {count(self.selection.n_seen)}"
        if self.growing:
            self.say(f"{found} · {read} of {known} groups read", f"{read} of {known} groups read")
        elif self._walk_state in {"cut", "failed"}:
            self.say(f"{found} · the rest was not read", f"{found}, not all read", found)
        else:
            self.say(found)

    # Rows

    def face(self, row: Row, width: int, alone: bool) -> tuple[Span, ...]:
        """The name, and at the right the type, the count, the shape or the target."""
        obj = row.item
        if not isinstance(obj, NwbObject):
            return ()
        role = "dim" if _is_empty(obj) else "name"
        name = fit(obj.name, width, cut_middle)
        right = fact(obj, width - cell_len(name) - 1)
        return spread(marked(name, self.words, role), [right], width)

    @on(LazyTree.Highlighted)
    def _highlight(self, event: LazyTree.Highlighted) -> None:
        event.stop()
        if self.source and isinstance(event.row.item, NwbObject):
            self.post_message(self.ObjectHighlighted(self.source, event.row.item))

    @on(LazyTree.Opened)
    def _open(self, event: LazyTree.Opened) -> None:
        event.stop()
        if self.source and isinstance(event.row.item, NwbObject):
            self.post_message(self.ObjectOpened(self.source, event.row.item))


def _is_uncounted(obj: NwbObject) -> bool:
    return obj.kind == "group" and obj.n_children is None


def fact(obj: NwbObject, room: int) -> Span:
    """What stands at the right of an object: one fact, in `room` cells, else nothing."""
    if obj.kind == "link":
        return _link(obj, room)
    if obj.neurodata_type:
        return Span(type_name(obj.neurodata_type, room), "dim")
    if obj.kind == "group":
        words = "" if obj.n_children is None else count(obj.n_children)
        return Span(_whole("empty" if _is_empty(obj) else words, room), "faint")
    words = text.shape(obj.shape) if obj.kind == "dataset" else "type"
    return Span(_whole(words, room), "faint")


def _link(obj: NwbObject, room: int) -> Span:
    """`→ target`, with ✗ if it is not there; a path loses folders from the left."""
    end = " ✗" if obj.broken else ""
    left = room - 2 - len(end)
    target = fit(obj.target, left, cut_path) if left > 0 else ""
    return Span(_whole(f"→ {target}{end}", room), "error" if obj.broken else "dim")


def _whole(words: str, room: int) -> str:
    return words if cell_len(words) <= room else ""


def _is_empty(obj: NwbObject) -> bool:
    return obj.kind == "group" and obj.n_children == 0 and not obj.neurodata_type


def _row(obj: NwbObject) -> Row:
    """A group folds; a series is a leaf to the eye, though it may be unfolded.

    Enter opens what a view draws; of which only a note tells, it folds and unfolds.
    """
    folds = obj.kind == "group" and obj.n_children != 0
    is_series = obj.data_shape is not None or obj.is_a("TimeSeries")
    sign = "▸" if obj.kind == "group" and not is_series else "·"
    drawn = obj.views[0] != "note" if obj.views else bool(obj.neurodata_type)
    opens = drawn or not folds
    return Row(obj.path, obj.path.count("/") - 1, obj, sign, folds=folds, opens=opens)
