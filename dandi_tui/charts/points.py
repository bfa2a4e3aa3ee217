"""Samples made ready for plotext: finite, inside the plot, few, on the middle of dots.

plotext 6 takes one C call a point, aborts the process on NaN, and rasterises what lies outside the
limits, so none of these may reach it.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.preview.figure import Floats
from dandi_tui.protocol.requests import Ink

Ints = npt.NDArray[np.int_]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Dots:
    """Points of one line, on the middle of dots."""

    points: Floats
    """Shape (points, 2): cells from the plot's left and bottom edge."""
    joined: npt.NDArray[np.bool_]
    """Shape (points,): whether a line leads from the point before to this one."""


DOTS_ACROSS: Final = 2
"""Dots of one cell, of braille and of quarter blocks."""

_FAR: Final = 1e6
"""Cells: beyond this all values are the same for a terminal."""


def dots(x: Floats, y: Floats, width: int, height: int, dots_down: int) -> Dots:
    """Cut, thin and snap one line.

    Each column of dots becomes one upright stroke from its lowest to its highest point, drawn out
    half way to a neighbour that it would not touch; so no spike is lost, and plotext gets at most
    `8 * width` points, of a quiet trace a few. Samples further apart are joined by slanting lines.

    Args:
        x: Shape (samples,), in cells from the left edge; any values.
        y: Shape (samples,), in cells from the bottom edge; any values; NaN is a gap.
        width: Columns of the plot; the line is cut at its edges.
        height: Rows of the plot.
        dots_down: Dots of one cell, from top to bottom.
    """
    x, y, part = _finite(x, y)
    x, y, part = _clip(x, y, part, width)
    y, x, part = _clip(y, x, part, height)
    if not len(x):
        return Dots(np.zeros((0, 2)), np.zeros(0, bool))
    strokes = _strokes(
        _dot(x, width, DOTS_ACROSS), _dot(y, height, dots_down), part, most=4 * width
    )
    points, joined = _trace(strokes)
    return Dots((points + 0.5) / (DOTS_ACROSS, dots_down), joined)


def dots_down(ink: Ink) -> int:
    """Dots of one cell, from top to bottom, with this ink."""
    return 2 if ink.marker == "hd" else 4


def cuts(y: Floats, height: int) -> bool:
    """Whether a line leaves the plot at its top or bottom; `y` in cells, NaN is a gap."""
    with np.errstate(invalid="ignore"):
        return bool(((y > height) | (y < 0)).any())


def steps(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A line whose value holds until the next sample."""
    return np.repeat(x, 2)[1:], np.repeat(y, 2)[: max(0, 2 * len(y) - 1)]


def _finite(x: Floats, y: Floats) -> tuple[Floats, Floats, Ints]:
    """Finite points in order of x, and the number of the piece that each belongs to."""
    length = min(len(x), len(y))
    x, y = np.asarray(x[:length], np.float64), np.asarray(y[:length], np.float64)
    known = x[~np.isnan(x)]
    if not (known[1:] >= known[:-1]).all():
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    good = np.isfinite(x) & np.isfinite(y)
    part = np.cumsum(~good).astype(np.int_)[good]
    return np.clip(x[good], -_FAR, _FAR), np.clip(y[good], -_FAR, _FAR), part


def _clip(along: Floats, other: Floats, part: Ints, limit: int) -> tuple[Floats, Floats, Ints]:
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
    piece = np.cumsum(~inside).astype(np.int_) + part
    return along[inside], other[inside], piece[inside]


@dataclass(frozen=True, kw_only=True)
class _Strokes:
    """Columns of dots from left to right, each with its lowest and highest dot, counted from 0."""

    column: Ints
    part: Ints
    first: Ints
    last: Ints
    low: Ints
    high: Ints

    def neighbours(self) -> Flags:
        """Whether a stroke and the next stand side by side and belong together."""
        side_by_side: Flags = (np.diff(self.column) == 1) & (np.diff(self.part) == 0)
        return side_by_side

    def apart(self) -> Ints:
        """Strokes that belong together with the next, but stand apart from it."""
        return np.flatnonzero((np.diff(self.column) > 1) & (np.diff(self.part) == 0))


def _strokes(column: Ints, row: Ints, part: Ints, *, most: int) -> _Strokes:
    changes = (np.diff(column) != 0) | (np.diff(part) != 0)
    if changes.sum() >= most:
        # So many gaps that pieces are shorter than a dot: whole columns, then.
        changes = np.diff(column) != 0
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    stops = np.concatenate([starts[1:], [len(row)]])
    return _touching(
        _Strokes(
            column=column[starts],
            part=part[starts],
            first=row[starts],
            last=row[stops - 1],
            low=np.minimum.reduceat(row, starts),
            high=np.maximum.reduceat(row, starts),
        )
    )


def _touching(strokes: _Strokes) -> _Strokes:
    """Draw out neighbours to the middle between them, where they would leave a hole."""
    low, high = strokes.low.copy(), strokes.high.copy()
    beside = strokes.neighbours()
    rises = np.flatnonzero(beside & (strokes.low[1:] > strokes.high[:-1] + 1))
    middle = (strokes.high[rises] + strokes.low[rises + 1]) // 2
    high[rises] = np.maximum(high[rises], middle)
    low[rises + 1] = np.minimum(low[rises + 1], middle + 1)
    falls = np.flatnonzero(beside & (strokes.high[1:] < strokes.low[:-1] - 1))
    middle = (strokes.low[falls] + strokes.high[falls + 1]) // 2
    low[falls] = np.minimum(low[falls], middle + 1)
    high[falls + 1] = np.maximum(high[falls + 1], middle)
    return replace(strokes, low=low, high=high)


def _trace(strokes: _Strokes) -> tuple[Floats, Flags]:
    """Strokes as points; level ones side by side become one line."""
    level = strokes.low == strokes.high
    goes_on = np.zeros(len(level), bool)
    goes_on[1:] = strokes.neighbours() & level[1:] & level[:-1] & (np.diff(strokes.low) == 0)
    ends = goes_on & ~np.append(goes_on[1:], False)
    starting, standing = np.flatnonzero(~goes_on), np.flatnonzero(~level)
    ending, apart = np.flatnonzero(ends), strokes.apart()
    second = np.concatenate([standing, ending])
    order = np.argsort(np.concatenate([2 * starting, 2 * second + 1]), kind="stable")
    columns = np.concatenate([strokes.column[starting], strokes.column[second]])[order]
    rows = np.concatenate([strokes.low[starting], strokes.high[second]])[order]
    joined = (np.arange(len(order)) >= len(starting))[order]
    slants = np.column_stack([apart, apart + 1]).ravel()
    slant_rows = np.column_stack([strokes.last[apart], strokes.first[apart + 1]]).ravel()
    points = np.column_stack(
        [
            np.concatenate([columns, strokes.column[slants]]),
            np.concatenate([rows, slant_rows]),
        ]
    )
    return points.astype(np.float64), np.concatenate([joined, np.arange(len(slants)) % 2 == 1])


def _dot(cells: Floats, limit: int, per_cell: int) -> Ints:
    """Which dot a point lies on, counted from 0."""
    return np.clip(np.floor(cells * per_cell), 0, limit * per_cell - 1).astype(np.int_)
