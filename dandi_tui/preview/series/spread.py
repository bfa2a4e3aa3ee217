"""Responses by condition: how many, their mean, and its standard error."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui.preview.series.presentations import Condition

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Responses:
    """Means by one or two conditions."""

    means: Floats
    """Shape (value,) or (value of the first, value of the second); NaN: never presented."""
    sem: Floats
    """The same shape: standard deviation with ddof = 1 over √n; NaN for fewer than two."""
    counts: npt.NDArray[np.int64]
    """The same shape: presentations with a response."""
    blank: float
    """The mean where all the conditions are blank; NaN if none are."""
    n_blank: int


def by_condition(responses: Floats, chosen: tuple[Condition, ...]) -> Responses:
    """Statistics of the finite responses, by the values of some conditions.

    Args:
        responses: Shape (presentation,).
        chosen: One condition or more, of the same presentations.
    """
    shape = tuple(len(condition.values) for condition in chosen)
    codes = np.stack([condition.codes for condition in chosen])
    finite = np.isfinite(responses)
    known = finite & (codes >= 0).all(axis=0)
    blank = responses[finite & (codes < 0).all(axis=0)]
    cells = np.ravel_multi_index(tuple(codes[:, known]), shape)
    size, values = int(np.prod(shape)), responses[known]
    counts = np.bincount(cells, minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.bincount(cells, values, size) / counts
        squares = np.bincount(cells, (values - means[cells]) ** 2, size)
        sem = np.where(counts > 1, np.sqrt(squares / (counts - 1) / counts), np.nan)
    return Responses(
        means=means.reshape(shape),
        sem=sem.reshape(shape),
        counts=counts.reshape(shape),
        blank=float(blank.mean()) if len(blank) else float("nan"),
        n_blank=len(blank),
    )
