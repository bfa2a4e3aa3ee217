"""Rows of files: what they show, and in which order they stand. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from rich.cells import cell_len

from dandi_tui import text
from dandi_tui.archive.model import (
    Asset,
    AssetFolder,
    Entry,
    ZarrEntry,
    ZarrFolder,
    ZarrKey,
)
from dandi_tui.text import count, cut_middle, cut_path
from dandi_tui.ui.widgets.filter import marked
from dandi_tui.ui.widgets.rows import Row, parent_key
from dandi_tui.ui.words import Span, file_name, fit, least_file_name, spread

MIN_FOLDER = 12
"""A folder's name keeps so many columns; its count goes first, then its size."""

CHOSEN: Final = Span("● ", "accent")

Order = Literal["name", "size", "date"]
ORDERS: Final[tuple[Order, ...]] = ("name", "size", "date")
"""The order of offer; the first is the archive's own."""


def entry_row(entry: Entry) -> Row:
    """A folder folds, a file opens, a Zarr does both."""
    depth = entry.path.count("/")
    if isinstance(entry, AssetFolder):
        return Row(entry.path, depth, entry, "▸", folds=True, opens=False)
    if entry.zarr:
        return Row(entry.path, depth, entry, "▸", folds=True)
    return Row(entry.path, depth, entry)


def zarr_row(entry: ZarrEntry) -> Row:
    """A folder of keys, or a key, which leads nowhere."""
    depth = entry.path.count("/")
    if isinstance(entry, ZarrFolder):
        return Row(entry.path, depth, entry, "▸", folds=True, opens=False)
    return Row(entry.path, depth, entry, opens=False)


def leads_on(row: Row) -> bool:
    """Whether it is a folder or a file with objects, rather than a README."""
    return isinstance(row.item, AssetFolder) or (
        isinstance(row.item, Asset) and row.item.may_hold_objects
    )


def size_of(item: object) -> int:
    """In bytes; 0 if that is not known."""
    sized = isinstance(item, Asset | AssetFolder | ZarrKey | ZarrFolder)
    return (item.size_bytes or 0) if sized else 0  # type: ignore[attr-defined]


def in_order(rows: Iterable[Row], order: Order, dates: Mapping[str, str]) -> list[Row]:
    """Siblings by name in byte order, by size, largest first, or by date, newest first.

    Folders have no date: they stand before the files, by name.
    """
    named = sorted(rows, key=lambda row: row.key)
    if order == "size":
        named.sort(key=lambda row: -size_of(row.item))
    if order == "date":
        folders = [row for row in named if isinstance(row.item, AssetFolder)]
        files = [row for row in named if not isinstance(row.item, AssetFolder)]
        files.sort(key=lambda row: dates.get(row.key, ""), reverse=True)
        return folders + files
    return named


@dataclass
class Faces:
    """What rows show; the tree keeps it up to date."""

    words: Sequence[str] = ()
    """Of the filter: their letters are marked."""
    shared: dict[str, str] = field(default_factory=dict)
    """By folder: what its files' names begin with, which need not be said."""
    dates: dict[str, str] = field(default_factory=dict)
    by_date: bool = False
    """Dates stand in place of sizes."""
    flat: bool = False
    """Rows stand without their folders, so paths are shown."""

    def of(self, row: Row, width: int, *, alone: bool, chosen: bool) -> tuple[Span, ...]:
        """A row's spans in exactly `width` cells."""
        mark = (CHOSEN,) if chosen else ()
        room = width - 2 * len(mark)
        one = row.item
        if isinstance(one, AssetFolder | ZarrFolder):
            return (*mark, *self._folder(one, room))
        if isinstance(one, Asset):
            return (*mark, *self._file(one, room, alone))
        if isinstance(one, ZarrKey):
            name = fit(one.name, max(1, width - 10), cut_middle)
            size = Span(text.size(one.size_bytes), "dim")
            return spread(marked(name, self.words, "text"), [size], width)
        return ()

    def _folder(self, folder: AssetFolder | ZarrFolder, width: int) -> tuple[Span, ...]:
        n = folder.asset_count if isinstance(folder, AssetFolder) else folder.n_keys
        size, files = text.size(folder.size_bytes), "" if n is None else f"  {count(n)}"
        name = fit(f"{folder.name}/", 1_000)
        least = min(cell_len(name), MIN_FOLDER)
        if width - least - len(files) < len(size) + 2:
            files = ""
        if width - least < len(size) + 1:
            size = ""
        name = fit(name, width - len(files) - (len(size) + 1 if size else 0), cut_middle)
        left = [*marked(name, self.words, "name"), Span(files, "faint")]
        return spread(left, [Span(size, "dim")], width)

    def _file(self, asset: Asset, width: int, alone: bool) -> tuple[Span, ...]:
        right = text.size(asset.size_bytes)
        if self.by_date:
            right = text.date(self.dates.get(asset.path, ""))
        shared = "" if self.flat else self.shared.get(parent_key(asset.path), "")
        if alone or width - len(right) - 1 < least_file_name(asset.name, shared):
            right = ""
        room = width - (len(right) + 1 if right else 0)
        name = self._path(asset, room) if self.flat else file_name(asset.name, shared, room)
        return spread(marked(name, self.words, "name"), [Span(right, "dim")], width)

    def _path(self, asset: Asset, room: int) -> str:
        """The path if it has room, else it loses folders, else the name as in a folder."""
        shown = fit(asset.path, room, cut_path)
        return shown if shown.endswith(text.safe(asset.name)) else file_name(asset.name, "", room)
