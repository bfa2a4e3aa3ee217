"""Tables by rows and columns, and series of text by their times."""

from typing import Any

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.companions import region_table
from dandi_tui.preview.figure import Column, Figure, Table
from dandi_tui.preview.tables.table_rows import SETTINGS as ROW_SETTINGS
from dandi_tui.preview.tables.table_rows import (
    Chosen,
    choose,
    key_cost,
    keys_needed,
    no_column,
    rows_of,
)
from dandi_tui.preview.tables.text_series import draw_text_series
from dandi_tui.preview.view import too_much
from dandi_tui.preview.words import part_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Facts, Move, Question
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
    *ROW_SETTINGS,
)


def accepts_table(obj: NwbObject) -> bool:
    """Tables, and series of text."""
    return is_table(obj) or (obj.is_a("TimeSeries") and obj.data_dtype == "text")


def is_table(obj: NwbObject) -> bool:
    """Tables by rows and columns, and datasets whose values have fields."""
    if obj.is_a("DynamicTable"):
        return True
    own = obj.kind == "dataset"
    dtype, shape = (obj.dtype, obj.shape) if own else (obj.data_dtype, obj.data_shape)
    return dtype == "table" and len(shape or ()) == 1 and not obj.is_a("TimeSeries")


def draw_table(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """Some rows and columns of a table, or of a series of text; sorted and filtered if asked."""
    if obj.is_a("TimeSeries"):
        return draw_text_series(file, obj, request)
    table = open_table(file, obj)
    fields = _fields(request, table.names)
    if not fields:
        return sentence("This table has no columns."), _facts(obj, table, (0, 0), fields)
    keys = keys_needed(request, table.names)
    facts = _facts(obj, table, (0, 0), fields)
    asked = sum((key_cost(table, name) for name in keys), NO_COST)
    question = too_much(request, facts, asked, f"all of {', '.join(map(text.safe, keys))}")
    if question:
        return question
    chosen = choose(table, request)
    if not chosen.n_rows and table.n_rows and not request.numbers:
        none = f"None of the {text.plural(table.n_rows, 'row')} has {request.option('filter')}."
        return sentence(text.safe(none, limit=200)), replace(facts, moves=moves(request, fields))
    rows = rows_of(request, chosen.n_rows)
    facts = _chosen_facts(_facts(obj, table, rows, fields), chosen, request)
    cost = chosen.cost(rows, lambda span: table.cost(fields, span, whole=request.full))
    question = too_much(request, facts, cost)
    if question:
        return question
    if cost.memory_bytes > MAX_CELL_BYTES:
        raise DandiTuiError(
            f"Cells of {text.size(cost.memory_bytes)} are too many to hold at once.",
            hint="Ask for fewer rows (--set rows=0:10) or columns (--fields).",
        )
    figure = Table(
        columns=tuple(_column(table, name, chosen, rows, request) for name in fields),
        first_row=rows[0],
        n_rows=chosen.n_rows,
        n_columns=len(table.names),
        keep_last=request.option("fit") == "last",
    )
    return figure, replace(facts, moves=moves(request, _ordered(table, fields, figure)))


def _ordered(table: NwbTable, fields: tuple[str, ...], figure: Table) -> tuple[str, ...]:
    """The columns that have an order: not those with several values in each row."""
    return tuple(
        name
        for name, column in zip(fields, figure.columns, strict=True)
        if name in table.indexes or not isinstance(next(iter(column.cells), None), list)
    )


def _chosen_facts(facts: Facts, chosen: Chosen, request: Draw) -> Facts:
    """The facts with the order and the filter in words: `of 48 · sorted by depth`."""
    shown = part_words("row", *(facts.rows or (0, 0)), chosen.n_rows)
    of_all = " · ".join(part for part in (shown[1], chosen.sorted_by) if part)
    return replace(
        facts,
        shown=(shown[0], of_all),
        remarks=(*facts.remarks, *chosen.words),
        about=chosen.words,
        n_rows=chosen.n_rows,
    )


def moves(request: Draw, fields: tuple[str, ...]) -> tuple[Move, ...]:
    """The keys of a table: which column it is sorted by, and in which direction."""
    if not fields:
        return (FILTER, *_unfiltered(request))
    sort = request.option("sort")
    name = sort.removeprefix("-")
    following = [*fields, ""]
    at = following.index(name) + 1 if name in fields else 0
    turned = name if sort.startswith("-") else f"-{name or fields[0]}"
    return (
        Move(
            key="s",
            sentence="sort by the next column",
            word="sort",
            options=(("rows", ""), ("sort", following[at])),
        ),
        Move(
            key="S",
            sentence="sort the other way round",
            options=(("rows", ""), ("sort", turned)),
            pair=True,
        ),
        FILTER,
        *_unfiltered(request),
    )


FILTER = Move(
    key="slash",
    sentence="only some rows",
    word="filter",
    options=(("rows", ""),),
    asks="filter",
    hint="COLUMN=VALUE, COLUMN>3, COLUMN<3 or COLUMN~text; nothing: all rows.",
)


def _unfiltered(request: Draw) -> tuple[Move, ...]:
    if not request.option("filter"):
        return ()
    options = (("filter", ""), ("rows", ""))
    return (Move(key="z", sentence="show all rows again", word="all rows", options=options),)


def as_drawn(facts: Facts, drawn: tuple[int, int, int], *, keep_last: bool) -> Facts:
    """The facts with the rows and columns for which there was room, and a word on the columns.

    Args:
        facts: Of what was to be drawn.
        drawn: How many rows, how many columns, and how many of these were cut.
        keep_last: The columns that are left out are those at the left.
    """
    n_rows, n_columns, n_cut = drawn
    if facts.rows is None:
        return facts
    rows = (facts.rows[0], min(facts.rows[1], facts.rows[0] + n_rows))
    fields = facts.fields[:n_columns]
    if keep_last and n_columns < len(facts.fields):
        fields = (*facts.fields[:1], *facts.fields[len(facts.fields) - n_columns + 1 :])
    words = _columns_words(fields, facts.all_fields)
    # A column that is cut is to be read whole on the page that follows.
    fields = (fields[0], *fields[1 + n_cut :]) if keep_last else fields[: len(fields) - n_cut]
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


def _column(table: NwbTable, name: str, chosen: Chosen, rows: Range, request: Draw) -> Column:
    """The cells of one column; on the screen a region names its table, and a path its end."""
    limit = 0 if request.numbers or request.full else CELL_VALUES

    def read(span: Range) -> list[object]:
        cells = table.cells(name, span, limit, whole=request.full)
        return [json_cell(cell) for cell in cells]

    cells = chosen.cells(rows, read)
    cells += [None] * (rows[1] - rows[0] - len(cells))
    heading = text.safe(name, limit=200)
    if not request.numbers:
        heading += _target_words(table, name)
        cells = [last_parts(cell) for cell in cells] if _has_paths(table, name) else cells
    numeric = all(isinstance(cell, int | float | None) for cell in cells)
    return Column(name=heading, cells=tuple(cells), numeric=numeric)


def _target_words(table: NwbTable, name: str) -> str:
    """` → electrodes` of a column whose values are rows of another table; nothing of another."""
    if table.fields:
        return ""
    target = region_table(table.file, f"{table.path}/{name}")
    return f" → {text.safe(target.rsplit('/', 1)[-1], limit=60)}" if target else ""


def _has_paths(table: NwbTable, name: str) -> bool:
    """Whether a column holds references, alone or in a compound value."""
    return not table.fields and table.file.data(f"{table.path}/{name}").dtype in (
        "reference",
        "table",
    )


def last_parts(cell: object) -> object:
    """Paths of a cell by their last part."""
    if isinstance(cell, list):
        return [last_parts(item) for item in cell]
    if isinstance(cell, str) and cell.startswith("/"):
        return cell.rstrip("/").rsplit("/", 1)[-1] or cell
    return cell


def json_cell(cell: Any) -> object:
    """A cell as JSON can hold it: text made safe, complex numbers as two."""
    if isinstance(cell, str):
        return text.safe(cell)
    if isinstance(cell, list):
        return [json_cell(item) for item in cell]
    return [cell.real, cell.imag] if isinstance(cell, complex) else cell


def _fields(request: Draw, names: tuple[str, ...]) -> tuple[str, ...]:
    if not request.fields:
        fit = max(2, request.width // COLUMN_WIDTH)
        return names if request.numbers or request.full else names[:fit]
    for name in request.fields:
        if name not in names:
            raise no_column(name, names)
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
