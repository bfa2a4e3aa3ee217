"""Spike times as NWB 1 keeps them: a dataset for each unit, or one list with a cluster for each.

NWB 1.0.6, UnitTimes: a group for each unit with its `times`; Clustering: `times` of all events,
and `num`, the cluster of each. Both in seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dandi_tui.errors import DandiTuiError, FileFormatError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.units.spikes import KEPT_SPIKES, WHOLE_SPIKES, Spikes
from dandi_tui.protocol.pictures import NO_COST, Cost

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]

MAX_COUNTED = 64
"""Units whose spikes are counted unasked: for each one a dataset is opened."""

_NOTHING = Data(
    path="", shape=(0,), dtype="float64", itemsize=8, chunks=None, filters=(), maxshape=None,
    elsewhere="", _dataset=None,
)  # fmt: skip
"""The spikes of a unit that has none: nothing is read of it."""


@dataclass
class ListedSpikes:
    """A dataset of times for each unit, opened when it is asked for."""

    file: NwbFile
    paths: tuple[str, ...]
    """Of the datasets, in the order of the units."""
    odd: set[str] = field(default_factory=set)
    data: None = None
    _opened: dict[int, Spikes] = field(default_factory=dict)

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return len(self.paths)

    @property
    def n(self) -> int | None:
        """Spikes of all units; None if there are many."""
        if self.n_units > MAX_COUNTED:
            return None
        return sum(self.count(unit) for unit in range(self.n_units))

    def count(self, unit: int) -> int:
        """How many spikes a unit has."""
        return self._of(unit).count(0)

    def all(self, unit: int) -> Floats:
        """Every spike of a unit, shape (spikes,), in seconds, ascending."""
        return self._of(unit).all(0)

    def spikes(self, unit: int, window: Window) -> Floats:
        """The spikes of a unit in a half-open window."""
        return self._of(unit).spikes(0, window)

    def ends_of(self, unit: int) -> Window | None:
        """The first and the last spike of a unit; None if it has none."""
        return self._of(unit).ends_of(0)

    def cost(self, units: Iterable[int], share: float = 0.0) -> Cost:
        """What reading a window of these units fetches at most; it is a share of their time."""
        return sum((self._of(unit).cost([0], share) for unit in units), NO_COST)

    def read_ahead(self, units: Iterable[int]) -> None:
        """Nothing: datasets are not neighbours."""

    def _of(self, unit: int) -> Spikes:
        if unit not in self._opened:
            self._opened[unit] = self._open(self.paths[unit])
        return self._opened[unit]

    def _open(self, path: str) -> Spikes:
        """The spikes of one unit; none where its times are no list of numbers."""
        try:
            data = self.file.data(path)
        except DandiTuiError:
            self.odd.add("some units have no times")
            return Spikes(_NOTHING, np.zeros(1, dtype=np.int64), self.odd)
        is_list = data.numeric and len(data.shape or ()) == 1
        if not is_list and data.n_values:
            self.odd.add("the times of some units are no list of numbers")
        return Spikes(data, np.array([data.n_values if is_list else 0], np.int64), self.odd)


@dataclass
class ClusterSpikes:
    """One list of times, and of each the number of its cluster; units are the clusters."""

    data: Data
    """The times."""
    num: Data
    numbers: npt.NDArray[np.int64]
    """Shape (units,): which cluster each one is."""
    odd: set[str] = field(default_factory=set)
    _held: tuple[Window, Floats, npt.NDArray[np.float64]] | None = None

    def __post_init__(self) -> None:
        self._times = Spikes(self.data, np.array([self.data.n_values], np.int64), self.odd)

    @property
    def n_units(self) -> int:
        """How many clusters there are."""
        return len(self.numbers)

    @property
    def n(self) -> int:
        """Spikes of all clusters."""
        return self.data.n_values

    def count(self, unit: int) -> None:
        """Not known before all is read."""

    def all(self, unit: int) -> Floats:
        """Every spike of a cluster, shape (spikes,), in seconds, ascending."""
        return self.spikes(unit, (-np.inf, np.inf))

    def spikes(self, unit: int, window: Window) -> Floats:
        """The spikes of a cluster in a half-open window, which is read once for all clusters."""
        if self._held is None or self._held[0] != window:
            self._held = (window, *self._read(window))
        _, times, clusters = self._held
        mine = clusters == self.numbers[unit]
        return np.asarray(times[mine])

    def ends_of(self, unit: int) -> Window | None:
        """The first and the last spike of all clusters; None if there are none."""
        return self._times.ends_of(0)

    def cost(self, units: Iterable[int], share: float = 0.0) -> Cost:
        """What reading a window fetches at most, for all clusters; it is a share of their time."""
        n = self.data.n_values
        part = n if n <= WHOLE_SPIKES else min(n, int(share * n) + 1)
        return self._times.cost([0], share) + self.num.cost((0, part)) if list(units) else NO_COST

    def read_ahead(self, units: Iterable[int]) -> None:
        """Nothing: a window is read at once."""

    def _read(self, window: Window) -> tuple[Floats, Floats]:
        """Times in a window, ascending, and their clusters."""
        part = self._place(window)
        times = self._times.values(part)
        clusters = np.asarray(self.num.read(part), dtype=np.float64).reshape(-1)
        keep = (times >= window[0]) & (times < window[1])
        if not np.isfinite(times).all():
            self.odd.add("some spike times are no numbers: left out")
        times, clusters = times[keep], clusters[keep]
        order = np.argsort(times, kind="stable")
        return times[order], clusters[order]

    def _place(self, window: Window) -> Range:
        """Where a window is by bisection; everywhere if times turn out not to be in order."""
        part = self._times.place(0, window)
        if self._times.in_order_so_far(0):
            return part
        self.odd.add("spike times are not in order")
        if self.n > KEPT_SPIKES:
            raise FileFormatError("These spike times are not in order, and too many to be sorted.")
        return (0, self.n)
