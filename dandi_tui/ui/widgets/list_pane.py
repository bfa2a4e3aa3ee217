"""What the three list panes share: a tree that loads as needed, and a filter over it."""

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widgets import Input

from dandi_tui.archive.wanted import words_of
from dandi_tui.text import safe
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.widgets.filter import Selection
from dandi_tui.ui.widgets.filter_line import FilterLine
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.list_commands import LIST_COMMANDS
from dandi_tui.ui.widgets.loading_pane import LoadingPane
from dandi_tui.ui.widgets.rows import ROOT, Note, Row
from dandi_tui.ui.widgets.searched_tree import SearchedTree

SLICE = 1_000
"""Rows searched at a stretch, so that a key never waits longer than some milliseconds."""


class ListPane(LoadingPane):
    """A list or tree with a filter: `/`, then words; what is loaded later is searched too."""

    COMMANDS: ClassVar[tuple[Command, ...]] = LIST_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LIST_COMMANDS)]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- as Textual calls it
        super().__init__(id=id)
        self.listing: SearchedTree = SearchedTree(self.face)
        self.listing.model = self.model
        self.words: tuple[str, ...] = ()
        """The words of the filter."""
        self.selection: Selection | None = None
        """What the filter keeps; the tree shows its rows."""
        self._line = FilterLine()
        self._borrowed: set[str] = set()
        self._before = ""

    @abstractmethod
    def text_of(self, row: Row) -> str:
        """The text of a row that the filter searches."""

    @abstractmethod
    def no_match(self, query: str) -> str:
        """The sentence when the filter keeps nothing."""

    def haystack(self) -> Sequence[Row]:
        """The rows to search, parents first; the same list if it only grew at its end."""
        return self.model.all_rows()

    @property
    def growing(self) -> bool:
        """Whether more rows to search are on their way."""
        return self.loading_rows

    def restart(self, *notes: Note) -> None:
        """Drop all rows, and the filter with them."""
        self.close_filter()
        super().restart(*notes)

    def show_all(self, key: str = "") -> None:
        """Show all rows in place of the filter's."""
        self.selection = None
        self._borrowed.clear()
        super().show_all(key)
        self.listing.searching = False

    def show_growth(self, key: str) -> None:
        """Show rows that came; of those below a row that the filter kept, all."""
        if key in self._borrowed:
            self._borrow(key)
        super().show_growth(key)

    def unfold(self, key: str) -> None:
        """Show what is below a row, also of one that the filter kept."""
        if self.selection:
            self._borrowed.add(key)
            self._borrow(key)
        super().unfold(key)

    def _borrow(self, key: str) -> None:
        self.listing.model.put(key, self.model.children(key))
        self.listing.update()

    async def reveal(self, path: str) -> bool:
        """Unfold down to a path and put the cursor there; whether it is there.

        What is not loaded is loaded on the way; a filter is cleared.
        """
        self.uncover()
        return await self.go_to(path)

    def uncover(self) -> None:
        """Show all rows, if a filter hides some."""
        if self.selection or self.words:
            self.close_filter()
            self.show_all()

    @on(Input.Changed)
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.words = words_of(event.value)
        if self._is_filtering:
            self.listing.searching = True
            self.search()

    @on(Input.Submitted)
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.listing.focus()
        if not self.words:
            self.close_filter()
        else:
            self.search_on()

    def search_on(self) -> None:
        """Enter was pressed in the filter: look further than in what is loaded, if one can."""

    def found_words(self, selection: Selection) -> str:
        """What stands behind the words of the filter."""
        return f"{selection.n_hits:,} found"

    @on(FilterLine.Moved)
    def _move_in_list(self, event: FilterLine.Moved) -> None:
        event.stop()
        self.listing.move_by(event.rows)

    def search(self) -> None:
        """Show what matches the words; a new search takes the place of the last."""
        self._filter()

    @work(group="filter", exclusive=True)
    async def _filter(self) -> None:
        """Search the rows in slices, then those that come while they come."""
        at = self.listing.row.key if self.listing.row else ""
        if not self.words:
            self._line.say("")
            self.show_all(at)
            self.tell()
            return
        searched: Sequence[Row] = ()
        selection = Selection(self.words, self.text_of)
        while True:
            rows = self.haystack()
            if rows is not searched:
                searched, selection = rows, Selection(self.words, self.text_of)
            while selection.n_seen < len(rows):
                selection.feed(rows[selection.n_seen : selection.n_seen + SLICE])
                await asyncio.sleep(0)
            self._show(selection)
            if not self.growing:
                return
            await self._grown.wait()

    def _show(self, selection: Selection) -> None:
        """Show what the filter keeps, with the cursor on a match."""
        self._line.say(self.found_words(selection))
        nothing = not selection.n_hits and not self.growing
        sentence = Note(self.no_match(safe(self._line.input.value)))
        selection.tree.note(ROOT, *((sentence,) if nothing else ()))
        selection.tree.flatten()
        if selection is self.selection:
            self.listing.update()
        else:
            at = self.listing.row.key if self.listing.row else ""
            self._borrowed.clear()
            self.selection = selection
            self.listing.show(selection.tree, at)
        if self.listing.row and not selection.wants(self.listing.row):
            self.action_next_match()
        self.listing.searching = False
        self.tell()

    @property
    def _is_filtering(self) -> bool:
        return self.has_class("-filtering")

    def close_filter(self) -> None:
        """Take the filter away, without showing the rows that it hid."""
        self.workers.cancel_group(self, "filter")
        self.listing.searching = False
        self.words = ()
        if self._is_filtering:
            if self._line.input.has_focus:
                self.listing.focus()
            self.remove_class("-filtering")
            self._line.clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that have nothing to do are left to others."""
        if action == "clear_filter":
            return self.loading_rows or self._is_filtering
        if action in {"next_match", "previous_match"}:
            return bool(self.words)
        if action == "try_again":
            return self.has_failed
        return True

    async def action_filter(self) -> None:
        """Type a filter; its row is made when it is first wanted."""
        if not self._line.is_attached:
            await self.mount(self._line, before=self.listing)
        if not self._is_filtering:
            self._before = self.listing.row.key if self.listing.row else ""
        self.add_class("-filtering")
        self._line.open()

    def action_clear_filter(self) -> None:
        """Stop loading; if nothing is loading, clear the filter and stay on its row."""
        if self.loading_rows:
            self.stop()
        else:
            self.drop_filter()

    def drop_filter(self) -> None:
        """Show all rows again, with the cursor on the same one."""
        at = self.listing.row
        self.close_filter()
        self.show_all(at.key if at else self._before)
        self.tell()
        if at and self.listing.row != at:
            self._return_to(at.key)

    @work(group="filter", exclusive=True)
    async def _return_to(self, key: str) -> None:
        """Unfold down to the row that the filter had found."""
        await self.go_to(key)

    def action_try_again(self) -> None:
        """Load again what did not arrive."""
        self.try_again()

    def action_next_match(self) -> None:
        """Go to the next match, from the last to the first."""
        self._go_to_match(1)

    def action_previous_match(self) -> None:
        """Go to the match before, from the first to the last."""
        self._go_to_match(-1)

    def _go_to_match(self, step: int) -> None:
        rows = self.listing.model.visible
        for n in range(1, len(rows) + 1):
            index = (self.listing.cursor + step * n) % len(rows)
            if self.selection and self.selection.wants(rows[index]):
                self.listing.cursor = index
                return

    @on(LazyTree.Highlighted)
    def _say_place(self, event: LazyTree.Highlighted) -> None:
        """Where one is goes into the subtitle as soon as the cursor rests."""
        self.tell()
