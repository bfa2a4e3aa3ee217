"""The check mode: the crawl says of every object what h5py says, or leaves it to h5py."""

from pathlib import Path

import pytest

from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.groups import HARD, Member
from dandi_tui.remote.hdf5.objects import Header
from tests.nwb.walk_by_h5py import Row, walk
from tests.remote.hdf5.by_h5py import facts_of
from tests.remote.hdf5.compare import crawled, differences, n_left
from tests.remote.hdf5.files import LIBVERS, write_groups
from tests.remote.hdf5.real_files import SHARED, finished, real_files

needs_shared = pytest.mark.skipif(SHARED is None, reason="shared data are not on this machine")


def compared(path: Path) -> tuple[int, int]:
    """How many objects a file has, and how much of them is left to h5py; asserts the rest."""
    crawl, _ = finished(path.read_bytes())
    ours, theirs = crawled(crawl), facts_of(path)
    assert differences(ours, theirs, damaged=False) == [], path.name
    return len(theirs), n_left(ours)


@needs_shared
@pytest.mark.parametrize(
    ("corpus", "n_objects", "n_left_at_most"), [("nwb", 5_600, 0), ("hdf5", 3_200, 20)]
)
def test_real_files(corpus: str, n_objects: int, n_left_at_most: int) -> None:
    """Kind, shape, dtype, attributes, members and targets; of NWB files nothing is left."""
    found = [compared(path) for path in real_files(corpus)]
    assert sum(n for n, _ in found) > n_objects
    assert sum(n for _, n in found) <= n_left_at_most


@needs_shared
@pytest.mark.parametrize(
    "path", real_files("nwb"), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_paths(path: Path) -> None:
    """The same paths as a walk by h5py's high-level interface, with type, shape and dtype."""
    crawl, _ = finished(path.read_bytes())
    ours, theirs = rows(crawl), walk(path)
    assert [row[:4] for row in ours] == [row[:4] for row in theirs]
    assert all(b[4] in (a[4], "?") for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("libver", LIBVERS)
def test_odd_files(tmp_path: Path, libver: str) -> None:
    """Wide groups in every form, dense attributes, all types; only what is said is left."""
    path = write_groups(tmp_path / "odd.h5", libver)
    n_objects, n_left_to_h5py = compared(path)
    assert n_objects == 1_440
    assert n_left_to_h5py <= 12


@pytest.mark.parametrize("user_block", [512, 2048, 65_536])
def test_a_user_block(tmp_path: Path, user_block: int) -> None:
    """The file begins later, and all addresses with it."""
    path = write_groups(tmp_path / "user.h5", "earliest", n_wide=20, userblock_size=user_block)
    assert compared(path)[0] > 60


def rows(crawl: Crawl) -> list[Row]:
    """Every link below the root, depth first by name; each object once."""
    assert crawl.root is not None
    found: list[Row] = []
    seen = {crawl.root}

    def visit(path: str, address: int) -> None:
        group = crawl.header(address)
        assert isinstance(group, Header)
        assert not isinstance(group.members, Left)
        for member in group.members or ():
            full = f"{path}/{member.name.decode()}"
            found.append(row(crawl, member, full, seen))
            if found[-1][1] == "group":
                visit(full, member.address)

    visit("", crawl.root)
    return found


def row(crawl: Crawl, member: Member, full: str, seen: set[int]) -> Row:
    if member.kind != HARD or member.address in seen:
        return (full, "link", "", None, "")
    seen.add(member.address)
    header = crawl.header(member.address)
    assert isinstance(header, Header)
    name = header.neurodata_type or ""
    word = name[0] if isinstance(name, tuple) else name
    return (full, header.kind, str(word), header.shape, header.dtype)
