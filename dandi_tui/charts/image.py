"""A picture in pixels: its frame and axes by plotext, its pixels by half blocks."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui.charts import axes, colour_bar, halfblocks, maps, ticks
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.drawn import Drawn, needs_more_room, sentence
from dandi_tui.charts.maps import Shading
from dandi_tui.charts.plotext_chart import Frame, Mark, draw_chart
from dandi_tui.preview.figure import Floats, Image
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
    in_colour = figure.values.ndim == 3
    shading = _contrast(figure)
    layout = _lay_out(figure, shading, width, height)
    if layout is None:
        return needs_more_room(width, height, ink)
    frame = _frame(figure, shading, layout, ink)
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, (), ink), 0, 0)
    axes.put_unit(canvas, frame.height + 1, figure.x.unit, ink)
    across = 2 if halfblocks.has_half_blocks(ink) else 1
    if in_colour and halfblocks.has_half_blocks(ink):
        _paint_colours(canvas, figure, layout, ink)
    else:
        grey = halfblocks.resize(_grey(figure, ink), layout.rows * across, layout.columns)
        halfblocks.paint_levels(
            canvas, shading.levels(grey), 0, layout.left, ink, colours=shading.map
        )
    if not in_colour:
        column = layout.left + layout.columns + 1
        colour_bar.paint(canvas, shading, 0, column, layout.rows, ink)
    return Drawn(rows=canvas.rows(), plot=_plot(figure, layout))


def _contrast(figure: Image) -> Shading:
    """Of colours, from 0 to 255."""
    if figure.values.ndim == 3:
        return maps.shading(0.0, 255.0, "grey", inverted=figure.inverted)
    return maps.shading(figure.low, figure.high, figure.map, inverted=figure.inverted)


def _lay_out(figure: Image, shading: Shading, width: int, height: int) -> _Layout | None:
    """The largest size that keeps the proportions: a cell is twice as high as wide."""
    n_rows, n_columns = figure.values.shape[:2]
    bottom = figure.origin[0] + n_rows * figure.binning
    left = max(len(f"{max(0, bottom - 1):,}"), 3) + 2
    right = colour_bar.gutter(shading) if figure.values.ndim == 2 else 3
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


def _plot(figure: Image, layout: _Layout) -> Plot:
    top, left = figure.origin
    n_rows, n_columns = figure.values.shape[:2]
    return Plot(
        column=layout.left,
        row=0,
        width=layout.columns,
        height=layout.rows,
        x_start=left,
        x_stop=left + n_columns * figure.binning,
        y_top=top,
        y_bottom=top + n_rows * figure.binning,
    )


def _frame(figure: Image, shading: Shading, layout: _Layout, ink: Ink) -> Frame:
    dim = inks.role(ink, "dim")
    plot = _plot(figure, layout)
    down = ticks.numbers(plot.y_top, plot.y_bottom - 1, most=max(2, layout.rows // 4), whole=True)
    along = ticks.along(plot.x_start, plot.x_stop, layout.columns, whole=True)
    return Frame(
        left=layout.left,
        right=layout.right,
        width=layout.columns,
        height=layout.rows,
        below=tuple(
            Mark(plot.cell_of(t.value, plot.y_top)[0] - plot.column, t.label, dim)
            for t in along
            if t.value < plot.x_stop
        ),
        beside=tuple(Mark(plot.cell_of(plot.x_start, t.value)[1], t.label, dim) for t in down),
        opposite=colour_bar.marks(shading, layout.rows, ink) if figure.values.ndim == 2 else (),
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
    pixels = halfblocks.resize(_over_ground(figure, ink), layout.rows * 2, layout.columns)
    coarse = np.rint(np.nan_to_num(pixels) / 4).clip(0, 63) * 255 / 63
    halfblocks.paint_colours(canvas, np.rint(coarse).astype(np.uint8), 0, layout.left)
