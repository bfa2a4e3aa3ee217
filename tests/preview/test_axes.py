"""Which axis is time: found where the file tells, doubted in words where it does not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.preview.ask import draw, show
from tests.preview.odd import SERIES, series

CUBE = np.arange(2 * 3 * 50).reshape(2, 3, 50)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_time_may_be_any_axis_of_a_cube(tmp_path: Path, axis: int) -> None:
    """Fifty timestamps fit one axis: the others are traces, and what `index` picks of."""
    data = np.moveaxis(CUBE, 2, axis)
    with series(tmp_path, data, timestamps=np.arange(50.0)) as file:
        shown = show(file, SERIES, options=(("index", "2"),))
    assert [line["y"] for line in shown["series"]] == CUBE[:, 2].tolist()


def test_time_found_elsewhere_is_said(tmp_path: Path) -> None:
    """Writers of MATLAB often swap axes."""
    with series(tmp_path, CUBE, timestamps=np.arange(50.0)) as file:
        assert "time is the third axis" in draw(file, SERIES)[1].remarks


def test_frames_may_be_the_last_axis(tmp_path: Path) -> None:
    """Frame 7 of a movie whose 50 timestamps fit the last axis."""
    with series(tmp_path, CUBE, "ImageSeries", timestamps=np.arange(50.0)) as file:
        assert show(file, SERIES, frame=7)["image"]["values"] == CUBE[..., 7].tolist()
        facts = draw(file, SERIES, frame=7)[1]
    assert (facts.shown, facts.span[0]) == (("frame 7", "of 50"), "7.00 s")


def test_electrodes_decide_where_times_fit_no_axis(tmp_path: Path) -> None:
    """Four channels by 100 samples, one timestamp missing."""
    data = np.arange(400).reshape(4, 100)
    about = {"timestamps": np.arange(99.0), "electrodes": np.arange(4)}
    with series(tmp_path, data, "ElectricalSeries", **about) as file:
        shown = show(file, SERIES, window=(98, 200))
        assert "100 values but 99 times" in draw(file, SERIES)[1].remarks
    assert [line["y"] for line in shown["series"]] == [[98], [198], [298], [398]]


@pytest.mark.parametrize("about", [{}, {"timestamps": np.arange(99.0)}])
def test_more_traces_than_samples_are_doubted(tmp_path: Path, about: dict[str, Any]) -> None:
    """Nothing says which axis is time: the schema's is drawn, and the doubt is said."""
    times = about or {"start": 0.0, "rate": 10.0}
    with series(tmp_path, np.zeros((4, 100)), **times) as file:
        assert "4 samples of 100 traces: axes may be swapped" in draw(file, SERIES)[1].remarks


def test_few_samples_of_many_traces_are_believed_if_the_file_confirms(tmp_path: Path) -> None:
    """Ten timestamps and 384 channels, or 100 ROIs."""
    with series(tmp_path, np.zeros((10, 384)), timestamps=np.arange(10.0)) as file:
        assert draw(file, SERIES)[1].remarks == ()
    about = {"start": 0.0, "rate": 10.0, "rois": np.arange(100)}
    with series(tmp_path, np.zeros((4, 100)), "RoiResponseSeries", **about) as file:
        assert draw(file, SERIES)[1].remarks == ()


@pytest.mark.parametrize("shape", [(50, 1), (1, 50)])
def test_timestamps_may_be_a_column_or_a_row(tmp_path: Path, shape: tuple[int, int]) -> None:
    """Two axes of which one is 1 are still times."""
    times = np.arange(50.0).reshape(shape) + 3
    with series(tmp_path, np.arange(50.0), timestamps=times) as file:
        assert show(file, SERIES, window=(10, 12))["series"][0]["y"] == [7, 8]
