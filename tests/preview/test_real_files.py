"""Every view of every real file draws, and series and images are h5py's own numbers."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.views import views_for
from dandi_tui.protocol.objects import NwbObject
from tests.nwb.test_walk import FILES, NOT_HDF5
from tests.preview.ask import show
from tests.preview.sweep import sample, sweep

READABLE = [path for path in FILES if path.name not in NOT_HDF5]
NWB = [path for path in READABLE if path.suffix == ".nwb"]
WHOLE = (-math.inf, math.inf)

pytestmark = pytest.mark.skipif(not FILES, reason="shared data are not on this machine")


@contextmanager
def opened(path: Path) -> Iterator[tuple[NwbFile, list[NwbObject]]]:
    """A file, and its objects but for the schemas that it caches."""
    file = NwbFile(str(path), name=path.name)
    objects = [file.object("/"), *(obj for batch in file.walk() for obj in batch)]
    yield file, [obj for obj in objects if not obj.path.startswith("/specifications/")]
    file.close()


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", READABLE, ids=name_of)
def test_every_object_gets_every_view_that_it_is_offered(path: Path) -> None:
    """Figure, chart and numbers of an object of each type and shape, at sizes by lot."""
    with opened(path) as (file, objects):
        assert sweep(file, sample(file, objects, 1), whole=False) > 0


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", READABLE, ids=name_of)
def test_every_view_draws_at_every_size(path: Path) -> None:
    """All views of all objects, from 40×12 to 300×90."""
    with opened(path) as (file, objects):
        assert sweep(file, objects, whole=True) >= len(objects)


@pytest.mark.parametrize("path", NWB, ids=name_of)
def test_series_are_what_h5py_reads(path: Path) -> None:
    """All samples of all traces: value × conversion + offset, at the file's times."""
    with opened(path) as (file, objects), h5py.File(path, "r", locking=False) as direct:
        for obj in objects:
            if obj.kind == "group" and views_for(obj)[0].name == "traces":
                shape = obj.data_shape or (0,)
                everything = (0, shape[1] if len(shape) > 1 else 1)
                shown = show(file, obj.path, window=WHOLE, full=True, traces=everything)
                compare(shown["series"], direct[obj.path], obj)


def compare(series: list[dict[str, Any]], group: h5py.Group, obj: NwbObject) -> None:
    values = expected_values(group, obj)
    times = expected_times(group, len(values))
    present = np.isfinite(times)
    assert len(series) == values.shape[1] or not values.size
    for column, line in enumerate(series):
        y = np.array([math.nan if v is None else v for v in line["y"]], dtype=float)
        np.testing.assert_array_equal(y, values[present, column])
        np.testing.assert_allclose(line["x"], times[present], rtol=1e-12)


def expected_values(group: h5py.Group, obj: NwbObject) -> Any:
    data = group["data"]
    scale, offset = data.attrs.get("conversion", 1.0), data.attrs.get("offset", 0.0)
    if obj.is_a("IndexSeries"):
        scale, offset = 1.0, 0.0
    values = data[()].astype(np.float64)
    values = values.reshape(len(values), -1, *values.shape[2:])
    while values.ndim > 2:
        values = values[..., 0]
    values = values * float(np.ravel(scale)[0])
    if "channel_conversion" in group:
        values = values * group["channel_conversion"][()].astype(np.float64)
    return values + float(np.ravel(offset)[0])


def expected_times(group: h5py.Group, n: int) -> Any:
    """Times of the file; the sample's index where it has none that is a number."""
    if "timestamps" in group:
        times = group["timestamps"][()]
        return times if np.isfinite(times).any() else np.arange(n, dtype=float)
    if "starting_time" in group:
        start = group["starting_time"]
        return float(np.ravel(start[()])[0]) + np.arange(n) / float(
            np.ravel(start.attrs["rate"])[0]
        )
    return np.arange(n, dtype=float)


@pytest.mark.parametrize("path", NWB, ids=name_of)
def test_images_are_what_h5py_reads(path: Path) -> None:
    """Whole images, and the first and last frame of a series."""
    with opened(path) as (file, objects), h5py.File(path, "r", locking=False) as direct:
        for obj in objects:
            if obj.kind == "link" or views_for(obj)[0].name not in ("image", "frames"):
                continue
            if obj.kind == "dataset":
                expected = direct[obj.path][()]
                shown = show(file, obj.path)["image"]
                if "binning" not in shown:
                    np.testing.assert_array_equal(shown["values"], expected)
            else:
                compare_frames(file, direct[obj.path], obj)


def compare_frames(file: NwbFile, group: h5py.Group, obj: NwbObject) -> None:
    data = group["data"]
    if data.size == 0 or data.ndim != 3:
        return
    for frame in (0, len(data) - 1):
        expected = data[frame].astype(float) * float(data.attrs.get("conversion", 1.0))
        shown = show(file, obj.path, frame=frame)["image"]["values"]
        np.testing.assert_array_equal(shown, expected + float(data.attrs.get("offset", 0.0)))
