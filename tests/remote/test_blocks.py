"""The block store: bounded, keyed by content, safe for two processes, wary of what it finds."""

import errno
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from dandi_tui.protocol.address import Address
from dandi_tui.remote import kept_files
from dandi_tui.remote.blocks import BLOCK_BYTES, BlockStore, key_of
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


def test_without_an_etag_a_query_that_is_no_signature_tells_files_apart() -> None:
    """Two downloads may differ in nothing else; what is signed, by whomever, differs each time."""
    one, two = Address(url="https://a/get?id=1"), Address(url="https://a/get?id=2")
    assert key_of(one, "", 0) != key_of(two, "", 0)
    for signed in ({"renewable": True}, {"private": True}):
        keys = {key_of(structs.replace(address, **signed), "", 0) for address in (one, two)}
        assert len(keys) == 1


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


def test_what_cannot_be_read_from_disk_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of another user, or a bad disk: who only waits for what comes would wait for ever."""

    def forbidden(path: str, _: bool) -> bytes:
        raise PermissionError(errno.EACCES, "", path)

    about: dict[str, Any] = {"size_bytes": len(CONTENT), "etag": "one"}
    with serve(CONTENT) as server:
        with reading(tmp_path) as fetcher:
            read(opened(fetcher, server.url, **about), 0, 100)
        monkeypatch.setattr(kept_files, "_read", forbidden)
        with reading(tmp_path) as fetcher:
            stream = opened(fetcher, server.url, **about).stream
            assert stream.is_here(0)
            assert stream.peek(0, 100) is None
            stream.want([(0, 100)])
            stream.wait()
            assert stream.peek(0, 100) == CONTENT[:100]


def test_no_disk_is_used_when_its_limit_is_nothing(tmp_path: Path) -> None:
    """Zero bytes is a way to say no."""
    with serve(CONTENT) as server, reading(tmp_path, disk_cache_bytes=0) as fetcher:
        read(opened(fetcher, server.url), 0, 100)
    assert used_bytes(tmp_path) == 0
