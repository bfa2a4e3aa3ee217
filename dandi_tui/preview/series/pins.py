"""Objects that are pinned below the traces, over the same window of time."""

import dataclasses
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import (
    Axis,
    Epoch,
    Figure,
    Panels,
    SpanRow,
    Spans,
    Traces,
    Words,
)
from dandi_tui.preview.series.selection import Selection, select
from dandi_tui.preview.series.trace_lines import lines_figure
from dandi_tui.preview.series.trace_reading import read_window
from dandi_tui.preview.times.epochs import read_intervals
from dandi_tui.preview.times.window import Window
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost, Facts
from dandi_tui.protocol.requests import Draw

MAX_PINS = 4

LEAST_ROWS = 6
"""Of a pin; the object above has as much as two."""


@dataclass(frozen=True)
class Pin:
    """One pinned object: a series, or a table of intervals."""

    name: str
    """Safe."""
    selection: Selection | None
    spans: tuple[Epoch, ...] = ()

    @property
    def in_seconds(self) -> bool:
        """Whether its axis is that of time."""
        return self.selection is None or self.selection.axis.in_seconds

    def cost(self, window: Window) -> Cost:
        """What drawing it would fetch."""
        return NO_COST if self.selection is None else self.selection.cost(window)


def open_pins(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[list[Pin], tuple[str, ...]]:
    """The pinned objects that can be drawn, and remarks on those that cannot.

    Raises:
        UsageError: There are more than four.
    """
    paths = [path for path in request.option("pin").split(",") if path.strip()]
    if len(paths) > MAX_PINS:
        raise UsageError(f"At most {MAX_PINS} objects can be pinned.", hint="pin=PATH,PATH")
    pins, remarks = [], []
    for path in dict.fromkeys(paths):
        if path.rstrip("/") == obj.path:
            continue
        try:
            pins.append(_open(file, path.strip(), request, len(paths)))
        except DandiTuiError as error:
            remarks.append(f"{_name(path)} not drawn: {text.safe(error.message, limit=120)}")
    return pins, tuple(remarks)


def height_left(height: int, pins: list[Pin]) -> int:
    """Rows of the object itself."""
    return height if not pins else max(LEAST_ROWS, round(height * 2 / (2 + len(pins))))


def cost_of(pins: list[Pin], window: Window) -> Cost:
    """Of all together."""
    return sum((pin.cost(window) for pin in pins), NO_COST)


def draw_pins(
    file: NwbFile,
    figure: Figure,
    pins: list[Pin],
    window: Window,
    request: Draw,
    facts: Facts,
    epochs: tuple[Epoch, ...],
) -> tuple[Figure, Facts]:
    """The figure on top, a panel for each pin below, all over one window.

    Where there is nothing on top, that alone is said.
    """
    if isinstance(figure, Words):
        return figure, facts
    panels: list[Figure] = [figure]
    titles = [facts.title]
    for pin in pins:
        try:
            panel = _panel(file, pin, window, request, epochs)
            # The overview below all of them is of the object on top.
            extent = getattr(figure, "extent", None)
            panels.append(panel if extent is None else dataclasses.replace(panel, extent=extent))
            titles.append(pin.name)
        except DandiTuiError as error:
            words = f"{pin.name} not drawn: {text.safe(error.message, limit=120)}"
            facts = replace(facts, remarks=(*facts.remarks, words))
    rows = tuple((panel,) for panel in panels)
    heights = (2.0,) + (1.0,) * (len(rows) - 1)
    made = Panels(
        rows=rows, heights=heights, titles=tuple((title,) for title in titles), same_x=True
    )
    return made, facts


def _open(file: NwbFile, path: str, request: Draw, n_pins: int) -> Pin:
    obj = file.target(file.object(path))
    if obj.is_a("TimeIntervals"):
        return Pin(_name(obj.path), None, read_intervals(file, obj.path))
    numeric = obj.data_dtype.startswith(("int", "uint", "float", "bool"))
    if not obj.is_a("TimeSeries") or obj.is_a("ImageSeries") or not numeric:
        raise UsageError("it is no series of numbers")
    height = max(LEAST_ROWS, request.height // (2 + n_pins))
    return Pin(_name(obj.path), select(file, obj, _alone(request, height)))


def _alone(request: Draw, height: int) -> Draw:
    """The request without what is meant for the object above."""
    return replace(request, traces=None, options=(), height=height)


def _panel(
    file: NwbFile, pin: Pin, window: Window, request: Draw, epochs: tuple[Epoch, ...]
) -> Traces | Spans:
    if pin.selection is None:
        return _spans(pin, window, epochs)
    read = read_window(pin.selection, window, request)
    return lines_figure(file, pin.selection, window, read, epochs)


def _spans(pin: Pin, window: Window, epochs: tuple[Epoch, ...]) -> Spans:
    """The intervals that reach into the window, as one lane of bars."""
    shown = [e for e in pin.spans if e.stop_s >= window[0] and e.start_s < window[1]]
    row = SpanRow(
        name=pin.name,
        index=0,
        starts=np.array([e.start_s for e in shown], dtype=np.float64),
        stops=np.array([e.stop_s for e in shown], dtype=np.float64),
        labels=tuple(e.kind for e in shown),
    )
    return Spans(rows=(row,), x=Axis(label="time", unit="s"), window=window, epochs=epochs)


def _name(path: str) -> str:
    return text.safe(path.rstrip("/").rsplit("/", 1)[-1], limit=60)
