"""Which rows of a table are shown and in which order: sorted, filtered, grouped by its columns.

Only the columns that decide are read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.tables import NwbTable
from dandi_tui.preview.tables.table_rows import in_order, key_column, parse_filter
from dandi_tui.preview.units import unit_regions
from dandi_tui.protocol.requests import Draw

MAX_DEFAULT_ROWS = 20_000
"""Of a table of more, no column is read that nobody asked for."""

REGION_COLUMNS = ("brain_region", "brain_area", "region", "area", "location")
"""What units are grouped by if nothing is asked for."""

LABEL_COLUMNS = ("quality", "label", "kilosort2_label", "ks_label", "KSLabel", "group")
"""How sorters and curators call a unit's quality, the column whose values a key goes through."""

MAX_LABELS = 12

NO_VALUE = "(none)"
"""The group of rows that have none."""

SETTINGS = (
    ("sort", "a column to sort by; `-COLUMN` from the greatest down"),
    ("filter", "only rows with `COLUMN=VALUE`, `COLUMN>N`, `COLUMN<N` or `COLUMN~text`"),
    ("group", "a column to group and colour by; `none`: not grouped"),
)


@dataclass(frozen=True)
class RowOrder:
    """The rows that pass the filter, in order."""

    rows: npt.NDArray[np.int64]
    group_by: str
    """The column of `groups`; empty: not grouped."""
    groups: tuple[str, ...]
    """Of each of `rows`: its value there; empty if not grouped."""
    names: tuple[str, ...]
    """All groups, in order of first appearance in the table: their place is their colour."""
    remarks: tuple[str, ...]
    about: tuple[str, ...] = ()
    """Of the remarks the one on the filter."""

    @property
    def n(self) -> int:
        """Rows that pass."""
        return len(self.rows)

    def colour(self, position: int) -> int:
        """Palette index of the row at a position of the order."""
        return self.names.index(self.groups[position]) if self.groups else 0

    def runs(self, start: int, stop: int) -> tuple[tuple[str, int], ...]:
        """(group, number of rows) of some positions, from top to bottom."""
        found: list[tuple[str, int]] = []
        for name in self.groups[start:stop]:
            if found and found[-1][0] == name:
                found[-1] = (name, found[-1][1] + 1)
            else:
                found.append((name, 1))
        return tuple(found)


def order_rows(table: NwbTable, request: Draw) -> RowOrder:
    """The order that a request asks for.

    Raises:
        UsageError: A setting names no column, or no condition.
    """
    rows = np.arange(table.n_rows)
    remarks: list[str] = []
    about: tuple[str, ...] = ()
    if condition := request.option("filter"):
        rows = rows[_passes(table, condition)]
        about = (f"only {text.safe(condition, limit=60)}: {len(rows):,} of {table.n_rows:,}",)
        remarks += about
    if column := request.option("sort"):
        rows = _sorted(table, column, rows)
        remarks.append(f"sorted by {text.safe(column, limit=60)}")
    group_by = _group_column(table, request)
    if not group_by:
        return RowOrder(rows, "", (), (), tuple(remarks), about)
    words = _words(table, group_by)
    names = tuple(dict.fromkeys(words))
    if names == (NO_VALUE,) and not request.option("group"):
        return RowOrder(rows, "", (), (), tuple(remarks), about)
    place = {name: i for i, name in enumerate(names)}
    rows = rows[np.argsort([place[words[row]] for row in rows], kind="stable")]
    remarks.append(f"grouped by {text.safe(group_by, limit=60)}")
    groups = tuple(words[row] for row in rows)
    return RowOrder(rows, group_by, groups, names, tuple(remarks), about)


def simple_columns(table: NwbTable) -> tuple[str, ...]:
    """Columns of one number or text a row, but for the ids."""
    return tuple(n for n in table.names if n != "id" and n not in table.indexes and _flat(table, n))


def _flat(table: NwbTable, name: str) -> bool:
    data = _data(table, name)
    return data is not None and len(data.shape or ()) == 1 and (data.numeric or _worded(data.dtype))


def _worded(dtype: str) -> bool:
    return dtype in ("text", "reference")


def _data(table: NwbTable, name: str) -> Any:
    """The dataset of a column; None if it cannot be read."""
    try:
        return table.file.data(f"{table.path}/{name}")
    except (NotFoundError, FileFormatError):
        return None


