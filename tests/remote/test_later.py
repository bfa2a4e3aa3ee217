"""Blocks are written later, count as kept at once, and none is lost when the reader ends."""

import threading
import time
from pathlib import Path

import pytest

from dandi_tui.remote import later
from dandi_tui.remote.blocks import BlockStore
from dandi_tui.remote.disk import ABOUT, About, DiskBlocks

KEY = "a" * 40
N_BLOCKS = 40


class SlowDisk(DiskBlocks):
    """A disk that writes only when it is let."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 1 << 30)
        self.let = threading.Event()
        self.asked = threading.Event()
        """Set when the first is to be written."""
        self.names: list[int | str] = []
        """Of what was written, in that order."""

    def put(self, key: str, name: int | str, data: bytes) -> None:
        self.asked.set()
        assert self.let.wait(300)
        super().put(key, name, data)
        self.names.append(name)


def content(index: int) -> bytes:
    return bytes([index]) * 1000


def filled(disk: DiskBlocks) -> BlockStore:
    """A store that has dropped all from memory."""
    store = BlockStore(0, disk)
    for index in range(N_BLOCKS):
        store.put(KEY, index, content(index), on_disk=True)
    return store


def test_what_waits_for_the_disk_is_there(tmp_path: Path) -> None:
    """Before anything is written each block and document is found; after the end a new process
    finds them.
    """
    disk = SlowDisk(tmp_path)
    store = filled(disk)
    for index in range(N_BLOCKS):
        assert store.has(KEY, index, on_disk=True)
        assert store.get(KEY, index, on_disk=True) == content(index)
    about = About("etag", 7, "a.nwb")
    store.note(KEY, about)
    store.note_touched(KEY, [(0, 3)])
    assert (store.about(KEY), store.touched(KEY)) == (about, [(0, 3)])
    assert not store.has(KEY, 0, on_disk=False)
    assert not any(tmp_path.rglob("0"))
    disk.let.set()
    store.close()
    again = DiskBlocks(tmp_path, 1 << 30)
    assert About.unpacked(again.get(KEY, ABOUT)) == about
    assert [again.get(KEY, i) for i in range(N_BLOCKS)] == [content(i) for i in range(N_BLOCKS)]


def test_a_file_that_is_forgotten_is_not_written_afterwards(tmp_path: Path) -> None:
    """Neither what waits nor what is being written comes back."""
    disk = SlowDisk(tmp_path)
    store = filled(disk)
    forgetting = threading.Thread(target=store.forget, args=(KEY,))
    forgetting.start()
    disk.let.set()
    forgetting.join()
    store.close()
    assert not any(store.has(KEY, index, on_disk=True) for index in range(N_BLOCKS))


def test_documents_are_written_first(tmp_path: Path) -> None:
    """All that a file's blocks are good for is in them."""
    disk = SlowDisk(tmp_path)
    store = filled(disk)
    assert disk.asked.wait(60)
    store.note(KEY, About("etag", 7))
    disk.let.set()
    store.close()
    assert disk.names == [0, ABOUT, *range(1, N_BLOCKS)]


def test_of_a_document_the_newest_stays(tmp_path: Path) -> None:
    """Also if it comes while the one before is being written, or when nothing more may wait."""
    disk = SlowDisk(tmp_path)
    store = BlockStore(0, disk)
    store.write(KEY, "tree", b"old")
    assert disk.asked.wait(60)
    store.write(KEY, "tree", b"new")
    assert store.kept(KEY, "tree") == b"new"
    disk.let.set()
    store.close()
    assert disk.get(KEY, "tree") == b"new"
    store.write(KEY, "tree", b"newest")
    assert store.kept(KEY, "tree") == b"newest"


def test_what_does_not_fit_replaces_what_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that waited is not written over it."""
    monkeypatch.setattr(later, "MAX_HELD_BYTES", 3_000)
    disk = SlowDisk(tmp_path)
    store = BlockStore(0, disk)
    store.put(KEY, 0, content(0), on_disk=True)
    assert disk.asked.wait(60)
    store.write(KEY, "tree", b"old")
    writing = threading.Thread(target=store.write, args=(KEY, "tree", b"new" * 1_000))
    writing.start()
    soon_s = time.monotonic() + 60
    while store.kept(KEY, "tree") == b"old" and time.monotonic() < soon_s:
        time.sleep(0.01)
    disk.let.set()
    writing.join()
    store.close()
    assert disk.names == [0, "tree"]
    assert disk.get(KEY, "tree") == b"new" * 1_000


def test_what_waits_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who brings more than may wait writes it himself, so nothing is left out."""
    monkeypatch.setattr(later, "MAX_HELD_BYTES", 3_000)
    disk = DiskBlocks(tmp_path, 1 << 30)
    store = filled(disk)
    store.close()
    assert all(disk.has(KEY, index) for index in range(N_BLOCKS))
    store.put(KEY, N_BLOCKS, b"after the end", on_disk=True)
    assert disk.has(KEY, N_BLOCKS)


def test_a_disk_that_hangs_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has not taken is fetched again another time."""
    monkeypatch.setattr(later, "CLOSE_S", 0.01)
    disk = SlowDisk(tmp_path)
    store = filled(disk)
    store.close()
    assert store.has(KEY, N_BLOCKS - 1, on_disk=True)
    disk.let.set()


def test_the_disk_begins_a_moment_later_but_not_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first blocks of a file have the processor to themselves; the end waits for nothing."""
    monkeypatch.setattr(later, "PAUSE_S", 3_600.0)
    disk = SlowDisk(tmp_path)
    disk.let.set()
    store = filled(disk)
    assert disk.names == []
    assert store.get(KEY, 0, on_disk=True) == content(0)
    store.flush(60)
    assert len(disk.names) == N_BLOCKS
    store.put(KEY, N_BLOCKS, content(N_BLOCKS), on_disk=True)
    assert len(disk.names) == N_BLOCKS
    store.close()
    assert len(disk.names) == N_BLOCKS + 1
