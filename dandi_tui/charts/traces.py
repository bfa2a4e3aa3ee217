"""Traces over time: in lanes of one scale, or on a common axis with numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import ink as inks
from dandi_tui.charts import points, ticks, timeline
from dandi_tui.charts.canvas import Canvas, cut_middle, width_of
from dandi_tui.charts.drawn import Drawn, needs_more_room
from dandi_tui.charts.lanes import Lanes, lay_out
from dandi_tui.charts.plotext_chart import Frame, Mark, Stroke, draw_chart
from dandi_tui.preview.figure import Floats, Line, Traces
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink

NARROW: Final = 60
"""Columns; below this, names are numbers and the scale bar has no unit."""

_GUTTER: Final = 8
_SCALE_BAR: Final = 9
_LONGEST_NAME: Final = 18
_BIG: Final = 8e307


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Which rows a chart of this height has; what is dropped first is listed last."""

    plot: int
    head: int
    """1 with the unit above the axis."""
    band: int
    overview: int
    gap: int


def draw_traces(figure: Traces, *, width: int, height: int, ink: Ink) -> Drawn:
    """Draw traces with their time axis, epochs and place in the recording."""
    start_s, stop_s = _sound(figure.window)
    rows = _rows(figure, height)
    drawing = _stacked if figure.stacked else _shared_axis
    if rows.plot < 3 or width < 16:
        return needs_more_room(width, height, ink)
    content = drawing(figure, rows.plot, width, ink)
    frame = content.frame
    if frame.width < 8:
        return needs_more_room(width, height, ink)
    along = ticks.along(start_s, stop_s, frame.width, seconds=figure.x.unit in ("s", ""))
    frame = _with_ticks(frame, along, start_s, stop_s, ink)
    strokes = [
        Stroke(_dots(line, cells, figure, frame, ink), inks.trace(ink, line.index))
        for line, cells in content.lines
    ]
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, strokes, ink), rows.head, 0)
    _surround(canvas, figure, frame, rows, ink, time_unit=not _is_clock(start_s, stop_s))
    plot = Plot(
        column=frame.left,
        row=rows.head,
        width=frame.width,
        height=frame.height,
        x_start=float(start_s),
        x_stop=float(stop_s),
        y_top=float(content.top),
        y_bottom=float(content.bottom),
    )
    if not any(len(stroke.dots.points) for stroke in strokes):
        _say_nothing_here(canvas, plot, ink)
    return Drawn(rows=canvas.rows(), plot=plot, remarks=content.remarks)


@dataclass(frozen=True, kw_only=True)
class _Content:
    """Lines in cells, and the frame that fits them."""

    frame: Frame
    lines: tuple[tuple[Line, Floats], ...]
    """Each line with its values in cells above the bottom edge."""
    top: float
    bottom: float
    remarks: tuple[str, ...]


def _rows(figure: Traces, height: int) -> _Rows:
    head = int(not figure.stacked and bool(figure.y.unit) and height >= 10)
    band = int(bool(figure.epochs) and height >= 10)
    overview = int(height >= 14)
    gap = int(height >= 22 and bool(overview))
    plot = height - 2 - head - band - overview - gap
    return _Rows(plot=plot, head=head, band=band, gap=gap, overview=overview)


def _stacked(figure: Traces, height: int, width: int, ink: Ink) -> _Content:
    """Lanes; the y axis of the plot counts lanes of the first trace's baseline downwards."""
    lines = figure.lines[:height]
    lanes = lay_out(lines, height, dots_down=_dots_down(ink), own_scale=figure.own_scale)
    narrow = width < NARROW
    names = [_number(line) if narrow else _name(line, width) for line in lines]
    longest = max(map(width_of, names), default=1)
    bar = _scale_bar(lanes, "" if narrow else figure.y.unit)
    left = longest + 2 if narrow else max(_GUTTER, longest + 2)
    right = max([width_of(mark.label) for mark in bar], default=2 if narrow else 3)
    right = right if narrow else max(right, _SCALE_BAR if bar else 3)
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
    remarks = [f"{text.plural(n_cut, 'trace')} cut"] if n_cut else []
    if len(figure.lines) > len(lines):
        remarks.append(f"{len(lines)} of {text.plural(len(figure.lines), 'trace')} fit")
    top = height / lanes.rows - lanes.n_lanes
    return _Content(
        frame=frame, lines=tuple(cells), top=-top, bottom=lanes.n_lanes, remarks=tuple(remarks)
    )


def _shared_axis(figure: Traces, height: int, width: int, ink: Ink) -> _Content:
    """One y axis in the data's own numbers."""
    low, high = _limits(figure)
    dim = inks.role(ink, "dim")
    marks = []
    for tick in ticks.numbers(low, high, most=max(2, round(height / 3.5))):
        share = (high / 2 - tick.value / 2) / (high / 2 - low / 2)
        marks.append(Mark(min(height - 1, math.floor(share * height)), tick.label + " ", dim))
    longest = max((width_of(mark.label) for mark in marks), default=2)
    left = longest + 1 if width < NARROW else max(_GUTTER, longest + 1)
    right = 3
    frame = Frame(
        left=left, right=right, width=width - left - right, height=height, beside=tuple(marks)
    )
    cells = [(line, _share_of(line.y, low, high) * height) for line in figure.lines]
    return _Content(frame=frame, lines=tuple(cells), top=high, bottom=low, remarks=())


