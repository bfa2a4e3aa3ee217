"""Columns of a matrix over time, put where their times are: a heatmap's are equally wide."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MAX_COLUMNS = 2_000
"""More than a terminal has; of a recording with long pauses, several times share one."""


def even_columns(
    values: Floats, times: Floats, step: float
) -> tuple[Floats, tuple[float, float]] | None:
    """The same values in columns of one width, with the limits of time at their outer edges.

    Columns that follow each other at about one step stay as they are. If some are further apart,
    as the recording paused, or not in order, each goes where its time is: the mean where several
    share a column, NaN where none is.

    Args:
        values: Shape (row, column); NaN is missing.
        times: Shape (column,), the middle of each in seconds; those that are NaN are left out.
        step: Seconds from one to the next, more than 0.

    Returns:
        None if no column has a time.
    """
    known = np.isfinite(times)
    values, times = values[:, known], times[known]
    if len(times) == 0:
        return None
    start, stop = float(times.min() - step / 2), float(times.max() + step / 2)
    if (np.abs(np.diff(times) - step) <= step / 2).all():
        return values, (start, stop)
    n = min(MAX_COLUMNS, max(1, round((stop - start) / step)))
    place = np.clip(((times - start) / (stop - start) * n).astype(np.int64), 0, n - 1)
    finite = np.isfinite(values)
    sums, counts = np.zeros((n, len(values))), np.zeros((n, len(values)))
    np.add.at(sums, place, np.where(finite, values, 0.0).T)
    np.add.at(counts, place, finite.astype(np.float64).T)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (sums / counts).T, (start, stop)
