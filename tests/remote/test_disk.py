"""What is kept on disk: whole or not at all, bounded, shared by processes, closed to others."""

import logging
import os
import random
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dandi_tui.protocol.address import Address
from dandi_tui.remote.disk import MAX_DOCUMENT_BYTES, About, DiskBlocks, open_disk
from dandi_tui.remote.kept_files import disk_bytes
from dandi_tui.settings import Settings

KEY, OTHER = "a" * 40, "b" * 40
BLOCK = bytes(range(256)) * 256
FILE_BYTES = disk_bytes(len(BLOCK) + 16)
"""What a block takes on disk."""


def a_disk(folder: Path, n_blocks: int = 1000) -> DiskBlocks:
    return DiskBlocks(folder / "blocks", n_blocks * FILE_BYTES)


def path_of(folder: Path, name: int | str, key: str = KEY) -> Path:
    return folder / "blocks" / key / str(name)


def used_bytes(folder: Path) -> int:
    return sum(disk_bytes(path.stat().st_size) for path in folder.rglob("*") if path.is_file())


def wait_for_look() -> None:
    for thread in threading.enumerate():
        if thread.name == "cache":
            thread.join(10)


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
    with pytest.raises(ValueError, match="no name"):
        a_disk(tmp_path).keep(KEY, name, BLOCK)
    with pytest.raises(ValueError, match="no key"):
        a_disk(tmp_path).put("../up", 1, BLOCK)


def test_documents_are_kept_beside_blocks(tmp_path: Path) -> None:
    """What is known of a file, its tree, what was read of it; what is not kept is nothing."""
    disk = a_disk(tmp_path)
    assert (disk.about(KEY), disk.kept(KEY, "tree"), disk.touched(KEY)) == (None, None, [])
    disk.note(KEY, About("etag", 7, "a.nwb"))
    disk.keep(KEY, "tree", b"packed")
    disk.note_touched(KEY, [(0, 16), (40, 41)])
    disk = a_disk(tmp_path)
    assert disk.about(KEY) == About("etag", 7, "a.nwb")
    assert disk.kept(KEY, "tree") == b"packed"
    assert disk.touched(KEY) == [(0, 16), (40, 41)]


def test_a_document_is_replaced_and_bounded(tmp_path: Path) -> None:
    """The newer one is read; one that is too large is not kept."""
    disk = a_disk(tmp_path)
    disk.keep(KEY, "tree", b"one")
    disk.keep(KEY, "tree", b"two")
    disk.keep(KEY, "tree", bytes(MAX_DOCUMENT_BYTES + 1))
    assert disk.kept(KEY, "tree") == b"two"


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x91\x92\x05\x02", b"\x91\xa3abc"])
def test_runs_that_are_none_are_left_out(content: bytes, tmp_path: Path) -> None:
    """Whole, but from another version of this program."""
    disk = a_disk(tmp_path)
    disk.keep(KEY, "touched", content)
    disk.keep(KEY, "about", content)
    assert disk.touched(KEY) == []
    assert disk.about(KEY) is None


@pytest.mark.parametrize("damage", [BLOCK, b"", BLOCK[:100], BLOCK + b"more"])
@pytest.mark.parametrize("name", ["3", "tree"])
def test_a_torn_or_foreign_file_is_dropped(damage: bytes, name: str, tmp_path: Path) -> None:
    """It is noticed by its digest, and gone; then there is room for the right one."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 3, BLOCK)
    disk.keep(KEY, "tree", BLOCK)
    path_of(tmp_path, name).write_bytes(damage)
    assert disk.kept(KEY, name) is None
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
    assert disk.clear() == FILE_BYTES
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
    disk.note(KEY, About("e", 1))
    assert (disk.files(), disk.clear()) == ([], 0)
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


def test_what_was_used_last_stays(tmp_path: Path) -> None:
    """The oldest go first, but for those that were read since."""
    disk = a_disk(tmp_path, 40)
    for index in range(80):
        disk.put(KEY, index, BLOCK)
        wait_for_look()
        if path_of(tmp_path, index).exists():
            os.utime(path_of(tmp_path, index), (index + 1, index + 1))
        assert disk.get(KEY, 0) == BLOCK
        assert used_bytes(tmp_path) <= 40 * FILE_BYTES
    left = sorted(int(name) for name in os.listdir(tmp_path / "blocks" / KEY))
    assert left == [0, *range(80 - len(left) + 1, 80)]
    assert 34 <= len(left) <= 40


def test_a_document_goes_after_the_last_block(tmp_path: Path) -> None:
    """It is as young as the youngest block beside it; a file not used for long goes whole."""
    disk = a_disk(tmp_path, 20)
    for key, first in ((OTHER, 100), (KEY, 1000)):
        disk.note(key, About("e", 1))
        os.utime(path_of(tmp_path, "about", key), (1, 1))
        for index in range(12):
            disk.put(key, index, BLOCK)
            wait_for_look()
            if path_of(tmp_path, index, key).exists():
                os.utime(path_of(tmp_path, index, key), (first + index,) * 2)
    disk.make_room()
    assert path_of(tmp_path, "about").exists()
    assert path_of(tmp_path, 0).exists()
    assert path_of(tmp_path, "about", OTHER).exists()
    assert not path_of(tmp_path, 0, OTHER).exists()
    a_disk(tmp_path, 10).make_room()
    assert not path_of(tmp_path, "about", OTHER).parent.exists()
    assert path_of(tmp_path, "about").exists()
    assert not path_of(tmp_path, 0).exists()


def test_the_time_of_use_is_written_once_an_hour(tmp_path: Path) -> None:
    """A network file system is spared."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 1, BLOCK)
    path = path_of(tmp_path, 1)
    half_an_hour_ago = path.stat().st_mtime - 1800
    for past, renewed in ((half_an_hour_ago, False), (half_an_hour_ago - 3600, True)):
        os.utime(path, (past, past))
        disk.get(KEY, 1)
        assert (path.stat().st_mtime != past) is renewed


