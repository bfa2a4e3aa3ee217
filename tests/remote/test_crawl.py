"""Names fetched ahead of h5py: in few rounds, never wrong, and never for ever."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.file import RemoteFile
from tests.remote.helpers import opened, reading
from tests.remote.range_server import serve

N_WIDE = 600


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A group of 600 small datasets whose names and headers are strewn over a megabyte, ten groups
    of one dataset, and a link to each kind."""
    path = tmp_path_factory.mktemp("wide") / "wide.h5"
    with h5py.File(path, "w") as file:
        for i in range(N_WIDE):
            data = file.create_dataset(f"/deep/wide/image-{i * 7919 % N_WIDE}", (2_000,), "u1")
            data[:] = i % 200
            data.attrs["neurodata_type"] = "Image"
        for i in range(10):
            file[f"/few/group-{i}/value"] = i
        file["/few/wide again"] = h5py.SoftLink("/deep/wide")
    return path


@contextmanager
def remote(path: Path, scratch: Path) -> Iterator[tuple[RemoteFile, Fetcher]]:
    content = path.read_bytes()
    with serve(content) as server, reading(scratch) as fetcher:
        yield opened(fetcher, server.url, size_bytes=len(content)), fetcher


def address_of(path: Path, name: str) -> int:
    with h5py.File(path) as file:
        return int(h5py.h5o.get_info(file[name].id).addr)


def test_a_listing_is_the_same_as_without(path: Path, tmp_path: Path) -> None:
    """Every object of the file, as h5py alone reads it from disk."""
    local = NwbFile(str(path), name="wide.h5")
    with remote(path, tmp_path) as (source, _):
        file = NwbFile(source, name="wide.h5", ahead=source.crawl.ahead)
        assert list(file.walk()) == list(local.walk())
        assert file.children("/deep/wide", 3) == local.children("/deep/wide")[:3]
        file.close()
    local.close()


def test_what_was_fetched_ahead_is_not_waited_for(path: Path, tmp_path: Path) -> None:
    """After the crawl h5py lists the names of a wide group without one more request."""
    with remote(path, tmp_path) as (source, fetcher):
        file = h5py.File(source)
        group = file["/deep/wide"]
        source.crawl.ahead([address_of(path, "/deep/wide")], True)
        while source.stream.busy:
            source.stream.wait()
        n_requests = fetcher.stats().requests
        assert len(list(group)) == N_WIDE
        assert fetcher.stats().requests == n_requests
        file.close()


def test_a_wide_group_is_left_out_where_it_is_not_wanted(path: Path, tmp_path: Path) -> None:
    """It is said to be wide, and its names are not fetched."""
    with remote(path, tmp_path) as (source, fetcher):
        wide, few = (address_of(path, name) for name in ("/deep/wide", "/few"))
        assert source.crawl.ahead([wide, few], False) == {wide}
        assert fetcher.stats().bytes < path.stat().st_size / 4


def test_damaged_trees_end_the_crawl(path: Path, tmp_path: Path) -> None:
    """Nodes that name themselves, places outside the file, and nonsense: nothing is raised."""
    content = bytearray(path.read_bytes())
    for found in re.finditer(b"TREE", bytes(content)):
        at = found.start()
        content[at + 24 : at + 540] = (at.to_bytes(8, "little") + b"\xf0" * 8) * 32 + b"\xff" * 4
    damaged = tmp_path / "damaged.h5"
    damaged.write_bytes(content)
    with remote(damaged, tmp_path) as (source, _):
        places = [address_of(path, name) for name in ("/deep/wide", "/few", "/")]
        source.crawl.ahead([*places, 0, 7, 1 << 62], True)
