"""The cache on disk stays within its bound: what was used last stays."""

import os
from pathlib import Path

import pytest

from dandi_tui.remote.disk import ABOUT, About
from tests.remote.on_disk import (
    BLOCK,
    FILE_BYTES,
    KEY,
    OTHER,
    a_disk,
    path_of,
    used_bytes,
    wait_for_look,
)


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
        disk.put(key, ABOUT, About("e", 1).packed())
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
    disk.put(KEY, ABOUT, About("e", 1).packed())
    old, fresh = (path_of(tmp_path, f".new-{digit * 16}") for digit in "ab")
    for path in (old, fresh, path_of(tmp_path, "Notes.txt")):
        path.write_bytes(BLOCK)
    os.utime(old, (1, 1))
    disk.make_room()
    assert sorted(os.listdir(fresh.parent)) == [fresh.name, "Notes.txt", "about"]
