"""A list of files whose filter goes on in the archive: what is not loaded is found too."""

from abc import abstractmethod
from collections.abc import Sequence

from textual import work
from textual.reactive import var

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder
from dandi_tui.errors import DandiTuiError
from dandi_tui.ui.widgets.filter import Selection
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.rows import Row

MOST_FOUND = 5_000
"""Hits that the archive is asked for: what finds more is to be said more exactly."""


class AskingPane(ListPane):
    """The filter searches what is loaded; Enter asks the archive for all of the version."""

    place: var[tuple[str, str] | None] = var(None, init=False)
    """Identifier and version whose files are shown; set it and the rest follows."""

    def __init__(self, archive: Archive, *, id: str | None = None) -> None:  # noqa: A002 -- as Textual
        super().__init__(id=id)
        self._archive = archive
        self._found: Selection | None = None
        self._is_asking = False

    @abstractmethod
    def found_row(self, asset: Asset) -> Row:
        """The row of a file that the archive found."""

    @abstractmethod
    def all_found(self) -> None:
        """The last page of what was found is there."""

    @property
    def found(self) -> Selection | None:
        """What the archive found, while it is shown: a flat list."""
        return self._found if self._found is self.selection else None

    @property
    def has_more(self) -> bool:
        """Whether the archive was not asked for all that it would find."""
        return self.found is not None and self.found.n_hits >= MOST_FOUND

    def text_of(self, row: Row) -> str:
        """The path."""
        return row.key

    def no_match(self, query: str) -> str:
        """The sentence when the filter keeps nothing."""
        if self._found is not None:
            return f'No file of this version matches "{query}". Esc clears.'
        return f'No loaded file matches "{query}". Enter asks the archive, Esc clears.'

    def found_words(self, selection: Selection) -> str:
        """`12 found`; while folders are not loaded that they are, and how to go on."""
        said = super().found_words(selection)
        if selection is self._found or not self._lacks(selection):
            return said
        return f"{said}, Enter: more"

    def _lacks(self, selection: Selection) -> bool:
        """Whether there are folders that are not loaded, so that not all was searched."""
        folders = (row.key for row in selection.branches if isinstance(row.item, AssetFolder))
        return self.loading_rows or any(not self.model.has(key) for key in folders)

    @property
    def growing(self) -> bool:
        """Whether more rows to search are on their way."""
        return self._is_asking or super().growing

    def search(self) -> None:
        """Search what is loaded."""
        self._found = None
        super().search()

    def search_on(self) -> None:
        """Ask the archive for what is not loaded."""
        if self.place and (self.selection is None or self._lacks(self.selection)):
            self._ask(*self.place)

    @work(group="filter", exclusive=True)
    async def _ask(self, identifier: str, version: str) -> None:
        """Show what the archive finds as a flat list, page by page."""
        found = Selection(self.words, self.text_of)
        self._is_asking = True
        try:
            async for page in self._archive.find(identifier, version, " ".join(self.words)):
                self._take(found, page)
                if found.n_hits >= MOST_FOUND:
                    break
        except DandiTuiError as error:
            self._line.say("✗ not asked")
            self.listing.searching = False
            self.post_message(self.Failed(error))
            return
        finally:
            self._is_asking = False
        self._take(found, [])
        self.all_found()

    def _take(self, found: Selection, page: Sequence[Asset]) -> None:
        found.feed(map(self.found_row, page))
        if found.n_hits or not page:
            self._found = found
            self._show(found)

    def show_all(self, key: str = "") -> None:
        """Show the tree in place of what was found."""
        self._found = None
        super().show_all(key)
