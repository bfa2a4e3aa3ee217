"""What lies over an image: outlines of ROIs, body parts and their skeleton, a cursor."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import width_of
from dandi_tui.charts.pixel_grid import PixelGrid, Rgb
from dandi_tui.preview.figure import Image, Keypoint, Mask
from dandi_tui.protocol.colours import DARK, LIGHT, TRACES
from dandi_tui.protocol.requests import Ink

Box = npt.NDArray[np.bool_]

OUTLINED_FROM: Final = 3
"""Cells across; a smaller mask is tinted as a whole."""

_SIGN: Final = "o"
_SELECTED: Final = "X"
"""Where there are no half blocks: none of the signs that greys are drawn with."""

_CROSS: Final = 3
"""Pixels of each arm of the cursor, besides a free one in the middle."""


def paint_overlays(figure: Image, grid: PixelGrid) -> None:
    """Draw all that lies over an image that is painted already."""
    for mask in sorted(figure.masks, key=lambda mask: mask.selected):
        _paint_mask(mask, grid)
    _paint_bones(figure, grid)
    for point in figure.points:
        _paint_trail(point, grid)
    taken: set[tuple[int, int]] = set()
    for point in figure.points:
        _paint_point(point, grid, taken)
    for point in figure.points:
        _name(point, grid, taken)
    if figure.cursor is not None:
        _paint_cursor(figure.cursor, grid)


def _role(ink: Ink, name: str) -> Rgb:
    return inks.rgb((DARK if ink.dark else LIGHT)[name])


def _colour(ink: Ink, index: int) -> Rgb:
    """Of the palette; negative: the accent."""
    return _role(ink, "accent") if index < 0 else inks.rgb(TRACES[index % len(TRACES)])


def _paint_of(ink: Ink, index: int) -> inks.Paint:
    return inks.role(ink, "accent") if index < 0 else inks.trace(ink, index)


def _paint_mask(mask: Mask, grid: PixelGrid) -> None:
    """An outline, or the whole in its colour; a ring around the selected one."""
    if not len(mask.pixels):
        return
    covered = grid.cover(mask.pixels)
    if covered is None:
        return
    box, top, left = covered
    if mask.selected:
        for y, x in _inside(_ring(box), top - 1, left - 1, grid):
            _mark(grid, y, x, _SELECTED)
        return
    outlined = box.shape[1] >= OUTLINED_FROM
    for y, x in _inside(_edge(box) if outlined else box, top, left, grid):
        if not grid.fine:
            grid.sign(y, x, _SIGN, _paint_of(grid.ink, mask.index))
        else:
            colour = _colour(grid.ink, mask.index)
            own = grid.colour(y, x)
            made = _mixed(own, colour, 0.5) if outlined else _as_bright(own, colour)
            grid.set_colour(y, x, made)


def _mark(grid: PixelGrid, y: int, x: int, sign: str) -> None:
    """A pixel in highlight."""
    if grid.fine:
        grid.set_colour(y, x, _role(grid.ink, "highlight"))
    else:
        grid.sign(y, x, sign, inks.role(grid.ink, "highlight"))


def _inside(box: Box, top: int, left: int, grid: PixelGrid) -> Iterator[tuple[int, int]]:
    """Where a box is true, as drawn pixels; what reaches beyond the image is left out."""
    for y, x in np.argwhere(box).tolist():
        if 0 <= top + y < grid.shape[0] and 0 <= left + x < grid.shape[1]:
            yield top + y, left + x


def _edge(box: Box) -> Box:
    """Pixels of a mask that touch its outside by a side."""
    wide = np.pad(box, 1)
    inner = wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
    return np.asarray(box & ~inner)


def _ring(box: Box) -> Box:
    """Pixels around a mask, also across corners: one more on each side than the box."""
    wide = np.pad(box, 2)
    height, width = box.shape[0] + 2, box.shape[1] + 2
    near = np.zeros((height, width), dtype=bool)
    for y in range(3):
        for x in range(3):
            near |= wide[y : y + height, x : x + width]
    return np.asarray(near & ~np.pad(box, 1))


def _mixed(own: Rgb | None, colour: Rgb, share: float) -> Rgb:
    """A colour laid over what is there; over the terminal's ground it stands alone."""
    if own is None:
        return colour
    r, g, b = (round(a * (1 - share) + c * share) for a, c in zip(own, colour, strict=True))
    return (r, g, b)


