"""Windows are found in long timestamps without reading them whole."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import open_series
from dandi_tui.preview.times.timestamps import Timestamps
from dandi_tui.preview.times.window import TimeAxis, first_window
from dandi_tui.protocol.pictures import Cost

N, CHUNK = 2_000_000, 10_000


@pytest.fixture(scope="module")
def long_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two million int16 at about 1 kHz from 5 s on, each its index mod 1000, in 200 chunks.

    The times are uneven: a pause of 1,000 s after sample 1,200,000. NaN at sample 30,000.
    """
    path = tmp_path_factory.mktemp("long") / "long.h5"
    times = 5 + np.arange(N) / 1000.0
    times[1_200_000:] += 1000
    times[30_000] = np.nan
    with h5py.File(path, "w") as file:
        group = file.create_group("series")
        group.attrs.update(neurodata_type="TimeSeries", namespace="core")
        values = (np.arange(N) % 1000).astype(np.int16)
        group.create_dataset("data", data=values, chunks=(CHUNK,))
        group.create_dataset("timestamps", data=times, chunks=(CHUNK,), compression="gzip")
    return path


@pytest.fixture
def axis(long_path: Path) -> Iterator[TimeAxis]:
    file = NwbFile(str(long_path), name="long.h5")
    yield TimeAxis(open_series(file, file.object("/series")))
    file.close()


@pytest.mark.parametrize(
    ("window", "samples"),
    [
        ((5.0, 6.0), (0, 1000)),
        ((1000.0, 1000.1), (995_000, 995_100)),
        ((1204.999, 2205.0005), (1_199_999, 1_200_001)),
        ((3004.0, 9999.0), (1_999_000, N)),
        ((-10.0, 0.0), (0, 0)),
        ((1500.0, 1600.0), (1_200_000, 1_200_000)),
    ],
)
def test_a_window_is_found(
    axis: TimeAxis, window: tuple[float, float], samples: tuple[int, int]
) -> None:
    """Its first sample is the first at or after the start, its last is before the end."""
    assert axis.samples(window) == samples


def test_few_blocks_are_read(axis: TimeAxis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 200 chunks the first, the last, and some eight on the way."""
    read: list[int] = []
    block = Timestamps.block

    def counted(self: Timestamps, number: int) -> object:
        if number not in self._blocks:
            read.append(number)
        return block(self, number)

    monkeypatch.setattr(Timestamps, "block", counted)
    axis.samples((2500.0, 2501.0))
    assert len(read) <= 12


def test_the_extent_and_the_step(axis: TimeAxis) -> None:
    """First and last time, and the median step."""
    assert axis.extent == pytest.approx((5.0, 3004.999))
    assert axis.step == pytest.approx(0.001)
    assert axis.whole[1] == pytest.approx(3005.0)


@pytest.mark.parametrize(
    ("limit", "length"), [(8_000_000, 60.0), (3_000, 10.0), (300, 1.0), (10, 0.1)]
)
def test_the_first_window_is_the_longest_that_is_cheap(
    axis: TimeAxis, limit: int, length: float
) -> None:
    """60, 10, 1 or 0.1 s, whichever fetches no more than the limit."""

    def cost(window: tuple[float, float]) -> Cost:
        return Cost(chunks=1, fetch_bytes=round((window[1] - window[0]) * 100), memory_bytes=0)

    assert first_window(axis, cost, limit) == pytest.approx((5.0, 5.0 + length))


def test_large_chunks_give_the_longest_window_that_costs_no_more(axis: TimeAxis) -> None:
    """Where 0.1 s fetches a chunk over the limit, 60 s of the same chunk are free."""

    def cost(_window: tuple[float, float]) -> Cost:
        return Cost(chunks=1, fetch_bytes=9_700_000, memory_bytes=0)

    assert first_window(axis, cost, 8_000_000) == pytest.approx((5.0, 65.0))
