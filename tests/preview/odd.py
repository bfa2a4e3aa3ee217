"""Files with one series or image, written by h5py as pynwb would refuse to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from dandi_tui.nwb.hdf5 import NwbFile

SERIES = "/acquisition/odd"


@contextmanager
def opened(path: Path) -> Iterator[NwbFile]:
    """The file, closed at the end."""
    file = NwbFile(str(path), name=path.name)
    yield file
    file.close()


@contextmanager
def series(folder: Path, data: Any, kind: Any = "TimeSeries", **says: Any) -> Iterator[NwbFile]:
    """A file whose one series is `/acquisition/odd`.

    Args:
        folder: Where to write it.
        data: Values, as stored.
        kind: The neurodata type.
        says: `timestamps`, `start` and `rate`, other datasets as arrays; else attributes of data.
    """
    path = folder / "odd.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group(SERIES)
        group.attrs.update({"neurodata_type": kind, "namespace": "core"})
        group["data"] = data
        if "start" in says:
            group["starting_time"] = says.pop("start")
            group["starting_time"].attrs["rate"] = says.pop("rate")
        for name, value in says.items():
            if isinstance(value, np.ndarray):
                group[name] = value
            else:
                group["data"].attrs[name] = value
    with opened(path) as opened_file:
        yield opened_file


@contextmanager
def image(folder: Path, values: Any, kind: str = "GrayscaleImage") -> Iterator[NwbFile]:
    """A file whose one image is `/acquisition/odd`."""
    path = folder / "odd.nwb"
    with h5py.File(path, "w") as file:
        file[SERIES] = values
        file[SERIES].attrs.update({"neurodata_type": kind, "namespace": "core"})
    with opened(path) as opened_file:
        yield opened_file