def _as_bright(own: Rgb | None, colour: Rgb) -> Rgb:
    """A colour at the brightness of the pixel, never so dark that it is not seen."""
    if own is None:
        return colour
    factor = 0.45 + 0.8 * sum(own) / (3 * 255)
    r, g, b = (min(255, round(c * factor)) for c in colour)
    return (r, g, b)


def _paint_bones(figure: Image, grid: PixelGrid) -> None:
    """Lines of the skeleton between points that are both in view."""
    for first, second in figure.bones:
        if not (0 <= first < len(figure.points) and 0 <= second < len(figure.points)):
            continue
        ends = [grid.place(*figure.points[i].at) for i in (first, second)]
        if ends[0] is None or ends[1] is None:
            continue
        for y, x in _line(ends[0], ends[1]):
            if grid.fine:
                grid.set_colour(y, x, _mixed(grid.colour(y, x), _role(grid.ink, "text"), 0.55))
            else:
                grid.sign(y, x, "-", inks.role(grid.ink, "dim"))


def _line(start: tuple[int, int], stop: tuple[int, int]) -> list[tuple[int, int]]:
    """Pixels from one to another, each touching the next."""
    n = max(abs(stop[0] - start[0]), abs(stop[1] - start[1]), 1)
    ys, xs = (np.rint(np.linspace(a, b, n + 1)) for a, b in zip(start, stop, strict=True))
    return [(int(y), int(x)) for y, x in zip(ys, xs, strict=True)]


def _paint_trail(point: Keypoint, grid: PixelGrid) -> None:
    """Where a point was before: the longer ago, the fainter."""
    if point.trail is None:
        return
    n = len(point.trail)
    for i, (row, column) in enumerate(point.trail.tolist()):
        place = grid.place(row, column)
        if place is None:
            continue
        if grid.fine:
            share = 0.2 + 0.5 * (i + 1) / n
            own = grid.colour(*place) or inks.ground(grid.ink)
            grid.set_colour(*place, _mixed(own, _colour(grid.ink, point.index), share))
        else:
            grid.sign(*place, ".", _paint_of(grid.ink, point.index))


def _paint_point(point: Keypoint, grid: PixelGrid, taken: set[tuple[int, int]]) -> None:
    place = grid.place(*point.at)
    if place is not None:
        sign = "O" if grid.ink.marker == "ascii" else "●"
        grid.sign(*place, sign, _paint_of(grid.ink, point.index))
        taken.add(grid.cell(*place))


def _name(point: Keypoint, grid: PixelGrid, taken: set[tuple[int, int]]) -> None:
    """The name right of a point, else left of it, where no point or name is yet."""
    place = grid.place(*point.at)
    if place is None or not point.name:
        return
    row, column = grid.cell(*place)
    width = width_of(point.name)
    for start in (column + 2, column - 1 - width):
        cells = {(row, at) for at in range(start - 1, start + width + 1)} - {(row, column)}
        inside = grid.left <= start and start + width <= grid.left + grid.shape[1]
        if inside and not cells & taken:
            grid.canvas.put(row, start, point.name, _paint_of(grid.ink, point.index))
            taken |= cells
            return


def _paint_cursor(cursor: tuple[int, int], grid: PixelGrid) -> None:
    """Four arms around the pixel, which itself stays as it is."""
    place = grid.place(cursor[0] + 0.5, cursor[1] + 0.5)
    if place is None:
        return
    for step in range(2, _CROSS + 2):
        for y, x in ((step, 0), (-step, 0), (0, step), (0, -step)):
            at = (place[0] + y, place[1] + x)
            if 0 <= at[0] < grid.shape[0] and 0 <= at[1] < grid.shape[1]:
                _mark(grid, *at, "+")
