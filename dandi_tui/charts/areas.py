"""Bars and bands of a plane, painted with numpy into the plot's cells."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.charts import ink as inks
from dandi_tui.charts.axes import Scale
from dandi_tui.charts.canvas import Canvas
from dandi_tui.preview.figure import Bars, Floats, Ribbon
from dandi_tui.protocol.requests import Ink

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_MOST: Final = 200_000
"""Bars of a histogram that are looked at."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where on a canvas a plane lies."""

    canvas: Canvas
    row: int
    column: int
    width: int
    height: int
    x: Scale
    y: Scale
    """Its `start` is at the top."""
    ink: Ink


def paint_bars(ground: Ground, bars: Bars, *, apart: bool = False) -> None:
    """Bars from 0 to each height, to an eighth of a cell; in a column of many, the tallest.

    Args:
        ground: The plane.
        bars: In its units.
        apart: A column is free between bars of some width: they stand for names, not for numbers.
    """
    heights = _heights(ground, bars, apart=apart)
    zero = float(ground.y.share(np.zeros(1))[0]) * ground.height
    zero = ground.height if np.isnan(zero) else min(max(zero, 0.0), float(ground.height))
    tops = np.clip(ground.y.share(heights) * ground.height, 0, ground.height)
    paint = inks.block(ground.ink, bars.index)
    for column in np.flatnonzero(~np.isnan(tops)).tolist():
        top = float(tops[column])
        if top <= zero:
            _rise(ground, column, top, zero, paint)
        else:
            _hang(ground, column, zero, top, paint)


def _heights(ground: Ground, bars: Bars, *, apart: bool) -> Floats:
    """Shape (columns,): the height in each column; NaN where there is no bar."""
    n = max(0, min(len(bars.edges) - 1, len(bars.heights), _MOST))
    at = ground.x.share(bars.edges[: n + 1]) * ground.width
    heights = np.asarray(bars.heights[:n], np.float64)
    found = np.full(ground.width, np.nan)
    known = np.isfinite(at[:-1]) & np.isfinite(at[1:]) & ~np.isnan(heights)
    known &= (at[1:] > 0) & (at[:-1] < ground.width)
    first = np.rint(np.clip(at[:-1][known], 0, ground.width)).astype(np.int_)
    stop = np.rint(np.clip(at[1:][known], 0, ground.width)).astype(np.int_)
    stop = np.where(apart & (stop - first > 3), stop - 1, stop)
    first = np.minimum(first, ground.width - 1)
    counts = np.maximum(stop - first, 1)
    which = np.repeat(np.arange(len(counts)), counts)
    columns = first[which] + np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    values = heights[known][which]
    order = np.argsort(np.abs(values), kind="stable")
    found[columns[order]] = values[order]
    return found


def _rise(ground: Ground, column: int, top: float, zero: float, paint: inks.Paint) -> None:
    last = int(np.ceil(zero))
    first = int(np.floor(top))
    for row in range(first + 1, last):
        _put(ground, row, column, "█", paint)
    eighths = round((first + 1 - top) * 8)
    if zero - top > 0 and first < last and eighths:
        _put(ground, first, column, _EIGHTHS[eighths], paint)


def _hang(ground: Ground, column: int, zero: float, end: float, paint: inks.Paint) -> None:
    """Below 0, to half a cell: there are no eighths from above."""
    first, halves = int(np.floor(zero)), round(end * 2)
    for row in range(first, halves // 2):
        _put(ground, row, column, "█", paint)
    if halves % 2:
        _put(ground, halves // 2, column, "▀", paint)


def _put(ground: Ground, row: int, column: int, sign: str, paint: inks.Paint) -> None:
    """One cell; of a bar that ends over another one, the rest shows that one's colour."""
    if not 0 <= row < ground.height:
        return
    canvas, i, j = ground.canvas, ground.row + row, ground.column + column
    if sign != "█" and canvas.characters[i][j] == "█":
        canvas.backgrounds[i][j] = inks.swapped(canvas.foregrounds[i][j])
    canvas.characters[i][j] = sign
    canvas.foregrounds[i][j] = paint


def paint_ribbon(ground: Ground, ribbon: Ribbon) -> None:
    """A tint between two lines, or `░` where tints cannot be seen."""
    low, high = _band(ground, ribbon)
    tint = inks.ribbon(ground.ink, ribbon.index)
    shade = inks.trace(ground.ink, ribbon.index)
    for column in np.flatnonzero(~np.isnan(low + high)).tolist():
        if tint:
            _tint_column(ground, column, float(high[column]), float(low[column]), tint)
        else:
            _shade_column(ground, column, range(int(high[column]), int(low[column]) + 1), shade)


def _tint_column(ground: Ground, column: int, top: float, bottom: float, tint: inks.Paint) -> None:
    """To half a cell: at its ends `▄` and `▀` where nothing is, else the whole cell."""
    first, last = sorted((round(top * 2), round(bottom * 2)))
    last = max(last, first + 1)
    canvas, j = ground.canvas, ground.column + column
    for row in range(max(0, first // 2), min(ground.height - 1, (last - 1) // 2) + 1):
        i = ground.row + row
        halves = (first <= 2 * row, last >= 2 * row + 2)
        if all(halves) or canvas.characters[i][j] != " " or canvas.backgrounds[i][j]:
            there = canvas.backgrounds[i][j]
            canvas.backgrounds[i][j] = inks.halfway(there, tint) if there else tint
        else:
            canvas.characters[i][j] = "▀" if halves[0] else "▄"
            canvas.foregrounds[i][j] = inks.swapped(tint)


def _shade_column(ground: Ground, column: int, rows: range, shade: inks.Paint) -> None:
    canvas, j = ground.canvas, ground.column + column
    for row in range(max(0, rows.start), min(ground.height, rows.stop)):
        i = ground.row + row
        if canvas.characters[i][j] == " ":
            canvas.characters[i][j] = "░"
            canvas.foregrounds[i][j] = shade


def _band(ground: Ground, ribbon: Ribbon) -> tuple[Floats, Floats]:
    """Shape (columns,): lowest and highest of each column, in cells from the top."""
    n = min(len(ribbon.x), len(ribbon.low), len(ribbon.high))
    x = ground.x.share(np.asarray(ribbon.x[:n], np.float64)) * ground.width
    order = np.argsort(x, kind="stable")
    x = x[order]
    low = ground.y.share(ribbon.low[:n][order]) * ground.height
    high = ground.y.share(ribbon.high[:n][order]) * ground.height
    known = ~np.isnan(x)
    x, low, high = x[known], low[known], high[known]
    found_low, found_high = np.full(ground.width, np.nan), np.full(ground.width, np.nan)
    if len(x):
        centres = np.arange(ground.width) + 0.5
        inside = (centres >= x[0] - 0.5) & (centres <= x[-1] + 0.5)
        found_low[inside] = np.interp(centres[inside], x, low)
        found_high[inside] = np.interp(centres[inside], x, high)
        columns = np.floor(x).astype(np.int_)
        held = (columns >= 0) & (columns < ground.width) & ~np.isnan(low + high)
        _widen(found_low, columns[held], low[held], np.fmax)
        _widen(found_high, columns[held], high[held], np.fmin)
    return np.clip(found_low, -1, 1e5), np.clip(found_high, -1, 1e5)


def _widen(found: Floats, columns: npt.NDArray[np.int_], values: Floats, most: np.ufunc) -> None:
    most.at(found, columns, values)
