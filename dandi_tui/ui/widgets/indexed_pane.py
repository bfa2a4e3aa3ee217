"""A list of dandisets beside which the index of its archive is built."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from textual import work

from dandi_tui.archive.base import Archive
from dandi_tui.archive.index.index import Index
from dandi_tui.archive.index.query import Found, Query
from dandi_tui.archive.model import Dandiset
from dandi_tui.ui.indexing import Indexing
from dandi_tui.ui.widgets.list_pane import ListPane

SLOW_S: Final = 0.03
"""What takes longer, on a slow disk or one that another process writes to, is not waited for."""
AGAIN_S: Final = 0.5
"""A search is repeated so often while the index grows."""


class IndexedPane(ListPane):
    """Opens the index at the first search, and builds it when nobody types.

    Args:
        archive: Whose dandisets.
        index: Of their metadata; None: only what is loaded is searched.
    """

    def __init__(self, archive: Archive, index: Index | None, *, id: str | None) -> None:  # noqa: A002 -- as Textual
        super().__init__(id=id)
        self._archive = archive
        self.index = index
        self._indexing = Indexing(archive, index, self._index_changed) if index else None
        self.everything = Found()
        """All that the index held when it was opened: what there is to complete."""
        self._again = False

    def list_arrived(self, dandisets: Sequence[Dandiset]) -> None:
        """All is loaded: bring the index to it, when nobody minds."""
        if self.index and self.index.wanted:
            self._build(tuple(dandisets))

    @work(group="index", exclusive=True)
    async def _build(self, dandisets: tuple[Dandiset, ...]) -> None:
        if self._indexing:
            await self._indexing.build(dandisets)

    @work(group="index-open", exclusive=True)
    async def open_index(self) -> None:
        """Open it now: something is searched."""
        if self._indexing and self.index:
            await self._indexing.open()
            found = await self.index.search(Query())
            self.everything = found or Found()
            if self._is_filtering:
                self.search()

    async def ask_index(self, query: Query, meanwhile: Callable[[], None]) -> Found | None:
        """What the index finds; what is found by name is shown meanwhile, if that takes long."""
        assert self.index is not None
        asking = asyncio.ensure_future(self.index.search(query))
        try:
            await asyncio.wait([asking], timeout=SLOW_S)
            if not asking.done() and not query.facets:
                meanwhile()
            return await asking
        finally:
            asking.cancel()

    def _index_changed(self) -> None:
        if not self.is_attached:
            return
        self.tell()
        if self._is_filtering and not self._again:
            self._again = True
            self.set_timer(AGAIN_S, self._search_again)

    def _search_again(self) -> None:
        self._again = False
        if self._is_filtering:
            self.search()

    @property
    def index_words(self) -> str:
        """How far the index is, while that is of interest."""
        if self.index is None:
            return ""
        return self.index.state.words if self.is_indexing or self._is_filtering else ""

    @property
    def is_indexing(self) -> bool:
        """Whether the index is being built, or cannot be."""
        phases = ("building", "waiting", "full", "broken")
        return self.index is not None and self.index.state.phase in phases

    async def on_unmount(self) -> None:
        """Close the index."""
        if self.index:
            await self.index.close()
