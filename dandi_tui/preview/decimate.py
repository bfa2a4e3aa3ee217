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


def break_gaps(x: Floats, y: Floats, step: float, before: float = np.nan) -> tuple[Floats, Floats]:
    """Put a NaN into every gap in time of more than 3 × the median step.

    Args:
        x: Shape (samples,), seconds, ascending.
        y: Shape (samples, traces).
        step: Median step of the times; 0 leaves all as it is.
        before: The time of the sample before the first; NaN if there is none.
    """
    if step <= 0 or len(x) == 0:
        return x, y
    steps = np.diff(x, prepend=before)
    gaps = np.flatnonzero(steps > 3 * step)
    if len(gaps) == 0:
        return x, y
    middles = x[gaps] - steps[gaps] / 2
    return np.insert(x, gaps, middles), np.insert(y, gaps, np.nan, axis=0)
