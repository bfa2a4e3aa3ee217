"""A `DynamicTable` by rows and columns: only what is asked for is read.

hdmf-common 1.8, `table.yaml`: `colnames` orders the columns; `<name>_index` makes a column
ragged (its values are the ends of each row's part), also of an index itself.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.plain import plain
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost

Cells = list[Any]

MAX_CELL_VALUES = 64
"""A cell with more values (an image mask, a waveform) is named by its shape."""

NO_PART = "not in the values: the index is wrong"
"""The cell of a ragged column whose index does not say which values are the row's."""


@dataclass(frozen=True)
class NwbTable:
    """A table: its columns in order, and cells read by rows."""

    file: NwbFile
    path: str
    names: tuple[str, ...]
    """In the order of `colnames`; `id` first, if the table has it."""
    indexes: dict[str, tuple[str, ...]]
    """Of a ragged column: its index datasets, the nearest to the values first."""
    enums: dict[str, str]
    """Of an `EnumData` column: the path of its elements."""
    n_rows: int
    fields: str = ""
    """Of a compound dataset: its path; its fields are the columns."""

    def is_text(self, name: str) -> bool:
        """Whether a column's values are text."""
        return not self.fields and self._data(name).dtype == "text"

    def _data(self, name: str) -> Data:
        return self.file.data(f"{self.path}/{name}")

    def cost(self, names: tuple[str, ...], rows: Range, *, whole: bool = False) -> Cost:
        """What reading these cells would fetch; the indexes of ragged columns are read for it."""
        if self.fields:
            return self.file.data(self.fields).cost(rows)
        return sum((self._column_cost(name, rows, whole) for name in names), NO_COST)

    def _column_cost(self, name: str, rows: Range, whole: bool) -> Cost:
        """Of a ragged column: of its values, whose place the index tells."""
        if not whole and _is_big(self._data(name)):
            return NO_COST
        for index in reversed(self.indexes.get(name, ())):
            parts = [part for part in self._parts(index, rows) if part[1] > part[0]]
            rows = (min(a for a, _ in parts), max(b for _, b in parts)) if parts else (0, 0)
        return self._data(name).cost(rows)

    def cells(self, name: str, rows: Range, limit: int = 0, *, whole: bool = False) -> Cells:
        """The cells of one column: str, int, float, bool, None, or lists of these.

        References are paths, regions of a `DynamicTable` its row numbers, enumerations their
        words, values of compound types lists.

        Args:
            name: The column.
            rows: First and last + 1.
            limit: At most so many values of a ragged cell, then an ellipsis; 0 is all.
            whole: Give large cells as they are, and not only their shapes.
        """
        if self.fields:
            data = self.file.data(self.fields)
            return [plain(value, data.where) for value in data.read(rows)[name]]
        decode = self._decoder(name, whole)
        if name not in self.indexes:
            return decode(*rows, 0)
        return self._ragged(self.indexes[name], rows, decode, limit)

    def _parts(self, index: str, rows: Range) -> list[Range]:
        """Which values belong to each row: an index holds the ends of the rows' parts.

        Of a row whose end is before its start, (1, 0). One or two bytes are not enough for many
        values: where ends go back in such an index, they began anew at 0, and no later row is
        sure either.
        """
        data = self._data(index)
        if data.dtype == "region":
            return data.spans(rows)
        start, stop = rows
        if stop <= start:
            return []
        first = 0 if data.itemsize <= 2 else max(0, start - 1)
        ends = np.asarray(data.read((first, stop)), dtype=np.int64)
        ends = np.insert(ends, 0, 0) if first == 0 else ends
        wrong = np.diff(ends) < 0
        if data.itemsize <= 2:
            wrong = np.logical_or.accumulate(wrong)
        pairs = zip(pairwise(ends), wrong, strict=True)
        parts = [(1, 0) if odd else (int(a), int(b)) for (a, b), odd in pairs]
        return parts[start:] if first == 0 else parts

    def parts(self, name: str, rows: Range) -> list[Range]:
        """Which values of a ragged column belong to each row: first and last + 1 of each."""
        return self._parts(self.indexes[name][-1], rows) if name in self.indexes else []

    def _decoder(self, name: str, whole: bool) -> Callable[[int, int, int], Cells]:
        """Gives the values from one row of a dataset to another as cells."""
        data = self._data(name)
        if not whole and _is_big(data):
            word = " × ".join(str(n) for n in (data.shape or ())[1:]) + f" {data.dtype}"
            return lambda start, stop, _limit: [word] * max(0, stop - start)
        elements = self._elements(name)

        def decode(start: int, stop: int, limit: int) -> Cells:
            end = min(stop, start + limit) if limit else stop
            cells = [plain(value, data.where) for value in data.read((start, end))]
            if elements is not None:
                cells = [_element(elements, cell) for cell in cells]
            return cells if end >= stop else [*cells, f"… {stop - start:,} in all"]

        return decode

    def _elements(self, name: str) -> Cells | None:
        path = self.enums.get(name)
        return None if path is None else [str(word) for word in self.file.data(path).read()]

    def _ragged(
        self,
        indexes: tuple[str, ...],
        rows: Range,
        decode: Callable[[int, int, int], Cells],
        limit: int,
    ) -> Cells:
        """Lists of a ragged column; of a doubly ragged one lists of lists."""
        parts = self._parts(indexes[-1], rows)
        inner = indexes[:-1]
        n = (self._data(indexes[-1].removesuffix("_index")).shape or (0,))[0]

        def cell(part: Range) -> Any:
            if not part[0] <= part[1] <= n:
                return NO_PART
            if part[0] == part[1]:
                return []
            return self._ragged(inner, part, decode, limit) if inner else decode(*part, limit)

        return [cell(part) for part in parts]


