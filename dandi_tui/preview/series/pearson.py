"""Correlations of many traces, slab by slab, and an order that puts like beside like."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Pearson:
    """Pearson's correlation of each two traces over the samples that both have.

    r = Σ(x - mx)(y - my) / √(Σ(x - mx)² Σ(y - my)²), sums and means over the samples where x and
    y are finite (pairwise complete). Sums are taken about the first samples' means, so that a
    large offset costs no digits.
    """

    def __init__(self, n_traces: int) -> None:
        shape = (n_traces, n_traces)
        self._n, self._x, self._xx, self._xy = (np.zeros(shape) for _ in range(4))
        self._centre = np.full(n_traces, np.nan)
        self.n_samples = 0
        """Samples added, whether finite or not."""

    @property
    def n_least(self) -> int:
        """Samples that those two traces have in common which have the fewest."""
        return int(self._n.min(initial=self.n_samples))

    def add(self, values: Floats) -> None:
        """More samples, shape (sample, trace)."""
        if len(values) == 0:
            return
        finite = np.isfinite(values)
        if not np.isfinite(self._centre).all():
            self._recentre(values, finite)
        with np.errstate(invalid="ignore"):
            x = np.where(finite, values - self._centre, 0.0)
        known = finite.astype(np.float64)
        self._n += known.T @ known
        self._x += x.T @ known
        self._xx += (x * x).T @ known
        self._xy += x.T @ x
        self.n_samples += len(values)

    def _recentre(self, values: Floats, finite: npt.NDArray[np.bool_]) -> None:
        """Of traces that had no finite sample yet: their first mean; nothing was added of them."""
        counts = finite.sum(axis=0)
        sums = np.where(finite, values, 0.0).sum(axis=0)
        means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        self._centre = np.where(np.isfinite(self._centre), self._centre, means)

    def matrix(self) -> Floats:
        """Shape (trace, trace); NaN for a trace that does not vary, and for fewer than 2 pairs."""
        with np.errstate(invalid="ignore", divide="ignore"):
            over = self._xy - self._x * self._x.T / self._n
            spread = self._xx - self._x**2 / self._n
            # What rounding leaves of a trace that is constant is no variation.
            spread = np.where(spread > 1e-12 * self._xx, spread, np.nan)
            r = over / np.sqrt(spread * spread.T)
        return np.where(self._n >= 2, np.clip(r, -1.0, 1.0), np.nan)


def cluster_order(r: Floats) -> list[int]:
    """The order of leaves of a tree by average linkage (UPGMA) on 1 - r.

    The distance of two clusters is the mean distance of their members (Sokal & Michener, 1958).
    Where two are joined, they are turned so that the leaves that meet are the nearest pair of
    ends. A correlation that is NaN counts as 0.

    Args:
        r: Shape (trace, trace), symmetric; up to some hundreds.
    """
    n = len(r)
    between = 1.0 - np.where(np.isfinite(r), r, 0.0)
    distance = between.copy()
    np.fill_diagonal(distance, np.inf)
    leaves: list[list[int]] = [[i] for i in range(n)]
    sizes = np.ones(n)
    for _ in range(n - 1):
        a, b = sorted(int(i) for i in np.unravel_index(np.argmin(distance), distance.shape))
        mean = (sizes[a] * distance[a] + sizes[b] * distance[b]) / (sizes[a] + sizes[b])
        distance[a], distance[:, a] = mean, mean
        distance[a, a] = np.inf
        distance[b], distance[:, b] = np.inf, np.inf
        leaves[a] = _joined(leaves[a], leaves[b], between)
        sizes[a] += sizes[b]
    return leaves[0] if n else []


def _joined(left: list[int], right: list[int], between: Floats) -> list[int]:
    """Two runs of leaves, each perhaps turned, so that the nearest ends meet."""
    ways = [(a, b) for a in (left, left[::-1]) for b in (right, right[::-1])]
    a, b = min(ways, key=lambda way: between[way[0][-1], way[1][0]])
    return a + b