def test_nothing_is_looked_at_before_a_fortieth_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first block of a run is not slower than the others."""
    looks: list[int] = []

    def look(_go_on: object) -> bool:
        looks.append(1)
        return True

    disk = a_disk(tmp_path, 1000)
    monkeypatch.setattr(disk, "make_room", look)
    for index in range(24):
        disk.put(KEY, index, BLOCK)
    wait_for_look()
    assert looks == []
    for index in range(24, 110):
        disk.put(KEY, index, BLOCK)
        wait_for_look()
    assert len(looks) in (2, 3)


def test_idle_time_is_used_once(tmp_path: Path) -> None:
    """After a look there is nothing to do; one that was broken off is done again."""
    disk = a_disk(tmp_path, 20)
    for index in range(20):
        path_of(tmp_path, index).parent.mkdir(parents=True, exist_ok=True)
        path_of(tmp_path, index).write_bytes(bytes(len(BLOCK) + 16))
    disk.put(KEY, 100, BLOCK)
    wait_for_look()
    disk.put(KEY, 101, BLOCK)
    disk.tidy(lambda: False)
    kept_bytes = used_bytes(tmp_path)
    disk.tidy()
    assert used_bytes(tmp_path) < kept_bytes
    assert used_bytes(tmp_path) <= 18 * FILE_BYTES
    path_of(tmp_path, ".new-" + "a" * 16).write_bytes(b"")
    os.utime(path_of(tmp_path, ".new-" + "a" * 16), (1, 1))
    disk.tidy()
    assert path_of(tmp_path, ".new-" + "a" * 16).exists(), "it looked again"


def test_what_a_dead_process_left_is_removed(tmp_path: Path) -> None:
    """A temporary file of a minute ago is nobody's; a file that is not ours stays."""
    disk = a_disk(tmp_path)
    disk.note(KEY, About("e", 1))
    old, fresh = (path_of(tmp_path, f".new-{digit * 16}") for digit in "ab")
    for path in (old, fresh, path_of(tmp_path, "Notes.txt")):
        path.write_bytes(BLOCK)
    os.utime(old, (1, 1))
    disk.make_room()
    assert sorted(os.listdir(fresh.parent)) == [fresh.name, "Notes.txt", "about"]


def test_clearing_leaves_what_is_not_ours(tmp_path: Path) -> None:
    """Files and folders of other names, also inside of our folders."""
    disk = a_disk(tmp_path)
    disk.put(KEY, 1, BLOCK)
    disk.put(OTHER, "x1-2", BLOCK)
    disk.note(OTHER, About("e", 1))
    path_of(tmp_path, ".new-" + "a" * 16).write_bytes(b"")
    for path in ("blocks/notes", f"blocks/{KEY}/Notes.txt", "demo", "blocks/old/1"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("mine")
    assert disk.clear() == 2 * FILE_BYTES + 4096
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"blocks/notes", f"blocks/{KEY}/Notes.txt", "demo", "blocks/old/1"}


