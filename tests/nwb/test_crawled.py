"""Objects from the crawl are those from h5py, in every real file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.nwb.test_walk import FILES, NOT_HDF5
from tests.remote.range_server import serve

pytestmark = pytest.mark.usefixtures("collector_off")


def walked(file: NwbFile) -> list[NwbObject]:
    return [obj for part in file.walk() for obj in part]


@contextmanager
def remote(path: Path, folder: Path) -> Iterator[NwbFile]:
    """The file as it is read over HTTP, without a whole one coming by itself."""
    settings = Settings(cache_dir=folder, whole_file_bytes=0, head_bytes=0, tail_bytes=0)
    fetcher = Fetcher(settings, Watch())
    content = path.read_bytes()
    with serve(content) as server:
        files = OpenFiles(fetcher, stock=False)
        with files.use(Address(url=server.url, size_bytes=len(content), name=path.name)) as file:
            yield file
        files.close()
        fetcher.close()


@pytest.mark.skipif(not FILES, reason="shared data are not on this machine")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_walk_by_the_crawl_is_a_walk_by_h5py(path: Path, tmp_path: Path) -> None:
    """Every object of every file: path, kind, types, shapes, words, links."""
    if path.name in NOT_HDF5 or path.stat().st_size > 100_000_000:
        return
    by_h5py = NwbFile(str(path), name=path.name)
    with remote(path, tmp_path) as crawled:
        quick = crawled.children("/")
        assert crawled.children("/", whole=True) == by_h5py.children("/")
        for ours, theirs in zip(quick, by_h5py.children("/"), strict=True):
            assert ours == theirs or ours == replace(theirs, n_children=None)
        for ours, theirs in zip(walked(crawled), walked(by_h5py), strict=True):
            assert ours == theirs
    by_h5py.close()
