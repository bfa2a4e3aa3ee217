"""Pane 1: every dandiset of the archive."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Dandiset
from dandi_tui.text import count, cut_title
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.widgets.filter import marked
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.list_commands import LIST_COMMANDS, SORT
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.rows import ROOT, Note, Row
from dandi_tui.ui.words import Span, fit, spread

NOT_ASKED = Note("to load the archive's list.", hint_key="Press r")
"""What was opened is on this machine, and needs no archive."""

MIN_TITLE = 16
"""A title keeps so many columns; the mark behind it goes first."""

WIDE = 60
"""From so many columns on, sizes are always shown."""


def _size(dandiset: Dandiset) -> int:
    return dandiset.version.size_bytes if dandiset.version else 0


def _newest(dandiset: Dandiset) -> str:
    return dandiset.version.modified if dandiset.version else dandiset.modified


ORDERS: tuple[tuple[str, Callable[[list[Dandiset]], list[Dandiset]]], ...] = (
    # The order of offer; the first is the archive's own.
    ("id", lambda rows: sorted(rows, key=lambda one: one.identifier)),
    ("name", lambda rows: sorted(rows, key=lambda one: one.name.casefold())),
    ("change", lambda rows: sorted(rows, key=_newest, reverse=True)),
    ("size", lambda rows: sorted(rows, key=_size, reverse=True)),
)


class DandisetList(ListPane):
    """The dandisets: loaded when mounted, all of them, a page at a time.

    Args:
        archive: Whose dandisets.
        waits: Ask nothing until the user does.
    """

    TITLE = "1 Dandisets"
    EMPTY = "This archive has no dandisets."
    COMMANDS: ClassVar[tuple[Command, ...]] = (*LIST_COMMANDS, SORT)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((SORT,))]

    @dataclass
    class DandisetHighlighted(Message):
        """The cursor came to rest on a dandiset."""

        dandiset: Dandiset

        def can_replace(self, message: Message) -> bool:
            """Only the newest highlight matters."""
            return isinstance(message, DandisetList.DandisetHighlighted)

    @dataclass
    class DandisetOpened(Message):
        """Its files are wanted."""

        dandiset: Dandiset

    def __init__(
        self,
        archive: Archive,
        *,
        waits: bool = False,
        id: str | None = None,  # noqa: A002 -- as Textual
    ) -> None:
        super().__init__(id=id)
        self._archive = archive
        self._waits = waits
        self._order = 0
        self._dandisets: list[Dandiset] = []

    def on_mount(self) -> None:
        """Load the list, or wait until it is asked for."""
        if self._waits:
            self.wait(NOT_ASKED)
        else:
            self.load()

    @property
    def dandisets(self) -> tuple[Dandiset, ...]:
        """All that are loaded, in the order shown."""
        return tuple(self._dandisets)

    def find(self, identifier: str) -> Dandiset | None:
        """A dandiset that is loaded."""
        return next((one for one in self._dandisets if one.identifier == identifier), None)

    async def pages(self, key: str) -> AsyncIterator[list[Row]]:
        """The dandisets; in another order than the archive's, each page is sorted in."""
        self._dandisets = []
        async for page in self._archive.dandisets():
            self._dandisets += page
            if self._order == 0:
                yield [_row(one) for one in page]
            else:
                self._sort()
                yield []

    def text_of(self, row: Row) -> str:
        """Id and name."""
        one = row.item
        return f"{one.identifier} {one.name}" if isinstance(one, Dandiset) else ""

    def no_match(self, query: str) -> str:
        """The sentence when the filter keeps nothing."""
        return f'No dandiset matches "{query}". Esc clears.'

    def face(self, row: Row, width: int, alone: bool) -> tuple[Span, ...]:
        """The id, the name cut between words, and what is unusual about it."""
        one = row.item
        if not isinstance(one, Dandiset):
            return ()
        start = f"{fit(one.identifier, 12)} " + ("" if alone or self.compact else " ")
        room = width - len(start)
        right = self._mark(one, width)
        if alone or room - len(right) - 1 < MIN_TITLE:
            right = ""
        name = fit(one.name, room - (len(right) + 1 if right else 0), cut_title)
        left = [*marked(start, self.words, "accent"), *marked(name, self.words, "name")]
        return spread(left, [Span(right, "dim")], width)

    def _mark(self, one: Dandiset, width: int) -> str:
        if ORDERS[self._order][0] == "size" or width > WIDE:
            return text.size(_size(one))
        if one.embargo_status != "OPEN":
            return "embargoed"
        return "" if one.published else "draft"

    def tell(self) -> None:
        """`4 of 764`, `7 of 9 · 764 in all`."""
        n_all = count(len(self.model.children(ROOT)))
        n_shown = self.selection.n_hits if self.selection else len(self.model.children(ROOT))
        at = count(self.listing.cursor + 1 if n_shown else 0)
        place = f"{at} of {count(n_shown)}"
        long = f"{place} · {n_all} in all" if self.selection else place
        order = ORDERS[self._order][0]
        by = f" · by {order}" if self._order else ""
        self.say(long + by, place + by, place)

    def _sort(self) -> None:
        self._dandisets = ORDERS[self._order][1](self._dandisets)
        self.model.put(ROOT, map(_row, self._dandisets))

    def action_sort(self) -> None:
        """Sort by the next of id, name, date of change, size."""
        self._order = (self._order + 1) % len(ORDERS)
        self._sort()
        if self.words:
            self.search()
        self.show_growth(ROOT)

    def show(self, identifier: str) -> bool:
        """Put the cursor on a dandiset, if it is loaded and shown."""
        return self.listing.move_to(identifier)

    @on(LazyTree.Highlighted)
    def _highlight(self, event: LazyTree.Highlighted) -> None:
        event.stop()
        if isinstance(event.row.item, Dandiset):
            self.post_message(self.DandisetHighlighted(event.row.item))

    @on(LazyTree.Opened)
    def _open(self, event: LazyTree.Opened) -> None:
        event.stop()
        if isinstance(event.row.item, Dandiset):
            self.post_message(self.DandisetOpened(event.row.item))


def _row(dandiset: Dandiset) -> Row:
    return Row(dandiset.identifier, 0, dandiset)
