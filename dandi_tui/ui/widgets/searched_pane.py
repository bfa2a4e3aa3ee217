"""A list of dandisets that is searched: by what is loaded, by the index, or by the archive."""

import textwrap
from abc import abstractmethod
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.events import Resize
from textual.widgets import Input

from dandi_tui.archive.base import Archive
from dandi_tui.archive.index.index import Index
from dandi_tui.archive.index.query import Found, Query
from dandi_tui.archive.model import Dandiset
from dandi_tui.archive.wanted import matches, words_of
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe
from dandi_tui.ui.widgets.dandiset_rows import row_of
from dandi_tui.ui.widgets.filter_line import FilterLine
from dandi_tui.ui.widgets.indexed_pane import IndexedPane
from dandi_tui.ui.widgets.ranked import Ranked
from dandi_tui.ui.widgets.rows import ROOT, Note, Row

if TYPE_CHECKING:
    from dandi_tui.ui.widgets.facets import Facets

MIN_ROWS: Final = 10
"""Of the pane: with less the facets would leave no room for the list."""


class SearchedPane(IndexedPane):
    """Filters as one types; ranked and with facets where there is an index.

    Operators of the archive's own search (`species:…`) are asked of it at Enter, and only then.
    """

    def __init__(self, archive: Archive, index: Index | None, *, id: str | None) -> None:  # noqa: A002 -- as Textual
        super().__init__(archive, index, id=id)
        self._facets: Facets | None = None
        self._chosen: dict[str, frozenset[str]] = {}
        self._found = Found()
        self._asked: tuple[str, tuple[Dandiset, ...]] | None = None
        """An expression, and what the archive answered to it."""
        self._ranked_for: object = None

    @abstractmethod
    def arranged(self, dandisets: Iterable[Dandiset], *, ranked: bool) -> list[Dandiset]:
        """Those that are shown, in the order of the list; ranked: in the order they are in,
        unless another one than the archive's was chosen."""

    # Search

    @property
    def _typed(self) -> str:
        return self._line.input.value if self._line.is_attached else ""

    def search(self) -> None:
        """Show what was found; without an index what is loaded is filtered by name."""
        if self._indexing:
            self._indexing.typed()
        if _has_operator(self._typed):
            self._search_server_words()
        elif self.index and self.index.usable:
            self._rank(self._typed)
        else:
            super().search()

    @work(group="filter", exclusive=True)
    async def _rank(self, typed: str, asked: tuple[Dandiset, ...] | None = None) -> None:
        """Ask the index, again while more of the list comes."""
        while True:
            rows = {row.key: row for row in self.model.children(ROOT)}
            known = rows.keys() if asked is None else {one.identifier for one in asked}
            among = frozenset(known) if rows or asked is not None else None
            words = "" if asked is not None else typed
            query = Query(words=words, facets=dict(self._chosen), among=among)
            by_name = self._rows_of(Found(), rows, typed, asked)
            found = await self.ask_index(query, partial(self._show_found, typed, by_name, asked))
            if found is not None:
                self._found = found
                by_name = self._rows_of(found, rows, typed, asked)
            self._show_found(typed, by_name, asked)
            if not self.growing or asked is not None:
                return
            await self._grown.wait()

    def _rows_of(
        self,
        found: Found,
        loaded: dict[str, Row],
        typed: str,
        asked: tuple[Dandiset, ...] | None,
    ) -> list[Row]:
        """What was found, ranked; then what only has the words somewhere in its name."""
        dandisets = [hit.dandiset for hit in found.hits]
        if asked is not None and not self._chosen:
            dandisets = [*asked]
        elif asked is None and not self._chosen:
            hits = {one.identifier for one in dandisets}
            words = words_of(typed)
            others = (row for key, row in loaded.items() if key not in hits)
            dandisets += [
                row.item
                for row in others
                if isinstance(row.item, Dandiset) and matches(words, self.text_of(row))
            ]
        arranged = self.arranged(dandisets, ranked=bool(typed))
        return [loaded.get(one.identifier) or row_of(one) for one in arranged]

    def _show_found(
        self, typed: str, rows: list[Row], asked: tuple[Dandiset, ...] | None = None
    ) -> None:
        """Show the rows, the first one chosen if the words are new, and the facets' counts."""
        question = (typed, {name: set(values) for name, values in self._chosen.items()})
        is_new, self._ranked_for = question != self._ranked_for, question
        if not typed.strip() and not self._chosen:
            self._line.say("")
            self.show_all(self.listing.row.key if self.listing.row else "")
        else:
            sentence = (Note(self.no_match(safe(typed.strip() or "these facets"))),)
            self._show_selection(
                Ranked(words_of("" if asked else typed), rows, *(() if rows else sentence)), is_new
            )
            self._line.say(f"{len(rows):,} found")
        self._show_facets()
        self.tell()

    def _show_selection(self, selection: Ranked, is_new: bool) -> None:
        at = self.listing.row.key if self.listing.row and not is_new else ""
        self._borrowed.clear()
        self.selection = selection
        self.listing.show(selection.tree, at)
        self.listing.searching = False

    # The archive's own search

    def _search_server_words(self) -> None:
        """An expression for the archive: nothing is asked while it is typed."""
        if self._asked and self._asked[0] == self._typed:
            self._rank_asked(self._asked[1])
            return
        self._line.say("Enter asks")
        self.workers.cancel_group(self, "filter")
        self.words = ()
        self.show_all(self.listing.row.key if self.listing.row else "")
        self.tell()

    def _rank_asked(self, asked: tuple[Dandiset, ...]) -> None:
        """What the archive found, under the facets."""
        self.words = ()
        if self.index and self.index.usable:
            self._rank(self._typed, asked)
        else:
            rows = [row_of(one) for one in self.arranged(asked, ranked=True)]
            self._show_found(self._typed, rows, asked)

    @work(group="filter", exclusive=True)
    async def _ask_server(self, typed: str) -> None:
        # msgspec's structs for the answer are made when they are first wanted.
        from dandi_tui.archive.index.server import ask_server

        self._line.say("asking…")
        try:
            rows = await ask_server(self._archive, typed)
        except DandiTuiError as error:
            self._show_refusal(error)
            return
        self._asked = (typed, tuple(rows))
        self.listing.focus()
        self._rank_asked(self._asked[1])

    def _show_refusal(self, error: DandiTuiError) -> None:
        """The archive's own sentence in place of the rows; the words can be changed at once."""
        self._line.say("")
        width = max(20, self.listing.size.width - 2)
        said = textwrap.wrap(safe(f"✗ {error.message}"), width)
        notes = [*(Note(line, "error") for line in said)]
        notes += [Note(line) for line in textwrap.wrap(safe(error.hint), width)]
        self._ranked_for = None
        self._show_selection(Ranked((), (), *notes), True)
        self.tell()

    @on(Input.Submitted)
    def _ask_archive(self, event: Input.Submitted) -> None:
        """Enter asks the archive, if there is something only it understands."""
        nothing = self.selection is not None and not self.selection.n_hits
        wanted = _has_operator(event.value, strict=not nothing)
        if wanted and (not self._asked or self._asked[0] != event.value):
            event.stop()
            event.prevent_default()
            self._ask_server(event.value)

    # Facets

    async def action_filter(self) -> None:
        """Type a search; its row and the facets are made when they are first wanted."""
        first = not self._line.is_attached
        if first:
            # Inputs and suggesters: what the first frame needs least.
            from dandi_tui.ui.completion import completed
            from dandi_tui.ui.widgets.facets import Facets
            from dandi_tui.ui.widgets.search_line import SearchLine

            self._line = SearchLine(lambda words: completed(words, self._values))
            self._facets = Facets()
        await super().action_filter()
        if first and self._facets:
            await self.mount(self._facets, after=self._line)
            self.open_index()
        self.search()

    def _values(self, operator: str) -> list[str]:
        """The known values of a facet, the most frequent first."""
        return [value for value, _ in self.everything.counts.get(operator, ())]

    def _show_facets(self) -> None:
        if self._facets is not None:
            self._facets.show(self._found.counts, self._chosen)
        self._place_facets()

    def _place_facets(self) -> None:
        """Show the facets while there is a search, values, and room."""
        has_values = self._facets is not None and bool(self._facets.names)
        has_room = self.size.height >= MIN_ROWS
        self.set_class(self._is_filtering and has_values and has_room, "-faceted")

    @property
    def _has_facets(self) -> bool:
        return self.has_class("-faceted")

    def on_resize(self, event: Resize) -> None:
        """Leave the facets out where the list would have no room."""
        super().on_resize(event)
        self._place_facets()

    def on_facets_toggled(self, event: "Facets.Toggled") -> None:
        """Choose a value, or take it back."""
        event.stop()
        chosen = self._chosen.pop(event.facet, frozenset()) ^ {event.value}
        if chosen:
            self._chosen[event.facet] = chosen
        self.search()

    def on_facets_left(self, event: "Facets.Left") -> None:
        """Go to the words above the facets, or to the list below."""
        event.stop()
        if event.upwards:
            self._line.open()
        else:
            self.listing.focus()

    def close_filter(self) -> None:
        """Take the search away, facets and all."""
        self._chosen = {}
        self._asked = None
        self._ranked_for = None
        if self._facets and self._facets.has_focus:
            self.listing.focus()
        super().close_filter()
        self._place_facets()

    @on(FilterLine.Moved)
    def _move_to_facets(self, event: FilterLine.Moved) -> None:
        """Below the words are the facets, if there are some."""
        if event.rows > 0 and self._has_facets and self._facets:
            event.stop()
            event.prevent_default()
            self._facets.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`k` at the first row leads to the facets, if there are some."""
        if action == "leave_list":
            return self._has_facets
        return super().check_action(action, parameters)

    def action_leave_list(self) -> None:
        """Go from the list's first row to the facets above it."""
        if self._facets:
            self._facets.focus()


def _has_operator(typed: str, *, strict: bool = True) -> bool:
    """Whether only the archive understands this; not strict: or takes it for an operator."""
    if ":" not in typed:
        return False
    # Only here, where it is needed: it brings what parses the archive's answers.
    from dandi_tui.archive.index.server import ANY_OPERATOR, OPERATOR

    return bool((OPERATOR if strict else ANY_OPERATOR).search(typed))
