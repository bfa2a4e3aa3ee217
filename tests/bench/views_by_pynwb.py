"""The arrays that a view shows, as one reads them with pynwb over stock remfile."""

from collections.abc import Callable
from typing import Any

import h5py
import numpy as np
import remfile
from pynwb import NWBHDF5IO

from dandi_tui.protocol.pictures import Facts


class Stock:
    """A file as pynwb reads it from a URL."""

    def __init__(self, url: str) -> None:
        self._file = h5py.File(remfile.File(url), "r")
        self._io = NWBHDF5IO(file=self._file, mode="r", load_namespaces=True)
        self._nwb = self._io.read()

    def __enter__(self) -> "Stock":
        return self

    def __exit__(self, *_: object) -> None:
        self._io.close()
        self._file.close()

    def find(self, path: str) -> Any:
        """The object at a path, by the names of its parents; None if pynwb has none."""
        parts = path.strip("/").split("/")
        for obj in self._nwb.objects.values():
            names = _names(obj)
            if names and names == parts[-len(names) :] and len(names) >= len(parts) - 2:
                return obj
        return None


def _names(obj: Any) -> list[str]:
    """Of the object and its parents, but for the file's own."""
    names: list[str] = []
    while obj is not None and obj.parent is not None:
        names.insert(0, obj.name)
        obj = obj.parent
    return names


def _window(obj: Any, facts: Facts) -> tuple[int, int]:
    """The samples of a window; of timestamps all are read to find them."""
    start, stop = facts.window or (-np.inf, np.inf)
    if obj.timestamps is not None:
        first, last = np.searchsorted(obj.timestamps[:], [start, stop])
        return int(first), int(last)
    begin, rate, n = obj.starting_time or 0.0, obj.rate or 1.0, len(obj.data)
    ends = np.clip(np.ceil((np.array([start, stop]) - begin) * rate), 0, n)
    return int(ends[0]), int(ends[1])


def series(obj: Any, facts: Facts) -> Any:
    """Some columns of the samples of a window."""
    if not hasattr(obj, "timestamps") or getattr(obj, "data", None) is None:
        return None
    first, last = _window(obj, facts)
    columns = (slice(*facts.traces),) if facts.traces and len(obj.data.shape) > 1 else ()
    return obj.data[(slice(first, last), *columns)]


def track(obj: Any, facts: Facts) -> Any:
    """All coordinates of a window, of a container's first series."""
    members = getattr(obj, "spatial_series", None) or getattr(obj, "time_series", None)
    if members:
        obj = members[sorted(members)[0]]
    return obj.data[slice(*_window(obj, facts))]


def image(obj: Any, facts: Facts) -> Any:
    """An image, or one frame of a series."""
    if hasattr(obj, "timestamps"):
        return obj.data[facts.frame or 0]
    data = getattr(obj, "data", None)
    return None if data is None else data[:]


def rows(obj: Any, facts: Facts) -> Any:
    """Some rows with all columns, as a data frame."""
    start, stop = facts.rows or (0, 1)
    return obj[start:stop] if hasattr(obj, "colnames") else None


def intervals(obj: Any, _facts: Facts) -> Any:
    """Starts, stops, and the columns of text."""
    if not hasattr(obj, "colnames"):
        return None
    return [obj[name][:] for name in ("start_time", "stop_time") if name in obj.colnames]


def events(obj: Any, _facts: Facts) -> Any:
    """All times."""
    times = getattr(obj, "timestamps", None)
    return None if times is None else times[:]


def masks(obj: Any, _facts: Facts) -> Any:
    """The pixels of all ROIs."""
    if not hasattr(obj, "colnames") or "pixel_mask" not in obj.colnames:
        return None
    return obj["pixel_mask"].target.data[:]


def spikes(obj: Any, facts: Facts) -> Any:
    """The spike times of the units that are shown."""
    if not hasattr(obj, "get_unit_spike_times"):
        return None
    start, stop = facts.traces or facts.rows or (0, 1)
    return [obj.get_unit_spike_times(unit) for unit in range(start, min(stop, len(obj)))]


FAMILIES: dict[str, Callable[[Any, Facts], Any]] = {
    "traces": series,
    "path": track,
    "image": image,
    "frames": image,
    "table": rows,
    "intervals": intervals,
    "events": events,
    "ROIs": masks,
    "raster": spikes,
    "unit": spikes,
}
"""By the name of the view; a view that is not here computes what pynwb has no arrays of."""
