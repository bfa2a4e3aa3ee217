"""Traces over time: in lanes of one scale, or on a common axis with numbers."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import axes, points
from dandi_tui.charts import ink as inks
from dandi_tui.charts.around import Course, share_out, surround
from dandi_tui.charts.axes import Scale
from dandi_tui.charts.canvas import Canvas, cut_middle, width_of
from dandi_tui.charts.drawn import Drawn, needs_more_room
from dandi_tui.charts.lanes import Lanes, lay_out
from dandi_tui.charts.plotext_chart import Frame, Mark, Stroke, draw_chart
from dandi_tui.charts.room import ALONE, Room
from dandi_tui.preview.figure import Floats, Line, Traces
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink

_GUTTER: Final = 8
_SCALE_BAR: Final = 9
_LONGEST_NAME: Final = 18


def draw_traces(figure: Traces, *, width: int, height: int, ink: Ink, room: Room = ALONE) -> Drawn:
    """Draw traces with their time axis, epochs and place in the recording."""
    start_s, stop_s = axes.sound_window(figure.window)
    course = Course(
        x=figure.x, window=(start_s, stop_s), extent=figure.extent, epochs=figure.epochs
    )
    rows = share_out(height, course, room, head=not figure.stacked and bool(figure.y.unit))
    drawing = _stacked if figure.stacked else _shared_axis
    if rows.plot < 3 or width < 16:
        return needs_more_room(width, height, ink)
    content = drawing(figure, rows.plot, width, ink, room)
    frame = content.frame
    if frame.width < 8:
        return needs_more_room(width, height, ink)
    along = Scale(start=float(start_s), stop=float(stop_s))
    below = axes.marks_below(along, frame.width, ink, seconds=course.in_seconds)
    frame = replace(frame, below=below, labelled=room.labelled)
    strokes = [
        Stroke(_dots(line, cells, figure, frame, ink), inks.trace(ink, line.index))
        for line, cells in content.lines
    ]
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, strokes, ink), rows.head, 0)
    has_unit = content.has_unit or _put_unit(canvas, figure, frame, ink, head=bool(rows.head))
    surround(canvas, frame, rows, course, ink)
    plot = axes.plot_of(frame, rows.head, along, content.y)
    _dash_unread(canvas, plot, figure.unread, ink)
    if not any(len(stroke.dots.points) for stroke in strokes):
        _say_nothing_here(canvas, plot, ink)
    return Drawn(
        rows=canvas.rows(),
        plot=plot,
        remarks=content.remarks,
        unit_left_out=bool(figure.y.unit) and not has_unit,
    )


def _put_unit(canvas: Canvas, figure: Traces, frame: Frame, ink: Ink, *, head: bool) -> bool:
    """The unit of the one axis that traces share above it, or left of it; whether it is there."""
    if head:
        axes.put_head(canvas, figure.y.unit, frame.left - 1, ink)
        return True
    return not figure.stacked and axes.put_unit_beside(canvas, figure.y.unit, frame, ink)


@dataclass(frozen=True, kw_only=True)
class _Content:
    """Lines in cells, and the frame that fits them."""

    frame: Frame
    lines: tuple[tuple[Line, Floats], ...]
    """Each line with its values in cells above the bottom edge."""
    top: float
    bottom: float
    remarks: tuple[str, ...]
    has_unit: bool = False
    """The scale bar says the unit."""

    @property
    def y(self) -> Scale:
        """From the top to the bottom of the plot."""
        return Scale(start=float(self.top), stop=float(self.bottom))


def _stacked(figure: Traces, height: int, width: int, ink: Ink, room: Room) -> _Content:
    """Lanes; the y axis of the plot counts lanes of the first trace's baseline downwards."""
    lines = figure.lines[:height]
    lanes = lay_out(lines, height, dots_down=points.dots_down(ink), own_scale=figure.own_scale)
    narrow = width < axes.NARROW
    names = [_number(line) if narrow else _name(line, width) for line in lines]
    longest = max(map(width_of, names), default=1)
    bar = _scale_bar(lanes, "" if narrow else figure.y.unit)
    left = longest + 2 if narrow else max(_GUTTER, longest + 2)
    right = max([width_of(mark.label) for mark in bar], default=2 if narrow else 3)
    right = right if narrow else max(right, _SCALE_BAR if bar else 3)
    left, right = max(left, room.left), max(right, room.right)
    beside = [
        Mark(lanes.label_row(lane), name + " ", inks.trace(ink, line.index))
        for lane, (line, name) in enumerate(zip(lines, names, strict=True))
    ]
    dim = inks.role(ink, "dim")
    frame = Frame(
        left=left,
        right=right,
        width=width - left - right,
        height=height,
        beside=tuple(beside),
        opposite=tuple(Mark(mark.cell, mark.label, dim) for mark in bar),
    )
    cells = [(line, lanes.in_cells(lane, line.y)) for lane, line in enumerate(lines)]
    n_cut = sum(points.cuts(values[_in_window(line, figure)], height) for line, values in cells)
    remarks = [f"{text.plural(n_cut, 'trace')} cut at top"] if n_cut else []
    if len(figure.lines) > len(lines):
        remarks.append(f"{len(lines)} of {text.plural(len(figure.lines), 'trace')} fit")
    top = height / lanes.rows - lanes.n_lanes
    return _Content(
        frame=frame,
        lines=tuple(cells),
        top=-top,
        bottom=lanes.n_lanes,
        remarks=tuple(remarks),
        has_unit=not narrow or not bar,
    )


