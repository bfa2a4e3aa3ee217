"""How many events a second there are over the window, below their ticks."""

import math

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.preview.figure import Axis, Figure, Line, Panels, SpanRow, Spans, Traces
from dandi_tui.preview.times.window import Window
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

SETTING = ("rate", "`on` or `off`: events/s below the ticks; on from 1,000 events in the window on")

FROM_EVENTS = 1_000
"""So many in the window are too many to be told apart: their rate says more."""

FROM_ROWS = 14
"""Rows of a chart that has room for both."""

MAX_LANES = 6
"""More lines in one plot are not told apart."""

ROWS_PER_LANE = 3
"""As high as lanes are drawn."""

COLUMNS_PER_BIN = 2
STEPS = (1.0, 2.0, 2.5, 5.0)


def with_rate(figure: Figure, facts: Facts, request: Draw) -> tuple[Figure, Facts]:
    """The lanes of events, and below them the rate of each, where they are ticks alone.

    The rate is the number of events in a bin of time, divided by the length of the bin: no
    smoothing. Bins are half open, begin at multiples of a round length (1, 2, 2.5 or 5 × 10ⁿ s,
    a bin for every two columns or more), and those at the ends of the window are cut there, and
    divided by what is left of them. An event is one row of the data, whatever its value.

    Raises:
        UsageError: `rate` is neither `on` nor `off`.
    """
    asked = request.option("rate")
    if asked not in ("", "on", "off"):
        raise UsageError(f"{asked} is no way to draw a rate.", hint="rate=on or rate=off.")
    if not isinstance(figure, Spans) or not _are_ticks(figure):
        return figure, facts
    n = sum(len(row.starts) for row in figure.rows)
    wanted = asked == "on" or (not asked and n >= FROM_EVENTS and not request.numbers)
    fits = len(figure.rows) <= MAX_LANES and (request.height >= FROM_ROWS or request.numbers)
    shown = wanted and fits and n > 0
    move = Move(
        key="r",
        sentence="no rate below" if shown else "rate of events below",
        word="rate",
        options=(("rate", "off" if shown else "on"),),
    )
    facts = replace(facts, moves=(*facts.moves, move)) if fits and n else facts
    if not shown:
        return figure, facts
    panels, bin_s = _panels(figure, request)
    remark = f"rate in bins of {text.number(bin_s)} s"
    return panels, replace(facts, remarks=(*facts.remarks, remark))


def _are_ticks(figure: Spans) -> bool:
    return all(np.array_equal(row.starts, row.stops) for row in figure.rows)


def _panels(figure: Spans, request: Draw) -> tuple[Panels, float]:
    edges, bin_s = bins_of(figure.window, request.width)
    lines = tuple(_line(row, edges) for row in figure.rows)
    rate = Traces(
        lines=lines,
        x=figure.x,
        y=Axis(label="rate", unit="events/s"),
        window=figure.window,
        extent=figure.extent or figure.window,
        stacked=False,
        steps=True,
        from_zero=True,
    )
    lanes = min(0.6, (ROWS_PER_LANE * len(lines) + 1) / max(1, request.height))
    panels = Panels(rows=((figure,), (rate,)), heights=(lanes, 1 - lanes), same_x=True)
    return panels, bin_s


def bins_of(window: Window, width: int) -> tuple[Floats, float]:
    """Edges of the bins, ascending from end to end of the window, and the length of a whole one."""
    length = window[1] - window[0]
    least = length / max(8, width // COLUMNS_PER_BIN)
    decade = 10.0 ** math.floor(math.log10(least))
    step = next((s * decade for s in STEPS if s * decade >= least), 10 * decade)
    inner = np.arange(math.floor(window[0] / step) + 1, math.ceil(window[1] / step)) * step
    inner = inner[(inner > window[0]) & (inner < window[1])]
    return np.concatenate([[window[0]], inner, [window[1]]]), step


def _line(row: SpanRow, edges: Floats) -> Line:
    """The rate of one lane, at the beginning of each bin, which holds until the next."""
    places = np.searchsorted(edges, row.starts[np.isfinite(row.starts)], side="right") - 1
    inside = (places >= 0) & (places < len(edges) - 1)
    counts = np.bincount(places[inside], minlength=len(edges) - 1)
    rate = counts / np.diff(edges)
    return Line(name=row.name, index=row.index, x=edges, y=np.append(rate, rate[-1]))
