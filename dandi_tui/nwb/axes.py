"""Which axis of a series is time: the first by the schema, another where the file tells so.

NWB core 2.11.0, `nwb.base.yaml`, TimeSeries: the first dimension of `data` is time. MATLAB's
order of axes is the reverse of HDF5's, so some writers store it last.
"""

from dandi_tui.errors import NotFoundError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.objects import NwbObject

ORDINALS = ("first", "second", "third", "fourth")

COLUMN_TABLES = ("rois", "electrodes", "roi_names")
"""What tells what the columns of a series are: one entry each."""


def find_time_axis(
    file: NwbFile, obj: NwbObject, data: Data, timestamps: Data | None
) -> tuple[int, str]:
    """The axis of time, and a remark where it is not the first, or not sure.

    The length of the timestamps decides, then that of the table of what the columns are; if
    neither fits, it is the first, in doubt if another is longer.
    """
    shape = data.shape or ()
    if len(shape) < 2:
        return 0, ""
    found = _by_times(shape, timestamps, frames=obj.is_a("ImageSeries"))
    if found is None:
        found = _by_columns(file, obj, shape)
    if found is not None:
        return found, f"time is the {ORDINALS[found]} axis" if found else ""
    return 0, _doubt(obj, shape)


def _by_times(shape: tuple[int, ...], timestamps: Data | None, *, frames: bool) -> int | None:
    """The first axis of the timestamps' length, if no two others compete for it.

    Frames are whole pictures, so their axis is the first or the last.
    """
    if timestamps is None:
        return None
    axes = (0, len(shape) - 1) if frames else range(min(len(shape), len(ORDINALS)))
    fitting = [axis for axis in axes if shape[axis] == timestamps.n_values]
    return fitting[0] if fitting and (fitting[0] == 0 or len(fitting) == 1) else None


def _by_columns(file: NwbFile, obj: NwbObject, shape: tuple[int, ...]) -> int | None:
    """Time is the axis that the columns' table does not fit; None if it fits both or none."""
    for name in COLUMN_TABLES:
        path = f"{obj.path}/{name}"
        n = _length(file, path) if file.exists(path) else -1
        if n in shape[:2] and shape[0] != shape[1]:
            return 1 if n == shape[0] and len(shape) == 2 else 0
    return None


def _doubt(obj: NwbObject, shape: tuple[int, ...]) -> str:
    """Time is usually the longest axis; pixels are many anyway."""
    if obj.is_a("ImageSeries") or not 0 < shape[0] < max(shape):
        return ""
    samples = f"{shape[0]:,} sample" + ("s" if shape[0] > 1 else "")
    what = "traces" if len(shape) == 2 else "values"
    return f"{samples} of {max(shape):,} {what}: axes may be swapped"


def _length(file: NwbFile, path: str) -> int:
    try:
        return file.data(path).n_values
    except NotFoundError:
        return -1


def is_vector(data: Data) -> bool:
    """Whether all values lie along one axis: (n,), (n, 1) or (1, n)."""
    return bool(data.shape) and data.n_values in (data.shape or ())


def long_axis(data: Data) -> int:
    """Of a vector: the axis that its values lie along."""
    shape = data.shape or (0,)
    return max(range(len(shape)), key=lambda axis: shape[axis])


def along(data: Data, span: Range) -> tuple[Range, ...]:
    """Of a vector: what to read for some of its values."""
    return tuple(span if axis == long_axis(data) else (0, 1) for axis in range(_ndim(data)))


def _ndim(data: Data) -> int:
    return len(data.shape or ())


def others(shape: tuple[int, ...], time_axis: int) -> tuple[int, ...]:
    """The axes besides time, in their order: traces first."""
    return tuple(axis for axis in range(len(shape)) if axis != time_axis)
