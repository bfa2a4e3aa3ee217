"""One trace of a series around events: trials over time, and their mean."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.aligned.alignment import (
    less_baseline,
    mean_sem,
    nearest_samples,
    observed_whole,
)
from dandi_tui.preview.aligned.events import Events, choose_events, window_moves, window_of
from dandi_tui.preview.figure import (
    Axis,
    Curve,
    Figure,
    Heatmap,
    Panels,
    Ribbon,
    Rule,
    Xy,
)
from dandi_tui.preview.series.sample_blocks import SampleBlocks
from dandi_tui.preview.series.selection import Selection, select
from dandi_tui.preview.series.trace_words import lane_word, y_label
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import chunk_words, cost_words, part_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]

BEFORE_S, AFTER_S = 1.0, 3.0

MAX_POINTS = 2_000
"""Points of time in a window; of a faster series every so many samples are taken."""

MAX_VALUES = 8_000_000
"""Of all trials: 64 MB."""

MAX_SAMPLES = 20_000_000
"""Samples in one window, which are held at once."""

BOTH_SIGNS = 1 / 3
"""Of values that reach at least so far on the lesser side of 0, the colours are centred on 0."""

FAR_STEPS = 1.5
"""A regular series has no sample where the nearest is further than so many steps."""


def draw_aligned_series(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """A row a trial and a column a point of time; below, the mean ± s.e.m. (ddof = 1).

    Each value is that of the nearest sample: nothing is interpolated. Trials whose window is not
    wholly inside the recording are left out.
    """
    start = (request.traces or (0, 0))[0]
    selection = select(file, obj, replace(request, traces=(start, start + 1)))
    series, axis = selection.series, selection.axis
    facts = _facts(file, selection)
    if axis.n == 0 or 0 in series.shape:
        return sentence(f"This series is empty ({text.shape(series.data.shape)})."), facts
    if not axis.in_seconds or axis.step <= 0:
        return sentence("This series has no times, so nothing can be aligned."), facts
    events = choose_events(file, obj, request)
    if events is None:
        return sentence("This file has no intervals to align to."), facts
    return _draw(selection, events, request, facts)


def _draw(selection: Selection, events: Events, request: Draw, facts: Facts) -> Drawing:
    """Ask, read the trials, and draw them."""
    series, axis = selection.series, selection.axis
    window = window_of(request, BEFORE_S, AFTER_S)
    baseline = _baseline(request, window)
    moves = (*_trace_moves(selection), *events.moves, *window_moves(window))
    used = observed_whole(events.times, window, _recorded(axis))
    order = events.order(used)
    remarks = (*facts.remarks, *events.words(len(order)))
    facts = replace(facts, moves=moves, remarks=remarks, about=(events.reference,))
    if not len(order):
        return sentence("No trial has its whole window inside the recording."), facts
    blocks = SampleBlocks(series, selection.traces[0], selection.extra)
    guessed = [_guess(axis, time, window) for time in np.sort(events.times[order])]
    cost = blocks.cost(guessed) + axis.cost(min(a for a, _ in guessed), max(b for _, b in guessed))
    question = too_much(request, facts, cost, f"{facts.title} around {len(order):,} events")
    if question:
        return question
    grid, words = _grid(axis, window, len(order))
    values = _trials(axis, blocks, events.times[order], grid)
    n_empty = int((~np.isfinite(values)).all(axis=1).sum())
    words += (f"{n_empty:,} of these without a sample",) if n_empty else ()
    if baseline is not None:
        values = less_baseline(values, grid, baseline)
        words = (*words, f"less its mean from {baseline[0]:g} to {baseline[1]:g} s")
    facts = replace(
        facts,
        cost=cost_words(cost, series.data),
        remarks=(*facts.remarks, *words, *axis.remarks),
    )
    if not np.isfinite(values).any():
        return sentence("All values around these events are NaN."), facts
    return _figure(events, order, values, grid, facts, baseline is not None), facts


def _trace_moves(selection: Selection) -> tuple[Move, ...]:
    """`n` and `N`: the next and the previous trace; `Enter`: the trace over the session."""
    trace, n, word = selection.traces[0], selection.series.n_traces, lane_word(selection.series.obj)
    found: list[Move] = []
    if trace + 1 < n:
        found.append(
            Move(key="n", sentence=f"next {word}", word=word, traces=(trace + 1, trace + 2))
        )
    if trace:
        found.append(
            Move(key="N", sentence=f"previous {word}", word="" if found else word,
                 traces=(trace - 1, trace), pair=bool(found))
        )  # fmt: skip
    over_time = Move(key="enter", sentence="the trace over time", word="traces", view="traces")
    return (*found, over_time)


def _recorded(axis: TimeAxis) -> Floats:
    """From the first to the last sample, half a step beyond both: shape (1, 2)."""
    start, stop = axis.extent
    return np.array([[start - axis.step / 2, stop + axis.step / 2]])


def _guess(axis: TimeAxis, event: float, window: Window) -> Range:
    """About which samples lie around an event, without reading times for it."""
    span = (event + window[0] - axis.step, event + window[1] + axis.step)
    if axis.stored is None:
        return axis.samples(span)
    first, last = axis.extent
    scale = axis.n / max(last - first, 1e-9)
    start, stop = (int(np.clip((time - first) * scale, 0, axis.n)) for time in span)
    return (min(start, axis.n - 1), min(axis.n, stop + 1))


def _grid(axis: TimeAxis, window: Window, n_trials: int) -> tuple[Floats, tuple[str, ...]]:
    """Points of time from the event: multiples of the step inside the window, 0 among them."""
    n_samples = (window[1] - window[0]) / axis.step
    if n_samples > MAX_SAMPLES:
        raise UsageError(
            f"{n_samples:,.0f} samples around each event are too many.",
            hint="Set before and after to fewer seconds.",
        )
    every = max(1, int(np.ceil(n_samples / min(MAX_POINTS, max(2, MAX_VALUES // n_trials)))))
    step = axis.step * every
    first = int(np.ceil(window[0] / step - 1e-6))
    last = int(np.floor(window[1] / step + 1e-6))
    words = ("nearest samples", *((f"one of {every:,} samples",) if every > 1 else ()))
    if last <= first:
        return np.array(window), words
    return np.asarray(np.arange(first, last + 1) * step, dtype=np.float64), words


def _trials(axis: TimeAxis, blocks: SampleBlocks, events: Floats, grid: Floats) -> Floats:
    """Shape (trials, points): read in order of time, given in the order of the events."""
    values = np.full((len(events), len(grid)), np.nan)
    limit = FAR_STEPS * axis.step if axis.regular else np.inf
    reach = 2 * axis.step
    for trial in np.argsort(events, kind="stable"):
        wanted = events[trial] + grid
        start, stop = axis.samples((wanted[0] - reach, wanted[-1] + reach))
        # An irregular series may have its nearest sample just outside the window.
        part = (max(0, start - 1), min(axis.n, stop + 1))
        values[trial] = nearest_samples(axis.times(*part), blocks.read(part), wanted, limit)
    return values


def _baseline(request: Draw, window: Window) -> Window | None:
    asked = request.option("baseline")
    if not asked:
        return None
    start, _, stop = asked.partition(":")
    try:
        span = (float(start), float(stop))
    except ValueError:
        span = (0.0, -1.0)
    if not window[0] - 1e-9 <= span[0] < span[1] <= window[1] + 1e-9:
        raise UsageError(
            f"{text.safe(asked, limit=40)} is no span inside the window.",
            hint=f"baseline=A:B, seconds from time 0, within {window[0]:g}:{window[1]:g}.",
        )
    return span


def _facts(file: NwbFile, selection: Selection) -> Facts:
    series = selection.series
    return Facts(
        path=text.safe(series.obj.path),
        title=text.safe(series.obj.name),
        neurodata_type=text.safe(series.obj.neurodata_type),
        shown=part_words(lane_word(series.obj), *selection.traces, series.n_traces),
        remarks=series.remarks,
        data=(text.shape(series.data.shape), series.data.dtype),
        chunks=chunk_words(series.data),
        x_label="time from event",
        x_unit="s",
        y_label=y_label(file, series.obj),
        y_unit=text.safe(series.unit, limit=40),
        traces=selection.traces,
        n_traces=series.n_traces,
    )


def _figure(
    events: Events,
    order: npt.NDArray[np.int64],
    values: Floats,
    grid: Floats,
    facts: Facts,
    is_signed: bool,
) -> Figure:
    x = Axis(label=facts.x_label, unit=facts.x_unit)
    half = (grid[1] - grid[0]) / 2 if len(grid) > 1 else 0.5
    limits = (float(grid[0] - half), float(grid[-1] + half))
    parts = events.parts(order)
    stops = sorted({stop for _, _, stop in parts if 0 < stop < len(order)})
    bounds = (Rule(at=float(stop), upright=False) for stop in stops)
    is_signed = is_signed or _has_both_signs(values)
    low, high = _range(values, is_signed)
    trials = Heatmap(
        values=values,
        x=x,
        y=Axis(label="trial"),
        x_limits=limits,
        y_limits=(0.0, float(len(order))),
        low=low,
        high=high,
        map="signed" if is_signed else "viridis",
        unit=facts.y_unit,
        rules=(Rule(at=0.0), *bounds),
    )
    mean = Xy(
        layers=_layers(parts, values, grid),
        x=x,
        y=Axis(label=facts.y_label, unit=facts.y_unit),
        x_limits=limits,
        rules=(Rule(at=0.0),),
    )
    return Panels(rows=((trials,), (mean,)), heights=(0.6, 0.4), same_x=True)


def _has_both_signs(values: Floats) -> bool:
    """Whether values below 0 mean as much as those above: a velocity, a potential."""
    low, high = (float(v) for v in np.percentile(values[np.isfinite(values)], (0.5, 99.5)))
    return low < 0 < high and min(-low, high) > BOTH_SIGNS * max(-low, high)


def _range(values: Floats, is_signed: bool) -> tuple[float, float]:
    """The ends of the colours: percentiles 0.5 and 99.7, or as far from 0 both ways."""
    finite = values[np.isfinite(values)]
    low, high = (float(v) for v in np.percentile(finite, (0.5, 99.7)))
    if is_signed:
        high = max(abs(low), abs(high))
        low = -high
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _layers(
    parts: list[tuple[str, int, int]], values: Floats, grid: Floats
) -> tuple[Curve | Ribbon, ...]:
    """The mean of each group that has trials, over its s.e.m."""
    curves: list[Curve | Ribbon] = []
    ribbons: list[Curve | Ribbon] = []
    for index, (name, start, stop) in enumerate(parts):
        if stop > start:
            mean, sem = mean_sem(values[start:stop])
            named = f"{name}, {stop - start}" if name else ""
            curves.append(Curve(name=named, index=index, x=grid, y=mean))
            ribbons.append(Ribbon(name="", index=index, x=grid, low=mean - sem, high=mean + sem))
    return (*ribbons, *curves)
