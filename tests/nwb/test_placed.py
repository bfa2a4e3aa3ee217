"""What is fetched of a remote dataset is what HDF5 reads of it, and no more."""

import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.nwb.layout import is_read_in_parts
from dandi_tui.nwb.opening import CHUNK_CACHE_BYTES
from tests.nwb.over_http import remote

TIMES = np.arange(900_000, dtype="f8")
WIDE = np.arange(6_000 * 300, dtype="f4").reshape(6_000, 300)
SIEVE = 65_536


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large chunks without filters: 2.4 MB of spike times, 2.4 MB of a wide array; and one with."""
    path = tmp_path_factory.mktemp("placed") / "placed.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("times", data=TIMES, chunks=(300_000,))
        file.create_dataset("wide", data=WIDE, chunks=(2_000, 300))
        file.create_dataset("shuffled", data=TIMES, chunks=(300_000,), shuffle=True)
    return path


@pytest.mark.parametrize(
    ("name", "ranges", "n_bytes"),
    [
        ("times", ((100_000, 120_000),), 160_000),
        ("times", ((290_000, 320_000),), 240_000),
        ("times", ((599_990, 600_000),), 80),
        ("wide", ((1_900, 2_100),), 240_000),
        ("wide", ((500, 600), (7, 9)), 99 * 1_200 + 8),
    ],
)
def test_of_a_large_chunk_only_the_rows_wanted_are_fetched(
    path: Path, tmp_path: Path, name: str, ranges: tuple[tuple[int, int], ...], n_bytes: int
) -> None:
    """Of chunks of 2.4 MB; at the end of each chunk HDF5's own buffer may take 64 kB more."""
    with remote(path, tmp_path) as (file, fetcher):
        data = file.data(f"/{name}")
        while fetcher.lines.jobs():
            fetcher.pause(fetcher.n_changes, None, time.monotonic())
        fetcher.begin()
        cost = data.cost(*ranges)
        index_bytes = fetcher.stats().bytes
        values = data.read(*ranges)
        stats = fetcher.stats()
    with h5py.File(path) as whole:
        assert np.array_equal(values, whole[name][tuple(slice(*one) for one in ranges)])
    assert n_bytes <= cost.fetch_bytes <= n_bytes + 2 * SIEVE
    # What is small comes in blocks, with the ends of those at its ends.
    assert stats.bytes - index_bytes <= max(cost.fetch_bytes, 2 * SIEVE)
    assert stats.requests <= 4


def test_filtered_and_small_chunks_are_read_whole(path: Path) -> None:
    """A filter needs all of a chunk; and what fits HDF5's cache is read whole into it."""
    with h5py.File(path) as file:
        assert is_read_in_parts(file["times"].id, CHUNK_CACHE_BYTES)
        assert not is_read_in_parts(file["times"].id, 2_400_000)
        assert not is_read_in_parts(file["shuffled"].id, CHUNK_CACHE_BYTES)
