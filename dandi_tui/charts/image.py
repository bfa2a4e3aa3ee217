"""A picture in pixels: its frame and axes by plotext, its pixels by half blocks."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui.charts import axes, colour_bar, halfblocks, maps, ticks
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.drawn import Drawn, needs_more_room, sentence
from dandi_tui.charts.maps import Shading
from dandi_tui.charts.over_image import paint_overlays
from dandi_tui.charts.pixel_grid import grid_of
from dandi_tui.charts.plotext_chart import Frame, Mark, draw_chart
from dandi_tui.charts.thumbnail import as_drawn, paint_thumbnail, room_for
from dandi_tui.preview.figure import Floats, Image
from dandi_tui.protocol.colours import DARK, LIGHT
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink

_HUGE: Final = 1e299
"""A mean of values up to here does not overflow."""
_LUMA: Final = (0.299, 0.587, 0.114)
"""ITU-R BT.601: how bright red, green and blue look."""


@dataclass(frozen=True, kw_only=True)
class _Layout:
    """Where an image lies, in cells."""

    left: int
    right: int
    columns: int
    rows: int


def draw_image(figure: Image, *, width: int, height: int, ink: Ink) -> Drawn:
    """Draw an image whole and in its own proportions, with pixel axes and a colour bar."""
    n_rows, n_columns = figure.values.shape[:2]
    if not n_rows or not n_columns:
        return sentence("This image has no pixels.", width, height, ink)
    shading = _contrast(figure)
    aside = room_for(figure, width, height)
    layout = _lay_out(figure, shading, width - aside, height)
    if layout is None:
        return needs_more_room(width, height, ink)
    frame = _frame(figure, shading, layout, ink)
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, (), ink), 0, 0)
    axes.put_unit(canvas, frame.height + 1, _unit(figure), ink)
    _paint(canvas, figure, shading, layout, ink)
    if _has_bar(figure):
        column = layout.left + layout.columns + 1
        colour_bar.paint(canvas, shading, 0, column, layout.rows, ink)
    size = {"left": layout.left, "rows": layout.rows, "columns": layout.columns}
    paint_overlays(figure, grid_of(figure, canvas, ink, **size))
    if aside:
        column = layout.left + layout.columns + layout.right + 2
        paint_thumbnail(canvas, figure, shading, ink, column=column, columns=aside - 2)
    return Drawn(rows=canvas.rows(), plot=_plot(figure, layout))


def _paint(canvas: Canvas, figure: Image, shading: Shading, layout: _Layout, ink: Ink) -> None:
    """The pixels themselves."""
    if figure.values.ndim == 3 and halfblocks.has_half_blocks(ink):
        _paint_colours(canvas, figure, layout, ink)
        return
    if not _has_bar(figure) and figure.values.ndim == 2:
        _paint_field(canvas, layout, ink)
        return
    across = 2 if halfblocks.has_half_blocks(ink) else 1
    turned = as_drawn(_grey(figure, ink), figure)
    grey = halfblocks.resize(turned, layout.rows * across, layout.columns)
    halfblocks.paint_levels(canvas, shading.levels(grey), 0, layout.left, ink, colours=shading.map)


def _paint_field(canvas: Canvas, layout: _Layout, ink: Ink) -> None:
    """A plain ground, where nothing is known but what lies over it."""
    if halfblocks.has_half_blocks(ink):
        panel = inks.rgb((DARK if ink.dark else LIGHT)["panel"])
        columns = range(layout.left, layout.left + layout.columns)
        canvas.tint(range(layout.rows), columns, inks.background(panel))


def _has_bar(figure: Image) -> bool:
    """Whether there are values that a colour bar can tell: neither colours nor a plain field."""
    return figure.values.ndim == 2 and not bool(np.isnan(figure.values).all())


def _unit(figure: Image) -> str:
    """Of the axis below; which one it is, where it is not that of columns."""
    return f"{figure.y.unit} ({figure.y.label})" if figure.transposed else figure.x.unit


def _contrast(figure: Image) -> Shading:
    """Of colours, from 0 to 255."""
    if figure.values.ndim == 3:
        return maps.shading(0.0, 255.0, "grey", inverted=figure.inverted)
    return maps.shading(figure.low, figure.high, figure.map, inverted=figure.inverted)


def _lay_out(figure: Image, shading: Shading, width: int, height: int) -> _Layout | None:
    """The largest size that keeps the proportions: a cell is twice as high as wide."""
    n_rows, n_columns = _turned(figure, figure.values.shape[:2])
    bottom = _turned(figure, figure.origin)[0] + n_rows * figure.binning
    left = max(len(f"{max(0, bottom - 1):,}"), 3) + 2
    right = colour_bar.gutter(shading, figure.unit) if _has_bar(figure) else 3
    columns, rows = width - left - right, height - 2
    if columns < 2 or rows < 1:
        return None
    scale = min(columns / n_columns, 2 * rows / n_rows)
    return _Layout(
        left=left,
        right=right,
        columns=min(columns, max(1, round(n_columns * scale))),
        rows=min(rows, max(1, round(n_rows * scale / 2))),
    )


def _turned(figure: Image, pair: tuple[int, ...]) -> tuple[int, int]:
    """Of (row, column) what goes down and what across, as drawn."""
    return (pair[1], pair[0]) if figure.transposed else (pair[0], pair[1])


def _plot(figure: Image, layout: _Layout) -> Plot:
    """The data's own rows and columns at the edges; a mirrored axis ends where it begins."""
    ends = []
    for axis in (0, 1):
        start = figure.origin[axis]
        stop = start + figure.values.shape[axis] * figure.binning
        ends.append((stop, start) if figure.flipped[axis] else (start, stop))
    down, across = (ends[1], ends[0]) if figure.transposed else (ends[0], ends[1])
    return Plot(
        column=layout.left,
        row=0,
        width=layout.columns,
        height=layout.rows,
        x_start=across[0],
        x_stop=across[1],
        y_top=down[0],
        y_bottom=down[1],
    )


