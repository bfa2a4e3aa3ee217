"""Numbers around events: windows that are observed, peri-event histograms, means over trials."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]
Mask = npt.NDArray[np.bool_]


def observed_whole(events: Floats, window: Window, intervals: Floats) -> Mask:
    """Which events are finite and have their whole window inside one observed interval.

    Args:
        events: Shape (events,), seconds; NaN where there was none.
        window: From the event, seconds.
        intervals: Shape (intervals, 2): starts and stops in seconds.
    """
    inside = np.zeros(len(events), dtype=bool)
    for start, stop in intervals:
        inside |= (events + window[0] >= start) & (events + window[1] <= stop)
    return inside & np.isfinite(events)


def bin_edges(window: Window, bin_s: float) -> Floats:
    """Whole bins inside a window, so that an edge is at 0; shape (bins + 1,)."""
    first = int(np.ceil(window[0] / bin_s - 1e-6))
    last = int(np.floor(window[1] / bin_s + 1e-6))
    return np.asarray(np.arange(first, last + 1) * bin_s, dtype=np.float64)


def around(times: Floats, events: Floats, window: Window) -> list[Floats]:
    """Of each event, the times in a half-open window around it, from it on.

    Args:
        times: Shape (spikes,), seconds, ascending.
        events: Shape (events,), finite.
        window: From the event, seconds.
    """
    starts = np.searchsorted(times, events + window[0])
    stops = np.searchsorted(times, events + window[1])
    return [times[a:b] - event for a, b, event in zip(starts, stops, events, strict=True)]


def trial_rates(trials: list[Floats], edges: Floats) -> Floats:
    """Spikes of each trial in each bin by its width: shape (trials, bins), spikes/s.

    Their mean over trials is the peri-event time histogram: count / (bin × trials). Bins are
    half open, but for the last one.
    """
    counts = [np.histogram(times, edges)[0] for times in trials]
    made = np.array(counts, dtype=np.float64).reshape(len(trials), max(0, len(edges) - 1))
    return np.asarray(made / np.diff(edges))


def mean_sem(values: Floats) -> tuple[Floats, Floats]:
    """Mean and standard error over the trials that have a value.

    s.e.m. = standard deviation with ddof = 1, by √n, n being the trials that are not NaN at that
    time; NaN where there are fewer than two.

    Args:
        values: Shape (trials, times), any unit; NaN is missing.

    Returns:
        Both shape (times,), in the same unit.
    """
    present = np.isfinite(values)
    n = present.sum(axis=0).astype(np.float64)
    total = np.where(present, values, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        squares = (np.where(present, values - mean, 0.0) ** 2).sum(axis=0)
        sem = np.sqrt(squares / (n - 1)) / np.sqrt(n)
    return np.where(n > 0, mean, np.nan), np.where(n > 1, sem, np.nan)


def nearest_samples(times: Floats, values: Floats, wanted: Floats, limit_s: float) -> Floats:
    """The value of the sample nearest to each wanted time; NaN if none is within a limit.

    Args:
        times: Shape (samples,); NaN is left out.
        values: Shape (samples,).
        wanted: Shape (times,), ascending.
        limit_s: The greatest distance.
    """
    known = np.isfinite(times)
    times, values = times[known], values[known]
    if (np.diff(times) < 0).any():
        order = np.argsort(times, kind="stable")
        times, values = times[order], values[order]
    if len(times) == 0:
        return np.full(len(wanted), np.nan)
    right = np.clip(np.searchsorted(times, wanted), 1, max(1, len(times) - 1))
    right = np.minimum(right, len(times) - 1)
    left = np.maximum(right - 1, 0)
    nearer = np.where(wanted - times[left] <= times[right] - wanted, left, right)
    found = values[nearer]
    return np.where(np.abs(times[nearer] - wanted) <= limit_s, found, np.nan)


def less_baseline(values: Floats, grid: Floats, baseline: Window) -> Floats:
    """Each trial less its own mean over a span of time, ends included, NaN left out."""
    inside = (grid >= baseline[0] - 1e-9) & (grid <= baseline[1] + 1e-9)
    part = values[:, inside]
    n = np.isfinite(part).sum(axis=1)
    total = np.where(np.isfinite(part), part, 0.0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(values - (total / n)[:, None])