def test_files_are_listed_the_last_used_first(tmp_path: Path) -> None:
    """With what is known of them; listing them is no use of them."""
    disk = a_disk(tmp_path)
    for key, used_s in ((KEY, 1000), (OTHER, 2000)):
        disk.put(key, 1, BLOCK)
        os.utime(path_of(tmp_path, 1, key), (used_s, used_s))
    disk.note(OTHER, About("e", 7, "b.nwb"))
    os.utime(path_of(tmp_path, "about", OTHER), (500, 500))
    for _ in range(2):
        one, two = disk.files()
        assert (one.key, one.used_s, one.kept_bytes) == (OTHER, 2000, FILE_BYTES + 4096)
        assert one.about == About("e", 7, "b.nwb")
        assert (two.key, two.used_s, two.about) == (KEY, 1000, None)


def test_only_the_user_reads_what_is_kept(tmp_path: Path) -> None:
    """Folders 0700 and files 0600, also those that were there before."""
    old = os.umask(0)
    try:
        a_disk(tmp_path).put(KEY, 1, BLOCK)
        path_of(tmp_path, 1).chmod(0o644)
        path_of(tmp_path, 1).parent.chmod(0o755)
        a_disk(tmp_path).put(KEY, 2, BLOCK)
    finally:
        os.umask(old)
    modes = {stat.S_IMODE(path_of(tmp_path, name).stat().st_mode) for name in (1, 2)}
    assert modes == {0o600}
    for folder in (tmp_path / "blocks", path_of(tmp_path, 1).parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_embargoed_files_are_kept_only_if_that_is_wished_and_safe(tmp_path: Path) -> None:
    """The folder is closed to others first; where that cannot be, nothing is kept."""
    open_one, private = Address(url="http://a/b"), Address(url="http://a/b", private=True)
    (tmp_path / "blocks").mkdir(mode=0o755)
    plain, wished = (
        open_disk(Settings(cache_dir=tmp_path, keep_embargoed=keep)) for keep in (False, True)
    )
    assert plain
    assert wished
    assert plain.may_keep(open_one)
    assert not plain.may_keep(private)
    assert stat.S_IMODE((tmp_path / "blocks").stat().st_mode) == 0o755
    assert wished.may_keep(private)
    assert stat.S_IMODE((tmp_path / "blocks").stat().st_mode) == 0o700
    (tmp_path / "no").write_text("in the way")
    unsafe = open_disk(Settings(cache_dir=tmp_path / "no", keep_embargoed=True))
    assert unsafe
    assert not unsafe.may_keep(private)


WRITER = """
import hashlib, pathlib, random, sys
from dandi_tui.remote.disk import DiskBlocks
folder, seed, limit = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
disk, rng = DiskBlocks(folder, limit), random.Random(seed)

def content(key, name):
    return hashlib.sha256(f"{key} {name}".encode()).digest() * 2048

for turn in range(250):
    key, name = rng.choice("abc") * 40, rng.choice([rng.randrange(40), f"x{seed}-{turn + 999}"])
    disk.put(key, name, content(key, name))
    disk.keep(key, "tree", content(key, "tree") * rng.randrange(1, 4))
    name = rng.randrange(40)
    assert disk.get(key, name) in (None, content(key, name))
    tree = disk.kept(key, "tree")
    assert tree is None or tree == content(key, "tree") * (len(tree) // 65536)
    if turn % 60 == 59:
        disk.forget(key)
assert not disk._said, "it could not write"
"""


def test_processes_share_the_folder(tmp_path: Path) -> None:
    """Three write the same blocks and others, drop files and make room at once: every block that
    is read is right. The limit holds, and a tenth more for each further process, and no
    temporary file is left."""
    limit_bytes = 60 * FILE_BYTES
    command = [sys.executable, "-c", WRITER, str(tmp_path / "blocks")]
    processes = [
        subprocess.Popen([*command, str(seed), str(limit_bytes)], stderr=subprocess.PIPE)
        for seed in range(3)
    ]
    most_bytes = 0
    while any(process.poll() is None for process in processes):
        most_bytes = max(most_bytes, sum(file.kept_bytes for file in a_disk(tmp_path).files()))
    said = [process.communicate(timeout=60)[1].decode() for process in processes]
    assert said == [""] * 3
    assert most_bytes > 20 * FILE_BYTES
    assert max(most_bytes, used_bytes(tmp_path)) <= 1.2 * limit_bytes + 3 * 4 * FILE_BYTES
    assert not list(tmp_path.rglob(".*")), "a temporary file is left"


def test_clearing_while_another_process_writes(tmp_path: Path) -> None:
    """It goes on, and what it reads is right."""
    command = [sys.executable, "-c", WRITER, str(tmp_path / "blocks"), "7", str(10**9)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            a_disk(tmp_path).clear()
        assert process.stderr
        assert process.stderr.read() == b""
