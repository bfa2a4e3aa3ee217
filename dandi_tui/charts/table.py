"""Some rows and columns of a table: words left, numbers right, no rules."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dandi_tui import text
from dandi_tui.charts import ascii as plain
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas, cut_end, width_of
from dandi_tui.charts.drawn import Drawn, sentence
from dandi_tui.preview.figure import Column, Table
from dandi_tui.protocol.requests import Ink

_GAP: Final = 2
_WIDEST: Final = 32
"""Columns of words are cut to this, and get more if the table leaves room."""

_LEAST: Final = 8
"""The first column of words that has no room is cut to what there is, if it is so much."""

_DIGITS: Final = 7
"""The largest number of a column is written with no more digits than this."""


@dataclass(frozen=True)
class _Written:
    """A column in words."""

    name: str
    cells: tuple[str, ...]
    numeric: bool
    wanted: int
    """Cells it would fill."""
    width: int
    """Cells it gets."""
    is_part: bool = False
    """They are fewer than it would have with more room."""


def draw_table(figure: Table, *, width: int, height: int, ink: Ink) -> Drawn:
    """Draw a table; numbers are never cut: columns that do not fit are left out whole.

    But for the first of them, if it holds words: it is cut.
    """
    if not figure.columns:
        return sentence("This table has no columns.", width, height, ink)
    n_rows = max(len(column.cells) for column in figure.columns)
    # Lazily: of a thousand columns only the first few fit, and need be written.
    fitting = _fit((_write(column, height - 1) for column in _in_turn(figure)), width)
    if figure.keep_last:
        fitting = [*fitting[:1], *reversed(fitting[1:])]
    canvas = Canvas(width, height)
    at = 0
    for column in fitting:
        _draw_column(canvas, column, at, ink)
        at += column.width + _GAP
    if ink.marker == "ascii":
        plain.translate(canvas)
    left_out = n_rows - max(0, height - 1)
    return Drawn(
        rows=canvas.rows(),
        plot=None,
        remarks=("+" + text.plural(left_out, "row"),) if left_out > 0 else (),
        n_rows=min(n_rows, max(0, height - 1)),
        n_columns=len(fitting),
        n_cut=int(len(fitting) > 2 and any(column.is_part for column in fitting)),
    )


def _in_turn(figure: Table) -> tuple[Column, ...]:
    """The columns in the order in which they get room."""
    if not figure.keep_last:
        return figure.columns
    return (*figure.columns[:1], *reversed(figure.columns[1:]))


def _draw_column(canvas: Canvas, column: _Written, at: int, ink: Ink) -> None:
    dim, paint = inks.role(ink, "dim"), inks.role(ink, "text")
    for row, words in enumerate((column.name, *column.cells)):
        words = cut_end(words, column.width)
        start = at + (column.width - width_of(words) if column.numeric else 0)
        canvas.put(row, start, words, paint if row else dim)


def _fit(columns: Iterable[_Written], width: int) -> list[_Written]:
    """The first columns that fit, and what there is room for of the words that follow.

    The first of all is cut rather than left out.
    """
    fitting: list[_Written] = []
    left = width
    for column in columns:
        needed = column.width + (_GAP if fitting else 0)
        if needed > left:
            if not fitting:
                return [_resized(column, width)]
            if not column.numeric and left - _GAP >= _LEAST:
                return [*fitting, replace(column, width=left - _GAP, is_part=True)]
            break
        fitting.append(column)
        left -= needed
    return _widened(fitting, left)


def _widened(columns: Sequence[_Written], left: int) -> list[_Written]:
    """Give cut columns what room is left."""
    widened = []
    for column in columns:
        more = min(left, column.wanted - column.width)
        left -= more
        widened.append(_resized(column, column.width + more))
    return widened


def _resized(column: _Written, width: int) -> _Written:
    return replace(column, width=width)


def _write(column: Column, n_rows: int) -> _Written:
    name = text.safe(column.name, limit=200)
    values = column.cells[: max(0, n_rows)]
    cells = _write_numbers(name, values) if column.numeric else tuple(map(_write_cell, values))
    wanted = max(map(width_of, (name, *cells)))
    width = max(map(width_of, cells), default=0) if column.numeric else wanted
    limit = max(width, _WIDEST) if column.numeric else _WIDEST
    return _Written(name, cells, column.numeric, wanted, min(wanted, limit))


def _write_cell(value: object) -> str:
    """One JSON value in words; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return text.cut_end(", ".join(map(_write_item, value[:50])), 200)
    return text.safe(text.number(value) if isinstance(value, int | float) else value, limit=200)


def _write_item(value: object) -> str:
    """A value within a cell; a list of a list, such as a pixel of a mask, in parentheses."""
    inner = _write_cell(value)
    return f"({inner})" if isinstance(value, list | tuple) else inner


def _write_numbers(name: str, values: Sequence[object]) -> tuple[str, ...]:
    """Numbers with the same decimals; identifiers without separators."""
    floats = [v for v in values if isinstance(v, float) and math.isfinite(v)]
    largest = max(map(abs, floats), default=0.0)
    if floats and largest and not 1e-3 <= largest < 1e6 and not _are_whole(floats):
        return tuple(map(_write_cell, values))
    decimals = _decimals(floats, largest)
    is_id = text.is_id_name(name)
    return tuple(_write_number(value, decimals, is_id) for value in values)


def _write_number(value: object, decimals: int, is_id: bool) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _write_cell(value)
    if isinstance(value, int):
        return str(value) if is_id else text.count(value)
    if not math.isfinite(value):
        return text.number(value)
    written = f"{value:.{decimals}f}" if is_id else f"{value:,.{decimals}f}"
    return written[1:] if written.startswith("-") and not written.strip("-0.,") else written


def _are_whole(values: Sequence[float]) -> bool:
    return all(abs(value) < 1e15 and value == int(value) for value in values)


def _decimals(values: Sequence[float], largest: float) -> int:
    """Decimals that four significant figures of each value need, within seven digits in all."""
    if not values or _are_whole(values):
        return 0
    needed = max(_decimals_of(value) for value in values)
    digits = max(1, math.floor(math.log10(largest)) + 1) if largest else 1
    return min(needed, max(0, _DIGITS - digits))


def _decimals_of(value: float) -> int:
    written = text.number(value).partition("e")[0]
    return len(written.partition(".")[2]) if abs(value) >= 1e-3 else 6 * (value != 0)