def _checked(table: NwbTable, name: str) -> str:
    columns = (*simple_columns(table), *(n for n in table.names if n == "id"))
    if name in columns:
        return name
    shown = ", ".join(text.safe(n, limit=60) for n in columns[:20])
    raise UsageError(
        f"There is no column {text.safe(name, limit=80)} of one value a row.",
        hint=f"There are: {shown}" if shown else "",
    )


def cells(table: NwbTable, name: str) -> list[Any]:
    """All cells of a column; as many as there are rows."""
    read = table.cells(_checked(table, name), (0, table.n_rows))
    return read + [None] * (table.n_rows - len(read))


def group_words(table: NwbTable, name: str) -> list[str]:
    """The cells of a column as names of groups, safe; of a reference the object's name."""
    is_reference = getattr(_data(table, name), "dtype", "") == "reference"
    return [_group_word(cell, is_reference) for cell in cells(table, name)]


def _group_word(cell: Any, is_reference: bool) -> str:
    if cell is None or cell == "" or cell != cell:
        return NO_VALUE
    if is_reference:
        cell = str(cell).rsplit("/", 1)[-1]
    return text.safe(cell if isinstance(cell, str) else text.number(cell), limit=60)


def _passes(table: NwbTable, condition: str) -> npt.NDArray[np.bool_]:
    """As rows of a table are filtered, so that a filter means the same in both."""
    try:
        asked = parse_filter(condition, table.names)
    except NotFoundError as error:
        raise UsageError(error.message, hint=error.hint) from error
    ragged = bool(table.indexes.get(asked.column))
    found = key_column(table, asked.column) if ragged else cells(table, asked.column)
    return np.array([asked.meets(cell) for cell in found], dtype=bool)


def as_numbers(found: Iterable[Any]) -> npt.NDArray[np.float64]:
    """Cells as numbers; NaN where they are none."""
    numbers = (float(cell) if isinstance(cell, int | float) else np.nan for cell in found)
    return np.array(list(numbers), dtype=np.float64)


def _sorted(table: NwbTable, column: str, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sorted by a column, ties in the table's order; rows without a value come last."""
    down = column.startswith("-") and column not in table.names
    return in_order(cells(table, column[1:] if down else column), rows, down=down)


def _words(table: NwbTable, group_by: str) -> list[str]:
    if group_by != unit_regions.GROUP:
        return group_words(table, group_by)
    regions = unit_regions.read_regions(table.file, table.path, table.n_rows)
    return [region or NO_VALUE for region in regions]


def _group_column(table: NwbTable, request: Draw) -> str:
    asked = request.option("group")
    if asked == "none":
        return ""
    if asked == unit_regions.GROUP and unit_regions.has_regions(table.file, table.path):
        return asked
    if asked:
        return _checked(table, asked)
    if table.n_rows > MAX_DEFAULT_ROWS:
        return ""
    columns = simple_columns(table)
    regions = (name for name in REGION_COLUMNS if name in columns)
    found = next((name for name in regions if _worded(_data(table, name).dtype)), "")
    if found:
        return found
    if unit_regions.has_regions(table.file, table.path):
        return unit_regions.GROUP
    return "electrode_group" if "electrode_group" in columns else ""


def next_sort(table: NwbTable, current: str) -> str:
    """The column after the one sorted by; empty after the last."""
    columns = ("", *simple_columns(table))
    place = columns.index(current.removeprefix("-")) if current.removeprefix("-") in columns else 0
    return columns[(place + 1) % len(columns)]


def next_label(table: NwbTable, current: str) -> str | None:
    """The condition on the next value of the quality column; None if there is no such column."""
    columns = simple_columns(table)
    name = next((n for n in LABEL_COLUMNS if n in columns), "")
    if not name or table.n_rows > MAX_DEFAULT_ROWS:
        return None
    values = list(dict.fromkeys(word for word in group_words(table, name) if word != NO_VALUE))
    if not 1 < len(values) <= MAX_LABELS:
        return None
    conditions = ["", *(f"{name}={value}" for value in values)]
    place = conditions.index(current) if current in conditions else 0
    return conditions[(place + 1) % len(conditions)]
