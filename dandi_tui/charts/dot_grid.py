"""Dots painted with numpy straight into cells: events, points, curves that turn back."""

from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.charts import points
from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.ink import Paint
from dandi_tui.preview.figure import Floats
from dandi_tui.protocol.requests import Ink

Ints = npt.NDArray[np.int_]

_BRAILLE: Final = 0x2800
_BRAILLE_BITS: Final = np.array([[1, 8], [2, 16], [4, 32], [64, 128]])
_QUARTERS: Final = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_QUARTER_BITS: Final = np.array([[1, 2], [4, 8]])
_CHUNK: Final = 4096
"""Segments that become dots at a time: a long one has hundreds."""


class DotGrid:
    """Dots of a plot, each cell in the colour of what was lit in it last."""

    def __init__(self, width: int, height: int, ink: Ink) -> None:
        self.width = width
        self.height = height
        self.down = points.dots_down(ink)
        self.lit = np.zeros((height * self.down, width * points.DOTS_ACROSS), bool)
        self.colour = np.zeros((height, width), np.int_)
        """Shape (row, column): which paint, where a dot is lit."""

    def light(self, columns: Ints, rows: Ints, colour: int | Ints) -> None:
        """Light dots, counted from the left and from the top; all inside."""
        self.lit[rows, columns] = True
        self.colour[rows // self.down, columns // points.DOTS_ACROSS] = colour

    def place(self, x: Floats, y: Floats) -> tuple[Ints, Ints, Ints]:
        """Dots (column, row) of points that lie inside, and which points those are.

        Args:
            x: Shape (points,), as shares of the width from the left; NaN is no point.
            y: Shape (points,), as shares of the height from the top.
        """
        with np.errstate(invalid="ignore"):
            inside = np.flatnonzero((x >= 0) & (x <= 1) & (y >= 0) & (y <= 1))
        n_rows, n_columns = self.lit.shape
        columns = np.minimum((x[inside] * n_columns + 1e-9).astype(np.int_), n_columns - 1)
        rows = np.minimum((y[inside] * n_rows + 1e-9).astype(np.int_), n_rows - 1)
        return columns, rows, inside

    def draw_path(self, x: Floats, y: Floats, colour: int) -> None:
        """Join points in their order, wherever x goes; shares as for `place`, NaN is a gap."""
        n_rows, n_columns = self.lit.shape
        ends = _inside(np.column_stack([x[:-1], y[:-1], x[1:], y[1:]]))
        cells = ends * (n_columns, n_rows, n_columns, n_rows) - 0.5
        for start in range(0, len(cells), _CHUNK):
            columns, rows = _dots(cells[start : start + _CHUNK])
            self.light(np.clip(columns, 0, n_columns - 1), np.clip(rows, 0, n_rows - 1), colour)
        columns, rows, _ = self.place(x, y)
        self.light(columns, rows, colour)

    def codes(self) -> Ints:
        """Shape (row, column): the dots of each cell as bits."""
        bits = _QUARTER_BITS if self.down == 2 else _BRAILLE_BITS
        cells = self.lit.reshape(self.height, self.down, self.width, points.DOTS_ACROSS)
        return np.asarray(np.einsum("rdca,da->rc", cells.astype(np.int_), bits))

    def splice(
        self, canvas: Canvas, row: int, column: int, paints: list[Paint], *, sign: str = ""
    ) -> None:
        """Write the cells that have dots, joined with dots that are there already.

        Args:
            canvas: To write on.
            row: Of the plot's first cell.
            column: Of the plot's first cell.
            paints: What the colours stand for.
            sign: Instead of dots.
        """
        codes = self.codes()
        at = np.nonzero(codes)
        for i, j, code, colour in zip(
            at[0].tolist(),
            at[1].tolist(),
            codes[at].tolist(),
            self.colour[at].tolist(),
            strict=True,
        ):
            there = canvas.characters[row + i][column + j]
            canvas.characters[row + i][column + j] = sign or self._sign(code, there)
            canvas.foregrounds[row + i][column + j] = paints[colour]

    def _sign(self, code: int, there: str) -> str:
        if self.down == 2:
            return _QUARTERS[code | max(0, _QUARTERS.find(there))]
        before = ord(there) - _BRAILLE if len(there) == 1 else -1
        return chr(_BRAILLE + (code | before if 0 <= before < 256 else code))


def _inside(ends: Floats) -> Floats:
    """Segments (x, y, x, y) cut to the unit square; what lies outside it is left out.

    Source: Liang and Barsky, ACM Transactions on Graphics 3(1), 1984.
    """
    ends = ends[np.isfinite(ends).all(axis=1)]
    start, step = ends[:, :2], ends[:, 2:] - ends[:, :2]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        bounds = np.stack([-start / step, (1 - start) / step])
    level = step == 0
    bounds[0][level], bounds[1][level] = -np.inf, np.inf
    first = np.clip(bounds.min(axis=0).max(axis=1), 0, None)
    last = np.clip(bounds.max(axis=0).min(axis=1), None, 1)
    outside = (level & ((start < 0) | (start > 1))).any(axis=1)
    kept = (first <= last) & ~outside
    start, step, first, last = start[kept], step[kept], first[kept, None], last[kept, None]
    return np.column_stack([start + first * step, start + last * step])


def _dots(cells: Floats) -> tuple[Ints, Ints]:
    """All dots (column, row) of segments that are given in dots."""
    length = np.abs(cells[:, 2:] - cells[:, :2]).max(axis=1, initial=0)
    counts = np.ceil(length).astype(np.int_) + 1
    which = np.repeat(np.arange(len(cells)), counts)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (offset / np.maximum(counts[which] - 1, 1))[:, None]
    at = np.rint(cells[which, :2] + share * (cells[which, 2:] - cells[which, :2]))
    return at[:, 0].astype(np.int_), at[:, 1].astype(np.int_)
