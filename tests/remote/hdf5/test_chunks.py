"""Where values are: the same chunks that h5py names, and none that a selection does not touch."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.chunks import Chunks
from dandi_tui.remote.hdf5.objects import Header
from tests.remote.hdf5.files import LIBVERS, write_chunked, write_early
from tests.remote.hdf5.local_source import LocalSource
from tests.remote.hdf5.real_files import SHARED, finished, real_files

MAX_BYTES = 1_000_000


def datasets(file: h5py.File) -> list[h5py.Dataset]:
    found: list[h5py.Dataset] = []
    file.visititems(lambda _, obj: found.append(obj) if isinstance(obj, h5py.Dataset) else None)
    return found


def stored(dataset: h5py.Dataset) -> Chunks:
    """As h5py tells it."""
    chunks: Chunks = {}
    if dataset.chunks and dataset.size:
        infos: list[h5py.h5d.StoreInfo] = []
        dataset.id.chunk_iter(infos.append)
        chunks = {info.chunk_offset: (info.byte_offset, info.size) for info in infos}
    elif dataset.size and dataset.id.get_offset() is not None:
        chunks = {(0,) * dataset.ndim: (dataset.id.get_offset(), dataset.id.get_storage_size())}
    return chunks


def touched(
    chunks: Chunks, selection: tuple[tuple[int, int], ...], size: tuple[int, ...]
) -> Chunks:
    return {
        corner: place
        for corner, place in chunks.items()
        if all(a < c + n and c < b for c, n, (a, b) in zip(corner, size, selection, strict=True))
    }


def check_file(path: Path) -> int:
    """Compare every dataset's chunks, of the whole and of a part; answers how many were told."""
    crawl, _ = finished(path.read_bytes())
    n_told = 0
    with h5py.File(path) as file:
        for dataset in datasets(file):
            header = crawl.header(h5py.h5o.get_info(dataset.id).addr)
            if not isinstance(header, Header) or dataset.shape is None:
                continue
            n_told += check_dataset(crawl, header, dataset)
    return n_told


def check_dataset(crawl: Crawl, header: Header, dataset: h5py.Dataset) -> int:
    whole = tuple((0, n) for n in dataset.shape)
    part = tuple((n // 3, n // 3 + max(1, n // 4)) for n in dataset.shape)
    everything, some = crawl.until_chunks([(header, whole), (header, part)])
    if isinstance(everything, Left):
        # Compact values are in the header, and some old files have a layout of their own.
        assert everything.reason in ("an unknown or compact layout", "a layout of odd size")
        assert not dataset.chunks
        return 0
    truth = stored(dataset)
    if dataset.name.endswith("widening"):
        # h5py tells the corners of these chunks wrongly, though it reads them rightly.
        assert sorted(everything.values()) == sorted(truth.values())
        return 1
    assert everything == truth, dataset.name
    if dataset.chunks and dataset.size:
        assert some == touched(truth, part, dataset.chunks), dataset.name
    return 1


@pytest.mark.parametrize("libver", LIBVERS)
def test_every_index_tells_what_h5py_tells(tmp_path: Path, libver: str) -> None:
    """Single, implicit, fixed, growing and tree, old and new, with and without filters."""
    assert check_file(write_chunked(tmp_path / "chunked.h5", libver)) == 23


def test_chunks_hold_the_values_that_h5py_reads(tmp_path: Path) -> None:
    """Also where an axis grows that is not the first."""
    path = write_chunked(tmp_path / "chunked.h5", "latest")
    content = path.read_bytes()
    crawl = Crawl(LocalSource(content))
    with h5py.File(path) as file:
        dataset = file["plain/widening"]
        address = h5py.h5o.get_info(dataset.id).addr
        crawl.until_known([address])
        header = crawl.header(address)
        assert isinstance(header, Header)
        (chunks,) = crawl.until_chunks([(header, ((7, 21), (9, 63)))])
        assert not isinstance(chunks, Left)
        assert len(chunks) == 2 * 6
        for (row, column), (start, n_bytes) in chunks.items():
            values = np.frombuffer(content[start : start + n_bytes], "i4").reshape(7, 9)
            assert (values == dataset[row : row + 7, column : column + 9]).all()


def test_chunks_without_an_index(tmp_path: Path) -> None:
    """They lie one after the other, and are all there from the beginning."""
    assert check_file(write_early(tmp_path / "early.h5")) == 1


def test_a_user_block_is_counted(tmp_path: Path) -> None:
    """Places are those in the file as it is stored."""
    path = tmp_path / "user.h5"
    with h5py.File(path, "w", userblock_size=1024) as file:
        file.create_dataset("x", data=range(100), chunks=(10,))
        file.create_dataset("y", data=range(100))
    assert check_file(path) == 2


@pytest.mark.skipif(SHARED is None, reason="shared data are not on this machine")
def test_chunks_of_real_files() -> None:
    """All datasets of all small real files."""
    files = [path for corpus in ("nwb", "hdf5") for path in real_files(corpus)]
    small = [path for path in files if path.stat().st_size < MAX_BYTES]
    assert sum(map(check_file, small)) > 1_000


def test_a_level_of_a_tree_is_one_round_trip(tmp_path: Path) -> None:
    """Thirty thousand chunks in a tree of three levels: as many rounds as levels, or one more."""
    path = tmp_path / "tall.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("x", data=range(30_000), chunks=(1,))
        address = h5py.h5o.get_info(file["x"].id).addr
    source = LocalSource(path.read_bytes())
    crawl = Crawl(source)
    crawl.until_known([address])
    header, before = crawl.header(address), source.n_rounds
    assert isinstance(header, Header)
    (chunks,) = crawl.until_chunks([(header, ((0, 30_000),))])
    assert not isinstance(chunks, Left)
    assert len(chunks) == 30_000
    assert source.n_rounds - before <= 5
