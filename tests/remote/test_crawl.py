"""The crawl: a level is one round trip, what is preferred comes first, and it ends in bounds."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.errors import ConnectionFailedError
from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.objects import Header
from tests.remote.hdf5.local_source import LocalSource

N_GROUPS = 40


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three levels of groups, strewn over some megabytes so that each is in a block of its own."""
    path = tmp_path_factory.mktemp("strewn") / "strewn.h5"
    with h5py.File(path, "w") as file:
        for i in range(N_GROUPS):
            for parent in (f"outer {i}", f"outer {i}/middle", f"outer {i}/middle/inner"):
                group = file.create_group(parent)
                group.attrs["neurodata_type"] = "Strewn"
                group.attrs["description"] = "x" * 50
                group.create_dataset("data", data=np.zeros(30_000 + i, "u1"))
    return path


def address_of(path: Path, name: str) -> int:
    with h5py.File(path) as file:
        return int(h5py.h5o.get_info(file[name].id).addr)


def crawl_of(path: Path, limit: int = 20_000) -> tuple[Crawl, LocalSource]:
    source = LocalSource(path.read_bytes())
    return Crawl(source, limit), source


def test_the_depth_of_the_file_is_the_number_of_rounds(path: Path) -> None:
    """Four levels of groups, each told in a few rounds however many groups it has."""
    crawl, source = crawl_of(path)
    crawl.finish()
    assert crawl.n_objects == 1 + N_GROUPS * 6
    assert crawl.n_groups_read == crawl.n_groups_known == 1 + N_GROUPS * 3
    assert source.n_rounds <= 14


def test_the_first_level_comes_before_the_rest(path: Path) -> None:
    """What a listing of the root shows is known, and most of the file is not yet."""
    crawl, source = crawl_of(path)
    root = crawl.until_root()
    assert root is not None
    crawl.until_listed(root)
    header = crawl.header(root)
    assert isinstance(header, Header)
    assert isinstance(header.members, tuple)
    for link in header.members:
        member = crawl.header(link.address)
        assert isinstance(member, Header)
        assert (member.neurodata_type, member.description) == ("Strewn", "x" * 50)
        assert isinstance(member.members, tuple)
        assert isinstance(crawl.header(member.members[0].address), Header)
    assert source.n_rounds <= 6


def test_the_first_level_alone_is_read_ahead(path: Path) -> None:
    """Without waiting, and nothing of what lies deeper; a listing then waits for nothing."""
    crawl, source = crawl_of(path)
    while not crawl.pump_root():
        source.wait()
    assert crawl.n_objects == 1 + N_GROUPS * 2
    assert source.n_rounds <= 6
    assert crawl.root is not None
    n_rounds = source.n_rounds
    crawl.until_listed(crawl.root)
    assert source.n_rounds == n_rounds
    crawl.finish()
    assert crawl.n_objects == 1 + N_GROUPS * 6


def test_what_is_no_hdf5_is_not_read_ahead() -> None:
    """It ends as soon as that is known."""
    crawl = Crawl(source := LocalSource(b"<html>" * 50_000))
    while not crawl.pump_root():
        source.wait()
    assert crawl.left is not None
    assert crawl.n_objects == 0


def test_idle_slices_never_wait(path: Path) -> None:
    """The crawl goes on by itself as bytes come, and says when it is done."""
    crawl, source = crawl_of(path)
    n_slices = 0
    while not crawl.pump(0.001):
        n_slices += 1
        assert n_slices < 10_000
        if crawl.waiting:
            source.wait()
    assert crawl.n_objects == 1 + N_GROUPS * 6


def test_a_preferred_object_comes_alone_if_need_be(path: Path) -> None:
    """One deep object, by its address, without the way to it, and beyond the limit."""
    crawl, source = crawl_of(path, limit=1)
    address = address_of(path, "outer 7/middle/inner")
    crawl.until_root()
    crawl.until_known([address])
    assert isinstance(crawl.header(address), Header)
    assert crawl.n_objects == 2
    assert source.n_wanted <= 20


def test_a_limit_ends_it_and_says_so(path: Path) -> None:
    """Five objects, in the order in which they were met."""
    crawl, _ = crawl_of(path, limit=5)
    crawl.finish()
    assert crawl.n_objects == 5
    assert crawl.truncated


def test_what_is_no_object_is_left(path: Path) -> None:
    """Addresses of nothing, outside the file, and of something else."""
    crawl, _ = crawl_of(path)
    crawl.until_root()
    nowhere = [1, 7, 1 << 40, (1 << 64) - 1, 8 + (address_of(path, "outer 1") & ~7)]
    crawl.until_known(nowhere)
    assert not any(isinstance(crawl.header(address), Header) for address in nowhere)


def test_what_is_no_hdf5_is_left_at_once(path: Path) -> None:
    """A page of a web server, an empty file, and half of a file: nobody waits for their objects."""
    for content in (b"<html>" * 50_000, b"", path.read_bytes()[:300_000]):
        crawl = Crawl(LocalSource(content))
        crawl.until_listed(96)
        assert crawl.left is not None
        assert crawl.done
        assert crawl.header(96) is None


def test_after_a_failure_it_asks_again(path: Path) -> None:
    """A fetch fails for good; the next attempt gets all the same, and the whole tree."""
    source = FailingSource(path.read_bytes())
    crawl = Crawl(source)
    n_failures = 0
    while not crawl.done:
        try:
            crawl.finish()
        except ConnectionFailedError:
            n_failures += 1
    assert n_failures > 1
    assert crawl.n_objects == 1 + N_GROUPS * 6


def test_blocks_that_were_dropped_are_asked_for_again(path: Path) -> None:
    """A memory of three blocks is enough, if slow."""
    crawl = Crawl(ForgetfulSource(path.read_bytes()))
    crawl.finish()
    assert crawl.n_objects == 1 + N_GROUPS * 6


def test_a_deep_file_ends(tmp_path: Path) -> None:
    """Two thousand groups inside one another, the last of which holds the first."""
    deep = tmp_path / "deep.h5"
    with h5py.File(deep, "w") as file:
        group = file["/"]
        for _ in range(2_000):
            group = group.create_group("g")
        group["first"] = file["/"]
    crawl, _ = crawl_of(deep)
    crawl.finish()
    assert crawl.n_objects == 2_001


class FailingSource(LocalSource):
    """Every third wait brings nothing but an error, and forgets what was coming."""

    def wait(self) -> None:
        self.n_rounds += 1
        if self.n_rounds % 3 == 0:
            self.coming = set()
            raise ConnectionFailedError("It failed.", hint="Try again.")
        super().wait()


class ForgetfulSource(LocalSource):
    """Keeps the blocks that came last, and of those only three."""

    def wait(self) -> None:
        if self.coming:
            self.here = set(sorted(self.coming)[:3])
            self.coming = set()
