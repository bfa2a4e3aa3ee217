"""What is kept on disk: whole or not at all, whatever lies in its way."""

import logging
import os
import random
from pathlib import Path

import pytest

from dandi_tui.remote.blocks import BlockStore
from dandi_tui.remote.disk import (
    ABOUT,
    MAX_DOCUMENT_BYTES,
    TOUCHED,
    About,
    packed_runs,
    unpacked_runs,
)
from tests.remote.on_disk import (
    BLOCK,
    FILE_BYTES,
    KEY,
    OTHER,
    a_disk,
    path_of,
    used_bytes,
)

DOCUMENTS = (ABOUT, TOUCHED, "tree")


@pytest.mark.parametrize("index", [0, 123456, "x0-65536", "x123-456"])
def test_a_block_and_an_extent_are_kept(index: int | str, tmp_path: Path) -> None:
    """By number, or by their ends; another process, another day."""
    a_disk(tmp_path).put(KEY, index, BLOCK)
    assert a_disk(tmp_path).get(KEY, index) == BLOCK
    assert a_disk(tmp_path).get(OTHER, index) is None
    assert used_bytes(tmp_path) == FILE_BYTES


@pytest.mark.parametrize("name", ["../up", "x1", "-1", "1/2", "", "x1-2-3", "\u0661"])
def test_a_name_that_is_none_is_a_fault_of_ours(name: str, tmp_path: Path) -> None:
    """No name leads out of the folder."""
    with pytest.raises(ValueError, match="no name"):
        a_disk(tmp_path).put(KEY, name, BLOCK)
    with pytest.raises(ValueError, match="no key"):
        a_disk(tmp_path).put("../up", 1, BLOCK)


def test_documents_are_kept_beside_blocks(tmp_path: Path) -> None:
    """What is known of a file, its tree, what was read of it; what is not kept is nothing."""
    disk = a_disk(tmp_path)
    for name in DOCUMENTS:
        assert disk.get(KEY, name) is None
    about, runs = About("etag", 7, "a.nwb"), [(0, 16), (40, 41)]
    for name, content in zip(DOCUMENTS, (about.packed(), packed_runs(runs), b"tree"), strict=True):
        disk.put(KEY, name, content)
    disk = a_disk(tmp_path)
    assert About.unpacked(disk.get(KEY, ABOUT)) == about
    assert unpacked_runs(disk.get(KEY, TOUCHED)) == runs
    assert disk.get(KEY, "tree") == b"tree"


def test_a_document_is_replaced_and_bounded(tmp_path: Path) -> None:
    """The newer one is read; one that is too large is not kept."""
    disk = a_disk(tmp_path)
    disk.put(KEY, "tree", b"one")
    disk.put(KEY, "tree", b"two")
    disk.put(KEY, "tree", bytes(MAX_DOCUMENT_BYTES + 1))
    assert disk.get(KEY, "tree") == b"two"


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x91\x92\x05\x02", b"\x91\xa3abc"])
def test_runs_that_are_none_are_left_out(content: bytes, tmp_path: Path) -> None:
    """Whole, but from another version of this program."""
    store = BlockStore(0, a_disk(tmp_path))
    store.write(KEY, TOUCHED, content)
    store.write(KEY, ABOUT, content)
    assert store.touched(KEY) == []
    assert store.about(KEY) is None
    store.close()


@pytest.mark.parametrize("damage", [BLOCK, b"", BLOCK[:100], BLOCK + b"more"])
@pytest.mark.parametrize("name", ["3", "tree"])
def test_a_torn_or_foreign_file_is_dropped(damage: bytes, name: str, tmp_path: Path) -> None:
    """It is noticed by its digest, and gone; then there is room for the right one."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 3, BLOCK)
    disk.put(KEY, "tree", BLOCK)
    path_of(tmp_path, name).write_bytes(damage)
    assert disk.get(KEY, name) is None
    assert not path_of(tmp_path, name).exists()


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    """Anywhere in the file; seeded."""
    disk, rng = a_disk(tmp_path), random.Random(3)
    for _ in range(50):
        disk.put(KEY, 3, BLOCK)
        whole = bytearray(path_of(tmp_path, 3).read_bytes())
        whole[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        path_of(tmp_path, 3).write_bytes(whole)
        assert disk.get(KEY, 3) is None


def test_a_renamed_block_is_dropped(tmp_path: Path) -> None:
    """Whole, but of another place or of another file."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 3, BLOCK)
    disk.put(OTHER, 7, BLOCK)
    path_of(tmp_path, 3).rename(path_of(tmp_path, 4))
    path_of(tmp_path, 7, OTHER).rename(path_of(tmp_path, 7))
    assert disk.get(KEY, 4) is None
    assert disk.get(KEY, 7) is None
    assert not list((tmp_path / "blocks").rglob("[0-9]"))


