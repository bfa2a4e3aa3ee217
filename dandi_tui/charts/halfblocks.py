"""Pictures painted into cells: two pixels a cell by half blocks, or a ramp of signs."""

from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.ink import background, foreground
from dandi_tui.charts.maps import LEVELS, has_half_blocks, paints
from dandi_tui.preview.figure import Colours
from dandi_tui.protocol.requests import Ink

__all__ = [
    "has_half_blocks", "paint_colours", "paint_levels", "ramp", "resize", "resize_plainly",
]  # fmt: skip

Floats = npt.NDArray[np.float64]

_RAMP_ASCII: Final = " .:-=+*#%@"
_RAMP_BLOCKS: Final = " ░▒▓█"

_FINER: Final = 3
"""Means are taken this many times finer than the picture, before the largest has its say."""


def paint_levels(
    canvas: Canvas,
    levels: npt.NDArray[np.int_],
    row: int,
    column: int,
    ink: Ink,
    *,
    colours: Colours = "grey",
) -> None:
    """Paint steps of a map; shape (2 × rows, columns) with half blocks, else (rows, columns)."""
    if not has_half_blocks(ink):
        _paint_ramp(canvas, levels, row, column, ink, reverse=colours == "grey" and not ink.dark)
        return
    fore, back = paints(colours, ink.dark)
    for i in range(0, len(levels) - 1, 2):
        upper, lower = levels[i].tolist(), levels[i + 1].tolist()
        for j, (above, below) in enumerate(zip(upper, lower, strict=True)):
            over = fore[above] if above >= 0 else ""
            under = fore[below] if below >= 0 else ""
            behind = back[below] if below >= 0 else ""
            _paint_pair(canvas, row + i // 2, column + j, over, under, behind)


def _paint_pair(canvas: Canvas, row: int, column: int, over: str, under: str, behind: str) -> None:
    """Two pixels of which either may be blank."""
    sign, paint = ("▀", over) if over else ("▄", under) if under else (" ", "")
    canvas.characters[row][column] = sign
    canvas.foregrounds[row][column] = paint
    canvas.backgrounds[row][column] = behind if over else ""


def paint_colours(canvas: Canvas, pixels: npt.NDArray[np.uint8], row: int, column: int) -> None:
    """Paint true colours by half blocks; shape (2 × rows, columns, 3)."""
    for i in range(0, len(pixels) - 1, 2):
        for j, (above, below) in enumerate(
            zip(pixels[i].tolist(), pixels[i + 1].tolist(), strict=True)
        ):
            canvas.characters[row + i // 2][column + j] = "▀"
            canvas.foregrounds[row + i // 2][column + j] = foreground(above)
            canvas.backgrounds[row + i // 2][column + j] = background(below)


def ramp(ink: Ink) -> str:
    """Signs from blank to full, where colours cannot tell values apart."""
    return _RAMP_BLOCKS if ink.colors == "16" and ink.marker != "ascii" else _RAMP_ASCII


def _paint_ramp(
    canvas: Canvas,
    levels: npt.NDArray[np.int_],
    row: int,
    column: int,
    ink: Ink,
    *,
    reverse: bool,
) -> None:
    """Signs that get denser with brightness; of greys on a light ground with darkness."""
    signs = ramp(ink)
    shades = np.where(levels < 0, -1, levels * len(signs) // LEVELS)
    signs = (signs[::-1] if reverse else signs) + " "
    for i, line in enumerate(shades.tolist()):
        for j, shade in enumerate(line):
            canvas.characters[row + i][column + j] = signs[shade]
            canvas.foregrounds[row + i][column + j] = ""


def resize(pixels: Floats, rows: int, columns: int) -> Floats:
    """Fit a picture to the screen: each pixel where it grows, the mean area where it shrinks.

    A small bright spot, such as a cell body of few pixels in a whole field, would drown in the
    mean of its area. So means are taken three times finer than the screen, which removes noise,
    and of the nine means that fall on one pixel the average of their mean and their largest is
    shown. Such a picture is a little brighter than the mean, never brighter than the data.

    Args:
        pixels: Shape (row, column) or (row, column, channel); NaN does not count.
        rows: Of the result.
        columns: Of the result.
    """
    if pixels.shape[0] < 2 * rows or pixels.shape[1] < 2 * columns:
        return resize_plainly(pixels, rows, columns)
    finer = tuple(
        min(length, wanted * _FINER)
        for length, wanted in zip(pixels.shape[:2], (rows, columns), strict=True)
    )
    means = resize_plainly(pixels, *finer)
    if pixels.ndim == 3:
        return resize_plainly(means, rows, columns)
    mean, most = resize_plainly(means, rows, columns), _largest(means, rows, columns)
    return mean / 2 + most / 2


def resize_plainly(pixels: Floats, rows: int, columns: int) -> Floats:
    """Mean of the area along an axis that shrinks, repetition along one that grows."""
    return _resize_axis(_resize_axis(pixels, rows, 0), columns, 1)


def _resize_axis(pixels: Floats, wanted: int, axis: int) -> Floats:
    length = pixels.shape[axis]
    edges = np.arange(wanted) * length // wanted
    if wanted >= length:
        return np.asarray(np.take(pixels, edges, axis=axis))
    known = ~np.isnan(pixels)
    with np.errstate(invalid="ignore", over="ignore"):
        total = np.add.reduceat(np.where(known, pixels, 0.0), edges, axis=axis)
        count = np.add.reduceat(known.astype(np.float64), edges, axis=axis)
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _largest(pixels: Floats, rows: int, columns: int) -> Floats:
    lowest = np.where(np.isnan(pixels), -np.inf, pixels)
    for axis, wanted in ((0, rows), (1, columns)):
        edges = np.arange(wanted) * pixels.shape[axis] // wanted
        lowest = np.maximum.reduceat(lowest, edges, axis=axis)
    return np.where(np.isneginf(lowest), np.nan, lowest)
