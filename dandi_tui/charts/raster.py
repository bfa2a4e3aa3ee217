"""Events in rows: dots with numpy; more rows than dots become a density."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import ascii as plain
from dandi_tui.charts import axes, colour_bar, groups, halfblocks, maps, points
from dandi_tui.charts import ink as inks
from dandi_tui.charts.areas import Ground
from dandi_tui.charts.around import Course, Rows, share_out, surround
from dandi_tui.charts.axes import Scale
from dandi_tui.charts.canvas import Canvas, width_of
from dandi_tui.charts.dot_grid import DotGrid, Ints
from dandi_tui.charts.drawn import Drawn, needs_more_room, sentence
from dandi_tui.charts.maps import Shading
from dandi_tui.charts.plotext_chart import Frame, draw_chart
from dandi_tui.charts.room import ALONE, Room
from dandi_tui.charts.rules import draw_rules
from dandi_tui.preview.figure import Floats, Raster
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink

_BRIGHTEST: Final = 99.5
"""Percentile of the density at the top of the colour bar."""


@dataclass(frozen=True, kw_only=True)
class _Plane:
    frame: Frame
    rows: Rows
    course: Course
    gutter: groups.Gutter
    shading: Shading | None
    """Of a density; None where events are drawn one by one."""


def draw_raster(figure: Raster, *, width: int, height: int, ink: Ink, room: Room = ALONE) -> Drawn:
    """Draw events as marks in their rows, or how dense they are where rows are more than dots."""
    if not figure.rows:
        return sentence("There are no rows of events here.", width, height, ink)
    course = Course(
        x=figure.x,
        window=axes.sound_window(figure.window),
        extent=figure.extent,
        epochs=figure.epochs,
    )
    plane = _lay_out(figure, course, (width, height), ink, room)
    if plane is None:
        return needs_more_room(width, height, ink)
    frame, rows = plane.frame, plane.rows
    canvas = Canvas(width, height)
    canvas.paste(draw_chart(frame, (), ink), rows.head, 0)
    surround(canvas, frame, rows, course, ink)
    groups.draw(canvas, plane.gutter, rows.head, ink)
    ground = Ground(
        canvas=canvas, row=rows.head, column=frame.left, width=frame.width, height=frame.height,
        x=Scale(start=course.window[0], stop=course.window[1]),
        y=Scale(start=figure.first, stop=figure.first + len(figure.rows)), ink=ink,
    )  # fmt: skip
    if plane.shading is None:
        draw_rules(ground, figure.rules)
        _paint_events(ground, figure)
        _put_asides(canvas, figure, plane, ink)
    else:
        _paint_density(ground, figure, plane.shading)
        draw_rules(ground, figure.rules, over=True)
    if ink.marker == "ascii":
        plain.translate(canvas)
    return Drawn(rows=canvas.rows(), plot=_plot(figure, plane))


def _lay_out(
    figure: Raster, course: Course, size: tuple[int, int], ink: Ink, room: Room
) -> _Plane | None:
    width, _ = size
    rows = _share_out(figure, course, size, ink, room)
    if rows.plot < 1 or width < 16:
        return None
    gutter = groups.lay_out(figure, rows.plot, width, ink)
    left, right = max(gutter.width, room.left), max(3, room.right)
    shading = None
    if len(figure.rows) > _most_rows(figure, rows.plot, ink):
        # The bar's width follows from its numbers, which follow from the density: about so wide.
        columns = max(8, width - left - max(12, right))
        shading = _shading(_density(figure, course.window, rows.plot * 2, columns))
        right = max(right, colour_bar.gutter(shading, _density_unit(figure)))
    elif width >= axes.NARROW:
        right = max(right, _asides_width(figure))
    columns = width - left - right
    if columns < 4:
        return None
    along = Scale(start=course.window[0], stop=course.window[1])
    unit = _density_unit(figure)
    frame = Frame(
        left=left,
        right=right,
        width=columns,
        height=rows.plot,
        below=axes.marks_below(along, columns, ink, seconds=course.in_seconds),
        beside=gutter.marks,
        opposite=colour_bar.marks(shading, rows.plot, ink, unit) if shading else (),
        labelled=room.labelled,
    )
    return _Plane(frame=frame, rows=rows, course=course, gutter=gutter, shading=shading)


def _share_out(figure: Raster, course: Course, size: tuple[int, int], ink: Ink, room: Room) -> Rows:
    """Without a head where there are no words at the right that it would explain."""
    width, height = size
    rows = share_out(height, course, room, head=bool(figure.asides) and width >= axes.NARROW)
    if rows.head and len(figure.rows) > _most_rows(figure, rows.plot, ink):
        return share_out(height, course, room, head=False)
    return rows


def _asides_width(figure: Raster) -> int:
    """Columns that rates take right of the plot; none without rates."""
    longest = max((width_of(text.safe(row.aside)) for row in figure.rows), default=0)
    return longest + 2 if longest else 0


def _density_unit(figure: Raster) -> str:
    """Events per unit of x; what the rates are called, if they are rates over seconds."""
    if figure.x.unit == "s" and (figure.asides.endswith("/s") or figure.asides == "Hz"):
        return figure.asides
    return f"1/{figure.x.unit}" if figure.x.unit else ""


def _most_rows(figure: Raster, height: int, ink: Ink) -> int:
    """Units stay apart, two to a row of cells; trials take every row of dots."""
    return height * (2 if figure.asides else points.dots_down(ink))


def _events(figure: Raster, window: tuple[float, float], cells: int) -> tuple[Ints, Ints]:
    """Row and column, of so many across, of each event in the window, its last moment included."""
    times = [np.asarray(row.times, np.float64) for row in figure.rows]
    pool = np.concatenate(times)
    which = np.repeat(np.arange(len(times)), [len(row) for row in times])
    start, stop = window
    inside = (pool >= start) & (pool <= stop)
    share = (pool[inside] - start) / (stop - start)
    return which[inside], np.minimum((share * cells + 1e-9).astype(np.int_), cells - 1)


def _paint_events(ground: Ground, figure: Raster) -> None:
    """Upright marks, with one row of dots between two units where there is room for it."""
    grid = DotGrid(ground.width, ground.height, ground.ink)
    n, n_dots = len(figure.rows), grid.lit.shape[0]
    which, columns = _events(figure, (ground.x.start, ground.x.stop), grid.lit.shape[1])
    high = max(1, n_dots // n - 1)
    top = ((np.arange(n) + 0.5) * n_dots / n - high / 2).astype(np.int_)
    chosen = inks.N_TRACES
    colours = np.array(
        [chosen if row.selected else row.index % inks.N_TRACES for row in figure.rows]
    )
    for offset in range(high):
        grid.light(columns, top[which] + offset, colours[which])
    paints = [inks.trace(ground.ink, index) for index in range(inks.N_TRACES)]
    paints.append(inks.role(ground.ink, "highlight"))
    if ground.ink.marker == "ascii":
        _splice_ascii(ground, grid, paints, single=n <= ground.height)
    else:
        grid.splice(ground.canvas, ground.row, ground.column, paints)


def _splice_ascii(ground: Ground, grid: DotGrid, paints: list[inks.Paint], *, single: bool) -> None:
    """`|` for the one unit of a row; of two, `'` for the upper, `.` for the lower, `:` for both."""
    lit = grid.lit[:, ::2] | grid.lit[:, 1::2]
    dots = lit.reshape(ground.height, grid.down, ground.width)
    upper, lower = dots[:, 0] | dots[:, 1], dots[:, 2] | dots[:, 3]
    kinds = np.where(upper & lower, 3, np.where(lower, 2, upper.astype(np.int_)))
    for row, column in zip(*(at.tolist() for at in kinds.nonzero()), strict=True):
        sign = "|" if single else " '.:"[int(kinds[row, column])]
        ground.canvas.put(
            ground.row + row, ground.column + column, sign, paints[int(grid.colour[row, column])]
        )


def _density(figure: Raster, window: tuple[float, float], n_rows: int, columns: int) -> Floats:
    """Shape (`n_rows`, `columns`): events per unit of x and per row, the mean over each area."""
    which, column = _events(figure, window, columns)
    n = len(figure.rows)
    n_rows = min(n_rows, n)
    row_of = np.arange(n) * n_rows // n
    counts = np.bincount(row_of[which] * columns + column, minlength=n_rows * columns)
    rows_each = np.bincount(row_of, minlength=n_rows)[:, None]
    duration = (window[1] - window[0]) / columns
    return np.asarray(counts.reshape(n_rows, columns) / rows_each / duration)


def _shading(density: Floats) -> Shading:
    most = float(np.percentile(density, _BRIGHTEST)) or float(density.max()) or 1.0
    return maps.shading(0.0, most, "viridis")


def _paint_density(ground: Ground, figure: Raster, shading: Shading) -> None:
    n_rows = ground.height * (2 if halfblocks.has_half_blocks(ground.ink) else 1)
    density = _density(figure, (ground.x.start, ground.x.stop), n_rows, ground.width)
    pixels = halfblocks.resize_plainly(density, n_rows, ground.width)
    halfblocks.paint_levels(
        ground.canvas, shading.levels(pixels), ground.row, ground.column, ground.ink,
        colours=shading.map,
    )  # fmt: skip
    column = ground.column + ground.width + 1
    colour_bar.paint(ground.canvas, shading, ground.row, column, ground.height, ground.ink)


def _put_asides(canvas: Canvas, figure: Raster, plane: _Plane, ink: Ink) -> None:
    """At the right end of each row of cells, that of the first unit in it."""
    frame, dim = plane.frame, inks.role(ink, "dim")
    if canvas.width < axes.NARROW:
        return
    if plane.rows.head:
        canvas.put(0, canvas.width - width_of(figure.asides), figure.asides, dim)
    n = len(figure.rows)
    rows = {groups.row_of(i, n, frame.height): i for i in reversed(range(n))}
    for row, index in rows.items():
        word = text.safe(figure.rows[index].aside)
        if width_of(word) <= frame.right - 1:
            canvas.put(plane.rows.head + row, canvas.width - width_of(word), word, dim)


def _plot(figure: Raster, plane: _Plane) -> Plot:
    return Plot(
        column=plane.frame.left,
        row=plane.rows.head,
        width=plane.frame.width,
        height=plane.frame.height,
        x_start=plane.course.window[0],
        x_stop=plane.course.window[1],
        y_top=float(figure.first),
        y_bottom=float(figure.first + len(figure.rows)),
    )