def test_a_huge_file_and_a_pipe_are_not_read(tmp_path: Path) -> None:
    """Neither fills the memory nor waits."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 1, BLOCK)
    with path_of(tmp_path, 2).open("wb") as file:
        file.truncate(10**12)
    os.mkfifo(path_of(tmp_path, 3))
    assert disk.get(KEY, 2) is None
    assert disk.get(KEY, 3) is None
    assert os.listdir(path_of(tmp_path, 1).parent) == ["1"]


def test_a_folder_in_the_way_of_a_block_is_replaced_if_it_is_empty(tmp_path: Path) -> None:
    """With somebody's file in it, it stays, and the block is not kept."""
    disk = a_disk(tmp_path)
    path_of(tmp_path, 1).mkdir(parents=True)
    path_of(tmp_path, "2/mine").mkdir(parents=True)
    for index in (1, 2):
        disk.put(KEY, index, BLOCK)
    assert disk.get(KEY, 1) == BLOCK
    assert disk.get(KEY, 2) is None
    assert path_of(tmp_path, "2/mine").exists()
    assert sorted(os.listdir(path_of(tmp_path, 1).parent)) == ["1", "2"], "a temporary file is left"


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither that of a block nor that of a file's folder; what they lead to stays."""
    target = tmp_path / "precious"
    a_disk(target).put(KEY, 1, BLOCK)
    disk = a_disk(tmp_path)
    disk.put(OTHER, 1, BLOCK)
    (tmp_path / "blocks" / KEY).symlink_to(target / "blocks" / KEY)
    path_of(tmp_path, 2, OTHER).symlink_to(target / "blocks" / KEY / "1")
    disk.put(KEY, 5, BLOCK)
    assert disk.get(KEY, 1) is None
    assert disk.get(OTHER, 2) is None
    disk.forget(KEY)
    disk.make_room()
    disk.clear()
    assert [path.name for path in target.rglob("*")] == ["blocks", KEY, "1"]


def test_the_cache_s_own_folder_may_be_a_link(tmp_path: Path) -> None:
    """As where homes are small, and the cache is on another disk."""
    (tmp_path / "scratch").mkdir()
    (tmp_path / "blocks").symlink_to(tmp_path / "scratch")
    disk = a_disk(tmp_path)
    disk.put(KEY, 1, BLOCK)
    assert disk.get(KEY, 1) == BLOCK
    assert (tmp_path / "scratch" / KEY / "1").exists()
    assert disk.clear().freed_bytes == FILE_BYTES
    assert os.listdir(tmp_path / "scratch") == []


def test_a_disk_that_cannot_be_written_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "blocks").write_text("in the way")
    disk = a_disk(tmp_path)
    with caplog.at_level(logging.WARNING):
        for index in range(5):
            disk.put(KEY, index, BLOCK)
            assert disk.get(KEY, index) is None
    disk.put(KEY, ABOUT, About("e", 1).packed())
    assert (disk.files(), disk.clear().freed_bytes) == ([], 0)
    assert len(caplog.records) == 1
    assert (tmp_path / "blocks").read_text() == "in the way"


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step fails; the temporary file goes, and the reading goes on."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    disk = a_disk(tmp_path)
    monkeypatch.setattr(os, "replace", full)
    disk.put(KEY, 1, BLOCK)
    assert os.listdir(tmp_path / "blocks" / KEY) == []


def test_a_folder_that_another_process_removed_is_made_again(tmp_path: Path) -> None:
    """As after `dandi-tui cache clear`."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 1, BLOCK)
    a_disk(tmp_path).clear()
    assert os.listdir(tmp_path / "blocks") == []
    assert disk.get(KEY, 1) is None
    disk.put(KEY, 1, BLOCK)
    assert disk.get(KEY, 1) == BLOCK
