"""A folder on this machine as a dandiset."""

import os
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dandi_tui.archive import local
from dandi_tui.archive.local import LocalArchive, local_address, local_asset
from dandi_tui.archive.locate import locate
from dandi_tui.archive.model import Asset, AssetFolder, Place
from dandi_tui.errors import DandiTuiError, FileFormatError, NotFoundError
from dandi_tui.protocol.address import Address
from tests.archive.contract import children
from tests.fakes import FakeArchive


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """000728/: dandiset.yaml, sub-1/{a.nwb (10 bytes), b.nwb (5)}, a Zarr of 7 bytes, hidden."""
    root = tmp_path / "000728"
    (root / "sub-1").mkdir(parents=True)
    (root / "image.ome.zarr" / "0").mkdir(parents=True)
    (root / ".dandi").mkdir()
    (root / "dandiset.yaml").write_text("identifier: DANDI:000728\nname: 'Visual coding'\n")
    (root / "sub-1" / "a.nwb").write_bytes(b"x" * 10)
    (root / "sub-1" / "b.nwb").write_bytes(b"x" * 5)
    (root / "image.ome.zarr" / "0" / ".zarray").write_bytes(b"x" * 7)
    return root


@pytest.fixture
async def archive(root: Path) -> AsyncIterator[LocalArchive]:
    archive = LocalArchive(root)
    yield archive
    await archive.close()


async def test_a_downloaded_dandiset_is_an_asset_tree(archive: LocalArchive, root: Path) -> None:
    """Folders are counted, a Zarr is one asset, hidden files are left out."""
    yaml, zarr, folder = await children(archive, "", "", "")
    assert folder == AssetFolder(path="sub-1", asset_count=2, size_bytes=15)
    assert isinstance(yaml, Asset)
    assert isinstance(zarr, Asset)
    assert (zarr.zarr, zarr.size_bytes) == (True, 7)
    assert yaml.url == str(root / "dandiset.yaml")


async def test_its_name_is_that_of_its_dandiset_yaml(archive: LocalArchive) -> None:
    """The list holds the folder itself."""
    ((row,),) = [page async for page in archive.dandisets()]
    assert (row.identifier, row.name) == ("000728", "Visual coding")


async def test_files_are_found_below_and_opened(archive: LocalArchive, root: Path) -> None:
    """By all words of a path; the address is the file's path."""
    ((found,),) = [page async for page in archive.find("", "", "SUB B.nwb")]
    assert found.path == "sub-1/b.nwb"
    ((by_glob,),) = [page async for page in archive.find("", "", "sub*b.nwb")]
    assert by_glob == found
    address = await archive.address("", "", found)
    assert (address.local_path, address.size_bytes) == (str(root / "sub-1" / "b.nwb"), 5)


async def test_no_file_is_opened_on_the_event_loop(
    archive: LocalArchive, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that hangs must not freeze the browser."""
    opened_on: list[threading.Thread] = []

    def noted(path: Path) -> Address:
        opened_on.append(threading.current_thread())
        return local_address(path)

    monkeypatch.setattr(local, "local_address", noted)
    address = await archive.address("", "", local_asset(root / "sub-1" / "a.nwb"))
    assert address.size_bytes == 10
    assert threading.main_thread() not in opened_on
    assert len(opened_on) == 1


async def test_a_zarr_alone_is_the_one_asset(root: Path) -> None:
    """It is no HDF5 file, and says so."""
    zarr = LocalArchive(root / "image.ome.zarr")
    (one,) = await children(zarr, "", "", "")
    assert one == await zarr.entry("", "", "image.ome.zarr")
    assert (one.path, one.size_bytes) == ("image.ome.zarr", 7)
    assert isinstance(one, Asset)
    with pytest.raises(FileFormatError, match="is a Zarr"):
        await zarr.address("", "", one)
    await zarr.close()


async def test_links_in_circles_and_to_nowhere_do_no_harm(
    archive: LocalArchive, root: Path
) -> None:
    """As in a DataLad clone without its content."""
    (root / "sub-1" / "loop").symlink_to(root)
    (root / "sub-1" / "gone.nwb").symlink_to(root / "nothing")
    below = {one.path: one for one in await children(archive, "", "", "sub-1")}
    assert below["sub-1/gone.nwb"].size_bytes == 0
    assert isinstance(below["sub-1/loop"], AssetFolder)


async def test_a_search_does_not_go_round_in_links(archive: LocalArchive, root: Path) -> None:
    """Each file is found once, and a link elsewhere is followed."""
    (root / "latest").symlink_to(root)
    (root / "sub-1" / "loop").symlink_to(root)
    (root / "sub-2").symlink_to(root / "sub-1")
    found = [one.path for page in [page async for page in archive.find("", "", "a.nwb")]
             for one in page]  # fmt: skip
    assert found == ["sub-1/a.nwb", "sub-2/a.nwb"]


def test_what_may_wait_for_ever_is_not_opened(root: Path) -> None:
    """A pipe without a writer."""
    os.mkfifo(root / "pipe.nwb")
    with pytest.raises(DandiTuiError, match="is no file"):
        local_address(root / "pipe.nwb")


@pytest.mark.parametrize("name", ["x" * 300, "x" * 300 + ".zarr"])
async def test_a_name_that_is_too_long_is_not_there(
    archive: LocalArchive, root: Path, name: str
) -> None:
    """No fault of ours."""
    with pytest.raises(NotFoundError):
        await archive.entry("", "", name)
    with pytest.raises(DandiTuiError):
        local_address(root / name)


async def test_what_is_not_there_is_a_sentence(archive: LocalArchive, root: Path) -> None:
    """Folder, file, entry; a folder is no file."""
    with pytest.raises(NotFoundError):
        await children(archive, "", "", "nope")
    with pytest.raises(NotFoundError):
        await archive.entry("", "", "nope")
    with pytest.raises(NotFoundError):
        local_asset(root / "nope")
    with pytest.raises(NotFoundError):
        local_address(root / "nope")
    with pytest.raises(DandiTuiError, match="is a folder"):
        local_address(root)


async def test_a_path_that_only_the_draft_has_is_named_in_the_hint() -> None:
    """Without a version the published one is meant."""

    class OnlyInDraft(FakeArchive):
        async def entry(self, identifier: str, version: str, path: str) -> Asset | AssetFolder:
            if version != "draft":
                raise NotFoundError("There is no such path.")
            return await super().entry(identifier, version, path)

    with pytest.raises(NotFoundError, match="only in its draft") as error:
        await locate(OnlyInDraft(), Place(identifier="000728", path="dandiset.yaml"))
    assert "000728@draft/dandiset.yaml" in error.value.hint


async def test_a_dandiset_alone_is_the_root_of_its_newest_version() -> None:
    """One request; the counts are the version's own."""
    archive = FakeArchive()
    found = await locate(archive, Place(identifier="000728"))
    assert (found.version, found.entry) == (
        "0.240827.1809",
        AssetFolder(path="", asset_count=5, size_bytes=5_003_002_000),
    )
    assert archive.calls == [("dandiset", "000728")]
