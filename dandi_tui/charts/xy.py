"""A plane with two axes of numbers: curves by plotext; bars, bands and points into its cells."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import abreast, axes, colour_bar, maps, overlay, points, scatter
from dandi_tui.charts import ascii as plain
from dandi_tui.charts import ink as inks
from dandi_tui.charts.abreast import Abreast
from dandi_tui.charts.areas import Ground, paint_bars, paint_ribbon
from dandi_tui.charts.axes import Scale
from dandi_tui.charts.canvas import Canvas, width_of
from dandi_tui.charts.dot_grid import DotGrid
from dandi_tui.charts.drawn import Drawn, needs_more_room
from dandi_tui.charts.maps import Shading
from dandi_tui.charts.plotext_chart import Frame, Mark, Stroke, draw_chart
from dandi_tui.charts.room import ALONE, Room
from dandi_tui.charts.rules import draw_rules
from dandi_tui.preview.figure import Axis, Bars, Curve, Floats, Layer, Ribbon, Scatter, Xy
from dandi_tui.protocol.requests import Ink

_MOST_NAMES: Final = 2000

_LONGEST_BESIDE: Final = 10
"""Columns of a unit left of an axis."""

_LEAST_BESIDE: Final = 48
"""Columns of a chart that has some for a unit: those of the preview in a terminal of 80."""

_LEAST: Final = (20, 6)
"""Columns and rows that a plane of equal units keeps, whatever its proportions."""


@dataclass(frozen=True, kw_only=True)
class _Plane:
    """Axes, and the cells they take."""

    x: Scale
    y: Scale
    frame: Frame
    head: int
    abreast: Abreast | None = None


def draw_xy(figure: Xy, *, width: int, height: int, ink: Ink, room: Room = ALONE) -> Drawn:
    """Draw a plane with all that is in it."""
    shading = maps.shading(*figure.values_limits, "viridis") if figure.values else None
    plane = _lay_out(figure, shading, width, height, ink, room)
    if plane is None:
        return needs_more_room(width, height, ink)
    if figure.abreast and not (figure.log_x or figure.equal):
        figure, plane = _set_abreast(figure, plane, ink)
    frame = plane.frame
    canvas = Canvas(width, height)
    strokes = [
        _stroke(layer, plane, ink)
        for layer in figure.layers
        if isinstance(layer, Curve) and _ascends(layer)
    ]
    canvas.paste(draw_chart(frame, strokes, ink), plane.head, 0)
    ground = Ground(
        canvas=canvas, row=plane.head, column=frame.left, width=frame.width, height=frame.height,
        x=plane.x, y=plane.y, ink=ink,
    )  # fmt: skip
    _paint(ground, figure, shading)
    _surround(canvas, figure, plane, shading, ink)
    if ink.marker == "ascii":
        plain.translate(canvas)
    return Drawn(
        rows=canvas.rows(),
        plot=axes.plot_of(plane.frame, plane.head, plane.x, plane.y),
        remarks=plane.abreast.remarks if plane.abreast else (),
    )


def _set_abreast(figure: Xy, plane: _Plane, ink: Ink) -> tuple[Xy, _Plane]:
    found = abreast.set_abreast(figure, plane.x, plane.frame.width, ink)
    frame = replace(plane.frame, below=found.marks)
    return found.figure, replace(plane, x=found.x, frame=frame, abreast=found)


def _lay_out(
    figure: Xy, shading: Shading | None, width: int, height: int, ink: Ink, room: Room
) -> _Plane | None:
    head = int(height >= 8 and (bool(_word(figure.y)) or _has_legend(figure)))
    rows = height - 1 - int(room.labelled) - head
    if rows < 2 or width < 12:
        return None
    x, y = _scales(figure)
    beside = axes.marks_beside(y, rows, ink)
    left = max(_gutter(beside, room), 0 if head else _beside(figure.y, width))
    unit = figure.values.unit if figure.values else ""
    right = max(3, room.right, colour_bar.gutter(shading, unit) if shading else 0)
    columns = width - left - right
    if columns < 4:
        return None
    if figure.equal and not (x.log or y.log):
        _, up, _, least = _equal(x, y, columns, rows)
        wider = _gutter(axes.marks_beside(up, least, ink), room) - left
        if 0 < wider <= columns - 4:
            left, columns = left + wider, columns - wider
        x, y, columns, rows = _equal(x, y, columns, rows)
        beside = axes.marks_beside(y, rows, ink)
    frame = Frame(
        left=left,
        right=right,
        width=columns,
        height=rows,
        below=_below(figure, x, columns, ink),
        beside=tuple(replace(mark, label=mark.label[-left + 1 :]) for mark in beside),
        opposite=colour_bar.marks(shading, rows, ink, unit) if shading else (),
        labelled=room.labelled,
    )
    return _Plane(x=x, y=y, frame=frame, head=head)


def _gutter(beside: tuple[Mark, ...], room: Room) -> int:
    """Columns left of the plot: those of the longest label, and the axis."""
    return max(max((width_of(mark.label) for mark in beside), default=2) + 1, room.left, 4)


def _beside(y: Axis, width: int) -> int:
    """Columns for a unit left of an axis that has no row above it, where there are many."""
    columns = width_of(text.safe(y.unit)) + 1
    return columns if width >= _LEAST_BESIDE and columns <= _LONGEST_BESIDE else 0


def _scales(figure: Xy) -> tuple[Scale, Scale]:
    """Axes as given, or such that they hold all there is; decades cannot start at 0."""
    has_bars = any(isinstance(layer, Bars) for layer in figure.layers)
    across, up = figure.x_limits, figure.y_limits
    if across is None and figure.x_names:
        across = (-0.5, len(figure.x_names) - 0.5)
    if across is None or (figure.log_x and not min(across) > 0):
        across = axes.limits(
            [_x_of(layer) for layer in figure.layers], log=figure.log_x, bare=has_bars
        )
    if up is None or (figure.log_y and not min(up) > 0):
        pools = [values for layer in figure.layers for values in _y_of(layer)]
        up = axes.limits(pools, log=figure.log_y, zero=has_bars)
    start, stop = axes.sound(*across, log=figure.log_x)
    bottom, top = axes.sound(*up, log=figure.log_y)
    return (
        Scale(start=start, stop=stop, log=figure.log_x),
        Scale(start=top, stop=bottom, log=figure.log_y),
    )


def _x_of(layer: Layer) -> Floats:
    return layer.edges if isinstance(layer, Bars) else layer.x


def _y_of(layer: Layer) -> tuple[Floats, ...]:
    if isinstance(layer, Bars):
        return (layer.heights,)
    return (layer.low, layer.high) if isinstance(layer, Ribbon) else (layer.y,)


def _equal(x: Scale, y: Scale, columns: int, rows: int) -> tuple[Scale, Scale, int, int]:
    """Fewer cells, or wider limits, so that a unit is as long across as up: cells are 1 × 2."""
    across, up = abs(x.stop / 2 - x.start / 2) * 2, abs(y.stop / 2 - y.start / 2) * 2
    unit = max(across / columns, up / 2 / rows)
    columns = min(columns, max(_LEAST[0], math.ceil(across / unit - 1e-9)))
    rows = min(rows, max(_LEAST[1], math.ceil(up / 2 / unit - 1e-9)))
    return _spread(x, unit * columns), _spread(y, unit * 2 * rows), columns, rows


def _spread(scale: Scale, length: float) -> Scale:
    middle = scale.start / 2 + scale.stop / 2
    half = math.copysign(length / 2, scale.stop - scale.start)
    return replace(scale, start=middle - half, stop=middle + half)


def _below(figure: Xy, x: Scale, columns: int, ink: Ink) -> tuple[Mark, ...]:
    if not figure.x_names:
        seconds = figure.x.unit == "s"
        return axes.marks_below(x, columns, ink, seconds=seconds)
    cells = [x.cell(i, columns) for i in range(min(len(figure.x_names), _MOST_NAMES))]
    return tuple(Mark(cell, " ") for cell in dict.fromkeys(cells))


def _ascends(curve: Curve) -> bool:
    known = curve.x[~np.isnan(curve.x)]
    return bool((known[1:] >= known[:-1]).all())


def _line(curve: Curve, x: Scale, y: Scale) -> tuple[Floats, Floats]:
    """Shares of the plot, from its left and its top."""
    n = min(len(curve.x), len(curve.y))
    across = x.share(np.asarray(curve.x[:n], np.float64))
    down = y.share(np.asarray(curve.y[:n], np.float64))
    return points.steps(across, down) if curve.steps and n else (across, down)


def _stroke(curve: Curve, plane: _Plane, ink: Ink) -> Stroke:
    frame = plane.frame
    across, down = _line(curve, plane.x, plane.y)
    dots = points.dots(
        across * frame.width, (1 - down) * frame.height, frame.width, frame.height,
        points.dots_down(ink),
    )  # fmt: skip
    return Stroke(dots, inks.trace(ink, curve.index))


def _paint(ground: Ground, figure: Xy, shading: Shading | None) -> None:
    """Everything but ascending curves, which are there already and are laid over areas."""
    curves = overlay.lift(ground)
    for layer in figure.layers:
        if isinstance(layer, Bars):
            paint_bars(ground, layer, apart=bool(figure.x_names))
        elif isinstance(layer, Ribbon):
            paint_ribbon(ground, layer)
    overlay.lay(ground, curves)
    draw_rules(ground, figure.rules)
    _paint_dots(ground, figure, shading)


def _paint_dots(ground: Ground, figure: Xy, shading: Shading | None) -> None:
    """Points, and curves that turn back; labels last, where nothing is."""
    points_with_labels = []
    for layer in figure.layers:
        if isinstance(layer, Scatter):
            scatter.paint_points(ground, layer, shading)
            points_with_labels.append(layer)
        elif isinstance(layer, Curve) and not _ascends(layer):
            _paint_path(ground, layer)
    for layer in points_with_labels:
        scatter.put_labels(ground, layer)


def _paint_path(ground: Ground, curve: Curve) -> None:
    grid = DotGrid(ground.width, ground.height, ground.ink)
    grid.draw_path(*_line(curve, ground.x, ground.y), 0)
    overlay.splice(ground, grid, [inks.trace(ground.ink, curve.index)])


def _surround(canvas: Canvas, figure: Xy, plane: _Plane, shading: Shading | None, ink: Ink) -> None:
    frame = plane.frame
    if plane.head:
        axes.put_head(canvas, text.safe(_word(figure.y)), frame.left - 1, ink)
        if plane.abreast:
            abreast.put_names(canvas, plane.abreast, frame, ink)
        elif _has_legend(figure):
            axes.put_legend(canvas, _legend(figure, ink), ink)
    else:
        axes.put_unit_beside(canvas, text.safe(figure.y.unit), frame, ink)
    if shading:
        column = frame.left + frame.width + 1
        colour_bar.paint(canvas, shading, plane.head, column, frame.height, ink)
    if not frame.labelled:
        return
    row = plane.head + frame.height + 1
    if figure.x_names:
        n = min(len(figure.x_names), _MOST_NAMES)
        at = plane.x.share(np.arange(n, dtype=np.float64)) * frame.width - 0.5
        span = range(frame.left, frame.left + frame.width)
        axes.names_below(canvas, figure.x_names, at.tolist(), row, span, ink)
        return
    axes.put_unit(canvas, row, _word(figure.x), ink)


def _word(axis: Axis) -> str:
    """`µm`, or `y µm, inferior down`."""
    if not axis.towards:
        return axes.axis_word(axis.label, axis.unit)
    return f"{axis.label} {axis.unit}".rstrip() + f", {axis.towards}"


def _legend_names(figure: Xy) -> dict[int, str]:
    """Each palette index once, by the first name that it has."""
    names: dict[int, str] = {}
    for layer in figure.layers:
        if layer.name and not (isinstance(layer, Scatter) and layer.values is not None):
            names.setdefault(layer.index, layer.name)
    return names


def _legend(figure: Xy, ink: Ink) -> list[tuple[str, inks.Paint]]:
    return [
        (text.safe(name), inks.trace(ink, index)) for index, name in _legend_names(figure).items()
    ]


def _has_legend(figure: Xy) -> bool:
    return len(_legend_names(figure)) > 1
