"""The whole session within a budget: exact where all is read, and honest where it is not."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Data
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.series.overview_plan import bit_reversed
from tests.preview.ask import draw, show
from tests.preview.odd import opened

N = 200_000
ODD = "/acquisition/odd"
WIDTH = 50


def signal() -> np.ndarray:
    """Shape (200,000, 2): a random walk, so that every place has a value of its own."""
    return np.cumsum(np.random.default_rng(3).normal(size=(N, 2)), axis=0)


@pytest.fixture(params=["chunked", "contiguous", "stamped"])
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A series at 1 kHz, 3.2 MB: in chunks, in one piece, or with stored timestamps."""
    path = tmp_path / "f.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group(ODD)
        group.attrs.update({"neurodata_type": "TimeSeries", "namespace": "core"})
        chunks = None if request.param == "contiguous" else (10_000, 1)
        group.create_dataset("data", data=signal(), chunks=chunks)
        if request.param == "stamped":
            group.create_dataset("timestamps", data=np.arange(N) / 1000, chunks=(10_000,))
        else:
            group["starting_time"] = 0.0
            group["starting_time"].attrs["rate"] = 1000.0
    return path


def columns(line: dict[str, Any]) -> np.ndarray:
    """Of the drawn points: in which of the columns, by 1 ms and 2 × width."""
    return np.minimum(np.array(line["x"]) * 2 * WIDTH / (N / 1000), 2 * WIDTH - 1).astype(int)


def test_what_fits_the_budget_is_exact(path: Path) -> None:
    """The least and greatest of every column, of both traces; nothing to remark."""
    with opened(path) as file:
        shown = show(file, ODD, view="overview", traces=(0, 2), width=WIDTH)
        _, facts = draw(file, ODD, view="overview", traces=(0, 2), width=WIDTH)
    blocks = signal().reshape(2 * WIDTH, -1, 2)
    for trace, line in enumerate(shown["series"]):
        y, column = np.array(line["y"]), columns(line)
        for i in range(2 * WIDTH):
            assert y[column == i].min() == blocks[i, :, trace].min()
            assert y[column == i].max() == blocks[i, :, trace].max()
    assert facts.remarks == ()
    assert facts.moves == ()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Ranges of samples that were read of `data`."""
    found: list[tuple[int, int]] = []
    read = Data.read

    def counted(data: Data, *ranges: tuple[int, int]) -> Any:
        if data.path.endswith("/data"):
            found.append(ranges[0])
        return read(data, *ranges)

    monkeypatch.setattr(Data, "read", counted)
    return found


def test_less_is_read_than_the_budget_and_the_rest_is_blank(
    path: Path, reads: list[tuple[int, int]]
) -> None:
    """Drawn values are those of the samples read; lines break between them."""
    with opened(path) as file:
        options = (("budget", "0.8"),)
        shown = show(file, ODD, view="overview", traces=(0, 1), width=WIDTH, options=options)
        cost = sum(file.data(f"{ODD}/data").cost(part, (0, 1)).fetch_bytes for part in reads)
    assert 0 < cost <= 800_000
    line, values = shown["series"][0], signal()[:, 0]
    y, column = np.array(line["y"], dtype=float), columns(line)
    read = np.unique(np.concatenate([np.arange(*part) for part in reads]))
    owner = read * 2 * WIDTH // N
    for i in np.unique(owner):
        assert np.nanmin(y[column == i]) == values[read[owner == i]].min()
        assert np.nanmax(y[column == i]) == values[read[owner == i]].max()
    assert set(column[np.isfinite(y)]) == set(owner)
    assert np.isnan(y).any()


def test_a_part_says_how_much_and_how_to_get_more(path: Path) -> None:
    """Half a megabyte of 1.6 or more; the key reads four times as much."""
    with opened(path) as file:
        _, facts = draw(file, ODD, view="overview", options=(("budget", "0.5"),))
        read = next(words for words in facts.remarks if words.endswith(" % read"))
        finer = next(move for move in facts.moves if move.key == "r")
        _, more = draw(file, ODD, view="overview", options=finer.options)
    assert 10 <= int(read.partition(" ")[0]) <= 40
    assert finer.options == (("budget", "2"),)
    assert read not in more.remarks


def test_every_beginning_of_the_order_is_spread() -> None:
    """The first four of eight are every second."""
    assert list(bit_reversed(8)) == [0, 4, 2, 6, 1, 5, 3, 7]
    assert sorted(bit_reversed(13)) == list(range(13))


def test_gaps_of_the_recording_stay_gaps(series_file: NwbFile) -> None:
    """Eight seconds without a sample break the line, though all was read."""
    shown = show(series_file, "/acquisition/gap", view="overview")
    assert shown["series"][0]["y"] == [0, 1, 2, None, 3, 4, 5]


def test_a_wrong_budget_is_told(series_file: NwbFile) -> None:
    """It is a positive number of megabytes."""
    for budget in ("much", "-1", "nan"):
        with pytest.raises(UsageError):
            draw(series_file, "/acquisition/gap", view="overview", options=(("budget", budget),))