def _share_of(values: Floats, low: float, high: float) -> Floats:
    """Values as a share of an axis, 0 at its lower end; halves, since differences may overflow."""
    with np.errstate(over="ignore"):
        share = (np.clip(values, -_BIG, _BIG) / 2 - low / 2) / (high / 2 - low / 2)
    return np.clip(share, -1e6, 1e6)


def _limits(figure: Traces) -> tuple[float, float]:
    """The range of all lines in the window with a margin; never empty."""
    values = [line.y[: len(line.x)][_in_window(line, figure)] for line in figure.lines]
    pool = np.concatenate(values) if values else np.zeros(0)
    pool = np.clip(pool[np.isfinite(pool)], -_BIG / 2, _BIG / 2)
    if not len(pool):
        return -1.0, 1.0
    low, high = float(pool.min()), float(pool.max())
    if not high - low > max(1e-290, 1e-12 * max(abs(low), abs(high))):
        half = abs(low) * 0.1 if abs(low) > 1e-280 else 1.0
        return low - half, high + half
    margin = (high - low) * 0.04
    return low - margin, high + margin


def _in_window(line: Line, figure: Traces) -> points.Flags:
    start_s, stop_s = _sound(figure.window)
    x = line.x[: len(line.y)]
    return np.asarray((x >= start_s) & (x <= stop_s))


def _dots(line: Line, cells: Floats, figure: Traces, frame: Frame, ink: Ink) -> points.Dots:
    start_s, stop_s = _sound(figure.window)
    with np.errstate(over="ignore", invalid="ignore"):
        across = (line.x[: len(cells)] - start_s) / (stop_s - start_s) * frame.width
    cells = cells[: len(across)]
    if figure.steps and len(cells):
        across, cells = points.steps(across, cells)
    return points.dots(across, cells, frame.width, frame.height, _dots_down(ink))


def _with_ticks(
    frame: Frame, along: Sequence[ticks.Tick], start_s: float, stop_s: float, ink: Ink
) -> Frame:
    dim = inks.role(ink, "dim")
    marks = []
    for tick in along:
        column = math.floor((tick.value - start_s) / (stop_s - start_s) * frame.width + 1e-9)
        marks.append(Mark(min(frame.width - 1, max(0, column)), tick.label, dim))
    return Frame(
        left=frame.left,
        right=frame.right,
        width=frame.width,
        height=frame.height,
        below=tuple(marks),
        beside=frame.beside,
        opposite=frame.opposite,
    )


def _surround(
    canvas: Canvas, figure: Traces, frame: Frame, rows: _Rows, ink: Ink, *, time_unit: bool
) -> None:
    """Units, epochs and the overview, around what plotext drew."""
    window = _sound(figure.window)
    dim = inks.role(ink, "dim")
    if rows.head:
        canvas.put(0, max(0, frame.left - 1 - width_of(figure.y.unit)), figure.y.unit, dim)
    below = rows.head + frame.height + 1
    if time_unit:
        _put_unit(canvas, below, figure.x.unit, dim)
    epochs = timeline.Timeline(figure.epochs)
    found = epochs.stretches(*window, frame.width)
    timeline.tint(canvas, found, range(rows.head, rows.head + frame.height), frame.left, ink)
    if rows.band:
        timeline.draw_band(canvas, found, below + 1, frame.left, ink)
    if rows.overview:
        timeline.draw_overview(
            canvas,
            epochs,
            window,
            _sound(figure.extent),
            row=below + rows.band + rows.gap + 1,
            span=(frame.left, frame.left + frame.width),
            ink=ink,
            labelled=canvas.width >= NARROW,
        )


def _put_unit(canvas: Canvas, row: int, unit: str, dim: inks.Paint) -> None:
    """The unit, once, after the last label."""
    used = [i for i, character in enumerate(canvas.characters[row]) if character != " "]
    if used and unit and used[-1] + 2 + width_of(unit) <= canvas.width:
        canvas.put(row, used[-1] + 2, unit, dim)


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


def _say_nothing_here(canvas: Canvas, plot: Plot, ink: Ink) -> None:
    words = "No finite values in this window."
    column = plot.column + (plot.width - len(words)) // 2
    if plot.width >= len(words):
        canvas.put(plot.row + plot.height // 2, column, words, inks.role(ink, "dim"))


def _is_clock(start_s: float, stop_s: float) -> bool:
    return stop_s - start_s >= ticks.CLOCK_FROM_S


def _dots_down(ink: Ink) -> int:
    return 2 if ink.marker == "hd" else 4


def _sound(span: tuple[float, float]) -> tuple[float, float]:
    """A span of time that is finite and not empty."""
    start, stop = (min(1e15, max(-1e15, s)) if not math.isnan(s) else 0.0 for s in span)
    least = max(1e-9, abs(start) * 1e-12)
    return (start, stop) if stop - start >= least else (start, start + max(1.0, least))
