"""The block store: bounded, keyed by content, safe for two processes, wary of what it finds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dandi_tui.protocol.address import Address
from dandi_tui.remote.blocks import BLOCK_BYTES, BlockStore, key_of
from dandi_tui.remote.disk import About, DiskBlocks
from tests.remote.helpers import CONTENT, opened, read, reading, whole
from tests.remote.range_server import serve

BLOCK = bytes(range(256)) * 256


def used_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_key_is_the_content_not_the_way_there() -> None:
    """A signature does not change it; another ETag or size does, unless the blob is known."""
    one, two = Address(url="https://a/x?sig=1"), Address(url="https://a/x?sig=2")
    assert key_of(one, "e", 1) == key_of(two, "e", 1)
    assert key_of(one, "e", 1) != key_of(one, "f", 1)
    assert key_of(one, "e", 1) != key_of(one, "e", 2)
    blob = Address(url="https://b/y", blob="id")
    assert key_of(blob, "e", 1) == key_of(blob, "", 0)
    assert "x" not in key_of(one, "e", 1)


def test_memory_is_bounded_in_bytes_and_keeps_what_was_used_last() -> None:
    """The third block pushes out the one that was not asked for again."""
    store = BlockStore(2 * BLOCK_BYTES)
    store.put("k", 0, BLOCK, on_disk=False)
    store.put("k", 1, BLOCK, on_disk=False)
    store.get("k", 0, on_disk=False)
    store.put("k", 2, BLOCK, on_disk=False)
    assert store.held_bytes == 2 * BLOCK_BYTES
    assert store.get("k", 0, on_disk=False) == BLOCK
    assert store.get("k", 1, on_disk=False) is None


def test_disk_is_bounded_in_bytes_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    """What was used last stays; the folder never holds more than the limit."""
    disk = DiskBlocks(tmp_path, 20 * BLOCK_BYTES)
    for index in range(60):
        disk.put("k", index, BLOCK)
        os.utime(tmp_path / "k" / str(index), (index, index))
        disk.get("k", 0)
        assert used_bytes(tmp_path) <= 20 * BLOCK_BYTES
    assert disk.get("k", 0) == BLOCK
    assert disk.get("k", 59) == BLOCK
    assert disk.get("k", 1) is None


@pytest.mark.parametrize("damage", [BLOCK, b"", BLOCK[:100]])
def test_a_torn_or_foreign_block_is_dropped(damage: bytes, tmp_path: Path) -> None:
    """It is noticed by its digest, and gone."""
    disk = DiskBlocks(tmp_path, 10**9)
    disk.put("k", 3, BLOCK)
    (tmp_path / "k" / "3").write_bytes(damage)
    assert disk.get("k", 3) is None
    assert not (tmp_path / "k" / "3").exists()


def test_a_renamed_block_is_dropped(tmp_path: Path) -> None:
    """Whole, but of another place."""
    disk = DiskBlocks(tmp_path, 10**9)
    disk.put("k", 3, BLOCK)
    (tmp_path / "k" / "3").rename(tmp_path / "k" / "4")
    assert disk.get("k", 4) is None


def test_damage_on_disk_is_repaired_from_the_network(tmp_path: Path) -> None:
    """The right bytes, and one more request."""
    with serve(CONTENT) as server:
        with reading(tmp_path) as fetcher:
            whole(fetcher, server.url)
        for path in tmp_path.rglob("5"):
            path.write_bytes(b"torn")
        with reading(tmp_path) as fetcher:
            assert whole(fetcher, server.url) == CONTENT
            assert fetcher.stats().requests == 1
            assert fetcher.stats().from_cache_bytes == len(CONTENT) - BLOCK_BYTES


def test_a_private_file_is_not_kept_on_disk(tmp_path: Path) -> None:
    """Neither its blocks nor that it was read."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        assert whole(fetcher, server.url, private=True) == CONTENT
    assert used_bytes(tmp_path) == 0


def test_without_an_etag_nothing_is_kept_on_disk(tmp_path: Path) -> None:
    """Nobody could tell whether the content is still the same."""
    with serve(CONTENT, etag="") as server, reading(tmp_path) as fetcher:
        assert whole(fetcher, server.url, blob="") == CONTENT
    assert used_bytes(tmp_path) == 0


def test_a_url_without_a_blob_is_kept_by_its_etag(tmp_path: Path) -> None:
    """One request learns that the content is the one kept; a new ETag is another content."""
    with serve(CONTENT) as server:
        for requests in (None, 1):
            with reading(tmp_path) as fetcher:
                assert whole(fetcher, server.url, blob="") == CONTENT
                assert requests in (None, fetcher.stats().requests)
        server.etag, server.content = "two", CONTENT[::-1]
        with reading(tmp_path) as fetcher:
            assert whole(fetcher, server.url, blob="") == CONTENT[::-1]


def test_a_blob_whose_address_has_another_etag_is_read_anew(tmp_path: Path) -> None:
    """What the disk has of it is dropped."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        whole(fetcher, server.url)
        server.etag, server.content = "two", CONTENT[::-1]
        assert whole(fetcher, server.url, etag="two") == CONTENT[::-1]


def test_a_disk_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    """A file stands where the folder should be; reading goes on without it."""
    (tmp_path / "blocks").write_text("in the way")
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        assert whole(fetcher, server.url) == CONTENT


def test_no_disk_is_used_when_its_limit_is_nothing(tmp_path: Path) -> None:
    """Zero bytes is a way to say no."""
    with serve(CONTENT) as server, reading(tmp_path, disk_cache_bytes=0) as fetcher:
        read(opened(fetcher, server.url), 0, 100)
    assert used_bytes(tmp_path) == 0


def test_what_a_dead_process_left_is_removed(tmp_path: Path) -> None:
    """A temporary file of an hour ago is nobody's."""
    disk = DiskBlocks(tmp_path, 10**9)
    disk.note("k", About("e", 1))
    (tmp_path / "k" / ".left").write_bytes(BLOCK)
    (tmp_path / "k" / ".fresh").write_bytes(BLOCK)
    os.utime(tmp_path / "k" / ".left", (1, 1))
    disk.make_room()
    assert sorted(os.listdir(tmp_path / "k")) == [".fresh", "about"]


WRITER = """
import sys, pathlib
from dandi_tui.remote.disk import DiskBlocks
disk = DiskBlocks(pathlib.Path(sys.argv[1]), 40 * 65536)
for turn in range(150):
    index = turn % 50
    block = bytes([index]) * 65536
    disk.put("k", index, block)
    assert disk.get("k", (index * 7) % 50) in (None, bytes([(index * 7) % 50]) * 65536)
"""


def test_two_processes_share_the_folder(tmp_path: Path) -> None:
    """Both write and make room at once; every block that is read is right, the limit holds."""
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    processes = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert 0 < used_bytes(tmp_path) <= 40 * BLOCK_BYTES
