"""The keys of a Zarr, a level at a time."""

from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive.local import local_asset
from dandi_tui.archive.local_zarr import MAX_COUNTED, local_zarr_level
from dandi_tui.archive.model import Asset, ZarrEntry, ZarrFolder, ZarrKey
from dandi_tui.archive.zarr import (
    PAGE_SIZE,
    split_zarr_path,
    zarr_level,
)
from dandi_tui.errors import NotFoundError
from tests.archive.replay import load
from tests.fakes import FakeArchive, asset
from tests.shared import shared_path


class ZarrOf(FakeArchive):
    """A Zarr with these keys, listed as the server does it."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__()
        self.keys = sorted(keys)
        self.n_requests = 0

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        """Keys with a prefix of text, after a key."""
        del path, what
        self.n_requests += 1
        start = str(params.get("prefix", "")).removesuffix("/")
        after = str(params.get("after", "")).removesuffix("/")
        keys = [key for key in self.keys if key.startswith(start) and key > after]
        page = keys[: params["limit"]]
        rows = [{"Key": key, "Size": 2, "ETag": "e", "LastModified": "d"} for key in page]
        return {"next": "more" if len(keys) > len(page) else None, "results": rows}


ZARR: Asset = asset("sub-1/a.ome.zarr", zarr=True, number=3)


async def level(archive: FakeArchive, prefix: str) -> list[ZarrEntry]:
    """All pages of a level."""
    return [one async for page in zarr_level(archive, ZARR, prefix) for one in page]


async def test_a_level_is_what_its_keys_say() -> None:
    """Keys and folders, with counts and sizes where all was seen; `1` is not `10`."""
    archive = ZarrOf([".zattrs", "0/.zarray", "0/0/0", "0/0/1", "1/a", "10/b", "1-2/c"])
    top = await level(archive, "")
    assert [one.name for one in top] == [".zattrs", "0", "1-2", "1", "10"]
    assert isinstance(top[0], ZarrKey)
    assert top[1] == ZarrFolder(path=f"{ZARR.path}/0", n_keys=3, size_bytes=6)
    assert [one.path for one in await level(archive, "1")] == [f"{ZARR.path}/1/a"]
    assert [one.name for one in await level(archive, "0/0")] == ["0", "1"]


async def test_large_folders_are_leapt_over() -> None:
    """Ten folders of 5,000 keys take a request each, not one for each thousand keys."""
    archive = ZarrOf([f"{a}/{b:04}" for a in range(10) for b in range(5 * PAGE_SIZE)] + ["z"])
    top = await level(archive, "")
    assert [one.name for one in top] == [*map(str, range(10)), "z"]
    assert archive.n_requests == 11
    assert all(one.n_keys is None for one in top if isinstance(one, ZarrFolder))


async def test_many_small_folders_come_a_page_at_a_time() -> None:
    """Each folder is told once, though pages end in the middle of one."""
    archive = ZarrOf([f"c/{a:04}/{b}" for a in range(1_000) for b in range(7)])
    names = [one.name for one in await level(archive, "c")]
    assert names == [f"{a:04}" for a in range(1_000)]
    assert archive.n_requests <= 8


async def test_recordings_are_read_and_odd_rows_left_out() -> None:
    """Every recorded page of keys, and pages in which nothing is as it should be."""
    archive = FakeArchive()
    path = f"/zarr/{ZARR.asset_id}/files/"
    for one in load(shared_path("archive-api")):
        body = one["body"]
        if "/files/" in one["request"]["url"] and one["status"] == 200:
            archive.documents[path] = {**body, "next": None}
            assert bool(await level(archive, "")) == bool(body["results"])
    odd_rows = [None, {}, {"Key": 3}, {"Key": "a"}]
    answers: tuple[Any, ...] = (None, [], {"results": 3}, {"results": odd_rows})
    for odd in answers:
        archive.documents[path] = odd
        assert len(await level(archive, "")) <= 1


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a/b.ome.zarr/0/1", ("a/b.ome.zarr", "0/1")),
        ("b.zarr", ("b.zarr", "")),
        ("b.NGFF/x", ("b.NGFF", "x")),
        ("a/b.nwb", None),
    ],
)
def test_a_path_into_a_zarr_is_told_by_its_name(path: str, parts: tuple[str, str] | None) -> None:
    """What ends as a Zarr does is the asset, the rest is a prefix of keys."""
    assert split_zarr_path(path) == parts


async def test_a_zarr_on_this_machine_is_listed_as_the_archives() -> None:
    """At every level of a real store: names and order, sizes and counts, hidden files too."""
    root = shared_path("data/zarr/ecephys_tutorial.nwb.zarr")
    files = [path for path in root.rglob("*") if path.is_file()]
    keys = [path.relative_to(root).as_posix() for path in files]
    archive, here = ZarrOf(keys), local_asset(root)
    for prefix in {"", *(key.rpartition("/")[0] for key in keys)}:
        found = [one async for page in local_zarr_level(here, prefix) for one in page]
        there = await level(archive, prefix)
        assert [one.name for one in found] == [one.name for one in there]
        assert [_counted(one) for one in found] == [_counted(one) for one in there]
    top = [one async for page in local_zarr_level(here, "") for one in page]
    assert sum(one.size_bytes or 0 for one in top) == sum(path.stat().st_size for path in files)


def _counted(one: ZarrEntry) -> int | None:
    return one.n_keys if isinstance(one, ZarrFolder) else None


async def test_a_large_folder_of_keys_here_is_not_counted(tmp_path: Path) -> None:
    """As of an archive's: how many is not known. A link in a circle has an end."""
    (tmp_path / "a.zarr" / "0").mkdir(parents=True)
    for number in range(MAX_COUNTED + 1):
        (tmp_path / "a.zarr" / "0" / str(number)).touch()
    (tmp_path / "a.zarr" / "loop").symlink_to(tmp_path / "a.zarr")
    (tmp_path / "a.zarr" / "gone").symlink_to(tmp_path / "nothing")
    zarr = local_asset(tmp_path / "a.zarr")
    large, gone, loop = [one async for page in local_zarr_level(zarr, "") for one in page]
    assert isinstance(gone, ZarrKey)
    assert large == ZarrFolder(path="a.zarr/0", n_keys=None, size_bytes=None)
    assert isinstance(loop, ZarrFolder)
    with pytest.raises(NotFoundError):
        await anext(local_zarr_level(zarr, "nope"))
