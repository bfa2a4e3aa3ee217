"""The walk equals one by h5py on every real file, and survives what real files do not have."""

from pathlib import Path

import h5py
import pytest

from dandi_tui.errors import FileFormatError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.objects import NwbObject
from tests.nwb.walk_by_h5py import Row, walk
from tests.shared import shared_folder

SHARED = shared_folder()
FILES = (
    sorted(p for name in ("nwb", "hdf5") for p in (SHARED / "data" / name).rglob("*.[nh]*[5b]"))
    if SHARED
    else []
)
NOT_HDF5 = {"git-lfs-pointer.nwb", "gzipped_MIES_V2.nwb", "zero_bytes.nwb", "notahdf5file.h5"}


def walked(path: Path) -> list[NwbObject]:
    file = NwbFile(str(path), name=path.name)
    try:
        return [obj for batch in file.walk() for obj in batch]
    finally:
        file.close()


def row(obj: NwbObject) -> Row:
    kind_has_type = obj.kind in ("group", "dataset")
    dtype = obj.dtype if obj.kind == "dataset" else ""
    return (obj.path, obj.kind, obj.neurodata_type if kind_has_type else "", obj.shape, dtype)


@pytest.mark.skipif(not FILES, reason="shared data are not on this machine")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_it_equals_a_walk_by_h5py(path: Path) -> None:
    """The same objects in the same order, with type, shape and dtype."""
    if path.name in NOT_HDF5:
        with pytest.raises(FileFormatError):
            walked(path)
        return
    for ours, theirs in zip(map(row, walked(path)), walk(path), strict=True):
        assert ours[:4] == theirs[:4]
        assert theirs[4] in (ours[4], "?")


def test_a_loop_of_hard_links_ends(tmp_path: Path) -> None:
    """A group that holds itself, its parent and a second name of a dataset: links, once each."""
    path = tmp_path / "loop.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("a/b")
        group["self"] = group
        group["up"] = file["a"]
        group["root"] = file["/"]
        group["values"] = [1, 2]
        file["again"] = group["values"]
    listed = {obj.path: (obj.kind, obj.target) for obj in walked(path)}
    assert listed == {
        "/a": ("group", ""),
        "/a/b": ("group", ""),
        "/a/b/root": ("link", "/"),
        "/a/b/self": ("link", "/a/b"),
        "/a/b/up": ("link", "/a"),
        "/a/b/values": ("dataset", ""),
        "/again": ("link", "/a/b/values"),
    }


def test_soft_links_are_followed_in_this_file_only(tmp_path: Path) -> None:
    """One that works, one in a circle, one through another file, one to nothing."""
    path = tmp_path / "links.h5"
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = 1
    with h5py.File(path, "w") as file:
        file["values"] = [1.0, 2.0]
        file["good"] = h5py.SoftLink("/values")
        file["circle"] = h5py.SoftLink("/circle")
        file["other"] = h5py.ExternalLink("other.h5", "/")
        file["through"] = h5py.SoftLink("/other/x")
        file["gone"] = h5py.ExternalLink("gone.h5", "/x")
    listed = {obj.path: obj for obj in walked(path)}
    assert listed["/good"].data_shape == (2,)
    broken = {name for name, obj in listed.items() if obj.broken}
    assert broken == {"/circle", "/through", "/gone"}
    assert listed["/other"].target == "other.h5:/"


def test_a_limit_ends_it_and_says_so(series_path: Path) -> None:
    """`--limit 5` gives five objects; the counts tell how far it came."""
    file = NwbFile(str(series_path), name="series.nwb")
    assert len([obj for batch in file.walk(limit=5) for obj in batch]) == 5
    assert file.walk_truncated
    assert 0 < file.n_groups_read <= file.n_groups_known
    file.close()


def test_a_deep_file_does_not_overflow(tmp_path: Path) -> None:
    """Three thousand groups inside one another."""
    path = tmp_path / "deep.h5"
    with h5py.File(path, "w") as file:
        group = file["/"]
        for _ in range(3000):
            group = group.create_group("g")
    assert len(walked(path)) == 3000


def test_a_wide_group_comes_in_batches(tmp_path: Path) -> None:
    """Never more than 500 at a time."""
    path = tmp_path / "wide.h5"
    with h5py.File(path, "w") as file:
        for i in range(1200):
            file.create_group(f"g{i:04}")
    file_ = NwbFile(str(path), name="wide.h5")
    sizes = [len(batch) for batch in file_.walk()]
    assert sum(sizes) == 1200
    assert max(sizes) <= 500
    file_.close()