def _shared_axis(figure: Traces, height: int, width: int, ink: Ink, room: Room) -> _Content:
    """One y axis in the data's own numbers."""
    low, high = _limits(figure)
    marks = axes.marks_beside(Scale(start=high, stop=low), height, ink)
    longest = max((width_of(mark.label) for mark in marks), default=2)
    left = longest + 1 if width < axes.NARROW else max(_GUTTER, longest + 1)
    left, right = max(left, room.left), max(3, room.right)
    frame = Frame(left=left, right=right, width=width - left - right, height=height, beside=marks)
    cells = [(line, axes.share_of(line.y, low, high) * height) for line in figure.lines]
    return _Content(frame=frame, lines=tuple(cells), top=high, bottom=low, remarks=())


def _limits(figure: Traces) -> tuple[float, float]:
    """The range of all lines in the window with a margin."""
    pools = [line.y[: len(line.x)][_in_window(line, figure)] for line in figure.lines]
    return axes.limits(pools, zero=figure.from_zero)


def _in_window(line: Line, figure: Traces) -> points.Flags:
    start_s, stop_s = axes.sound_window(figure.window)
    x = line.x[: len(line.y)]
    return np.asarray((x >= start_s) & (x <= stop_s))


def _dots(line: Line, cells: Floats, figure: Traces, frame: Frame, ink: Ink) -> points.Dots:
    start_s, stop_s = axes.sound_window(figure.window)
    with np.errstate(over="ignore", invalid="ignore"):
        across = (line.x[: len(cells)] - start_s) / (stop_s - start_s) * frame.width
    cells = cells[: len(across)]
    if figure.steps and len(cells):
        across, cells = points.steps(across, cells)
    return points.dots(across, cells, frame.width, frame.height, points.dots_down(ink))


def _scale_bar(lanes: Lanes, unit: str) -> list[Mark]:
    """`┐│┘`, exactly one lane high, with the value of one lane."""
    if not lanes.unit:
        return []
    label = f" {text.number(lanes.unit)} {cut_middle(unit, 8)}".rstrip()
    rows = lanes.bar_rows()
    if len(rows) == 1:
        return [Mark(rows[0], " │" + label)]
    signs = ["┐", *"│" * (len(rows) - 2), "┘"]
    middle = len(rows) // 2
    return [
        Mark(row, f" {sign}{label if i == middle else ''}")
        for i, (row, sign) in enumerate(zip(rows, signs, strict=True))
    ]


def _name(line: Line, width: int) -> str:
    return cut_middle(text.safe(line.name), min(_LONGEST_NAME, width // 5))


def _number(line: Line) -> str:
    """The number that its name ends with (`ROI 12`), which need not be its place."""
    number = line.name.rpartition(" ")[2]
    return number if number.isascii() and number.isdigit() else str(line.index)


def _dash_unread(
    canvas: Canvas, plot: Plot, unread: tuple[tuple[float, float], ...], ink: Ink
) -> None:
    """Dashes along the floor of the plot, in the columns that lie wholly in what was not read."""
    row, span = plot.row + plot.height - 1, plot.x_stop - plot.x_start
    dash, paint = "-" if ink.marker == "ascii" else "╌", inks.role(ink, "faint")
    for start, stop in unread:
        first, last = ((at - plot.x_start) / span * plot.width for at in (start, stop))
        for column in range(max(0, math.ceil(first)), min(plot.width, math.floor(last))):
            if canvas.characters[row][plot.column + column] == " ":
                canvas.put(row, plot.column + column, dash, paint)


def _say_nothing_here(canvas: Canvas, plot: Plot, ink: Ink) -> None:
    words = "No finite values in this window."
    column = plot.column + (plot.width - len(words)) // 2
    if plot.width >= len(words):
        canvas.put(plot.row + plot.height // 2, column, words, inks.role(ink, "dim"))
