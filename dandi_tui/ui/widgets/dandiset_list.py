"""Pane 1: every dandiset of the archive."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from dandi_tui.archive.base import Archive
from dandi_tui.archive.index.index import Index
from dandi_tui.archive.model import Dandiset
from dandi_tui.errors import AccessError, DandiTuiError
from dandi_tui.text import count, safe
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.widgets.dandiset_commands import DANDISET_COMMANDS, SEARCH
from dandi_tui.ui.widgets.dandiset_heading import DandisetTree, Heading
from dandi_tui.ui.widgets.dandiset_rows import ORDERS, Shown, columns_in, face, row_of
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.list_commands import LIST_COMMANDS
from dandi_tui.ui.widgets.rows import ROOT, Note, Row
from dandi_tui.ui.widgets.searched_pane import SearchedPane
from dandi_tui.ui.words import Span

NOT_ASKED = Note("to load the archive's list.", hint_key="Press r")
"""What was opened is on this machine, and needs no archive."""
NONE_SHOWN = Note("Nothing is shown; w says what is left out.")


class DandisetList(SearchedPane):
    """The dandisets: loaded when mounted, all of them, a page at a time.

    Args:
        archive: Whose dandisets.
        index: Of their metadata; without one only names are searched.
        waits: Ask nothing until the user does.
    """

    TITLE = "1 Dandisets"
    EMPTY = "This archive has no dandisets."
    COMMANDS: ClassVar[tuple[Command, ...]] = (SEARCH, *LIST_COMMANDS[1:], *DANDISET_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(DANDISET_COMMANDS),
        Binding("up,k", "leave_list", "Go to the facets", show=False),
    ]

    shown: var[Shown] = var(Shown(), init=False)
    """Which dandisets are shown."""

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

    @dataclass
    class WhichWanted(Message):
        """A choice of which dandisets are shown is wanted."""

    @dataclass
    class ArchivesWanted(Message):
        """A choice of archives is wanted."""

    @dataclass
    class SessionsWanted(Message):
        """The table of a dandiset's sessions is wanted."""

        dandiset: Dandiset

    def __init__(
        self,
        archive: Archive,
        *,
        index: Index | None = None,
        waits: bool = False,
        id: str | None = None,  # noqa: A002 -- as Textual
    ) -> None:
        super().__init__(archive, index, id=id)
        self.listing = DandisetTree(self.face)
        self.listing.model = self.model
        self._waits = waits
        self._dandisets: list[Dandiset] = []
        self._own: dict[str, frozenset[str]] = {}
        """What the archive said is the user's own, or starred."""
        self.order = 0
        """Index of the order in `ORDERS`."""

    def compose_body(self) -> Iterable[Widget]:
        """The table's heading and the list."""
        yield Heading()
        yield self.listing

    def on_mount(self) -> None:
        """Load the list, or wait until it is asked for."""
        if self._waits:
            self.wait(NOT_ASKED)
        else:
            self.load()

    def on_resize(self, event: Resize) -> None:
        """Show the heading where there are columns."""
        super().on_resize(event)
        self.set_class(bool(columns_in(self.size.width - 2)) and self.size.height > 2, "-table")

    @property
    def dandisets(self) -> tuple[Dandiset, ...]:
        """All that are loaded, in the order of the list."""
        return tuple(self._dandisets)

    def find(self, identifier: str) -> Dandiset | None:
        """A dandiset that is loaded."""
        return next((one for one in self._dandisets if one.identifier == identifier), None)

    async def pages(self, key: str) -> AsyncIterator[list[Row]]:
        """The dandisets; in another order than the archive's, each page is sorted in."""
        self._dandisets = []
        self._own.clear()
        async for page in self._archive.dandisets():
            self._dandisets += page
            if self.order == 0:
                yield [row_of(one) for one in page if self.shown.takes(one)]
            else:
                self._arrange()
                yield []
        self.list_arrived(self._dandisets)

    def text_of(self, row: Row) -> str:
        """Id and name."""
        one = row.item
        return f"{one.identifier} {one.name}" if isinstance(one, Dandiset) else ""

    def no_match(self, query: str) -> str:
        """The sentence when the filter keeps nothing."""
        return f'No dandiset matches "{query}". Esc clears.'

    def face(self, row: Row, width: int, alone: bool) -> tuple[Span, ...]:
        """The id, the name cut between words, and what is unusual about it, or the columns."""
        one = row.item
        if not isinstance(one, Dandiset):
            return ()
        order = ORDERS[self.order][0]
        return face(one, width, self.words, alone=alone, tight=self.compact, order=order)

    def tell(self) -> None:
        """`4 of 764`, `7 of 9 · 764 in all`, and how far the index is."""
        n_all = count(len(self.model.children(ROOT)))
        n_shown = self.selection.n_hits if self.selection else len(self.model.children(ROOT))
        at = count(self.listing.cursor + 1 if n_shown else 0)
        place = f"{at} of {count(n_shown)}"
        long = f"{place} · {n_all} in all" if self.selection else place
        by = f" · by {ORDERS[self.order][0]}" if self.order else ""
        which = f" · {self.shown.words}" if self.shown.words else ""
        index = f" · {self.index_words}" if self.index_words else ""
        # How much of the index is there is of more interest than that it is ready.
        partial = (place + by + which + index,) if self.is_indexing else ()
        forms = (long + by + which + index, *partial, long + by + which, place + by + which)
        self.say(*forms, place + by, place)

    # Order, and which are shown

    def arranged(self, dandisets: Iterable[Dandiset], *, ranked: bool) -> list[Dandiset]:
        """Those that are shown, in the list's order, or as they are ranked."""
        kept = [one for one in dandisets if self.shown.takes(one)]
        return kept if ranked and self.order == 0 else ORDERS[self.order][1](kept)

    def _arrange(self) -> None:
        self._dandisets = ORDERS[self.order][1](self._dandisets)
        rows = [row_of(one) for one in self._dandisets if self.shown.takes(one)]
        self.model.put(ROOT, rows)
        none = bool(self._dandisets) and not rows
        if not self.loading_rows and not self.has_failed:
            self.model.note(ROOT, *((NONE_SHOWN,) if none else ()))

    def _rearrange(self) -> None:
        self._arrange()
        if self._is_filtering:
            self.search()
        self.show_growth(ROOT)
        self.query_one(Heading).order = ORDERS[self.order][0]

    async def action_filter(self) -> None:
        """Type a search, above the table."""
        await super().action_filter()
        self.move_child(self.query_one(Heading), before=self.listing)

    def action_sort(self) -> None:
        """Sort by the next of the columns."""
        self.order = (self.order + 1) % len(ORDERS)
        self._rearrange()

    def action_choose_which(self) -> None:
        """Choose which dandisets are shown."""
        self.post_message(self.WhichWanted())

    def action_archives(self) -> None:
        """Choose another archive."""
        self.post_message(self.ArchivesWanted())

    def action_sessions(self) -> None:
        """Show the sessions of the dandiset under the cursor as a table."""
        if isinstance(one := self.listing.row and self.listing.row.item, Dandiset):
            self.post_message(self.SessionsWanted(one))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a dandiset that has a version has sessions."""
        if action == "sessions":
            one = self.listing.row and self.listing.row.item
            return isinstance(one, Dandiset) and one.version is not None
        return super().check_action(action, parameters)

    def action_toggle_drafts(self) -> None:
        """Show or leave out what was never published."""
        self._show_only(replace(self.shown, drafts=not self.shown.drafts))

    def action_toggle_empty(self) -> None:
        """Show or leave out what has no files."""
        self._show_only(replace(self.shown, empty=not self.shown.empty))

    def action_toggle_embargoed(self) -> None:
        """Show or leave out the user's embargoed dandisets."""
        self._show_only(replace(self.shown, embargoed=not self.shown.embargoed))

    def action_toggle_mine(self) -> None:
        """Show only the user's own, or all again."""
        if self.shown.mine is None:
            self._show_own("mine", {"user": "me"})
        else:
            self._show_only(replace(self.shown, mine=None))

    def action_toggle_starred(self) -> None:
        """Show only what the user has starred, or all again."""
        if self.shown.starred is None:
            self._show_own("starred", {"starred": "true"})
        else:
            self._show_only(replace(self.shown, starred=None))

    def _show_only(self, shown: Shown) -> None:
        self.shown = shown
        self._rearrange()

    @work(group="own", exclusive=True)
    async def _show_own(self, which: str, params: dict[str, str | int]) -> None:
        """Ask the archive, once, what is the user's own or starred; only a key says who that is."""
        # What parses the answer is loaded when it is first wanted.
        from dandi_tui.archive.index.server import dandisets_with

        try:
            if which not in self._own:
                # Anonymous callers are told so, in place of an empty list.
                query = {**params, "ordering": "id", "embargoed": "true"}
                rows = await dandisets_with(self._archive, query, what="list of your dandisets")
                self._own[which] = frozenset(one.identifier for one in rows)
        except AccessError:
            self.notify("Only with your key the archive knows which are yours.", markup=False)
            return
        except DandiTuiError as error:
            self.notify(safe(error.message), markup=False, severity="error")
            return
        own, shown = self._own[which], self.shown
        is_mine = which == "mine"
        self._show_only(replace(shown, mine=own) if is_mine else replace(shown, starred=own))

    async def reveal(self, path: str) -> bool:
        """Put the cursor on a dandiset, also on one that is left out of the list."""
        hidden = next((one for one in self._dandisets if one.identifier == path), None)
        if hidden and not self.shown.takes(hidden):
            self._show_only(Shown())
        return await super().reveal(path)

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
