"""What is read while nothing is asked, and that it costs nobody who asks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.address import Address
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.remote.range_server import RangeServer, serve

ROWS, COLUMNS = 400, 1000


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Rows of noise, of which a chunk holds ten."""
    path = tmp_path_factory.mktemp("ahead") / "noise.h5"
    noise = np.random.default_rng(1).normal(size=(ROWS, COLUMNS))
    with h5py.File(path, "w") as file:
        file.create_dataset("noise", data=noise, chunks=(10, COLUMNS), compression="gzip")
        for i in range(20):
            file.create_group(f"group {i}/deeper")
    return path.read_bytes()


@contextmanager
def opened(server: RangeServer, folder: Path) -> Iterator[tuple[OpenFiles, Address]]:
    """The file, without what comes of itself."""
    settings = Settings(cache_dir=folder, head_bytes=0, tail_bytes=0, whole_file_bytes=0)
    fetcher = Fetcher(settings, Watch())
    files = OpenFiles(fetcher, stock=False)
    yield files, Address(url=server.url, size_bytes=len(server.content), blob="ab12", name="x")
    files.close()
    fetcher.close()


def rest(files: OpenFiles) -> None:
    """Nothing is asked until there is nothing more to do."""
    while files.work_ahead() is not None:
        pass


def test_what_lies_beside_the_last_read_is_here_when_it_is_wanted(
    content: bytes, tmp_path: Path
) -> None:
    """The next rows, and those before, cost no request more."""
    with serve(content) as server, opened(server, tmp_path) as (files, address):
        with files.use(address) as file:
            middle = file.data("/noise").read((100, 120))
        rest(files)
        n_ranges = len(server.ranges)
        with files.use(address) as file:
            after = file.data("/noise").read((120, 140))
            before = file.data("/noise").read((80, 100))
        assert len(server.ranges) == n_ranges
    expected = np.random.default_rng(1).normal(size=(ROWS, COLUMNS))
    assert np.array_equal(np.concatenate([before, middle, after]), expected[80:140])


def test_the_tree_is_known_when_nothing_was_asked_for_a_while(
    content: bytes, tmp_path: Path
) -> None:
    """The next program that opens the file asks the server only whether it is the same."""
    with serve(content) as server:
        with opened(server, tmp_path) as (files, address):
            with files.use(address) as file:
                assert len(file.children("/")) == 21
            rest(files)
        server.ranges.clear()
        with opened(server, tmp_path) as (files, address):
            with files.use(address) as file:
                assert _n_objects(file) == 41
            assert not server.ranges
            rest(files)
        assert len(server.ranges) <= 1


def test_another_content_at_the_same_address_is_noticed(content: bytes, tmp_path: Path) -> None:
    """All that was kept of the file is dropped in the background."""
    with serve(content) as server:
        with opened(server, tmp_path) as (files, address), files.use(address) as file:
            _n_objects(file)
        server.etag = "two"
        with opened(server, tmp_path) as (files, address):
            with files.use(address) as file:
                assert file.tree_is_known
            rest(files)
        with opened(server, tmp_path) as (files, address), files.use(address) as file:
            assert not file.tree_is_known


def _n_objects(file: NwbFile) -> int:
    return sum(len(part) for part in file.walk())


def test_the_head_of_the_next_file_comes_while_nothing_is_asked(
    content: bytes, tmp_path: Path
) -> None:
    """Who opens it then finds its first level without a request."""
    with serve(content) as first, serve(content) as second:
        settings = Settings(cache_dir=tmp_path, whole_file_bytes=0)
        fetcher = Fetcher(settings, Watch())
        files = OpenFiles(fetcher, stock=False)
        here = Address(url=first.url, size_bytes=len(content), blob="ab12", name="x")
        there = Address(url=second.url, size_bytes=len(content), blob="cd34", name="y")
        with files.use(here) as file:
            names = [obj.name for obj in file.children("/")]
        files.prepare(there)
        assert not second.ranges
        rest(files)
        while fetcher.lines.jobs():
            fetcher.pause(fetcher.n_changes, None, time.monotonic())
        n_ranges = len(second.ranges)
        assert n_ranges > 0
        with files.use(there) as file:
            assert [obj.name for obj in file.children("/")] == names
        assert len(second.ranges) == n_ranges
        files.close()
        fetcher.close()
