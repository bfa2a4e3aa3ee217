"""What is counted of spike times: correlograms, intervals between spikes, rates."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

REFRACTORY_S = 0.002
"""Intervals under this are called violations of the refractory period."""


def autocorrelogram(times: Floats, half_s: float = 0.05, bin_s: float = 0.001) -> Floats:
    """The rate of spikes at a lag from a spike, in spikes/s.

    For each lag bin: ordered pairs of different spikes whose difference t_j - t_i lies in it,
    divided by the number of spikes and by the width of the bin. Pairs at the very same time are
    left out, as is each spike with itself, so that the zero lag is empty by definition.

    Args:
        times: Shape (spikes,), seconds, ascending.
        half_s: Greatest lag.
        bin_s: Width of a bin; those of positive lags are [k, k + 1) × bin_s.

    Returns:
        Shape (bins,), from -half_s to half_s; symmetric. NaN if there are no spikes.

    Source:
        Perkel, Gerstein and Moore, Biophys. J. 7 (1967), the autocorrelation (renewal density).
    """
    n_bins = round(half_s / bin_s)
    if len(times) == 0:
        return np.full(2 * n_bins, np.nan)
    counts = np.zeros(n_bins, dtype=np.int64)
    for step in range(1, len(times)):
        lags = times[step:] - times[:-step]
        if not (lags < half_s).any():
            break
        counts += histogram_from_zero(lags[lags > 0], n_bins, bin_s)
    rate = counts / (len(times) * bin_s)
    return np.concatenate([rate[::-1], rate])


def histogram_from_zero(values: Floats, n_bins: int, bin_s: float) -> npt.NDArray[np.int64]:
    """Counts in [k, k + 1) × bin_s; what lies beyond is left out."""
    numbers = np.floor(values[(values >= 0) & (values < n_bins * bin_s)] / bin_s).astype(np.int64)
    return np.bincount(np.minimum(numbers, n_bins - 1), minlength=n_bins)


def intervals_between(times: Floats) -> Floats:
    """From each spike to the next, in seconds, shape (spikes - 1,)."""
    return np.diff(times)


def short_share(intervals: Floats, limit_s: float = REFRACTORY_S) -> float:
    """The share of all intervals that are under a limit; NaN if there are none."""
    return float((intervals < limit_s).mean()) if len(intervals) else float("nan")


def rate_over(times: Floats, edges: Floats, observed: Floats | None = None) -> Floats:
    """Spikes in each bin by its width, in spikes/s; the last bin includes its right edge.

    Args:
        times: Shape (spikes,), seconds.
        edges: Shape (bins + 1,), seconds, ascending.
        observed: Shape (intervals, 2), ascending and apart from each other: spikes are counted
            by the time observed in a bin, NaN where that is none. None: all of it is observed.
    """
    if observed is None:
        counts, _ = np.histogram(times, edges)
        return np.asarray(counts / np.diff(edges))
    counts, _ = np.histogram(times[is_within(times, observed)], edges)
    length = np.diff(edges)
    starts, stops = (np.clip(ends, edges[0], edges[-1]) for ends in observed.T)
    until = np.array([np.clip(edge - starts, 0, stops - starts).sum() for edge in edges])
    seconds = np.diff(until)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(seconds > 1e-6 * length, counts / seconds, np.nan)


def is_within(times: Floats, intervals: Floats) -> npt.NDArray[np.bool_]:
    """Which times lie in one of some intervals, ends included.

    Args:
        times: Shape (spikes,).
        intervals: Shape (intervals, 2), ascending and apart from each other.
    """
    place = np.searchsorted(intervals[:, 0], times, side="right") - 1
    return np.asarray((place >= 0) & (times <= intervals[np.maximum(place, 0), 1]))
