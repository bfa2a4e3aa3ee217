"""Objects from the crawl are those from h5py, in every real file."""

from pathlib import Path

import pytest

from dandi_tui.errors import FileFormatError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.remote.crawl import Crawl
from tests.nwb.test_walk import FILES
from tests.remote.hdf5.local_source import LocalSource


def walked(file: NwbFile) -> list[NwbObject]:
    return [obj for part in file.walk() for obj in part]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_walk_by_the_crawl_is_a_walk_by_h5py(path: Path) -> None:
    """Every object of every file: path, kind, types, shapes, words, links."""
    try:
        by_h5py = NwbFile(str(path), name=path.name)
    except FileFormatError:
        return
    crawl = Crawl(LocalSource(path.read_bytes()))
    crawled = NwbFile(str(path), name=path.name, crawl=crawl)
    assert walked(crawled) == walked(by_h5py)
    assert crawled.children("/") == by_h5py.children("/")