def _is_big(data: Data) -> bool:
    """Whether a cell holds more values than are shown: a mask, a waveform."""
    return math.prod((data.shape or ())[1:]) > MAX_CELL_VALUES


def _element(elements: Cells, cell: Any) -> Any:
    if isinstance(cell, int) and 0 <= cell < len(elements):
        return elements[cell]
    return cell


def open_table(file: NwbFile, obj: NwbObject) -> NwbTable:
    """What a `DynamicTable`, or a dataset of a compound type, says about its columns."""
    if obj.kind == "dataset":
        return _compound(file, obj)
    children = {child.name: child for child in file.children(obj.path)}
    datasets = {name for name, child in children.items() if _is_dataset(child)}
    indexes = {name: _indexes(name, datasets) for name in datasets if f"{name}_index" in datasets}
    hidden = {index for chain in indexes.values() for index in chain}
    asked = file.attribute(obj.path, "colnames")
    ordered = [asked] if isinstance(asked, str) else [str(name) for name in asked or []]
    columns = [name for name in ordered if name in datasets]
    if not columns:
        columns = sorted(datasets - hidden - {"id", "description", "help"})
    names = (("id",) if "id" in datasets else ()) + tuple(n for n in columns if n != "id")
    enums = {
        name: path
        for name in names
        if children[name].is_a("EnumData")
        and isinstance(path := file.attribute(f"{obj.path}/{name}", "elements"), str)
        and file.exists(path)
    }
    table = NwbTable(file, obj.path, names, indexes, enums, _n_rows(file, obj.path, names, indexes))
    return _aligned(table, obj)


def _aligned(table: NwbTable, obj: NwbObject) -> NwbTable:
    """With the columns of its categories as `stimuli/stimulus`; any other table as it is.

    hdmf-common 1.8, `alignedtable.yaml`, AlignedDynamicTable: `categories` names the tables in
    the group that have the same rows as it.
    """
    asked = (
        table.file.attribute(obj.path, "categories") if obj.is_a("AlignedDynamicTable") else None
    )
    names, indexes, enums = list(table.names), dict(table.indexes), dict(table.enums)
    for category in [asked] if isinstance(asked, str) else asked or ():
        path = f"{obj.path}/{category}"
        if not table.file.exists(path):
            continue
        part = open_table(table.file, table.file.object(path))
        names += [f"{category}/{name}" for name in part.names if name != "id"]
        enums.update({f"{category}/{name}": at for name, at in part.enums.items()})
        for name, chain in part.indexes.items():
            indexes[f"{category}/{name}"] = tuple(f"{category}/{index}" for index in chain)
    return replace(table, names=tuple(names), indexes=indexes, enums=enums)


def _is_dataset(child: NwbObject) -> bool:
    if child.kind == "dataset":
        return bool(child.shape)
    return child.kind == "link" and bool(child.data_shape) and not child.is_a("NWBContainer")


def _indexes(name: str, datasets: set[str]) -> tuple[str, ...]:
    chain: list[str] = []
    while f"{name}_index" in datasets:
        name = f"{name}_index"
        chain.append(name)
    return tuple(chain)


def _n_rows(
    file: NwbFile, path: str, names: tuple[str, ...], indexes: dict[str, tuple[str, ...]]
) -> int:
    """The length of `id`, else of the first column that can be read."""
    for name in names:
        try:
            shape = file.data(f"{path}/{indexes[name][-1] if name in indexes else name}").shape
        except (NotFoundError, FileFormatError):
            continue
        return shape[0] if shape else 0
    return 0


def _compound(file: NwbFile, obj: NwbObject) -> NwbTable:
    data = file.data(obj.path)
    return NwbTable(
        file, obj.path, data.field_names, {}, {}, data.shape[0] if data.shape else 0, obj.path
    )
