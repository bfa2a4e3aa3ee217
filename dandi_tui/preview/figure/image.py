"""Pictures in pixels, and what lies over them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui.preview.figure.parts import Axis, Colours


@dataclass(frozen=True, kw_only=True)
class Mask:
    """The pixels of one ROI."""

    pixels: npt.NDArray[np.int_]
    """Shape (pixels, 2): (row, column) in the whole image."""
    index: int = 0
    """Its colour in the palette; negative: the accent, as all that are not told apart."""
    selected: bool = False
    """A closed ring around it, drawn last."""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Keypoint:
    """A place in an image, with where it was before."""

    name: str
    index: int
    """Its colour in the palette."""
    at: tuple[float, float]
    """(row, column) in pixels of the whole image; NaN: not seen."""
    trail: npt.NDArray[np.float64] | None = None
    """Shape (samples, 2): (row, column) before, the oldest first."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture in pixels."""

    values: npt.NDArray[np.float64] | npt.NDArray[np.uint8]
    """Shape (row, column) in `unit`; or (row, column, 3 or 4) as uint8."""
    x: Axis
    y: Axis
    low: float
    high: float
    """The values drawn darkest and brightest (percentiles 0.5 and 99.7)."""
    unit: str = ""
    origin: tuple[int, int] = (0, 0)
    """(row, column) of the first pixel in the whole image."""
    binning: int = 1
    """So many pixels of the image went into one of `values`, each way."""
    map: Colours = "grey"
    """How values become colours; of no use where they are colours already."""
    inverted: bool = False
    """Low values are bright."""
    masks: tuple[Mask, ...] = ()
    """ROIs, drawn over the pixels in this order."""
    points: tuple[Keypoint, ...] = ()
    """Body parts, drawn over all."""
    bones: tuple[tuple[int, int], ...] = ()
    """Lines between two of `points`, by their place there."""
    cursor: tuple[int, int] | None = None
    """(row, column) of the whole image, under a cross."""
    whole: tuple[int, int] | None = None
    """(rows, columns) of the whole image where `values` are a part of it."""
    thumbnail: npt.NDArray[np.float64] | npt.NDArray[np.uint8] | None = None
    """The whole image, small, where `values` are a part of it; None: only its frame is drawn."""
    transposed: bool = False
    """Rows go across and columns down; the axes still count both as the data do."""
    flipped: tuple[bool, bool] = (False, False)
    """(the last row is the first drawn, the last column is)."""
