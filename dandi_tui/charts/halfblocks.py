"""Pictures painted into cells: two pixels a cell by half blocks, or a ramp of signs."""

from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.ink import background, foreground
from dandi_tui.protocol.requests import Ink

Floats = npt.NDArray[np.float64]

LEVELS: Final = 64
GAMMA: Final = 0.82
_DARKEST: Final = (6, 6, 7)
_BRIGHTEST: Final = (236, 243, 253)

_RAMP_ASCII: Final = " .:-=+*#%@"
_RAMP_BLOCKS: Final = " ░▒▓█"

_FINER: Final = 3
"""Means are taken this many times finer than the picture, before the largest has its say."""


def _greys() -> tuple[tuple[int, int, int], ...]:
    low, high = np.array(_DARKEST), np.array(_BRIGHTEST)
    shades = low + np.linspace(0, 1, LEVELS)[:, None] * (high - low)
    return tuple((int(r), int(g), int(b)) for r, g, b in np.rint(shades))


_GREYS: Final = _greys()
_FORE: Final = tuple(foreground(grey) for grey in _GREYS)
_BACK: Final = tuple(background(grey) for grey in _GREYS)


def has_half_blocks(ink: Ink) -> bool:
    """Whether this ink shows two pixels a cell, else it shows one."""
    return ink.colors == "truecolor" and ink.marker != "ascii"


def levels(values: Floats, low: float, high: float) -> npt.NDArray[np.int_]:
    """Grey level of each value, 0 … 63; NaN is -1, and stays blank."""
    with np.errstate(invalid="ignore", over="ignore"):
        share = (np.clip(values, low, high) / 2 - low / 2) / max(high / 2 - low / 2, 1e-300)
        grey = np.rint(np.clip(share, 0, 1) ** GAMMA * (LEVELS - 1))
    return np.where(np.isnan(values), -1, np.nan_to_num(grey)).astype(int)


def paint_levels(
    canvas: Canvas, grey: npt.NDArray[np.int_], row: int, column: int, ink: Ink
) -> None:
    """Paint grey levels; shape (2 × rows, columns) with half blocks, else (rows, columns)."""
    if not has_half_blocks(ink):
        _paint_ramp(canvas, grey, row, column, ink)
        return
    for i in range(0, len(grey) - 1, 2):
        upper, lower = grey[i].tolist(), grey[i + 1].tolist()
        for j, (above, below) in enumerate(zip(upper, lower, strict=True)):
            over = _FORE[above] if above >= 0 else ""
            under = _FORE[below] if below >= 0 else ""
            behind = _BACK[below] if below >= 0 else ""
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


def _paint_ramp(
    canvas: Canvas, grey: npt.NDArray[np.int_], row: int, column: int, ink: Ink
) -> None:
    """Signs that get denser with brightness; on a light ground with darkness."""
    ramp = _RAMP_BLOCKS if ink.colors == "16" and ink.marker != "ascii" else _RAMP_ASCII
    shades = np.where(grey < 0, -1, grey * len(ramp) // LEVELS)
    signs = (ramp if ink.dark else ramp[::-1]) + " "
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
        return _resize_plainly(pixels, rows, columns)
    finer = tuple(
        min(length, wanted * _FINER)
        for length, wanted in zip(pixels.shape[:2], (rows, columns), strict=True)
    )
    means = _resize_plainly(pixels, *finer)
    if pixels.ndim == 3:
        return _resize_plainly(means, rows, columns)
    mean, most = _resize_plainly(means, rows, columns), _largest(means, rows, columns)
    return mean / 2 + most / 2


def _resize_plainly(pixels: Floats, rows: int, columns: int) -> Floats:
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
