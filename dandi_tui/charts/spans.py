"""Lanes of bars and ticks over one axis of time."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.charts import ascii as plain
from dandi_tui.charts import axes
from dandi_tui.charts import ink as inks
from dandi_tui.charts.areas import Ground
from dandi_tui.charts.around import Course, Rows, share_out, surround
from dandi_tui.charts.axes import Scale
from dandi_tui.charts.canvas import Canvas, cut_end, cut_middle, width_of
from dandi_tui.charts.drawn import Drawn, needs_more_room, sentence
from dandi_tui.charts.ink import Paint
from dandi_tui.charts.plotext_chart import Frame, Mark, draw_chart
from dandi_tui.charts.room import ALONE, Room
from dandi_tui.charts.rules import draw_rules
from dandi_tui.preview.figure import SpanRow, Spans
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"

_CROWDED: Final = 4
"""Where more than one in so many columns holds several ticks, their number is drawn."""

_LONGEST_NAME: Final = 24
_MOST_BARS: Final = 5_000_000
"""Of one lane that are looked at."""

_MOST_SHOWN: Final = 2_000
"""Bars of a lane, each in other columns, that are drawn: the last of them."""


@dataclass(frozen=True, kw_only=True)
class _Plane:
    frame: Frame
    rows: Rows
    lanes: tuple[SpanRow, ...]
    pitch: int
    """Rows of cells from one lane to the next."""


def draw_spans(figure: Spans, *, width: int, height: int, ink: Ink, room: Room = ALONE) -> Drawn:
    """Draw as many lanes as fit, from the first; the others are counted."""
    if not figure.rows:
        return sentence("There are no spans here.", width, height, ink)
    window = axes.sound_window(figure.window)
    course = Course(x=figure.x, window=window, extent=_extent(figure, window), epochs=figure.epochs)
    plane = _lay_out(figure, course, (width, height), ink, room)
    if plane is None:
        return needs_more_room(width, height, ink)
    frame, rows = plane.frame, plane.rows
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, (), ink), rows.head, 0)
    surround(canvas, frame, rows, course, ink)
    ground = Ground(
        canvas=canvas, row=rows.head, column=frame.left, width=frame.width, height=frame.height,
        x=Scale(start=window[0], stop=window[1]),
        y=Scale(start=0, stop=frame.height), ink=ink,
    )  # fmt: skip
    for number, lane in enumerate(plane.lanes):
        _paint_lane(ground, lane, number * plane.pitch, plane.pitch)
    draw_rules(ground, figure.rules)
    if ink.marker == "ascii":
        plain.translate(canvas)
    n, shown = len(figure.rows), len(plane.lanes)
    remarks = (f"{shown} of {text.plural(n, 'row')} fit",) if shown < n else ()
    return Drawn(rows=canvas.rows(), plot=_plot(figure, plane, course), remarks=remarks)


def _extent(figure: Spans, window: tuple[float, float]) -> tuple[float, float] | None:
    """Of the whole, if there is more than the window."""
    if figure.extent is None:
        return None
    start, stop = axes.sound_window(figure.extent)
    return (start, stop) if start < window[0] or stop > window[1] else None


def _lay_out(
    figure: Spans, course: Course, size: tuple[int, int], ink: Ink, room: Room
) -> _Plane | None:
    width, height = size
    rows = share_out(height, course, room, head=False)
    if rows.plot < 1 or width < 16:
        return None
    lanes = figure.rows[: rows.plot]
    pitch = max(1, min(3, rows.plot // len(lanes)))
    longest = max(3, min(_LONGEST_NAME, width // 4))
    names = [cut_middle(text.safe(lane.name), longest) for lane in lanes]
    asides = [cut_end(text.safe(lane.aside), longest) for lane in lanes]
    has_asides = width >= axes.NARROW and any(asides)
    left = max(max(map(width_of, names)) + 2, room.left, 4)
    right = max(max(map(width_of, asides)) + 2 if has_asides else 3, room.right)
    columns = width - left - right
    if columns < 4:
        return None
    middle = (pitch - 1) // 2
    dim = inks.role(ink, "dim")
    scale = Scale(start=course.window[0], stop=course.window[1])
    frame = Frame(
        left=left,
        right=right,
        width=columns,
        height=rows.plot,
        below=axes.marks_below(scale, columns, ink, seconds=course.in_seconds),
        beside=tuple(
            Mark(number * pitch + middle, name + " ", inks.trace(ink, lane.index))
            for number, (lane, name) in enumerate(zip(lanes, names, strict=True))
        ),
        opposite=tuple(
            Mark(number * pitch + middle, "  " + aside, dim)
            for number, aside in enumerate(asides)
            if has_asides and aside
        ),
        labelled=room.labelled,
    )
    return _Plane(frame=frame, rows=rows, lanes=lanes, pitch=pitch)


def _paint_lane(ground: Ground, lane: SpanRow, top: int, pitch: int) -> None:
    """Bars from a whole cell on with their labels; shorter ones are ticks, drawn last."""
    row = top + (pitch - 1) // 2
    n = min(len(lane.starts), len(lane.stops), _MOST_BARS)
    starts = ground.x.share(np.asarray(lane.starts[:n], np.float64)) * ground.width
    stops = ground.x.share(np.asarray(lane.stops[:n], np.float64)) * ground.width
    with np.errstate(invalid="ignore"):
        shown = (stops >= 0) & (starts <= ground.width) & (stops >= starts)
        first = np.rint(np.clip(np.nan_to_num(starts), 0, ground.width)).astype(np.int_)
        last = np.rint(np.clip(np.nan_to_num(stops), 0, ground.width)).astype(np.int_)
    wide, ends = shown & (last > first), set()
    at_columns = {(int(first[bar]), int(last[bar])): bar for bar in np.flatnonzero(wide).tolist()}
    for columns, bar in list(at_columns.items())[-_MOST_SHOWN:]:
        _put_bar(ground, lane, bar, row, columns)
        if columns[0] in ends and columns[1] - columns[0] > 1:
            _part(ground, row, columns[0])
        ends.add(columns[1])
    short = np.flatnonzero(shown & ~wide)
    at = np.minimum(np.floor(np.nan_to_num(starts[short]).clip(0)), ground.width - 1)
    counts = np.bincount(at.astype(np.int_), minlength=ground.width)
    if not wide.any() and (counts > 1).sum() > ground.width // _CROWDED:
        _put_counts(ground, counts, top, max(1, pitch - 1), inks.trace(ground.ink, lane.index))
        return
    columns_of_ticks, last_of = np.unique(at[::-1].astype(np.int_), return_index=True)
    ticks = short[::-1][last_of]
    for column, bar in zip(columns_of_ticks.tolist(), ticks.tolist(), strict=True):
        paint = inks.trace(ground.ink, _colour(lane, bar))
        ground.canvas.put(ground.row + row, ground.column + column, "│", paint)


def _put_counts(
    ground: Ground, counts: npt.NDArray[np.int_], top: int, rows: int, paint: Paint
) -> None:
    """So many ticks that they hide how many there are: how many fall into each column."""
    eighths = np.ceil(counts / counts.max() * rows * 8).astype(np.int_).tolist()
    for column, height in enumerate(eighths):
        for up in range(rows):
            filled = min(8, max(0, height - 8 * up))
            if filled:
                row = ground.row + top + rows - 1 - up
                ground.canvas.put(row, ground.column + column, _EIGHTHS[filled], paint)


def _colour(lane: SpanRow, bar: int) -> int:
    return lane.indexes[bar] if bar < len(lane.indexes) else lane.index


def _put_bar(ground: Ground, lane: SpanRow, bar: int, row: int, columns: tuple[int, int]) -> None:
    """A bar in half the lane's colour with its label; without colours `===label===`."""
    start, stop = columns
    width = stop - start
    label = text.safe(lane.labels[bar]) if bar < len(lane.labels) else ""
    fore, back = inks.bar(ground.ink, _colour(lane, bar))
    words = _words(label, width, ground.ink)
    ground.canvas.put(ground.row + row, ground.column + start, words, fore, behind=back)


def _part(ground: Ground, row: int, column: int) -> None:
    """A line between two bars that touch."""
    canvas, i, j = ground.canvas, ground.row + row, ground.column + column
    if ground.ink.colors == "truecolor":
        canvas.characters[i][j] = "▏"
        canvas.foregrounds[i][j] = inks.foreground(inks.ground(ground.ink))
    else:
        canvas.characters[i][j] = "│"


def _words(label: str, width: int, ink: Ink) -> str:
    """A label that fits between two blanks, else none."""
    fill = " " if ink.colors != "none" else "="
    name = (
        label if width_of(label) <= width - 2 else cut_end(label, width - 2) if width >= 8 else ""
    )
    before = min(1, width - width_of(name))
    return fill * before + name + fill * (width - width_of(name) - before)


def _plot(figure: Spans, plane: _Plane, course: Course) -> Plot:
    return Plot(
        column=plane.frame.left,
        row=plane.rows.head,
        width=plane.frame.width,
        height=plane.frame.height,
        x_start=course.window[0],
        x_stop=course.window[1],
        y_top=float(figure.first),
        y_bottom=figure.first + plane.frame.height / plane.pitch,
    )
