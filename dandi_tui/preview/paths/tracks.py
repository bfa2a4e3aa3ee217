"""Where something was over time: the columns of a `SpatialSeries`, or the series of a container.

NWB core 2.11.0, `nwb.behavior.yaml`: `SpatialSeries` has one to three columns (x, y, z);
`Position`, `CompassDirection` and `EyeTracking` hold such series, `PupilTracking` a `TimeSeries`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.times.window import TimeAxis, Window
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

CONTAINERS = ("Position", "CompassDirection", "EyeTracking", "PupilTracking")
AXES = "xyz"

MAX_SAMPLES = 20_000_000
"""Samples that are held at once: half a gigabyte with their times."""


@dataclass(frozen=True)
class Track:
    """One to three coordinates at the same times."""

    name: str
    series: tuple[Series, ...]
    """One with all the columns, or several of one column each, of one length."""
    names: tuple[str, ...]
    """Of the coordinates."""
    axis: TimeAxis

    @property
    def unit(self) -> str:
        """Of the first coordinate."""
        return text.safe(self.series[0].unit, limit=40)

    @property
    def is_plane(self) -> bool:
        """Whether there are two coordinates, so that there is a path."""
        return len(self.names) > 1

    @property
    def is_empty(self) -> bool:
        """Whether it has no samples, or samples of nothing."""
        return self.axis.n == 0 or not self.names

    def cost(self, window: Window) -> Cost:
        """What a window would fetch: values and times."""
        samples = self.axis.samples(window)
        values = sum((s.data.cost(*self._ranges(s, samples)) for s in self.series), NO_COST)
        return values + self.axis.cost(*samples)

    def read(self, window: Window) -> tuple[Floats, Floats]:
        """Times, shape (sample,), ascending, and values, shape (sample, coordinate), in `unit`.

        Raises:
            DandiTuiError: There are more than can be held.
        """
        samples = self.axis.samples(window)
        if samples[1] - samples[0] > MAX_SAMPLES:
            raise DandiTuiError(
                f"{samples[1] - samples[0]:,} samples are too many to hold at once.",
                hint="Ask for a smaller window.",
            )
        times = self.axis.times(*samples)
        values = np.concatenate([self._values(s, samples) for s in self.series], axis=1)
        keep = (times >= window[0]) & (times < window[1])
        times, values = times[keep], values[keep]
        if (np.diff(times) < 0).any():
            order = np.argsort(times, kind="stable")
            times, values = times[order], values[order]
        return times, values

    def _width(self) -> int:
        """Columns of each series."""
        return len(self.names) if len(self.series) == 1 else 1

    def _ranges(self, series: Series, samples: Range) -> tuple[Range, ...]:
        return series.ranges(samples, (0, self._width()), tuple(0 for _ in series.further))

    def _values(self, series: Series, samples: Range) -> Floats:
        columns = (0, self._width())
        return series.values(samples, columns, tuple(0 for _ in series.further))


def accepts_track(obj: NwbObject) -> bool:
    """A series of two or three coordinates, a direction, or a container of such series."""
    if obj.kind == "group" and obj.data_shape is None:
        return any(obj.is_a(name) for name in CONTAINERS)
    shape = obj.data_shape or ()
    if not obj.is_a("SpatialSeries") or not is_numeric(obj.data_dtype):
        return False
    is_direction = obj.parent_type == "CompassDirection" and len(shape) == 1
    return is_direction or (len(shape) == 2 and bool({2, 3} & set(shape)))


def is_numeric(dtype: str) -> bool:
    """Whether a dtype's word is one of plain numbers."""
    return dtype.startswith(("int", "uint", "float", "bool")) and "[" not in dtype


def tracks_of(file: NwbFile, obj: NwbObject) -> list[Track]:
    """The tracks of a series or container, by name; damaged members are left out.

    Where a container has the coordinates as series of their own, `x` and `y` (and `z`) of one
    length and from the same time to the same, as pynapple writes them, they are one track, the
    first.
    """
    if obj.data_shape is not None:
        return [_single(file, obj)]
    series = list(_members(file, obj))
    joined = _joined(obj, series)
    return [*joined, *(_of_series(one) for one in series)]


def pick(tracks: list[Track], request: Draw) -> int:
    """The number of the track that is asked for by name; the first if none is.

    Raises:
        UsageError: There is none of that name.
    """
    asked = request.option("series")
    names = [track.name for track in tracks]
    if asked and asked not in names:
        raise UsageError(f"There is no series {asked}.", hint=f"There are: {', '.join(names)}")
    return names.index(asked) if asked else 0


def _members(file: NwbFile, obj: NwbObject) -> Iterable[Series]:
    for child in file.children(obj.path):
        try:
            target = file.target(child)
            if target.is_a("TimeSeries") and is_numeric(target.data_dtype):
                yield open_series(file, target)
        except (NotFoundError, FileFormatError):
            continue


def _joined(obj: NwbObject, series: list[Series]) -> list[Track]:
    parts = [one for name in AXES for one in series if one.obj.name == name]
    is_one = len(parts) > 1 and obj.is_a("Position") and len({p.shape for p in parts}) == 1
    if not is_one or any(p.n_traces != 1 or p.unit != parts[0].unit for p in parts):
        return []
    axes = [TimeAxis(part) for part in parts]
    if len({(axis.in_seconds, axis.extent) for axis in axes}) > 1:
        return []
    names = tuple(p.obj.name for p in parts)
    return [Track("".join(names), tuple(parts), names, TimeAxis(parts[0]))]


def _single(file: NwbFile, obj: NwbObject) -> Track:
    return _of_series(open_series(file, obj))


def _of_series(series: Series) -> Track:
    n = series.n_traces if 0 not in series.shape else 0
    name = text.safe(series.obj.name, limit=80)
    names = tuple(AXES[:n]) if 2 <= n <= 3 else (name,) * min(n, 1)
    return Track(name, (series,), names, TimeAxis(series))


def remarks_of(track: Track) -> tuple[str, ...]:
    """What is odd about the series and their times."""
    return tuple(dict.fromkeys(chain(*(s.remarks for s in track.series), track.axis.remarks)))
