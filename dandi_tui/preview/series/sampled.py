"""A window of some traces of a series that is sampled at a steady rate."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.series.selection import Selection, select
from dandi_tui.preview.series.trace_words import trace_facts
from dandi_tui.preview.times.timestamps import rounding
from dandi_tui.preview.times.window import Window, asked_window, first_window, smaller_window
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Question
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings

Floats = npt.NDArray[np.float64]

MAX_VALUES = 20_000_000
"""Values that are held at once: 160 MB."""

GAP_STEPS = 1.5
"""Two samples that are further apart than so many steps have others missing between them."""

NOT_WAVES = (
    "ImageSeries", "IndexSeries", "IntervalSeries", "DecompositionSeries", "SpikeEventSeries",
)  # fmt: skip
"""Whose samples are no steady course of one quantity: snippets about spikes are apart."""


@dataclass(frozen=True)
class Sampled:
    """What was read."""

    selection: Selection
    window: Window
    rate_hz: float
    times: Floats
    """Shape (sample,), seconds; of the row of NaN in a gap, a time within the gap."""
    values: Floats
    """Shape (sample, trace); in each gap in time there is one row of NaN."""
    n_gaps: int


Then = Callable[[Sampled, Facts], tuple[Figure, Facts]]


def accepts_waves(obj: NwbObject) -> bool:
    """A series of numbers that may hold oscillations."""
    numeric = obj.data_dtype.startswith(("int", "uint", "float")) and "[" not in obj.data_dtype
    is_series = obj.is_a("TimeSeries") and not any(map(obj.is_a, NOT_WAVES))
    return is_series and bool(obj.data_shape) and numeric


def with_samples(
    file: NwbFile, obj: NwbObject, request: Draw, n_traces: int, then: Then
) -> tuple[Figure, Facts] | Question:
    """Read a window of at most so many traces, or ask first, or say why that makes no sense."""
    first, stop = request.traces or (0, 0)
    stop = min(stop, first + n_traces) if stop > first else first + n_traces
    selection = select(file, obj, replace(request, traces=(first, stop)))
    axis, series = selection.axis, selection.series
    window = _window(selection, request)
    facts = trace_facts(file, selection, window)
    if axis.n == 0 or 0 in series.shape:
        return sentence(f"This series is empty ({text.shape(series.data.shape)})."), facts
    if not axis.in_seconds:
        return sentence("This series has no times, so it has no frequencies."), facts
    if not axis.regular or axis.step <= 0:
        return sentence("The times of this series are irregular: it has no spectrum."), facts
    cost = selection.cost(window)
    if request.budget_bytes and cost.to_fetch_bytes > request.budget_bytes:
        smaller = smaller_window(axis, selection.cost, window, request.budget_bytes)
        what = ", ".join(part for part in (facts.shown[0], facts.span[0]) if part)
        return Question(facts=facts, what=what or facts.title, cost=cost, smaller=smaller)
    facts = replace(facts, cost=cost_words(cost, series.data))
    sampled = _read(selection, window)
    if len(sampled.values) < 2:
        return sentence("There are too few samples in this window."), facts
    if not np.isfinite(sampled.values).any():
        return sentence("All values in this window are NaN."), facts
    gaps = text.plural(sampled.n_gaps, "gap") + " in time"
    facts = replace(facts, remarks=(*facts.remarks, *((gaps,) if sampled.n_gaps else ())))
    return then(sampled, facts)


def _window(selection: Selection, request: Draw) -> Window:
    axis = selection.axis
    if axis.n == 0:
        return (0.0, 1.0)
    if request.window is not None:
        return asked_window(axis, request.window)
    return first_window(axis, selection.cost, Settings.first_window_bytes)


def _read(selection: Selection, window: Window) -> Sampled:
    start, stop = selection.axis.samples(window)
    n_values = (stop - start) * (selection.traces[1] - selection.traces[0])
    if n_values > MAX_VALUES:
        raise DandiTuiError(
            f"{n_values:,} values are too many for one spectrum.",
            hint="Ask for a smaller window or fewer traces.",
        )
    values = selection.series.values((start, stop), selection.traces, selection.extra)
    values = np.where(np.isfinite(values), values, np.nan)
    if selection.axis.stored is None:
        rate = selection.series.rate_hz or 1.0
        return Sampled(selection, window, rate, selection.axis.times(start, stop), values, 0)
    return _by_times(selection, window, selection.axis.times(start, stop), values)


def _by_times(selection: Selection, window: Window, times: Floats, values: Floats) -> Sampled:
    """Samples at stored times, with one row of NaN in each gap: no segment goes across it.

    The rate is that of the steps within the parts between gaps, all together: a single step may
    be rounded, as those of float32 are.
    """
    known = np.isfinite(times)
    times, values = times[known], values[known]
    steps = np.diff(times)
    if len(steps) == 0 or (median := float(np.median(steps))) <= 0:
        return Sampled(selection, window, 1.0, times[:0], values[:0], 0)
    is_gap = (steps > GAP_STEPS * median + 2 * rounding(times)) | (steps <= 0)
    gaps = np.flatnonzero(is_gap) + 1
    whole = np.insert(values, gaps, np.nan, axis=0)
    between = np.insert(times, gaps, times[gaps] - steps[gaps - 1] / 2)
    return Sampled(selection, window, 1 / float(steps[~is_gap].mean()), between, whole, len(gaps))
