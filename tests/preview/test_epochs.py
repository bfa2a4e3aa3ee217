"""Epochs lie at their own seconds, under their own names, in files new and old."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.preview.epochs import read_epochs
from tests.preview.odd import opened


def table(path: Path, **columns: Any) -> Path:
    """A file with `/intervals/epochs`."""
    with h5py.File(path, "w") as file:
        group = file.create_group("intervals/epochs")
        group.attrs.update({"neurodata_type": "TimeIntervals", "colnames": list(columns)})
        group["id"] = np.arange(3)
        for name, values in columns.items():
            group[name] = values
    return path


def spans(path: Path) -> list[tuple[float, float, str]]:
    with opened(path) as file:
        return [(epoch.start_s, epoch.stop_s, epoch.kind) for epoch in read_epochs(file)]


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.float32])
def test_seconds_may_be_whole_numbers(tmp_path: Path, kind: type[np.generic]) -> None:
    """Writers of MATLAB store what is whole as integers."""
    path = table(
        tmp_path / "f.nwb",
        start_time=np.arange(0, 30, 10).astype(kind),
        stop_time=np.arange(10, 40, 10).astype(kind),
        what=["a", "b", "a"],
    )
    assert spans(path) == [(0, 10, "a"), (10, 20, "b"), (20, 30, "a")]


def test_an_epoch_without_an_end_is_left_out(tmp_path: Path) -> None:
    """NaN is no second, and the others keep their names."""
    stops = np.array([10, np.nan, 30.0])
    path = table(tmp_path / "f.nwb", start_time=[0.0, 10, 20], stop_time=stops, what=list("abc"))
    assert spans(path) == [(0, 10, "a"), (20, 30, "c")]


def test_old_files_have_a_group_for_each_epoch(tmp_path: Path) -> None:
    """NWB 1: named by its tags, else by its own name, in order of time."""
    path = tmp_path / "f.nwb"
    with h5py.File(path, "w") as file:
        for name, start, stop, tags in (("z", 0.0, 5.0, []), ("a", 5.0, 9.0, ["dark", "good"])):
            group = file.create_group(f"epochs/{name}")
            group["start_time"], group["stop_time"] = start, stop
            group.create_dataset("tags", data=tags, shape=(len(tags),), dtype=h5py.string_dtype())
    assert spans(path) == [(0, 5, "z"), (5, 9, "dark, good")]
