"""Which rows of a table are shown, and in which order: sorted by a column, filtered by another."""

import difflib
import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.tables import NwbTable
from dandi_tui.protocol.pictures import NO_COST, Cost
from dandi_tui.protocol.requests import Draw

Rows = npt.NDArray[np.int64]
"""Row numbers, shape (rows,)."""

MAX_COLUMN_BYTES = 400_000_000
"""Of a column that is read whole to sort, filter or count by it; as Python's texts it is more."""

GAP_ROWS = 64
"""Rows between two that are wanted which are read too, rather than asked for one by one."""

SETTINGS = (
    ("sort", "the column to sort by, `-COLUMN` the largest first; missing values come last"),
    ("filter", "only rows with `COLUMN=VALUE`, `COLUMN>N`, `COLUMN<N` or `COLUMN~text`"),
)

_COMPARED: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, "!=": operator.ne,
    ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """A condition that rows meet."""

    column: str
    sign: str
    """One of `>= <= != > < = ~`."""
    value: str

    def meets(self, cell: object) -> bool:
        """Whether one cell does: as a number where both are, else as text, `~` anywhere in it."""
        if cell is None:
            return self.sign == "!="
        if self.sign == "~":
            return self.value.casefold() in _words(cell).casefold()
        number = _number(self.value)
        if number is not None and isinstance(cell, int | float):
            return _COMPARED[self.sign](cell, number)
        same = _words(cell).casefold() == self.value.casefold()
        return {"=": same, "!=": not same}.get(self.sign, False)


@dataclass(frozen=True)
class Chosen:
    """The rows that a request shows, in its order."""

    order: Rows | None
    """None: all, in the order of the file."""
    n_rows: int
    """So many there are to page through."""
    words: tuple[str, ...] = ()
    """`only group=CA1: 48 of 892`."""
    sorted_by: str = ""
    """`sorted by depth`."""

    def spans(self, rows: Range) -> list[Range]:
        """What of the table holds these rows, in the order of the file; near ones together."""
        if self.order is None:
            return [rows]
        spans: list[Range] = []
        for row in np.sort(self.order[slice(*rows)]).tolist():
            if spans and row - spans[-1][1] <= GAP_ROWS:
                spans[-1] = (spans[-1][0], row + 1)
            else:
                spans.append((row, row + 1))
        return spans

    def cells(self, rows: Range, read: Callable[[Range], Sequence[object]]) -> list[object]:
        """The cells of one column for these rows; `read` gives those of a range of the table."""
        if self.order is None:
            return list(read(rows))
        found: dict[int, object] = {}
        for span in self.spans(rows):
            found.update(zip(range(*span), read(span), strict=False))
        return [found.get(row) for row in self.order[slice(*rows)].tolist()]

    def cost(self, rows: Range, cost_of: Callable[[Range], Cost]) -> Cost:
        """Of these rows; chunks that several spans share are counted once where that is known."""
        spans = self.spans(rows)
        if not spans:
            return NO_COST
        apart = sum(map(cost_of, spans), NO_COST)
        together = cost_of((spans[0][0], spans[-1][1]))
        return min(apart, together, key=lambda cost: cost.fetch_bytes)


def parse_filter(words: str, names: tuple[str, ...]) -> Filter:
    """A filter as written; column names may hold signs themselves, so the longest fits first.

    Raises:
        UsageError: It is none.
        NotFoundError: It names a column that is not there.
    """
    for name in sorted(names, key=len, reverse=True):
        rest = words[len(name) :].lstrip()
        sign = next((sign for sign in (*_COMPARED, "~") if rest.startswith(sign)), "")
        if words.startswith(name) and sign:
            return _checked(Filter(name, sign, rest[len(sign) :].strip()))
    column = words.partition("=")[0].partition(">")[0].partition("<")[0].partition("~")[0].strip()
    if column == words.strip() or column in names:
        raise UsageError(
            f"{text.safe(words, limit=80)} is no filter.",
            hint="filter=COLUMN=VALUE, COLUMN>N, COLUMN<N or COLUMN~text.",
        )
    raise no_column(column, names)


def _checked(asked: Filter) -> Filter:
    if "=" not in asked.sign and asked.sign != "~" and _number(asked.value) is None:
        raise UsageError(
            f"{text.safe(asked.value, limit=40) or 'Nothing'} is no number to compare with.",
            hint="Text is compared with = and ~.",
        )
    return asked


def no_column(name: str, names: tuple[str, ...]) -> NotFoundError:
    """A column that is not there; the hint names those that may be meant."""
    near = difflib.get_close_matches(name, names, 3, 0.3) or names[:20]
    return NotFoundError(
        f"There is no column {text.safe(name, limit=80)}.", hint=f"There are: {', '.join(near)}"
    )


