"""What stands around a plot over time: units, epochs, and its place in the whole."""

from dataclasses import dataclass
from typing import Final

from dandi_tui.charts import axes, ticks, timeline
from dandi_tui.charts.canvas import Canvas
from dandi_tui.charts.plotext_chart import Frame
from dandi_tui.charts.room import Room
from dandi_tui.preview.figure import Axis, Epoch
from dandi_tui.protocol.requests import Ink

_BAND_FROM: Final = 10
_OVERVIEW_FROM: Final = 14
_GAP_FROM: Final = 22
"""Rows of a chart, or of several, from which on there is each."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Which rows a chart of some height has; what is dropped first is listed last."""

    plot: int
    head: int
    """1 with the unit above the axis."""
    band: int
    overview: int
    gap: int


@dataclass(frozen=True, kw_only=True)
class Course:
    """The time that a plot spans, in the whole."""

    x: Axis
    window: tuple[float, float]
    """Finite and not empty."""
    extent: tuple[float, float] | None = None
    epochs: tuple[Epoch, ...] = ()

    @property
    def is_clock(self) -> bool:
        """Whether ticks are `h:mm:ss`."""
        return self.in_seconds and self.window[1] - self.window[0] >= ticks.CLOCK_FROM_S

    @property
    def in_seconds(self) -> bool:
        """Whether it is time at all."""
        return self.x.unit in ("s", "")


def share_out(height: int, course: Course, room: Room, *, head: bool) -> Rows:
    """Rows of a chart: in low ones the overview goes first, then the band, then the head.

    The last of several plots has as many around it as all of them together would have.
    """
    top, whole = int(head and height >= 10), max(height, room.whole)
    band = int(bool(course.epochs) and whole >= _BAND_FROM and room.surrounded)
    overview = int(course.extent is not None and whole >= _OVERVIEW_FROM and room.surrounded)
    gap = int(whole >= _GAP_FROM and bool(overview))
    plot = height - 1 - int(room.labelled) - top - band - overview - gap
    return Rows(plot=plot, head=top, band=band, gap=gap, overview=overview)


def rows_around(height: int, *, epochs: bool, extent: bool) -> int:
    """Rows of band and overview below plots of so many rows."""
    band, overview = epochs and height >= _BAND_FROM, extent and height >= _OVERVIEW_FROM
    return int(band) + int(overview) + int(overview and height >= _GAP_FROM)


def surround(canvas: Canvas, frame: Frame, rows: Rows, course: Course, ink: Ink) -> None:
    """Unit, epochs and overview, around a plot that is on the canvas already."""
    below = rows.head + frame.height + 1
    if frame.labelled and not course.is_clock:
        axes.put_unit(canvas, below, course.x.unit, ink)
    epochs = timeline.Timeline(course.epochs)
    found = epochs.stretches(*course.window, frame.width)
    timeline.tint(canvas, found, range(rows.head, rows.head + frame.height), frame.left, ink)
    if rows.band:
        timeline.draw_band(canvas, found, below + 1, frame.left, ink)
    if rows.overview and course.extent is not None:
        timeline.draw_overview(
            canvas,
            epochs,
            course.window,
            axes.sound_window(course.extent),
            row=below + rows.band + rows.gap + 1,
            span=(frame.left, frame.left + frame.width),
            ink=ink,
            labelled=canvas.width >= axes.NARROW,
        )
