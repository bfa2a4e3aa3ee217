"""Traces reduced to what a terminal can show, with their peaks and their gaps."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def envelope(
    x: Floats, y: Floats, window: tuple[float, float], columns: int
) -> tuple[Floats, Floats]:
    """Keep the lowest and highest sample of each column, in their order in time.

    Taking every n-th sample would drop calcium transients and spikes, which are a few samples
    long in recordings of millions, so each column keeps its extremes. NaN at the beginning or
    the end of a column, or all over it, stays as one NaN there: lines break where data do.

    Args:
        x: Shape (samples,), ascending, no NaN.
        y: Shape (samples,), any unit; NaN marks missing samples.
        window: What `columns` divide; x outside goes to the first or last column.
        columns: Parts of the window.

    Returns:
        x and y of the kept samples, at most four a column.

    Source:
        The minimum and maximum of M4: Jugel et al., PVLDB 7(10), 2014.
    """
    if len(x) == 0:
        return x, y
    column = column_of(x, window, columns)
    first = np.flatnonzero(np.diff(column, prepend=-1))
    last = np.append(first[1:], len(x)) - 1
    finite = np.isfinite(y)
    keep = np.zeros(len(x), dtype=bool)
    keep[first[~finite[first]]] = True
    keep[last[~finite[last]]] = True
    keep[_extreme(np.where(finite, y, np.inf), first, finite, np.minimum)] = True
    keep[_extreme(np.where(finite, y, -np.inf), first, finite, np.maximum)] = True
    return x[keep], y[keep]


def column_of(x: Floats, window: tuple[float, float], columns: int) -> npt.NDArray[np.int64]:
    """In which column each x lies."""
    start, stop = window
    scale = columns / (stop - start) if stop > start else 0.0
    return np.clip(((x - start) * scale).astype(np.int64), 0, columns - 1)


def _extreme(
    y: Floats, first: npt.NDArray[np.int64], finite: npt.NDArray[np.bool_], pick: np.ufunc
) -> npt.NDArray[np.int64]:
    """The index of the first sample of each column that has the column's extreme."""
    extremes = pick.reduceat(y, first)
    lengths = np.diff(np.append(first, len(y)))
    hits = np.flatnonzero((y == np.repeat(extremes, lengths)) & finite)
    groups = np.searchsorted(first, hits, side="right")
    return hits[np.flatnonzero(np.diff(groups, prepend=0))]


def break_gaps(
    x: Floats, y: Floats, longest: float, before: float = np.nan
) -> tuple[Floats, Floats]:
    """Put a NaN into every gap in time.

    Args:
        x: Shape (samples,), seconds, ascending.
        y: Shape (samples, traces).
        longest: A step of more is a gap, see `longest_step`; 0 leaves all as it is.
        before: The time of the sample before the first; NaN if there is none.
    """
    if longest <= 0 or len(x) == 0:
        return x, y
    steps = np.diff(x, prepend=before)
    gaps = np.flatnonzero(steps > longest)
    if len(gaps) == 0:
        return x, y
    middles = x[gaps] - steps[gaps] / 2
    return np.insert(x, gaps, middles), np.insert(y, gaps, np.nan, axis=0)


def longest_step(steps: Floats) -> float:
    """How far apart two samples may be before something is missing between them.

    A clock shows itself in the steps: at least half of them are alike (the quartiles lie within
    20 % of the median), also where a recording pauses often. There, a step of more than three
    medians is a gap. What is stored when something happens (a wheel that turns, a valve that
    opens) has steps of any length, and a long one means that nothing happened: a wheel of 4 ms
    between most samples rests for 30 s. No step of these is a gap, since nothing in the times
    tells a rest from a pause of the recording.

    Args:
        steps: Shape (steps,), seconds, finite.

    Returns:
        Seconds; 0 where nothing can be said.
    """
    forward = steps[steps > 0]
    if len(forward) == 0:
        return 0.0
    low, middle, high = np.quantile(forward, (0.25, 0.5, 0.75))
    clocked = middle - low <= 0.2 * middle and high - middle <= 0.2 * middle
    return float(3 * middle) if clocked else 0.0
