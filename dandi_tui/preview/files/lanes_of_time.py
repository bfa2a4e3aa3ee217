"""When one object was recorded: bars, ticks, and what is known about its rate."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, number, open_series
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.events.interval_series import read_intervals
from dandi_tui.preview.times.epochs import kind_words
from dandi_tui.preview.times.timestamps import Timestamps, rate_of
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.preview.units.observed import merged
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost

Floats = npt.NDArray[np.float64]

EMPTY: Floats = np.empty(0)

MAX_TICKS = 5_000
"""Irregular times that are drawn one by one; of more, a bar from the first to the last."""

MAX_ROWS = 50_000
"""Rows of a table whose starts and stops are read."""

MAX_LABELS = 200
GAP_STEPS = 20
"""A step so many times the median one is a gap in regular times."""


@dataclass(frozen=True)
class Bars:
    """What a lane shows."""

    starts: Floats = field(default_factory=lambda: EMPTY)
    stops: Floats = field(default_factory=lambda: EMPTY)
    labels: tuple[str, ...] = ()
    indexes: tuple[int, ...] = ()
    aside: str = ""


@dataclass(frozen=True)
class Lane:
    """An object with times: what reading them costs, and reading them."""

    path: str = ""
    aside: str = ""
    cost: Cost = NO_COST
    read: Callable[[], Bars] = Bars
    remarks: tuple[str, ...] = ()


def lane_of(file: NwbFile, obj: NwbObject) -> Lane:
    """The lane of a series, of events, or of a table of intervals; nothing is read yet but what
    they say about themselves.

    Raises:
        DandiTuiError: It is damaged.
    """
    if obj.is_a("DynamicTable"):
        return _of_table(file, obj)
    times = _own_times(file, obj)
    if times is not None:
        return Lane(obj.path, "", times.cost(0, times.n), lambda: _stored(times))
    try:
        series = open_series(file, obj)
    except NotFoundError:
        return Lane(obj.path, "no data")
    axis = TimeAxis(series)
    if series.timestamps is None:
        return Lane(obj.path, read=lambda: _computed(series, axis))
    stored = axis.stored
    if axis.n == 0 or stored is None:
        return Lane(obj.path, "no samples")
    cost = _ends_cost(stored)
    if obj.is_a("IntervalSeries") and axis.n <= MAX_ROWS:
        return Lane(obj.path, "", cost + series.data.cost(), lambda: _switched(series))
    return Lane(obj.path, "", cost, lambda: _stored(stored))


def _own_times(file: NwbFile, obj: NwbObject) -> Timestamps | None:
    """Of events, and of frames in another file: times without data of the same length."""
    if obj.data_shape is not None and 0 not in obj.data_shape:
        return None
    path = f"{obj.path}/timestamps"
    if not file.exists(path):
        return None
    try:
        data = file.data(path)
    except NotFoundError:
        return None
    usable = data.numeric and not data.elsewhere and data.n_values and len(data.shape or ()) == 1
    return Timestamps(data, data.n_values) if usable else None


def _ends_cost(times: Timestamps) -> Cost:
    """Of the first and the last block."""
    first = times.cost(0, min(times.n, times.size))
    if times.last == 0:
        return first
    return first + times.cost(times.last * times.size, times.n)


def _computed(series: Series, axis: TimeAxis) -> Bars:
    """From the start to the end of the last sample, by the rate."""
    if series.rate_hz is None:
        return Bars(aside="no times")
    start = series.starting_time or 0.0
    stop = start + axis.n / series.rate_hz
    return Bars(np.array([start]), np.array([stop]), aside=text.rate(series.rate_hz))


def _stored(times: Timestamps) -> Bars:
    """A bar from the first to the last time, broken at gaps; ticks where there is no rate.

    Gaps are known where all times are in one block: steps of 20 medians and more.
    """
    first = times.block(0)
    finite = np.sort(first[np.isfinite(first)])
    if not len(finite):
        return Bars(aside="no times")
    steps = np.diff(finite)
    steps = steps[steps > 0]
    step = float(np.median(steps)) if len(steps) else 0.0
    regular = len(steps) > 1 and _is_steady(steps, step)
    rate = text.rate(rate_of(finite), measured=True) if regular else "irregular"
    if times.last:
        last = times.block(times.last)
        ends = np.append(finite[-1:], last[np.isfinite(last)])
        return Bars(finite[:1], np.array([float(ends.max())]), aside=rate)
    if not regular and len(finite) <= MAX_TICKS:
        count = text.plural(len(finite), "time")
        return Bars(finite, finite, aside=count)
    breaks = np.flatnonzero(np.diff(finite) > GAP_STEPS * step) if regular else np.empty(0, int)
    starts = np.append(finite[:1], finite[breaks + 1])
    stops = np.append(finite[breaks], finite[-1:])
    return Bars(starts, stops, aside=rate)


def _is_steady(steps: Floats, step: float) -> bool:
    """Whether steps are about the same, as in `TimeAxis.regular`, but for a few gaps."""
    near = steps[steps <= GAP_STEPS * step]
    low, high = np.quantile(near, (0.05, 0.95))
    return len(near) >= 0.9 * len(steps) and bool(high - low <= 0.2 * step)


def _switched(series: Series) -> Bars:
    """Bars from each start to the stop of its kind that follows; see `interval_series.pairs`.

    NWB core 2.11.0, `nwb.misc.yaml`, IntervalSeries: data above 0 begin an interval, below 0 end
    one; those of other kinds are ±2, ±3, ….
    """
    try:
        marks, _ = read_intervals(series)
    except FileFormatError:
        return Bars(aside="no intervals")
    order = np.argsort(marks.starts, kind="stable")
    starts, stops = marks.starts[order], marks.stops[order]
    return Bars(starts, stops, aside=text.plural(len(starts), "interval"))


def _of_table(file: NwbFile, obj: NwbObject) -> Lane:
    table = open_table(file, obj)
    if obj.is_a("Units"):
        return _of_units(table)
    rows = (0, min(table.n_rows, MAX_ROWS))
    if "timestamp" in table.names:
        return Lane(obj.path, "", table.cost(("timestamp",), rows), lambda: _events(table, rows))
    if not {"start_time", "stop_time"} <= set(table.names):
        return Lane(obj.path, text.plural(table.n_rows, "row"))
    label = ""
    if table.n_rows <= MAX_LABELS:
        label = next((name for name in table.names if _labels(table, name)), "")
    names = ("start_time", "stop_time", *filter(None, [label]))
    cut = (f"the first {MAX_ROWS:,} rows",) if table.n_rows > MAX_ROWS else ()
    cost = table.cost(names, rows)
    return Lane(obj.path, "", cost, lambda: _intervals(table, rows, label), cut)


def _labels(table: NwbTable, name: str) -> bool:
    return table.is_text(name) and name not in table.indexes


def _intervals(table: NwbTable, rows: tuple[int, int], label: str) -> Bars:
    """A bar each; coloured and named by the first column of words."""
    starts = _floats(table.cells("start_time", rows))
    stops = _floats(table.cells("stop_time", rows))
    n = min(len(starts), len(stops))
    starts, stops = starts[:n], stops[:n]
    # An end that is missing or earlier than the start: a tick.
    stops = np.where(stops >= starts, stops, starts)
    known = np.isfinite(starts)
    aside = text.plural(table.n_rows, "row")
    if not label:
        return Bars(starts[known], stops[known], aside=aside)
    words = [kind_words(cell) for cell in table.cells(label, rows)][:n]
    words = [word for word, good in zip(words, known, strict=False) if good]
    kinds = {word: i for i, word in enumerate(dict.fromkeys(words))}
    indexes = tuple(kinds[word] for word in words)
    return Bars(starts[known], stops[known], tuple(words), indexes, aside)


def _events(table: NwbTable, rows: tuple[int, int]) -> Bars:
    """A tick for each event; NWB core 2.11.0, `nwb.event.yaml`, EventsTable: `timestamp`."""
    times = _floats(table.cells("timestamp", rows))
    times = times[np.isfinite(times)]
    return Bars(times, times, aside=text.plural(table.n_rows, "event"))


def _floats(cells: list[object]) -> Floats:
    numbers = [number(cell) for cell in cells]
    return np.array([np.nan if n is None else n for n in numbers], dtype=np.float64)


def _of_units(table: NwbTable) -> Lane:
    """The spans in which units were observed, all together; of units without these, none."""
    aside = text.plural(table.n_rows, "unit")
    if "obs_intervals" not in table.names:
        return Lane(table.path, aside)
    data = table.file.data(f"{table.path}/obs_intervals")
    if not data.numeric or len(data.shape or ()) != 2 or data.n_values > 2 * MAX_ROWS:
        return Lane(table.path, aside)

    def read() -> Bars:
        spans = np.asarray(data.read(), dtype=np.float64)
        spans = spans[np.isfinite(spans).all(axis=1)] if spans.shape[1] == 2 else spans[:0, :2]
        starts, stops = merged(spans).T
        return Bars(starts, stops, aside=aside)

    return Lane(table.path, aside, data.cost(), read)
