"""Samples made ready for plotext: finite, inside the plot, few, on the middle of dots.

plotext 6 takes one C call a point, aborts the process on NaN, and rasterises what lies outside the
limits, so none of these may reach it.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.preview.figure import Floats

Run = npt.NDArray[np.float64]
"""Shape (points, 2): connected points in cells from the plot's left and bottom edge."""

DOTS_ACROSS: Final = 2
"""Dots of one cell, of braille and of quarter blocks."""

_FAR: Final = 1e6
"""Cells: beyond this all values are the same for a terminal."""


def runs(x: Floats, y: Floats, width: int, height: int, dots_down: int) -> list[Run]:
    """Cut, thin and snap one line.

    Args:
        x: Shape (samples,), in cells from the left edge; any values.
        y: Shape (samples,), in cells from the bottom edge; any values; NaN is a gap.
        width: Columns of the plot; the line is cut at its edges.
        height: Rows of the plot.
        dots_down: Dots of one cell, from top to bottom.

    Returns:
        Connected pieces, at most `8 * width` points in all: each column of dots keeps its first,
        lowest, highest and last point.
    """
    x, y, part = _finite(x, y)
    x, y, part = _clip(x, y, part, width)
    y, x, part = _clip(y, x, part, height)
    kept = _extremes(x, y, part, width)
    x, y, part = x[kept], y[kept], part[kept]
    snapped = np.column_stack([_snap(x, width, DOTS_ACROSS), _snap(y, height, dots_down)])
    same = np.zeros(len(part), bool)
    same[1:] = (part[1:] == part[:-1]) & (snapped[1:] == snapped[:-1]).all(axis=1)
    snapped, part = snapped[~same], part[~same]
    return [run for run in np.split(snapped, np.flatnonzero(np.diff(part)) + 1) if len(run)]


def cuts(y: Floats, height: int) -> bool:
    """Whether a line leaves the plot at its top or bottom; `y` in cells, NaN is a gap."""
    with np.errstate(invalid="ignore"):
        return bool(((y > height) | (y < 0)).any())


def steps(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A line whose value holds until the next sample."""
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[: max(0, 2 * len(y) - 1)]


def _finite(x: Floats, y: Floats) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
    """Finite points in order of x, and the number of the piece that each belongs to."""
    length = min(len(x), len(y))
    x, y = np.asarray(x[:length], np.float64), np.asarray(y[:length], np.float64)
    known = ~np.isnan(x)
    if not (np.diff(x[known]) >= 0).all():
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    good = np.isfinite(x) & np.isfinite(y)
    part = np.cumsum(~good)[good]
    return np.clip(x[good], -_FAR, _FAR), np.clip(y[good], -_FAR, _FAR), part


def _clip(
    along: Floats, other: Floats, part: npt.NDArray[np.intp], limit: int
) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
    """Cut lines where `along` leaves 0 … `limit`; a line that comes back is another piece."""
    for bound in (0.0, float(limit)):
        before, after = along[:-1] - bound, along[1:] - bound
        at = np.flatnonzero((before * after < 0) & (part[1:] == part[:-1]))
        share = before[at] / (before[at] - after[at])
        crossing = other[at] + share * (other[at + 1] - other[at])
        along = np.insert(along, at + 1, bound)
        other = np.insert(other, at + 1, crossing)
        part = np.insert(part, at + 1, part[at])
    inside = (along >= 0) & (along <= limit)
    left = np.cumsum(~inside) + part
    return along[inside], other[inside], left[inside]


def _extremes(
    x: Floats, y: Floats, part: npt.NDArray[np.intp], width: int
) -> npt.NDArray[np.intp]:
    """Indices of the points to keep: in each column of dots the first, lowest, highest, last.

    Source:
        M4: Jugel et al., PVLDB 7(10), 2014.
    """
    column = np.minimum((x * DOTS_ACROSS).astype(np.intp), width * DOTS_ACROSS - 1)
    kept = _extremes_of(y, (np.diff(column) != 0) | (np.diff(part) != 0))
    if len(kept) > 8 * width:
        # So many gaps that pieces are shorter than a dot: whole columns, then.
        kept = _extremes_of(y, np.diff(column) != 0)
    return kept


def _extremes_of(y: Floats, changes: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    if not len(y):
        return np.zeros(0, np.intp)
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    stops = np.concatenate([starts[1:], [len(y)]])
    group = np.repeat(np.arange(len(starts)), stops - starts)
    by_value = np.lexsort((y, group))
    return np.unique(np.concatenate([starts, stops - 1, by_value[starts], by_value[stops - 1]]))


def _snap(cells: Floats, limit: int, dots: int) -> Floats:
    """To the middle of the dot, so that what plotext rounds is certain."""
    dot = np.clip(np.floor(cells * dots), 0, limit * dots - 1)
    return (dot + 0.5) / dots
