"""Pane 2: the files of one version of a dandiset, or of a local folder."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.binding import BindingType
from textual.message import Message

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder, Entry, ZarrEntry, ZarrFolder, ZarrKey
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import count, plural
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.widgets.asking_pane import AskingPane
from dandi_tui.ui.widgets.asset_order import Sorting
from dandi_tui.ui.widgets.asset_rows import Faces, entry_row, leads_on
from dandi_tui.ui.widgets.chosen import Chosen, above, as_entry
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.list_commands import ASSET_COMMANDS, LIST_COMMANDS
from dandi_tui.ui.widgets.rows import ROOT, Note, Row, parent_key
from dandi_tui.ui.widgets.zarr_rows import zarr_rows
from dandi_tui.ui.words import Span, shared_start

NO_DANDISET = Note("Open a dandiset to see its files.")


class AssetTree(AskingPane):
    """Folders and files: each folder is loaded when it is unfolded, as are the levels of a Zarr.

    What the filter finds in the archive is a flat list; opening a file of it shows it in the tree.
    """

    TITLE = "2 Assets"
    EMPTY = "This version has no files."
    COMMANDS: ClassVar[tuple[Command, ...]] = (*LIST_COMMANDS, *ASSET_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ASSET_COMMANDS)]

    @dataclass
    class AssetHighlighted(Message):
        """The cursor came to rest on a file, a folder, or a key of a Zarr."""

        identifier: str
        version: str
        entry: Entry | ZarrEntry

        def can_replace(self, message: Message) -> bool:
            """Only the newest highlight matters."""
            return isinstance(message, AssetTree.AssetHighlighted)

    @dataclass
    class AssetOpened(Message):
        """The objects of a file are wanted."""

        identifier: str
        version: str
        asset: Asset

    @dataclass
    class SessionsWanted(Message):
        """The table of a version's sessions is wanted."""

        identifier: str
        version: str

    def __init__(self, archive: Archive, *, id: str | None = None) -> None:  # noqa: A002 -- as Textual
        self._faces = Faces()
        super().__init__(archive, id=id)
        self.chosen = Chosen()
        """What is selected."""
        self._sorting = Sorting(archive, self._faces)
        self._zarrs: dict[str, Asset] = {}
        self._at_first = False
        self.model.note(ROOT, NO_DANDISET)

    def on_mount(self) -> None:
        """Show the version that was set before."""
        if self.place:
            self.watch_place()

    def watch_place(self) -> None:
        """Show the files of another version."""
        self.chosen.clear()
        self._zarrs.clear()
        self._faces.shared.clear()
        self._sorting.forget()
        self._at_first = False
        self.restart(*(() if self.place else (NO_DANDISET,)))
        if self.place:
            self.load()

    async def pages(self, key: str) -> AsyncIterator[list[Row]]:
        """What is below a folder or a Zarr, in the order that was chosen."""
        assert self.place
        zarr, where = self._zarr_of(key), self.place[0]
        rows = zarr_rows(self._archive, where, zarr, key) if zarr else self._entry_rows(key)
        async for page in rows:
            if self._sorting.order == "name":
                yield page
            else:
                self.model.put(key, self._sorting.sort([*self.model.children(key), *page]))
                yield []
        if self._sorting.order == "date":
            self._sort_all()

    async def _entry_rows(self, key: str) -> AsyncIterator[list[Row]]:
        shared = self._faces.shared
        assert self.place
        async for entries in self._archive.folder(*self.place, key):
            assets = [one for one in entries if isinstance(one, Asset)]
            if assets:
                shared[key] = shared_start([one.name for one in assets], shared.get(key))
            self._zarrs.update((one.path, one) for one in assets if one.zarr)
            yield [entry_row(one) for one in entries]

    def _zarr_of(self, key: str) -> Asset | None:
        """The Zarr that a row is, or is in."""
        if not self._zarrs:
            return None
        line = [*above(key), key]
        return next((self._zarrs[one] for one in line if one in self._zarrs), None)

    def show_growth(self, key: str) -> None:
        """Show rows that came; of the first, go to one that leads to objects."""
        super().show_growth(key)
        if key != ROOT or self._at_first or self.listing.moved:
            return
        first = next((row.key for row in self.model.children(ROOT) if leads_on(row)), "")
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

    # Sorting and selecting

    def action_sort(self) -> None:
        """Sort by the next of name, size, date of change; dates are asked for only then."""
        self._sorting.next()
        self._sort_all()

    @work(group="sort", exclusive=True)
    async def _sort_all(self) -> None:
        if not self.place:
            return
        found = self.found
        try:
            async for _ in self._sorting.sort_all(self.model, self.place, found):
                self.show_growth("-")
        except DandiTuiError as error:
            self.post_message(self.Failed(error))
            self.notify(f"The dates did not arrive. {error.message}", markup=False)
        if found is None and self.words:
            self.search()
        self.listing.update()
        self.tell()

    def action_select(self) -> None:
        """Select the row, or select it no more; then go to the next one."""
        row = self.listing.row
        entry = as_entry(row.item) if row else None
        if entry is None:
            return
        if not self.chosen.toggle(entry, self._known_below):
            self.notify("It is in a selected folder that is not loaded.")
            return
        self.listing.refresh()
        self.listing.move_by(1)
        self.tell()

    def _known_below(self, folder: str) -> Sequence[Entry] | None:
        """All that is directly in a folder, if all of it is loaded."""
        if not self.model.has(folder) or folder in self._loading or folder in self._failed:
            return None
        entries = (as_entry(row.item) for row in self.model.children(folder))
        return [one for one in entries if one is not None]

    def found_row(self, asset: Asset) -> Row:
        """A file without its folders."""
        if asset.zarr:
            self._zarrs[asset.path] = asset
        return replace(entry_row(asset), depth=0)

    def all_found(self) -> None:
        """Sort what was found."""
        if self._sorting.order != "name":
            self._sort_all()

    def action_sessions(self) -> None:
        """Show the sessions as a table."""
        if self.place:
            self.post_message(self.SessionsWanted(*self.place))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc also clears the selection; without files there is nothing to select or sort."""
        if action == "clear_filter" and self.chosen:
            return True
        if action in {"select", "sort"}:
            return self.place is not None
        if action == "sessions":
            return self.place is not None and not is_local(self.place[0])
        return super().check_action(action, parameters)

    def action_clear_filter(self) -> None:
        """Stop loading; else clear the filter; else select nothing."""
        if super().check_action("clear_filter", ()):
            super().action_clear_filter()
            return
        self.chosen.clear()
        self.listing.refresh()
        self.tell()

    # What is seen

    def face(self, row: Row, width: int, alone: bool) -> tuple[Span, ...]:
        """A folder with its count, or a file; the size, or the date, at the right."""
        faces = self._faces
        faces.words = self.words
        faces.flat = row.depth == 0 and self.found is not None
        return faces.of(row, width, alone=alone, chosen=self.chosen.covers(row.key))

    def tell(self) -> None:
        """`draft · 1,044 files`; while filtering `12 of 3,036`; `3 selected · 41.6 GB`."""
        if not self.place:
            self.say("")
            return
        if self.chosen:
            n, size = count(self.chosen.n_files), text.size(self.chosen.size_bytes)
            self.say(f"{n} selected · {size}", f"● {n} · {size}", f"{n} selected")
            return
        top = [row.item for row in self.model.children(ROOT)]
        n_files = sum(one.asset_count if isinstance(one, AssetFolder) else 1 for one in top)
        order = self._sorting.order
        by = "" if order == "name" else f" · by {order}"
        if self.selection:
            more = "+" if self.has_more else ""
            self.say(f"{count(self.selection.n_hits)}{more} of {count(n_files)}")
            return
        version = self.place[1] or "local"
        said = f"{version} · {plural(n_files, 'file')}" if top else version
        if self.compact and (row := self.listing.row):
            siblings = self.model.children(parent_key(row.key))
            at = next((n for n, one in enumerate(siblings, 1) if one.key == row.key), 0)
            self.say(said + by, f"{count(at)} of {count(len(siblings))}")
        else:
            self.say(said + by, said, version)

    @on(LazyTree.Highlighted)
    def _highlight(self, event: LazyTree.Highlighted) -> None:
        event.stop()
        one = event.row.item
        if self.place and isinstance(one, Asset | AssetFolder | ZarrKey | ZarrFolder):
            self.post_message(self.AssetHighlighted(*self.place, one))

    @on(LazyTree.Opened)
    def _open(self, event: LazyTree.Opened) -> None:
        event.stop()
        if not self.place or not isinstance(event.row.item, Asset):
            return
        self.post_message(self.AssetOpened(*self.place, event.row.item))
        if self.found is not None:
            # From here on it is seen among its neighbours.
            self.close_filter()
            self.show_all()
            self._return_to(event.row.key)
