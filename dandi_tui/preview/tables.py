"""Tables by rows and columns, and series of text by their times."""

import difflib
from typing import Any

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, NotFoundError, UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.figure import Column, Figure, Table
from dandi_tui.preview.window import TimeAxis
from dandi_tui.preview.words import part_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Question
from dandi_tui.protocol.requests import Draw

CELL_VALUES = 20
"""Values of a ragged cell that are read to be drawn; `--json` and `--full` read all."""

MAX_CELL_BYTES = 160_000_000
"""What cells may take as stored; as Python's numbers they take four times that."""

COLUMN_WIDTH = 12
"""About so many cells across per column, to decide how many are read."""

SETTINGS = (
    ("rows", "which rows, `START:STOP`, counted from 0; `START:` as many as there is room for"),
    ("fit", "`last`: where columns do not all fit, the last ones stay"),
)


def draw_table(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """Some rows and columns of a table, or of a series of text."""
    if obj.is_a("TimeSeries"):
        return _draw_words(file, obj, request)
    table = open_table(file, obj)
    rows = _rows(request, table.n_rows)
    fields = _fields(request, table.names)
    facts = _facts(obj, table, rows, fields)
    if not fields:
        return sentence("This table has no columns."), facts
    cost = table.cost(fields, rows, whole=request.full)
    if request.budget_bytes and cost.to_fetch_bytes > request.budget_bytes:
        return Question(facts=facts, what=" ".join(facts.shown) or facts.title, cost=cost)
    if cost.memory_bytes > MAX_CELL_BYTES:
        raise DandiTuiError(
            f"Cells of {text.size(cost.memory_bytes)} are too many to hold at once.",
            hint="Ask for fewer rows (--set rows=0:10) or columns (--fields).",
        )
    limit = 0 if request.numbers or request.full else CELL_VALUES
    columns = tuple(_column(table, name, rows, limit, request.full) for name in fields)
    figure = Table(
        columns=columns,
        first_row=rows[0],
        n_rows=table.n_rows,
        n_columns=len(table.names),
        keep_last=request.option("fit") == "last",
    )
    return figure, facts


def as_drawn(facts: Facts, n_rows: int, n_columns: int, *, keep_last: bool) -> Facts:
    """The facts with the rows and columns for which there was room, and a word on the columns."""
    if facts.rows is None:
        return facts
    rows = (facts.rows[0], min(facts.rows[1], facts.rows[0] + n_rows))
    fields = facts.fields[:n_columns]
    if keep_last and n_columns < len(facts.fields):
        fields = (*facts.fields[:1], *facts.fields[len(facts.fields) - n_columns + 1 :])
    words = _columns_words(fields, facts.all_fields)
    return replace(facts, rows=rows, fields=fields, remarks=(*facts.remarks, *words))


def _columns_words(fields: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """`columns 1–5 of 18`; the column of ids that stays at the left does not count."""
    if len(fields) >= len(known):
        return ()
    paged = fields[1:] if fields[:1] == ("id",) and len(fields) > 1 else fields
    if not paged or paged[0] not in known:
        return ()
    first = known.index(paged[0])
    if known[first : first + len(paged)] != paged:
        return (f"{len(fields)} of {text.plural(len(known), 'column')}",)
    first -= first == 1 and len(paged) < len(fields)
    last = known.index(paged[-1]) + 1
    ends = f"{first + 1:,}–{last:,}" if last > first + 1 else f"{last:,}"
    return (f"columns {ends} of {len(known):,}",)


def _column(table: NwbTable, name: str, rows: Range, limit: int, whole: bool) -> Column:
    cells = [json_cell(cell) for cell in table.cells(name, rows, limit, whole=whole)]
    cells += [None] * (rows[1] - rows[0] - len(cells))
    numeric = all(isinstance(cell, int | float | None) for cell in cells)
    return Column(name=text.safe(name, limit=200), cells=tuple(cells), numeric=numeric)


def json_cell(cell: Any) -> object:
    """A cell as JSON can hold it: text made safe, complex numbers as two."""
    if isinstance(cell, str):
        return text.safe(cell)
    if isinstance(cell, list):
        return [json_cell(item) for item in cell]
    return [cell.real, cell.imag] if isinstance(cell, complex) else cell


def _rows(request: Draw, n_rows: int) -> Range:
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


def _fields(request: Draw, names: tuple[str, ...]) -> tuple[str, ...]:
    if not request.fields:
        fit = max(2, request.width // COLUMN_WIDTH)
        return names if request.numbers or request.full else names[:fit]
    for name in request.fields:
        if name not in names:
            near = difflib.get_close_matches(name, names, 3, 0.3) or names[:20]
            raise NotFoundError(f"There is no column {name}.", hint=f"There are: {', '.join(near)}")
    return request.fields


def _facts(obj: NwbObject, table: NwbTable, rows: Range, fields: tuple[str, ...]) -> Facts:
    n_columns = text.plural(len(table.names), "column")
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        shown=part_words("row", *rows, table.n_rows),
        data=(text.plural(table.n_rows, "row"), n_columns),
        rows=rows,
        n_rows=table.n_rows,
        fields=tuple(text.safe(name, limit=200) for name in fields),
        all_fields=tuple(text.safe(name, limit=200) for name in table.names),
    )


def _draw_words(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts]:
    """A series of text (annotations) as its times and its words."""
    series = open_series(file, obj)
    axis = TimeAxis(series)
    rows = _word_rows(request, axis)
    words = series.data.read(rows).reshape(rows[1] - rows[0], -1) if axis.n else np.empty((0, 1))
    times = [float(time) for time in axis.times(*rows)] if axis.n else []
    label = "time" if axis.in_seconds else "sample"
    columns = (
        Column(name=label, cells=tuple(times), numeric=True),
        Column(name=_text_name(series), cells=tuple(_joined(row) for row in words)),
    )
    table = Table(columns=columns, first_row=rows[0], n_rows=axis.n)
    return table, Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        shown=part_words("row", *rows, axis.n),
        remarks=series.remarks,
        data=(text.shape(series.data.shape), "text"),
        x_label=label,
        x_unit="s" if axis.in_seconds else "",
        extent=axis.extent if axis.n else None,
        rows=rows,
        n_rows=axis.n,
        fields=(label, _text_name(series)),
        all_fields=(label, _text_name(series)),
    )


def _word_rows(request: Draw, axis: TimeAxis) -> Range:
    if request.window is None or request.option("rows"):
        return _rows(request, axis.n)
    start, stop = axis.samples(request.window)
    return (start, min(stop, start + max(1, request.height - 1)) if not request.full else stop)


def _text_name(series: Series) -> str:
    return text.safe(series.obj.name, limit=80)


def _joined(row: Any) -> str:
    return text.safe(", ".join(str(word) for word in row))
