"""What plotext draws of a chart: axes, ticks, labels and lines. The only import of plotext.

Everything is handed over in cells, from the plot's left and bottom edge, with limits set and ticks
chosen: plotext's own limits collapse in narrow windows, and its ticks are not round. Each chart is
a private figure, since the global one keeps state and clamps its size to the terminal.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import plotext

from dandi_tui.charts import ascii as plain
from dandi_tui.charts.canvas import Canvas, parse, width_of
from dandi_tui.charts.ink import Paint, role
from dandi_tui.charts.points import Dots
from dandi_tui.protocol.requests import Ink

_FIRST: Final = 16
"""Palette number of the first paint: plotext writes lower ones in other ways."""

_LOCK: Final = threading.Lock()


@dataclass(frozen=True)
class Mark:
    """A tick and its label, in the middle of a cell."""

    cell: int
    """From the left, or from the top."""
    label: str
    paint: Paint = ""


@dataclass(frozen=True)
class Stroke:
    """A line."""

    dots: Dots
    paint: Paint


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Sizes in cells, and all that stands around the data."""

    left: int
    """Columns left of the plot, with the axis."""
    right: int
    """Columns right of it."""
    width: int
    height: int
    below: tuple[Mark, ...] = ()
    """Ticks of the x axis."""
    beside: tuple[Mark, ...] = ()
    """Ticks of the y axis."""
    opposite: tuple[Mark, ...] = ()
    """Words right of the plot: a scale bar, the numbers of a colour bar."""
    labelled: bool = True
    """Labels below the axis; ticks are there in any case."""

    @property
    def total_width(self) -> int:
        """Columns of the whole."""
        return self.left + self.width + self.right

    @property
    def total_height(self) -> int:
        """Rows of the whole: the plot, its axis, its labels."""
        return self.height + 1 + int(self.labelled)


def draw_chart(frame: Frame, strokes: Sequence[Stroke], ink: Ink) -> Canvas:
    """Let plotext draw axes, ticks, labels and lines; later lines over earlier ones."""
    paints = _Paints()
    with _LOCK:
        figure = _private_figure(frame)
        _draw_axes(figure, frame, paints, ink)
        for stroke in strokes:
            _draw_line(figure, stroke, paints, ink)
        drawn = str(figure.build().string())
    canvas = parse(drawn, frame.total_width, frame.total_height, paints.known, _FIRST)
    if frame.labelled and not any(mark.label.strip() for mark in frame.below):
        canvas.characters[-1] = [" "] * canvas.width
    if ink.marker == "ascii":
        plain.translate(canvas)
    _restore_wide_labels(canvas, frame)
    return canvas


class _Paints:
    """Paints as palette numbers, which plotext carries through to its rows."""

    def __init__(self) -> None:
        self.known: list[Paint] = []

    def pixel(self, paint: Paint) -> Any:
        if paint not in self.known:
            self.known.append(paint)
        return plotext.pixel(foreground=_FIRST + self.known.index(paint))


def _private_figure(frame: Frame) -> Any:
    """A figure of its own; plotext has no public way to one (`TERMINAL.md`, 3b)."""
    terminal = type(plotext.terminal)()
    terminal.limit(False, False)
    figure = terminal._master
    figure.plot_size(frame.total_width, frame.height + 2)
    figure.theme("colorless")
    figure.canvas("default")
    return figure


def _draw_axes(figure: Any, frame: Frame, paints: _Paints, ink: Ink) -> None:
    faint = paints.pixel(role(ink, "faint"))
    figure.axes(False)
    figure.axes(True, pixel=faint, axis=0, side=0)
    figure.axes(True, pixel=faint, axis=1, side=0)
    # Without one label plotext leaves out their row: a stand-in, which is blanked afterwards.
    below = [(m.cell + 0.5, m if m.label.strip() else Mark(m.cell, "·")) for m in frame.below]
    below = below or [(frame.width + 1.5, Mark(0, "·"))]
    _rule(figure.ruler("x", 0), frame.width, below, 0, paints)
    for side, marks, width in (
        (0, frame.beside, frame.left - 1),
        (1, frame.opposite, frame.right),
    ):
        at = [(frame.height - m.cell - 0.5, m) for m in marks]
        _rule(figure.ruler("y", side), frame.height, at, width * (1 - 2 * side), paints)


def _rule(
    ruler: Any, length: int, at: list[tuple[float, Mark]], gutter: int, paints: _Paints
) -> None:
    """Limits at the outer edges, and our ticks.

    Args:
        ruler: plotext's.
        length: Cells of the axis.
        at: Position in cells and mark; positions grow upwards.
        gutter: Width that labels are padded to, which is how plotext is told a gutter's width:
            positive pads on the left, negative on the right, 0 not at all.
        paints: Paints known so far.
    """
    ruler.lim(0, length)
    ruler.alignment(lim="edge")
    if gutter and not any(width_of(mark.label) for _, mark in at):
        # Blank labels do not count for plotext; a tick outside the limits is not drawn.
        at = [(length + 1.5, Mark(0, "·"))]
    labels = [plotext.colorize(_padded(m.label, gutter), paints.pixel(m.paint)) for _, m in at]
    ruler.ticks([position for position, _ in at], labels)


def _padded(label: str, gutter: int) -> str:
    """Exactly as wide as the gutter, one cell a character: plotext counts characters."""
    cells = min(width_of(label), abs(gutter)) if gutter else width_of(label)
    stand_in = label if _is_narrow(label) else "·" * cells
    if gutter >= 0:
        return stand_in.rjust(gutter)[-gutter or None :]
    return stand_in.ljust(-gutter)[:-gutter]


def _is_narrow(label: str) -> bool:
    return label.isprintable() and len(label) == width_of(label)


def _restore_wide_labels(canvas: Canvas, frame: Frame) -> None:
    """Write labels with wide or combining characters over their stand-ins."""
    for mark in frame.beside:
        if not _is_narrow(mark.label):
            column = frame.left - 1 - width_of(mark.label)
            canvas.put(mark.cell, column, mark.label, mark.paint)
    for mark in frame.opposite:
        if not _is_narrow(mark.label):
            canvas.put(mark.cell, frame.left + frame.width, mark.label, mark.paint)


def _draw_line(figure: Any, stroke: Stroke, paints: _Paints, ink: Ink) -> None:
    points = stroke.dots.points
    if not len(points):
        return
    marker = "hd" if ink.marker == "hd" else "braille"
    empty = figure.signal([], [], marker=plotext.marker(marker, paints.pixel(stroke.paint)))
    # plotext's own way copies the marker for each point, then asks each point for its colour, to
    # choose others, which nothing here does: together that took half of a chart's time.
    same, signal = empty._get_marker(), type(empty)(len(points))
    for x, y in points.tolist():
        signal._append_point(x, y, same)
    for index in np.flatnonzero(stroke.dots.joined).tolist():
        signal._set_connected(index)
    signal._get_unique_pixels = list
    figure.draw(signal._set_marker(same)._set_xside(0)._set_yside(0))
