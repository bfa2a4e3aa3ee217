"""When units were observed: the file's `obs_intervals`, or else their spikes.

NWB core 2.11.0, `nwb.misc.yaml`, Units: `obs_intervals`, shape (intervals, 2), in seconds, with
an index, says when a unit could be recorded at all.
"""

import math

import numpy as np
import numpy.typing as npt

from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.units.spike_source import SpikeSource
from dandi_tui.protocol.objects import NwbObject

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]

MAX_INTERVALS = 100_000
"""Of a file with more, they are not read."""


def read_intervals(file: NwbFile, obj: NwbObject, unit: int | None = None) -> Floats | None:
    """The observed intervals of one unit or of all, shape (intervals, 2); None if unsaid."""
    path = f"{obj.path}/obs_intervals"
    try:
        data, index = file.data(path), file.data(f"{path}_index")
        if len(data.shape or ()) != 2 or not 0 < data.n_values <= 2 * MAX_INTERVALS:
            return None
        part = (0, (data.shape or (0,))[0])
        if unit is not None:
            ends = np.asarray(index.read((max(0, unit - 1), unit + 1))).astype(int).tolist()
            part = (ends[0] if unit else 0, ends[-1])
        intervals = np.asarray(data.read(part), dtype=np.float64).reshape(-1, 2)
    except (DandiTuiError, ValueError, TypeError, IndexError):
        return None
    intervals = intervals[np.isfinite(intervals).all(axis=1)]
    return intervals if len(intervals) else None


def merged(intervals: Floats) -> Floats:
    """Intervals in ascending order, those that overlap or touch as one; shape (intervals, 2).

    Args:
        intervals: Shape (intervals, 2), finite; those that end before their start are left out.
    """
    made: list[list[float]] = []
    for start, stop in sorted(intervals[intervals[:, 1] >= intervals[:, 0]].tolist()):
        if made and start <= made[-1][1]:
            made[-1][1] = max(made[-1][1], stop)
        else:
            made.append([start, stop])
    return np.array(made, dtype=np.float64).reshape(-1, 2)


def extent_of(intervals: Floats | None) -> Window | None:
    """From the first start to the last stop."""
    if intervals is None:
        return None
    return float(intervals[:, 0].min()), float(intervals[:, 1].max())


def spiking_extent(spikes: SpikeSource, units: list[int]) -> Window | None:
    """From the first to the last spike of some units; None if they have none."""
    ends = [limits for unit in units if (limits := spikes.ends_of(unit))]
    return (min(a for a, _ in ends), max(b for _, b in ends)) if ends else None


def just_after(stop: float) -> float:
    """A half-open window up to there includes a spike at `stop`."""
    return stop + max(float(np.spacing(abs(stop))), 1e-6)


def asked_or_first(window: Window | None, extent: Window, length_s: float) -> Window:
    """The window as asked, infinite ends being the extent's; else the first seconds."""
    first, last = extent[0], just_after(extent[1])
    if window is None:
        return (first, min(last, first + length_s))
    start, stop = (
        default if not math.isfinite(end) else end
        for end, default in zip(window, (first, last), strict=True)
    )
    if stop <= start:
        raise UsageError(
            f"The window {start:g}:{stop:g} is empty.",
            hint=f"The recording spans {first:g} to {extent[1]:g}.",
        )
    return (start, stop)
