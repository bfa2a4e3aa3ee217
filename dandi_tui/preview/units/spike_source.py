"""What pictures of units ask for, however a file keeps the times of spikes."""

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from dandi_tui.nwb.data import Data
from dandi_tui.protocol.pictures import Cost

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]


class SpikeSource(Protocol):
    """The spikes of some units, which are counted from 0."""

    odd: set[str]
    """What was found to be odd, in words."""

    @property
    def data(self) -> Data | None:
        """The dataset of all spike times; None if each unit has one."""

    @property
    def n_units(self) -> int:
        """How many units there are."""

    @property
    def n(self) -> int | None:
        """Spikes of all units; None if finding out would take long."""

    def count(self, unit: int) -> int | None:
        """How many spikes a unit has; None if that takes reading them."""

    def all(self, unit: int) -> Floats:
        """Every spike of a unit, shape (spikes,), in seconds, ascending."""

    def spikes(self, unit: int, window: Window) -> Floats:
        """The spikes of a unit in a half-open window, shape (spikes,), in seconds, ascending."""

    def ends_of(self, unit: int) -> Window | None:
        """The first and the last spike of a unit, or what holds them; None if it has none."""

    def cost(self, units: Iterable[int], share: float = 0.0) -> Cost:
        """What reading a window of these units fetches at most; it is a share of their time."""

    def read_ahead(self, units: Iterable[int]) -> None:
        """Read at once what would be read one by one."""
