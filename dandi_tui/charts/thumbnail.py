"""The whole of an image, small, with the part that is seen in a frame."""

from typing import Final

import numpy as np

from dandi_tui.charts import halfblocks
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.maps import Shading
from dandi_tui.preview.figure import Floats, Image
from dandi_tui.protocol.colours import DARK, LIGHT
from dandi_tui.protocol.requests import Ink

_WIDEST: Final = 24
_LEAST: Final = 8
"""Columns of a thumbnail."""
_NEEDS: Final = (60, 10)
"""Columns and rows of the whole chart."""


def room_for(figure: Image, width: int, height: int) -> int:
    """Columns to keep free for a thumbnail and a blank before it; 0 if there is none."""
    if figure.whole is None or width < _NEEDS[0] or height < _NEEDS[1]:
        return 0
    rows, columns = figure.whole[::-1] if figure.transposed else figure.whole
    widest = min(_WIDEST, width // 5)
    # A cell is twice as high as wide; it takes no more than half of the height.
    fitting = round(height // 2 * 2 * columns / max(1, rows))
    return max(_LEAST, min(widest, fitting)) + 2


def paint_thumbnail(
    canvas: Canvas, figure: Image, shading: Shading, ink: Ink, *, column: int, columns: int
) -> None:
    """Draw it at the top, from a column on."""
    if figure.whole is None:
        return
    shape = figure.whole[::-1] if figure.transposed else figure.whole
    rows = max(1, min(canvas.height - 2, round(columns * shape[0] / shape[1] / 2)))
    fine = halfblocks.has_half_blocks(ink)
    size = (rows * (2 if fine else 1), columns)
    _paint_values(canvas, figure, shading, ink, column, size)
    for y, x in _frame_of(figure, size):
        _mark(canvas, ink, y, column + x)


def _paint_values(
    canvas: Canvas, figure: Image, shading: Shading, ink: Ink, column: int, size: tuple[int, int]
) -> None:
    """Its pixels; a plain field where they were not read."""
    fine = halfblocks.has_half_blocks(ink)
    if figure.thumbnail is None:
        if fine:
            colour = inks.rgb((DARK if ink.dark else LIGHT)["selection-elsewhere"])
            pixels = np.broadcast_to(np.array(colour, np.uint8), (*size, 3))
            halfblocks.paint_colours(canvas, np.asarray(pixels), 0, column)
        return
    values = as_drawn(np.asarray(figure.thumbnail, np.float64), figure)
    small = halfblocks.resize_plainly(values, *size)
    if small.ndim == 3 and fine:
        pixels = np.rint(np.nan_to_num(small[..., :3])).clip(0, 255).astype(np.uint8)
        halfblocks.paint_colours(canvas, pixels, 0, column)
        return
    grey = small[..., :3].mean(axis=2) if small.ndim == 3 else small
    halfblocks.paint_levels(canvas, shading.levels(grey), 0, column, ink, colours=shading.map)


def as_drawn(values: Floats, figure: Image) -> Floats:
    """Values of an image mirrored and transposed as it is drawn."""
    for axis, flipped in enumerate(figure.flipped):
        values = np.flip(values, axis) if flipped else values
    return np.asarray(np.swapaxes(values, 0, 1) if figure.transposed else values)


def _frame_of(figure: Image, size: tuple[int, int]) -> list[tuple[int, int]]:
    """The drawn pixels around the part that is seen."""
    ends = []
    order = (1, 0) if figure.transposed else (0, 1)
    for axis, wanted in zip(order, size, strict=True):
        n = (figure.whole or (1, 1))[axis]
        start = figure.origin[axis]
        stop = min(n, start + figure.values.shape[axis] * figure.binning)
        start, stop = (n - stop, n - start) if figure.flipped[axis] else (start, stop)
        first = min(wanted - 1, start * wanted // n)
        ends.append((first, max(first, min(wanted - 1, -(-stop * wanted // n) - 1))))
    (top, bottom), (left, right) = ends
    across = [(y, x) for y in (top, bottom) for x in range(left, right + 1)]
    return across + [(y, x) for x in (left, right) for y in range(top, bottom + 1)]


def _mark(canvas: Canvas, ink: Ink, y: int, x: int) -> None:
    if not halfblocks.has_half_blocks(ink):
        canvas.put(y, x, "X", inks.role(ink, "highlight"))
        return
    row, paint = y // 2, inks.role(ink, "highlight")
    fore, back = canvas.foregrounds[row][x], canvas.backgrounds[row][x]
    if canvas.characters[row][x] != "▀":
        fore, back = ("38" + back[2:] if back else ""), ("48" + fore[2:] if fore else back)
    fore, back = (fore, "48" + paint[2:]) if y % 2 else (paint, back)
    sign = "▀" if fore else "▄"
    canvas.characters[row][x] = sign
    canvas.foregrounds[row][x] = fore or "38" + back[2:]
    canvas.backgrounds[row][x] = back if fore else ""
