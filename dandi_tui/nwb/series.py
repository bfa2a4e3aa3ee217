"""A `TimeSeries` as the schema means it: values in a unit, at times of the session.

NWB core 2.11.0, `nwb.base.yaml`, TimeSeries: values are `data` × `conversion` + `offset` in
`unit`; their times are `timestamps`, or `starting_time` and its `rate`.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.axes import find_time_axis, is_vector, others
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.objects import NwbObject

Floats = npt.NDArray[np.float64]

SECONDS = ("", "s", "sec", "second", "seconds")

MAX_CHANNELS = 100_000
"""Entries of `channel_conversion` that are read."""


@dataclass(frozen=True)
class Series:
    """A time series: where its values and times are, and what they mean."""

    obj: NwbObject
    data: Data
    unit: str
    """As the file says; empty if it says nothing, or if `conversion` cannot be applied."""
    conversion: float
    offset: float
    channel_conversion: Floats | None
    """Shape (channel,)."""
    timestamps: Data | None
    starting_time: float | None
    rate_hz: float | None
    """Both None where the file gives no usable ones."""
    time_axis: int
    """0, or another where a writer swapped the axes."""
    remarks: tuple[str, ...]
    """What is odd about it, in words."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the data; a null dataspace has no samples."""
        return (0,) if self.data.shape is None else self.data.shape or (1,)

    @property
    def n_samples(self) -> int:
        """Samples that have both a value and, if there are timestamps, a time."""
        n = self.shape[self.time_axis]
        if self.timestamps is None:
            return n
        return min(n, self.timestamps.n_values)

    @property
    def n_traces(self) -> int:
        """Values along the first axis that is not time; 1 of 1-D data."""
        axes = others(self.shape, self.time_axis)
        return self.shape[axes[0]] if axes else 1

    @property
    def further(self) -> tuple[int, ...]:
        """The lengths of the axes that are neither time nor traces."""
        return tuple(self.shape[axis] for axis in others(self.shape, self.time_axis)[1:])

    def ranges(self, samples: Range, traces: Range, extra: tuple[int, ...]) -> tuple[Range, ...]:
        """What to read of the data for some samples of some traces, at one index of each
        further axis."""
        if not self.data.shape:
            return ()
        parts = [traces, *((i, i + 1) for i in extra)][: len(self.shape) - 1]
        parts.insert(self.time_axis, samples)
        return tuple(parts)

    def values(self, samples: Range, traces: Range, extra: tuple[int, ...]) -> Floats:
        """Values in `unit`, shape (sample, trace); see `ranges`."""
        raw = self.data.read(*self.ranges(samples, traces, extra))
        stored = np.asarray(raw, dtype=np.float64).reshape(raw.shape or (1,))
        stored = np.moveaxis(stored, self.time_axis, 0)
        stored = stored.reshape(stored.shape[:2] if stored.ndim > 1 else (-1, 1))
        scaled = stored * self.conversion
        if self.channel_conversion is not None:
            scaled = scaled * self.channel_conversion[traces[0] : traces[1]]
        return np.asarray(scaled + self.offset)


def open_series(file: NwbFile, obj: NwbObject) -> Series:
    """Read what a series says about itself, not its values.

    Raises:
        NotFoundError: It has no `data`.
    """
    if obj.data_shape is None and not file.exists(f"{obj.path}/data"):
        raise NotFoundError(f"{obj.path} has no data.", hint="It may only have times, or a file.")
    data = file.data(f"{obj.path}/data")
    attributes = file.attributes(f"{obj.path}/data")
    remarks: list[str] = []
    timestamps = _timestamps(file, obj)
    if timestamps is not None and timestamps.n_values == 0 and data.n_values:
        remarks.append("timestamps are empty")
        timestamps = None
    starting_time, rate_hz = _regular(file, obj)
    if timestamps is None and rate_hz is None:
        remarks.append(f"no time axis{_lost(file, obj)}: sample index")
    if timestamps is not None and rate_hz is not None:
        remarks.append("has a rate too: timestamps used")
        starting_time, rate_hz = None, None
    remarks += _time_unit(file, timestamps.path if timestamps else f"{obj.path}/starting_time")
    time_axis, remark = find_time_axis(file, obj, data, timestamps)
    remarks += [remark] if remark else []
    conversion, offset, unit = _scale(obj, attributes, remarks)
    _compare_lengths(data, timestamps, time_axis, remarks)
    return Series(
        obj=obj,
        data=data,
        unit=unit,
        conversion=conversion,
        offset=offset,
        channel_conversion=_channel_conversion(file, obj, data, time_axis, remarks),
        timestamps=timestamps,
        starting_time=starting_time,
        rate_hz=rate_hz,
        time_axis=time_axis,
        remarks=tuple(remarks),
    )


