"""How long something was where: seconds in each bin of a plane."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BINS_ACROSS = 40
"""About so many bins across the longer side."""

MAX_GAP_STEPS = 3.0
"""A sample counts for no more than so many median steps: what follows is a gap."""


LONGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True)
class Occupancy:
    """Time spent in square bins."""

    seconds: Floats
    """Shape (y bin, x bin), y ascending; 0 where nothing was."""
    x_edges: Floats
    y_edges: Floats
    bin_size: float
    """In the unit of x and y."""


def dwell(times: Floats) -> Floats:
    """For how long each sample counts: the step to the next, at most three median steps.

    Tracking is lost and comes back, so a sample before a gap must not count for all of it. The
    last sample counts for the median step.

    Args:
        times: Shape (samples,), seconds, ascending.
    """
    steps = np.diff(times)
    forward = steps[steps > 0]
    median = float(np.median(forward)) if len(forward) else 0.0
    return np.asarray(np.minimum(np.append(steps, median), MAX_GAP_STEPS * median))


def occupancy(x: Floats, y: Floats, seconds: Floats) -> Occupancy:
    """Sum the time of the samples in each bin; samples without a place count nowhere.

    Bins are squares of a round size (1, 2 or 5 × 10ⁿ units), about 40 across the longer side,
    with edges at its multiples; a bin holds its lower edges.

    Args:
        x: Shape (samples,), any unit; NaN: not seen.
        y: The same, in the same unit.
        seconds: Shape (samples,), for how long each sample counts.
    """
    seen = np.isfinite(x) & np.isfinite(y)
    x, y, seconds = x[seen], y[seen], seconds[seen]
    size = _bin_size_of(x, y) if len(x) else 1.0
    x_edges, y_edges = _edges(x, size), _edges(y, size)
    columns = np.clip(np.floor((x - x_edges[0]) / size).astype(np.int64), 0, len(x_edges) - 2)
    rows = np.clip(np.floor((y - y_edges[0]) / size).astype(np.int64), 0, len(y_edges) - 2)
    shape = (len(y_edges) - 1, len(x_edges) - 1)
    place, n_bins = rows * shape[1] + columns, shape[0] * shape[1]
    flat = np.asarray(np.bincount(place, seconds, n_bins), dtype=np.float64)
    return Occupancy(flat.reshape(shape), x_edges, y_edges, size)


def _bin_size_of(x: Floats, y: Floats) -> float:
    """Never below what numbers of this magnitude can tell apart."""
    with np.errstate(over="ignore"):
        length = float(max(np.ptp(x), np.ptp(y)))
    largest = float(max(np.abs(x).max(), np.abs(y).max()))
    return max(bin_size(length), 4 * float(np.spacing(largest)))


def bin_size(length: float) -> float:
    """A round size, of which about 40 make the length; 1 of no length."""
    if not length > 0:
        return 1.0
    rough = min(length, LONGEST) / BINS_ACROSS
    power = 10.0 ** math.floor(math.log10(rough))
    steps = (1.0, 2.0, 5.0, 10.0)
    return power * min(steps, key=lambda step: abs(math.log(step * power / rough)))


def _edges(values: Floats, size: float) -> Floats:
    if len(values) == 0:
        return np.array([0.0, size])
    first = math.floor(float(values.min()) / size)
    last = math.floor(float(values.max()) / size) + 1
    return np.asarray(np.arange(first, last + 1) * size, dtype=np.float64)
