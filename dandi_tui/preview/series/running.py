"""Whether an animal ran at some time: by the speed that the file has."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import open_series
from dandi_tui.preview.companions import find_all
from dandi_tui.preview.series.selection import Selection
from dandi_tui.preview.times.window import TimeAxis, Window
from dandi_tui.protocol.pictures import Cost

Floats = npt.NDArray[np.float64]

RUNNING_CM_S = 1.0
"""Faster than this, either way, is running."""

WORDS = ("running", "speed")

PER_UNIT = {
    "cm/s": 1.0, "cm/sec": 1.0, "cm/second": 1.0, "centimeters/second": 1.0,
    "centimeter/second": 1.0, "cm s^-1": 1.0, "cm*s^-1": 1.0, "m/s": 100.0, "m/sec": 100.0,
    "meters/second": 100.0, "meter/second": 100.0, "meters per second": 100.0,
    "m s^-1": 100.0, "m*s^-1": 100.0, "mm/s": 0.1, "mm/sec": 0.1, "mm/second": 0.1,
}  # fmt: skip
"""Centimetres a second of one unit of speed."""


@dataclass(frozen=True)
class Running:
    """The speed of the animal."""

    name: str
    """Safe."""
    selection: Selection
    cm_s: float
    """Centimetres a second of one unit."""

    def _samples(self, window: Window) -> Range:
        """Those in a window, and the one before it."""
        first, stop = self.selection.axis.samples(window)
        return (max(0, first - 1), stop)

    def cost(self, window: Window) -> Cost:
        """What `read` would fetch."""
        samples = self._samples(window)
        selection = self.selection
        return selection.series.data.cost(*selection.ranges(samples)) + selection.axis.cost(
            *samples
        )

    def read(self, window: Window) -> tuple[Floats, Floats]:
        """Times, ascending, and speeds in cm/s, that say how fast the animal was in a window."""
        samples, selection = self._samples(window), self.selection
        times = selection.axis.times(*samples)
        speeds = selection.series.values(samples, selection.traces, ())[:, 0]
        known = np.flatnonzero(np.isfinite(times))
        order = known[np.argsort(times[known], kind="stable")]
        return times[order], speeds[order] * self.cm_s


def runs(times: Floats, speed_times: Floats, speeds: Floats) -> Floats:
    """1 where |speed| > 1 cm/s at the nearest earlier sample, 0 where not, NaN if unknown."""
    if len(speed_times) == 0:
        return np.full(len(times), np.nan)
    before = np.searchsorted(speed_times, times, side="right") - 1
    speed = np.where(before >= 0, np.abs(speeds[np.maximum(before, 0)]), np.nan)
    return np.where(np.isfinite(speed), (speed > RUNNING_CM_S).astype(np.float64), np.nan)


def find_running(file: NwbFile, near: str) -> Running | None:
    """The nearest series of one trace whose name says running or speed, in a unit of speed."""
    for word in WORDS:
        for obj in find_all(file, "TimeSeries", near):
            shape = obj.data_shape or ()
            if word not in obj.name.lower() or not shape or len(shape) > 2 or shape[1:] > (1,):
                continue
            series = open_series(file, obj)
            unit = series.unit.strip().lower()
            axis = TimeAxis(series)
            if unit in PER_UNIT and axis.n and axis.in_seconds:
                selection = Selection(series, axis, (0, 1), ())
                return Running(text.safe(obj.name, limit=60), selection, PER_UNIT[unit])
    return None
