"""A picture in pixels: its frame and axes by plotext, its pixels by half blocks."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import halfblocks, ticks
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas, width_of
from dandi_tui.charts.drawn import Drawn, needs_more_room, sentence
from dandi_tui.charts.plotext_chart import Frame, Mark, draw_chart
from dandi_tui.preview.figure import Floats, Image
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink

_BAR: Final = 2
"""Columns of the colour bar; one is free on either side of it."""

_BIG: Final = 8e307
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
    low, high = _contrast(figure)
    numbers = [] if in_colour else _numbers(low, high)
    layout = _lay_out(figure, numbers, width, height)
    if layout is None:
        return needs_more_room(width, height, ink)
    frame = _frame(figure, numbers, layout, ink)
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, (), ink), 0, 0)
    _put_unit(canvas, figure, frame, ink)
    across = 2 if halfblocks.has_half_blocks(ink) else 1
    if in_colour and halfblocks.has_half_blocks(ink):
        _paint_colours(canvas, figure, layout, ink)
    else:
        grey = halfblocks.resize(_grey(figure, ink), layout.rows * across, layout.columns)
        halfblocks.paint_levels(canvas, halfblocks.levels(grey, low, high), 0, layout.left, ink)
    if numbers:
        bar = np.linspace(high / 2, low / 2, layout.rows * across)[:, None].repeat(_BAR, axis=1) * 2
        column = layout.left + layout.columns + 1
        halfblocks.paint_levels(canvas, halfblocks.levels(bar, low, high), 0, column, ink)
    return Drawn(rows=canvas.rows(), plot=_plot(figure, layout))


def _contrast(figure: Image) -> tuple[float, float]:
    """The values drawn darkest and brightest, finite and in order; of colours, 0 and 255."""
    if figure.values.ndim == 3:
        return 0.0, 255.0
    low, high = (
        min(_BIG, max(-_BIG, value)) if not math.isnan(value) else 0.0
        for value in (float(figure.low), float(figure.high))
    )
    return min(low, high), max(low, high)


def _numbers(low: float, high: float) -> list[str]:
    """Of the top, the middle and the bottom of the colour bar."""
    middle = low / 2 + high / 2
    if low.is_integer() and high.is_integer() and high - low >= 20:
        middle = float(round(middle))
    return [text.number(value) for value in (high, middle, low)]


def _lay_out(figure: Image, numbers: list[str], width: int, height: int) -> _Layout | None:
    """The largest size that keeps the proportions: a cell is twice as high as wide."""
    n_rows, n_columns = figure.values.shape[:2]
    bottom = figure.origin[0] + n_rows * figure.binning
    left = max(len(f"{max(0, bottom - 1):,}"), 3) + 2
    right = _BAR + 3 + max(map(len, numbers)) if numbers else 3
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


def _frame(figure: Image, numbers: list[str], layout: _Layout, ink: Ink) -> Frame:
    dim = inks.role(ink, "dim")
    plot = _plot(figure, layout)
    down = ticks.numbers(plot.y_top, plot.y_bottom - 1, most=max(2, layout.rows // 4), whole=True)
    along = ticks.along(plot.x_start, plot.x_stop, layout.columns, whole=True)
    rows = {0: 0, 1: layout.rows // 2, 2: layout.rows - 1}
    shown = [i for i in rows if layout.rows > 2 or (i != 1 and (layout.rows > 1 or i == 0))]
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
        opposite=tuple(Mark(rows[i], " " * (_BAR + 2) + numbers[i], dim) for i in shown if numbers),
    )


def _put_unit(canvas: Canvas, figure: Image, frame: Frame, ink: Ink) -> None:
    row = frame.height + 1
    used = [i for i, character in enumerate(canvas.characters[row]) if character != " "]
    unit = figure.x.unit
    if used and unit and used[-1] + 2 + width_of(unit) <= canvas.width:
        canvas.put(row, used[-1] + 2, unit, inks.role(ink, "dim"))


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
