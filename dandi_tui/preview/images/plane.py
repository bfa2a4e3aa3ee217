"""Where a picture lies in a dataset, and reading part of it: rows down, columns across."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dandi_tui.nwb.data import Data, Range
from dandi_tui.protocol.pictures import Cost

Pixels = npt.NDArray[Any]

MAX_PIXELS = 2**22
"""More are binned: no terminal shows as many."""

SLAB_PIXELS = 4_000_000
"""Pixels read at once."""

LOW, HIGH = 0.5, 99.7
"""Percentiles that are drawn darkest and brightest."""

COLOURS = (3, 4)
"""Values of a pixel in colour, without and with alpha."""


@dataclass(frozen=True)
class Plane:
    """Where a picture lies in a dataset: two axes of it, or three for colours."""

    data: Data
    before: tuple[Range, ...]
    """Of the axes before the rows: the frame."""
    shape: tuple[int, int]
    after: tuple[Range, ...]
    """Of the axes after the columns: the plane of a volume, or all colours."""
    conversion: float = 1.0
    offset: float = 0.0
    reversed: bool = False
    """The axes of the data are in the reverse of this order: (colour, column, row)."""

    @property
    def coloured(self) -> bool:
        """Whether the last axis is red, green, blue, and perhaps alpha."""
        return bool(self.after) and self.after[0][1] - self.after[0][0] > 1

    def ranges(self, rows: Range, columns: Range) -> tuple[Range, ...]:
        """What of the data these rows and columns are."""
        ranges = (*self.before, rows, columns, *self.after)
        return ranges[::-1] if self.reversed else ranges

    def cost(self, rows: Range, columns: Range) -> Cost:
        """What reading these rows and columns would fetch."""
        return self.data.cost(*self.ranges(rows, columns))

    def read(self, rows: Range, columns: Range) -> Pixels:
        """Shape (row, column) or (row, column, colour): value × conversion + offset.

        Bytes that need no scaling stay bytes; so do colours of any type.
        """
        values = self.data.read(*self.ranges(rows, columns))
        values = values.T if self.reversed else values
        values = values.reshape(values.shape[len(self.before) :])
        return self._scaled(values if self.coloured else values.reshape(values.shape[:2]))

    def _scaled(self, values: Pixels) -> Pixels:
        if self.conversion == 1.0 and self.offset == 0.0 and values.dtype == np.uint8:
            return values
        return np.asarray(values.astype(np.float64) * self.conversion + self.offset)


def read_part(plane: Plane, rows: Range, columns: Range) -> tuple[Pixels, int]:
    """Pixels of a part in their unit, averaged over squares if there are too many.

    Returns:
        The pixels, and how many of the data each stands for, each way.
    """
    height, width = rows[1] - rows[0], columns[1] - columns[0]
    binning = 1
    while (height // binning) * (width // binning) > MAX_PIXELS:
        binning += 1
    if binning == 1:
        return plane.read(rows, columns), 1
    slab = max(binning, SLAB_PIXELS // width // binning * binning)
    last = rows[0] + height // binning * binning
    parts = [
        binned(plane.read((start, min(start + slab, last)), columns), binning)
        for start in range(rows[0], last, slab)
    ]
    return np.concatenate(parts), binning


def binned(values: Pixels, binning: int) -> npt.NDArray[np.float64]:
    """The mean of squares of pixels; a rest at the right and lower edge is left out."""
    rows, columns = values.shape[0] // binning, values.shape[1] // binning
    whole = values[: rows * binning, : columns * binning].astype(np.float64)
    squares = whole.reshape(rows, binning, columns, binning, *values.shape[2:])
    return np.asarray(squares.mean(axis=(1, 3)))


def contrast(values: Pixels, percentiles: tuple[float, float] = (LOW, HIGH)) -> tuple[float, float]:
    """The values drawn darkest and brightest; of an image all alike both are that value."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return (0.0, 0.0)
    low, high = (float(v) for v in np.percentile(finite, percentiles))
    return (low, high) if low < high else (float(finite.min()), float(finite.max()))


def as_bytes(values: Pixels) -> npt.NDArray[np.uint8]:
    """Colours for drawing: fractions of 1, 16 bits, or already bytes."""
    if values.dtype == np.uint8:
        return values
    finite = np.nan_to_num(values.astype(np.float64))
    top = finite.max(initial=0.0)
    scale = 255.0 if top <= 1.0 else 1.0 if top <= 255.0 else 255.0 / 65535.0
    return np.clip(finite * scale, 0, 255).astype(np.uint8)
