"""Pane 2: the files of one version of a dandiset, or of a local folder."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import on
from textual.message import Message
from textual.reactive import var

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder, Entry
from dandi_tui.text import count, cut_middle, plural
from dandi_tui.ui.widgets.filter import marked
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.rows import ROOT, Note, Row, parent_key
from dandi_tui.ui.words import Span, file_name, fit, least_file_name, shared_start, spread

MIN_FOLDER = 12
"""A folder's name keeps so many columns; its count goes first, then its size."""

NO_DANDISET = Note("Open a dandiset to see its files.")


class AssetTree(ListPane):
    """Folders and files: each folder is loaded when it is unfolded."""

    TITLE = "2 Assets"
    EMPTY = "This version has no files."

    place: var[tuple[str, str] | None] = var(None, init=False)
    """Identifier and version whose files are shown; set it and the rest follows."""

    @dataclass
    class AssetHighlighted(Message):
        """The cursor came to rest on a file or a folder."""

        identifier: str
        version: str
        entry: Entry

        def can_replace(self, message: Message) -> bool:
            """Only the newest highlight matters."""
            return isinstance(message, AssetTree.AssetHighlighted)

    @dataclass
    class AssetOpened(Message):
        """The objects of a file are wanted."""

        identifier: str
        version: str
        asset: Asset

    def __init__(self, archive: Archive, *, id: str | None = None) -> None:  # noqa: A002 -- as Textual
        super().__init__(id=id)
        self._archive = archive
        self._shared: dict[str, str] = {}
        self._at_first = False
        self.model.note(ROOT, NO_DANDISET)

    def on_mount(self) -> None:
        """Show the version that was set before."""
        if self.place:
            self.watch_place()

    def watch_place(self) -> None:
        """Show the files of another version."""
        self._shared.clear()
        self._at_first = False
        self.restart(*(() if self.place else (NO_DANDISET,)))
        if self.place:
            self.load()

    async def pages(self, key: str) -> AsyncIterator[list[Row]]:
        """The entries of a folder, as the archive orders them."""
        assert self.place
        async for entries in self._archive.folder(*self.place, key):
            names = [one.name for one in entries if isinstance(one, Asset)]
            if names:
                self._shared[key] = shared_start(names, self._shared.get(key))
            yield [_row(one) for one in entries]

    def show_growth(self, key: str) -> None:
        """Show rows that came; of the first, go to one that leads to objects."""
        super().show_growth(key)
        if key != ROOT or self._at_first or self.listing.moved:
            return
        first = next((row.key for row in self.model.children(ROOT) if _leads_on(row)), "")
        self._at_first = bool(first) and self.listing.move_to(first)

    async def beside(self, path: str, step: int) -> Asset | None:
        """The file with objects before or after one: in its folder, else in the next folder.

        Folders on the way are loaded; None at the first and the last file.
        """
        key = path
        while key != ROOT:
            parent = parent_key(key)
            if not await self._arrives(parent, key):
                return None
            rows = self.model.children(parent)
            at = next(n for n, row in enumerate(rows) if row.key == key)
            following = rows[at + 1 :] if step > 0 else rows[:at][::-1]
            found = await self._first_in(following, step)
            if found is not None:
                return found
            key = parent
        return None

    async def _first_in(self, rows: Sequence[Row], step: int) -> Asset | None:
        """The first file with objects among these rows and what is below them."""
        for row in rows:
            if isinstance(row.item, Asset) and row.item.may_hold_objects:
                return row.item
            if isinstance(row.item, AssetFolder):
                below = await self.loaded(row.key)
                found = await self._first_in(below[::step], step)
                if found is not None:
                    return found
        return None

    def text_of(self, row: Row) -> str:
        """The path."""
        return row.key

    def no_match(self, query: str) -> str:
        """The sentence when the filter keeps nothing; what is not loaded was not searched."""
        return f'No loaded file matches "{query}". Esc clears.'

    def face(self, row: Row, width: int, alone: bool) -> tuple[Span, ...]:
        """A folder with its count, or a file; the size at the right."""
        one = row.item
        if isinstance(one, AssetFolder):
            return self._folder_face(one, width)
        return self._file_face(one, width, alone) if isinstance(one, Asset) else ()

    def _folder_face(self, folder: AssetFolder, width: int) -> tuple[Span, ...]:
        size, files = text.size(folder.size_bytes), f"  {count(folder.asset_count)}"
        name = fit(f"{folder.name}/", 1_000)
        least = min(cell_len(name), MIN_FOLDER)
        if width - least - len(files) < len(size) + 2:
            files = ""
        if width - least < len(size) + 1:
            size = ""
        name = fit(name, width - len(files) - (len(size) + 1 if size else 0), cut_middle)
        left = [*marked(name, self.words, "name"), Span(files, "faint")]
        return spread(left, [Span(size, "dim")], width)

    def _file_face(self, asset: Asset, width: int, alone: bool) -> tuple[Span, ...]:
        size = text.size(asset.size_bytes)
        shared = self._shared.get(parent_key(asset.path), "")
        if alone or width - len(size) - 1 < least_file_name(asset.name, shared):
            size = ""
        name = file_name(asset.name, shared, width - (len(size) + 1 if size else 0))
        return spread(marked(name, self.words, "name"), [Span(size, "dim")], width)

    def tell(self) -> None:
        """`draft · 1,044 files`; while filtering `12 of 3,036`; without room `2 of 4`."""
        if not self.place:
            self.say("")
            return
        top = [row.item for row in self.model.children(ROOT)]
        n_files = sum(one.asset_count if isinstance(one, AssetFolder) else 1 for one in top)
        if self.selection:
            self.say(f"{count(self.selection.n_hits)} of {count(n_files)}")
            return
        version = self.place[1] or "local"
        said = f"{version} · {plural(n_files, 'file')}" if top else version
        if self.compact and (row := self.listing.row):
            siblings = self.model.children(parent_key(row.key))
            at = next((n for n, one in enumerate(siblings, 1) if one.key == row.key), 0)
            self.say(said, f"{count(at)} of {count(len(siblings))}")
        else:
            self.say(said, version)

    @on(LazyTree.Highlighted)
    def _highlight(self, event: LazyTree.Highlighted) -> None:
        event.stop()
        one = event.row.item
        if self.place and isinstance(one, Asset | AssetFolder):
            self.post_message(self.AssetHighlighted(*self.place, one))

    @on(LazyTree.Opened)
    def _open(self, event: LazyTree.Opened) -> None:
        event.stop()
        if self.place and isinstance(event.row.item, Asset):
            self.post_message(self.AssetOpened(*self.place, event.row.item))


def _leads_on(row: Row) -> bool:
    """Whether it is a folder or a file with objects, rather than a README."""
    return isinstance(row.item, AssetFolder) or (
        isinstance(row.item, Asset) and row.item.may_hold_objects
    )


def _row(entry: Entry) -> Row:
    depth = entry.path.count("/")
    if isinstance(entry, AssetFolder):
        return Row(entry.path, depth, entry, "▸", folds=True, opens=False)
    return Row(entry.path, depth, entry)