def keys_needed(request: Draw, names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that must be read whole for this request."""
    asked = request.option("filter")
    needed = [parse_filter(asked, names).column] if asked else []
    column = request.option("sort").removeprefix("-")
    if column and column not in names:
        raise no_column(column, names)
    return tuple(dict.fromkeys([*needed, *filter(None, [column])]))


def key_cost(table: NwbTable, name: str) -> Cost:
    """What reading a column whole, as a key, would fetch: of a ragged one its index alone."""
    if table.fields:
        return table.cost((name,), (0, table.n_rows))
    if table.indexes.get(name):
        return table.file.data(f"{table.path}/{table.indexes[name][-1]}").cost()
    return table.cost((name,), (0, table.n_rows), whole=True)


def key_column(table: NwbTable, name: str) -> list[object]:
    """One value a row to sort and filter by: the cell, of a ragged column the number of values.

    Raises:
        UsageError: A cell holds several values.
        DandiTuiError: The column is too large.
    """
    cost = key_cost(table, name)
    if cost.memory_bytes > MAX_COLUMN_BYTES:
        raise DandiTuiError(
            f"The column {text.safe(name, limit=80)} takes {text.size(cost.memory_bytes)}: too "
            "much to read whole.",
            hint="Without sort and filter only the rows on screen are read.",
        )
    if not table.fields and table.indexes.get(name):
        return list(counts(table, name).tolist())
    cells = table.cells(name, (0, table.n_rows), whole=True)
    if any(isinstance(cell, list | complex) for cell in cells[:1]):
        raise UsageError(
            f"The column {text.safe(name, limit=80)} has several values in a row: no order.",
            hint="Sort and filter by a column of single values.",
        )
    return cells + [None] * (table.n_rows - len(cells))


def counts(table: NwbTable, name: str) -> Rows:
    """How many values each row of a ragged column has; of a doubly ragged one, how many lists.

    hdmf-common 1.8, `table.yaml`, VectorIndex: the ends of the rows' parts.
    """
    index = table.file.data(f"{table.path}/{table.indexes[name][-1]}")
    if index.dtype == "region":
        spans = index.spans((0, table.n_rows))
        return np.array([stop - start for start, stop in spans], dtype=np.int64)
    ends = np.asarray(index.read((0, table.n_rows)), dtype=np.int64).reshape(-1)
    found = np.diff(ends, prepend=0)
    if (found < 0).any():
        raise FileFormatError(f"The index of {text.safe(name, limit=80)} does not fit its values.")
    return found


def choose(table: NwbTable, request: Draw) -> Chosen:
    """The rows of a request in its order; reads the columns of `keys_needed` whole."""
    needed = keys_needed(request, table.names)
    if not needed:
        return Chosen(None, table.n_rows)
    keys = {name: key_column(table, name) for name in needed}
    order: Rows = np.arange(table.n_rows)
    words: tuple[str, ...] = ()
    asked = request.option("filter")
    if asked:
        condition = parse_filter(asked, table.names)
        column = keys[condition.column]
        order = np.array([row for row in order.tolist() if condition.meets(column[row])], np.int64)
        filtered = f"{condition.column}{condition.sign}{condition.value}"
        words = (f"only {text.safe(filtered, limit=60)}: {len(order):,} of {table.n_rows:,}",)
    sort = request.option("sort")
    name = sort.removeprefix("-")
    if not name:
        return Chosen(order, len(order), words)
    down = sort.startswith("-")
    order = in_order(keys[name], order, down=down)
    by = f"sorted by {text.safe(name, limit=60)}{', largest first' if down else ''}"
    return Chosen(order, len(order), words, by)


def in_order(column: Sequence[object], rows: Rows, *, down: bool) -> Rows:
    """Rows by their cells, equal ones as they were; missing ones (NaN, none, no text) last."""
    present = [row for row in rows.tolist() if not is_missing(column[row])]
    missing = [row for row in rows.tolist() if is_missing(column[row])]
    present.sort(key=lambda row: _sort_key(column[row]), reverse=down)
    return np.array([*present, *missing], dtype=np.int64)


def _sort_key(cell: object) -> tuple[int, float, str]:
    """Numbers before words; `reverse` keeps equal ones in their order too."""
    if isinstance(cell, int | float):
        return (0, cell, "")
    words = _words(cell)
    return (1, 0.0, words.casefold())


def is_missing(cell: object) -> bool:
    """None, NaN, and text without a character."""
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def _words(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def _number(words: str) -> float | None:
    """Whole numbers as they are: not each of 64 bits is a float."""
    for kind in (int, float):
        try:
            return kind(words)
        except ValueError:
            continue
    return None


def rows_of(request: Draw, n_rows: int) -> Range:
    """Which rows a request asks for, else as many as there is room for.

    Raises:
        UsageError: They are not there.
    """
    asked = request.option("rows")
    if not asked:
        return (0, min(n_rows, n_rows if request.full else max(1, request.height - 1)))
    start, colon, stop = asked.partition(":")
    try:
        first = int(start or 0)
        last = int(stop or _open_end(request, first, n_rows)) if colon else first + 1
    except ValueError:
        first = last = -1
    beyond = first >= max(1, n_rows)
    if first < 0 or beyond or (last <= first and n_rows):
        raise UsageError(
            f"There is no row {first:,}." if beyond else f"{asked} is no range of rows.",
            hint=f"rows=START:STOP, as in rows=0:20; there are {n_rows:,}, counted from 0.",
        )
    return (first, min(last, n_rows))


def _open_end(request: Draw, first: int, n_rows: int) -> int:
    """Of rows from one on: all as numbers, in a picture as many as there is room for."""
    if request.full or request.numbers:
        return n_rows
    return min(n_rows, first + max(1, request.height - 1))
