"""Groups of thousands of members: nobody who lists the group above waits for them."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.objects import Header
from tests.nwb.over_http import remote
from tests.remote.hdf5.local_source import LocalSource

N_MEMBERS = 3_000


@pytest.fixture(scope="module", params=["earliest", "latest"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wide group with a type beside a narrow one, in the old and in the new way."""
    path = tmp_path_factory.mktemp("wide") / f"{request.param}.h5"
    with h5py.File(path, "w", libver=request.param) as file:
        for name, n_members in (("narrow", 5), ("wide", N_MEMBERS)):
            group = file.create_group(name)
            group.attrs["neurodata_type"] = "LabMetaData"
            group.attrs["description"] = name
            for i in range(n_members):
                group.create_dataset(f"member {i}", data=np.zeros(30, "u1"))
    return path


def addresses(path: Path) -> tuple[int, int]:
    with h5py.File(path) as file:
        narrow, wide = (int(h5py.h5o.get_info(file[name].id).addr) for name in ("narrow", "wide"))
        return narrow, wide


def test_a_listing_does_not_wait_for_a_wide_group(path: Path) -> None:
    """All is known of it but its members, in a few rounds and a few blocks."""
    narrow, wide = addresses(path)
    source = LocalSource(path.read_bytes())
    crawl = Crawl(source)
    root = crawl.until_root()
    assert root is not None
    crawl.until_listed(root)
    early = crawl.wide(wide)
    assert early is not None
    assert (early.kind, early.neurodata_type, early.description) == ("group", "LabMetaData", "wide")
    assert early.members is None
    assert crawl.header(wide) is None
    assert isinstance(crawl.header(narrow), Header)
    assert source.n_rounds <= 6


def test_who_lists_a_wide_group_waits_for_it(path: Path) -> None:
    """Its members, and all that a listing shows of them; it is an object like any other then."""
    _, wide = addresses(path)
    crawl = Crawl(LocalSource(path.read_bytes()))
    root = crawl.until_root()
    assert root is not None
    crawl.until_listed(root)
    crawl.until_listed(wide)
    header = crawl.header(wide)
    assert isinstance(header, Header)
    assert isinstance(header.members, tuple)
    assert len(header.members) == N_MEMBERS
    assert all(isinstance(crawl.header(m.address), Header) for m in header.members)
    assert crawl.wide(wide) is None


def test_the_first_level_of_a_file_with_a_wide_group_is_a_few_blocks(
    path: Path, tmp_path: Path
) -> None:
    """How many members it has is told when it is listed, by its own object, and by a walk."""
    with remote(path, tmp_path) as (file, fetcher):
        narrow, wide = file.children("/")
        assert (narrow.n_children, wide.n_children) == (5, None)
        assert wide.neurodata_type == "LabMetaData"
        assert fetcher.stats().bytes < path.stat().st_size // 2
        assert file.object("/wide").n_children == N_MEMBERS
        assert len(file.children("/wide")) == N_MEMBERS
        assert [obj.n_children for obj in file.children("/")] == [5, N_MEMBERS]


@pytest.mark.parametrize("limit", [0, 10])
def test_a_walk_is_exact(path: Path, tmp_path: Path, limit: int) -> None:
    """Also of a group that it came to before its members were known."""
    with remote(path, tmp_path) as (file, _):
        file.children("/")
        found = {obj.path: obj for part in file.walk(limit=limit) for obj in part}
    assert len(found) == (limit or N_MEMBERS + 7)
    assert found["/wide"].n_children == N_MEMBERS
