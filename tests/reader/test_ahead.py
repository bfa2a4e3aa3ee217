"""What is read while nothing is asked, and that it costs nobody who asks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.address import Address
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.stream import Stream
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.remote.range_server import RangeServer, serve

ROWS, COLUMNS = 400, 1000
WATCHDOG_S = 120


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


def test_a_walk_in_between_does_not_spoil_the_tree_that_is_kept(tmp_path: Path) -> None:
    """It meets no further hard link, but the whole walk did: listings come from the file."""
    with h5py.File(tmp_path / "links.h5", "w") as file:
        for i in range(100):
            file.create_group(f"group {i}")
        file["group 0/numbers"] = [1]
        file["group 1/numbers"] = file["group 0/numbers"]
    content = (tmp_path / "links.h5").read_bytes()
    with (
        serve(content) as server,
        opened(server, tmp_path) as (files, address),
        files.use(address) as file,
    ):
        whole = file.walk()
        next(whole)
        list(file.walk("/group 0", limit=1))
        list(whole)
        assert file.tree_is_known
        assert [member.kind for member in file.children("/group 1")] == ["dataset"]


def test_who_stops_has_nothing_come_before_the_next_request(content: bytes, tmp_path: Path) -> None:
    """Neither the tree nor the rest of a small file; then both go on where they were."""
    held = threading.Event()
    fetcher = Fetcher(Settings(cache_dir=tmp_path, head_bytes=0, tail_bytes=0), Watch())
    with serve(content, lambda _: not held.wait(WATCHDOG_S)) as server:
        files = OpenFiles(fetcher, stock=False)
        address = Address(url=server.url, size_bytes=len(content), blob="ab12", name="x")
        held.set()
        with files.use(address) as file:
            file.children("/")
        held.clear()
        while not fetcher.lines.jobs():
            files.work_ahead()
        files.rest()
        assert not fetcher.lines.jobs()
        held.set()
        with files.use(address) as file:
            rest(files)
            assert file.tree_is_known
        assert sum(stop - start for start, stop in kept(fetcher, address)) == len(content)
        files.close()
        fetcher.close()


def kept(fetcher: Fetcher, address: Address) -> list[tuple[int, int]]:
    """Which bytes of a file are here."""
    stream = Stream(address, fetcher)
    size = stream.size_bytes
    spans = [(at, min(at + BLOCK_BYTES, size)) for at in range(0, size, BLOCK_BYTES)]
    return [span for span in spans if stream.peek(*span) is not None]


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
