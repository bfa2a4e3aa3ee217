"""Where pixels of the data lie on the screen, and the colours that are painted there."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.halfblocks import has_half_blocks
from dandi_tui.charts.ink import Paint, background, foreground
from dandi_tui.preview.figure import Image
from dandi_tui.protocol.requests import Ink

Indexes = npt.NDArray[np.int_]
Rgb = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class GridAxis:
    """One direction: `length` values drawn as `wanted` pixels, as `halfblocks.resize` does."""

    origin: int
    binning: int
    length: int
    wanted: int
    flipped: bool

    @cached_property
    def edges(self) -> Indexes:
        """Of each drawn pixel the first value in it, as drawn."""
        return np.asarray(np.arange(self.wanted) * self.length // self.wanted)

    def index(self, at: npt.NDArray[np.int_]) -> Indexes:
        """Which value, as drawn, a place in the whole image lies in; it may be outside."""
        found = (at - self.origin) // self.binning
        return np.asarray(self.length - 1 - found if self.flipped else found)

    def last(self, index: Indexes) -> Indexes:
        """The last drawn pixel that a value is in."""
        return np.asarray(np.searchsorted(self.edges, index, side="right") - 1)

    def first(self, index: Indexes) -> Indexes:
        """The first drawn pixel that a value is in."""
        return np.minimum(np.searchsorted(self.edges, index, side="left"), self.last(index))

    def middle(self, at: float) -> int:
        """The drawn pixel of a place; outside it is negative or too large."""
        share = (at - self.origin) / (self.binning * self.length)
        return int(np.floor((1 - share if self.flipped else share) * self.wanted))


@dataclass(frozen=True, kw_only=True)
class PixelGrid:
    """The pixels that an image is drawn with: two a cell by half blocks, else one."""

    canvas: Canvas
    ink: Ink
    left: int
    """Column of the canvas; the first row is 0."""
    down: GridAxis
    across: GridAxis
    transposed: bool

    @property
    def fine(self) -> bool:
        """Whether there are two pixels a cell."""
        return has_half_blocks(self.ink)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of drawn pixels."""
        return (self.down.wanted, self.across.wanted)

    def cell(self, y: int, x: int) -> tuple[int, int]:
        """Row and column of the canvas in which a drawn pixel lies."""
        return (y // 2 if self.fine else y), self.left + x

    def place(self, row: float, column: float) -> tuple[int, int] | None:
        """The drawn pixel of a place in the whole image; None where it is not in view."""
        if not (np.isfinite(row) and np.isfinite(column)):
            return None
        first, second = (column, row) if self.transposed else (row, column)
        y, x = self.down.middle(first), self.across.middle(second)
        inside = 0 <= y < self.shape[0] and 0 <= x < self.shape[1]
        return (y, x) if inside else None

    def cover(self, pixels: Indexes) -> tuple[npt.NDArray[np.bool_], int, int] | None:
        """Which drawn pixels those of the data fall on: a box, its first row and column.

        Args:
            pixels: Shape (pixels, 2): (row, column) in the whole image.
        """
        first, second = (1, 0) if self.transposed else (0, 1)
        y, x = self.down.index(pixels[:, first]), self.across.index(pixels[:, second])
        inside = (y >= 0) & (y < self.down.length) & (x >= 0) & (x < self.across.length)
        if not inside.any():
            return None
        y, x = y[inside], x[inside]
        top, left = int(self.down.first(y).min()), int(self.across.first(x).min())
        box = np.zeros((int(self.down.last(y).max()) - top + 1,
                        int(self.across.last(x).max()) - left + 1), dtype=bool)  # fmt: skip
        box[self.down.last(y) - top, self.across.last(x) - left] = True
        own = np.zeros((int(np.ptp(y)) + 1, int(np.ptp(x)) + 1), dtype=bool)
        own[y - y.min(), x - x.min()] = True
        from_y = self.down.edges[top : top + box.shape[0]] - int(y.min())
        from_x = self.across.edges[left : left + box.shape[1]] - int(x.min())
        known = np.outer((from_y >= 0) & (from_y < own.shape[0]),
                         (from_x >= 0) & (from_x < own.shape[1]))  # fmt: skip
        grown = own[np.ix_(from_y.clip(0, own.shape[0] - 1), from_x.clip(0, own.shape[1] - 1))]
        return box | (known & grown), top, left

    def colour(self, y: int, x: int) -> Rgb | None:
        """What is painted at a drawn pixel; None for the terminal's ground."""
        upper, lower = self._pair(y // 2, self.left + x)
        return _rgb(lower if y % 2 else upper)

    def set_colour(self, y: int, x: int, colour: Rgb) -> None:
        """Paint one drawn pixel; the other one of its cell stays."""
        row, column = y // 2, self.left + x
        upper, lower = self._pair(row, column)
        upper, lower = (upper, foreground(colour)) if y % 2 else (foreground(colour), lower)
        self.canvas.characters[row][column] = "▀" if upper else "▄"
        self.canvas.foregrounds[row][column] = upper or lower
        under = _rgb(lower)
        self.canvas.backgrounds[row][column] = background(under) if upper and under else ""

    def sign(self, y: int, x: int, sign: str, paint: Paint) -> None:
        """A sign in the cell of a drawn pixel; half blocks stay behind it as their lower one."""
        row, column = self.cell(y, x)
        behind = _rgb(self._pair(row, column)[y % 2]) if self.fine else None
        self.canvas.characters[row][column] = sign
        self.canvas.foregrounds[row][column] = paint
        self.canvas.backgrounds[row][column] = background(behind) if behind else ""

    def _pair(self, row: int, column: int) -> tuple[Paint, Paint]:
        """Foregrounds of the upper and the lower pixel of a cell; empty for none."""
        sign = self.canvas.characters[row][column]
        fore, back = self.canvas.foregrounds[row][column], self.canvas.backgrounds[row][column]
        below = "38" + back[2:] if back else ""
        if sign == "▀":
            return fore, below
        return (below, fore) if sign == "▄" else (below, below)


def _rgb(paint: Paint) -> Rgb | None:
    """The numbers of a true colour."""
    parts = paint.split(";")
    return (int(parts[2]), int(parts[3]), int(parts[4])) if len(parts) == 5 else None


def grid_of(
    figure: Image, canvas: Canvas, ink: Ink, *, left: int, rows: int, columns: int
) -> PixelGrid:
    """The pixels of an image that is drawn from a column on, at the top."""
    n_rows, n_columns = figure.values.shape[:2]
    fine = rows * (2 if has_half_blocks(ink) else 1)
    wanted = (columns, fine) if figure.transposed else (fine, columns)
    lines, pixels = (
        GridAxis(
            origin=figure.origin[i],
            binning=figure.binning,
            length=length,
            wanted=wanted[i],
            flipped=figure.flipped[i],
        )
        for i, length in enumerate((n_rows, n_columns))
    )
    down, across = (pixels, lines) if figure.transposed else (lines, pixels)
    return PixelGrid(
        canvas=canvas, ink=ink, left=left, down=down, across=across, transposed=figure.transposed
    )