def _frame(figure: Image, shading: Shading, layout: _Layout, ink: Ink) -> Frame:
    dim = inks.role(ink, "dim")
    plot = _plot(figure, layout)
    top, bottom = sorted((plot.y_top, plot.y_bottom))
    first, last = sorted((plot.x_start, plot.x_stop))
    # The tick of a pixel is where the pixel begins on the screen: mirrored, at its other edge.
    y_shift, x_shift = int(plot.y_top > plot.y_bottom), int(plot.x_start > plot.x_stop)
    down = ticks.numbers(top, bottom - 1, most=max(2, layout.rows // 4), whole=True)
    along = ticks.along(first, last, layout.columns, whole=True)
    return Frame(
        left=layout.left,
        right=layout.right,
        width=layout.columns,
        height=layout.rows,
        below=tuple(
            Mark(plot.cell_of(t.value + x_shift, plot.y_top)[0] - plot.column, t.label, dim)
            for t in along
            if t.value < last
        ),
        beside=tuple(
            Mark(plot.cell_of(plot.x_start, t.value + y_shift)[1], t.label, dim) for t in down
        ),
        opposite=colour_bar.marks(shading, layout.rows, ink, figure.unit)
        if _has_bar(figure)
        else (),
    )


def _grey(figure: Image, ink: Ink) -> Floats:
    """Shape (row, column): the values, or the brightness of colours."""
    if figure.values.ndim == 2:
        return np.clip(np.asarray(figure.values, np.float64), -_HUGE, _HUGE)
    return np.asarray(_over_ground(figure, ink) @ np.array(_LUMA))


def _over_ground(figure: Image, ink: Ink) -> Floats:
    """Shape (row, column, 3): colours laid over the terminal's ground."""
    pixels = figure.values.astype(np.float64)
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3:] / 255
        return np.asarray(pixels[..., :3] * alpha + np.array(inks.ground(ink)) * (1 - alpha))
    return np.asarray(pixels[..., :3])


def _paint_colours(canvas: Canvas, figure: Image, layout: _Layout, ink: Ink) -> None:
    turned = as_drawn(_over_ground(figure, ink), figure)
    pixels = halfblocks.resize(turned, layout.rows * 2, layout.columns)
    pixels = 255 - pixels if figure.inverted else pixels
    coarse = np.rint(np.nan_to_num(pixels) / 4).clip(0, 63) * 255 / 63
    halfblocks.paint_colours(canvas, np.rint(coarse).astype(np.uint8), 0, layout.left)
