"""A file that was opened before shows its tree without a request, and the same tree."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.kept_tree import KeptTree, unpacked
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.remote.range_server import RangeServer, serve

pytestmark = pytest.mark.usefixtures("collector_off")


@contextmanager
def opened(server: RangeServer, folder: Path, *, private: bool = False) -> Iterator[NwbFile]:
    """As one run of the program opens the file."""
    fetcher = Fetcher(Settings(cache_dir=folder), Watch())
    files = OpenFiles(fetcher, stock=False)
    size = len(server.content)
    address = Address(url=server.url, size_bytes=size, blob="0f1e2d", name="x", private=private)
    with files.use(address) as file:
        yield file
    files.close()
    fetcher.close()


def walked(file: NwbFile, path: str = "/") -> list[NwbObject]:
    return [obj for part in file.walk(path) for obj in part]


@pytest.fixture
def content(series_path: Path) -> bytes:
    return series_path.read_bytes()


def test_the_second_time_costs_no_request(content: bytes, tmp_path: Path) -> None:
    """Walk, listings and counts are those of the first time."""
    with serve(content) as server:
        with opened(server, tmp_path) as file:
            first = walked(file)
            groups = ["/", *(obj.path for obj in first if obj.kind == "group")]
            listings = [file.children(path) for path in groups]
            below = [walked(file, path) for path in groups]
        server.ranges.clear()
        with opened(server, tmp_path) as file:
            assert file.tree_is_known
            assert walked(file) == first
            assert file.n_groups_read == file.n_groups_known == len(groups) - 1
            assert [file.children(path) for path in groups] == listings
            assert [walked(file, path) for path in groups] == below
        assert not server.ranges


def test_what_h5py_lists_is_what_was_kept(series_path: Path, tmp_path: Path) -> None:
    """Also a walk that passes over some groups, and one with a limit."""
    by_h5py = NwbFile(str(series_path), name="x.nwb")
    with serve(series_path.read_bytes()) as server, opened(server, tmp_path) as file:
        walked(file)
        assert file.tree_is_known
        for enter in (lambda _: True, lambda _: False, lambda obj: len(obj.path) % 2 == 0):
            for limit in (0, 3):
                theirs = [obj for part in by_h5py.walk("/", limit, enter) for obj in part]
                ours = [obj for part in file.walk("/", limit, enter) for obj in part]
                assert ours == theirs
                assert file.walk_truncated == by_h5py.walk_truncated
    by_h5py.close()


def test_an_embargoed_tree_is_not_kept(content: bytes, tmp_path: Path) -> None:
    """The second time it is read again."""
    with serve(content) as server:
        for _ in range(2):
            with opened(server, tmp_path, private=True) as file:
                assert not file.tree_is_known
                walked(file)


def test_further_hard_links_are_listed_by_the_file(tmp_path: Path) -> None:
    """A walk shows them as links, a listing of their group as what they are."""
    path = tmp_path / "hard.h5"
    with h5py.File(path, "w") as file:
        file["a/data"] = [1, 2, 3]
        file["b"] = file["a"]
        file["c/again"] = file["a/data"]
    with serve(path.read_bytes()) as server:
        with opened(server, tmp_path) as first:
            whole, listing = walked(first), first.children("/c")
        with opened(server, tmp_path) as second:
            assert walked(second) == whole
            assert second.children("/c") == listing
            assert [obj.kind for obj in listing] == ["dataset"]


@pytest.mark.parametrize("content", [b"", b"no tree", KeptTree((), 0).packed()[:-3]])
def test_what_is_no_tree_is_none(content: bytes) -> None:
    """Of another version, or damaged: the file is walked again."""
    assert unpacked(content) is None or not unpacked(content).objects  # type: ignore[union-attr]