def _timestamps(file: NwbFile, obj: NwbObject) -> Data | None:
    """The dataset `timestamps`, also by a link, or by a link to the series that has it."""
    for path in (f"{obj.path}/timestamps", f"{obj.path}/timestamps/timestamps"):
        try:
            found = file.data(path)
        except (NotFoundError, FileFormatError):
            continue
        if is_vector(found) and found.numeric and not found.elsewhere:
            return found
    return None


def _lost(file: NwbFile, obj: NwbObject) -> str:
    """Where the timestamps are that cannot be read."""
    links = (child for child in file.children(obj.path) if child.name == "timestamps")
    found = next(links, None)
    if found is None:
        return ""
    outside = found.kind == "dataset" or not found.target.startswith("/")
    return ", as timestamps are in another file" if outside else ", as the timestamps are missing"


def _time_unit(file: NwbFile, path: str) -> list[str]:
    """The schema fixes seconds; a file that says something else may mean it."""
    unit = one(file.attribute(path, "unit")) if file.exists(path) else None
    if not isinstance(unit, str) or unit.strip().lower() in SECONDS:
        return []
    return [f"times say {text.safe(unit, limit=20)}: taken as seconds"]


def _regular(file: NwbFile, obj: NwbObject) -> tuple[float | None, float | None]:
    """`starting_time` and `rate` in seconds and Hz; None where they say nothing usable."""
    path = f"{obj.path}/starting_time"
    if not file.exists(path):
        return None, None
    rate = number(file.attribute(path, "rate"))
    if rate is None or not math.isfinite(rate) or rate <= 0:
        return None, None
    start = number(file.data(path).read())
    if start is None or not math.isfinite(start):
        return None, None
    return start, rate


def _scale(
    obj: NwbObject, attributes: dict[str, Any], remarks: list[str]
) -> tuple[float, float, str]:
    """`conversion`, `offset` and `unit`; of an `IndexSeries` the schema says to ignore both."""
    unit = attributes.get("unit")
    words = one(unit) if isinstance(one(unit), str) else ""
    if obj.is_a("IndexSeries"):
        return 1.0, 0.0, words
    conversion = number(attributes.get("conversion", 1.0))
    offset = number(attributes.get("offset", 0.0))
    usable = [v is not None and math.isfinite(v) for v in (conversion, offset)]
    if not all(usable):
        remarks.append("conversion is not one number: values as stored")
        return 1.0, 0.0, ""
    if conversion == 0:
        remarks.append("conversion is 0")
    return conversion or 0.0, offset or 0.0, words


def _compare_lengths(
    data: Data, timestamps: Data | None, time_axis: int, remarks: list[str]
) -> None:
    if timestamps is None or not data.shape:
        return
    n_values, n_times = data.shape[time_axis], timestamps.n_values
    if n_values != n_times:
        remarks.append(f"{n_values:,} values but {n_times:,} times")


def _channel_conversion(
    file: NwbFile, obj: NwbObject, data: Data, time_axis: int, remarks: list[str]
) -> Floats | None:
    """`channel_conversion` of an `ElectricalSeries`, one factor a channel.

    NWB core 2.11.0, `nwb.ecephys.yaml`: values are data × conversion × channel_conversion +
    offset, and its axis is fixed to 1.
    """
    path = f"{obj.path}/channel_conversion"
    if not file.exists(path):
        return None
    factors = file.data(path)
    axes = others(data.shape or (), time_axis)
    n_channels = (data.shape or ())[axes[0]] if axes else 1
    if factors.n_values != n_channels or n_channels > MAX_CHANNELS:
        remarks.append("channel_conversion does not fit: not applied")
        return None
    return np.asarray(factors.read(), dtype=np.float64).reshape(-1)


def one(value: Any) -> Any:
    """A value that MatNWB stores as an array of one."""
    while isinstance(value, list | np.ndarray) and np.size(value) == 1:
        value = value[0] if isinstance(value, list) or value.ndim else value[()]
    return value


def number(value: Any) -> float | None:
    """A number, also as an array of one; None if it is none."""
    value = one(value)
    return float(value) if isinstance(value, int | float | np.number) else None
