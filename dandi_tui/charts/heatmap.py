"""A matrix over two axes: half blocks, a colour bar, epochs and the overview around it."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import ascii as plain
from dandi_tui.charts import axes, colour_bar, halfblocks, maps
from dandi_tui.charts import ink as inks
from dandi_tui.charts.areas import Ground
from dandi_tui.charts.around import Course, Rows, share_out, surround
from dandi_tui.charts.axes import Scale
from dandi_tui.charts.canvas import Canvas, cut_end, width_of
from dandi_tui.charts.drawn import Drawn, needs_more_room, sentence
from dandi_tui.charts.maps import Shading
from dandi_tui.charts.plotext_chart import Frame, Mark, draw_chart
from dandi_tui.charts.room import ALONE, Room
from dandi_tui.charts.rules import draw_rules
from dandi_tui.preview.figure import Heatmap
from dandi_tui.protocol.requests import Ink

_LONGEST_NAME: Final = 18
_HUGE: Final = 1e299
"""A mean of values up to here does not overflow."""


@dataclass(frozen=True, kw_only=True)
class _Plane:
    x: Scale
    y: Scale
    frame: Frame
    rows: Rows


def draw_heatmap(
    figure: Heatmap, *, width: int, height: int, ink: Ink, room: Room = ALONE
) -> Drawn:
    """Draw a matrix, its first row at the top; areas that share a pixel become their mean."""
    if not figure.values.size:
        return sentence("This matrix has no values.", width, height, ink)
    shading = maps.shading(figure.low, figure.high, figure.map)
    course = Course(
        x=figure.x,
        window=axes.sound(*figure.x_limits),
        extent=figure.extent,
        epochs=figure.epochs,
    )
    plane = _lay_out(figure, shading, course, (width, height), ink, room)
    if plane is None:
        return needs_more_room(width, height, ink)
    frame, rows = plane.frame, plane.rows
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, (), ink), rows.head, 0)
    _put_words(canvas, figure, plane, ink)
    surround(canvas, frame, rows, course, ink)
    across = 2 if halfblocks.has_half_blocks(ink) else 1
    values = np.clip(np.asarray(figure.values, np.float64), -_HUGE, _HUGE)
    pixels = halfblocks.resize_plainly(values, frame.height * across, frame.width)
    halfblocks.paint_levels(
        canvas, shading.levels(pixels), rows.head, frame.left, ink, colours=shading.map
    )
    colour_bar.paint(canvas, shading, rows.head, frame.left + frame.width + 1, frame.height, ink)
    ground = Ground(
        canvas=canvas, row=rows.head, column=frame.left, width=frame.width, height=frame.height,
        x=plane.x, y=plane.y, ink=ink,
    )  # fmt: skip
    draw_rules(ground, figure.rules, over=True)
    _mark_selected(ground, figure)
    if ink.marker == "ascii":
        plain.translate(canvas)
    return Drawn(
        rows=canvas.rows(), plot=axes.plot_of(plane.frame, plane.rows.head, plane.x, plane.y)
    )


def _lay_out(
    figure: Heatmap,
    shading: Shading,
    course: Course,
    size: tuple[int, int],
    ink: Ink,
    room: Room,
) -> _Plane | None:
    width, height = size
    rows = share_out(height, course, room, head=bool(_word_above(figure)))
    if rows.plot < 1 or width < 12:
        return None
    x, y = Scale(start=course.window[0], stop=course.window[1]), _down(figure)
    names = [cut_end(text.safe(name), min(_LONGEST_NAME, width // 5)) for name in figure.row_names]
    beside = _beside(figure, names, y, rows.plot, ink)
    left = max(max((width_of(mark.label) for mark in beside), default=2) + 1, room.left, 4)
    right = max(colour_bar.gutter(shading, figure.unit), room.right)
    columns, n_rows = width - left - right, rows.plot
    if columns < 2:
        return None
    if figure.square:
        columns, n_rows = _square(figure, columns, n_rows)
        beside = _beside(figure, names, y, n_rows, ink)
    frame = Frame(
        left=left,
        right=right,
        width=columns,
        height=n_rows,
        below=()
        if figure.column_names
        else axes.marks_below(x, columns, ink, seconds=course.in_seconds),
        beside=beside,
        opposite=colour_bar.marks(shading, n_rows, ink, figure.unit),
        labelled=room.labelled,
    )
    return _Plane(x=x, y=y, frame=frame, rows=rows)


def _down(figure: Heatmap) -> Scale:
    top, bottom = axes.sound(*figure.y_limits)
    return Scale(start=top, stop=bottom)


def _square(figure: Heatmap, columns: int, rows: int) -> tuple[int, int]:
    """The largest size at which a row is as high as a column is wide; a cell is 1 × 2."""
    n_rows, n_columns = figure.values.shape
    scale = min(columns / n_columns, 2 * rows / n_rows)
    if math.floor(scale) > 0.7 * scale:
        scale = math.floor(scale)  # all rows and columns alike
    return (
        min(columns, max(2, round(n_columns * scale))),
        min(rows, max(1, round(n_rows * scale / 2))),
    )


def _beside(figure: Heatmap, names: list[str], y: Scale, height: int, ink: Ink) -> tuple[Mark, ...]:
    """Names of rows; else numbers, whole ones where they count rows."""
    if names:
        return _names_beside(names, height, ink)
    counts = not figure.y.unit and abs(y.stop - y.start) == len(figure.values)
    return axes.marks_beside(y, height, ink, whole=counts)


def _names_beside(names: list[str], height: int, ink: Ink) -> tuple[Mark, ...]:
    """Each at the middle of its row; as many as there are cells."""
    dim = inks.role(ink, "dim")
    step = -(-len(names) // height)
    return tuple(
        Mark(min(height - 1, int((i + 0.5) / len(names) * height)), names[i] + " ", dim)
        for i in range(0, len(names), step)
    )


def _word_above(figure: Heatmap) -> str:
    """The unit, or the name of what has none; names of rows say themselves what they are."""
    label = "" if figure.row_names else figure.y.label
    return text.safe(axes.axis_word(label, figure.y.unit))


def _put_words(canvas: Canvas, figure: Heatmap, plane: _Plane, ink: Ink) -> None:
    frame, rows = plane.frame, plane.rows
    if rows.head:
        axes.put_head(canvas, _word_above(figure), frame.left - 1, ink)
    if figure.column_names and frame.labelled:
        n = len(figure.column_names)
        centres = [(i + 0.5) / n * frame.width - 0.5 for i in range(n)]
        span = range(frame.left, frame.left + frame.width)
        row = rows.head + frame.height + 1
        axes.names_below(canvas, _without_common(figure.column_names), centres, row, span, ink)


def _without_common(names: tuple[str, ...]) -> tuple[str, ...]:
    """`63`, `110` of `ROI 63`, `ROI 110`: what all begin with is said beside the rows."""
    first = {name.rpartition(" ")[0] for name in names}
    return tuple(name.rpartition(" ")[2] for name in names) if len(first) == 1 else names


def _mark_selected(ground: Ground, figure: Heatmap) -> None:
    """Brackets around the columns of one row."""
    if figure.selected is None:
        return
    (row, column), (n_rows, n_columns) = figure.selected, figure.values.shape
    if not (0 <= row < n_rows and 0 <= column < n_columns):
        return
    start = int(column / n_columns * ground.width)
    stop = max(start + 1, int(np.ceil((column + 1) / n_columns * ground.width)))
    at = min(ground.height - 1, int((row + 0.5) / n_rows * ground.height))
    paint = inks.role(ground.ink, "highlight")
    for sign, j in (("[", max(0, start - 1)), ("]", min(ground.width - 1, stop))):
        ground.canvas.put(ground.row + at, ground.column + j, sign, paint)
