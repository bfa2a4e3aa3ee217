"""What is asked of servers: how much, how often, of whom, and when no more."""

import random
import threading
import traceback
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.errors import (
    AccessError,
    Cancelled,
    ConnectionFailedError,
)
from dandi_tui.protocol.address import Address
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.file import open_remote
from dandi_tui.remote.ranges import host_of
from dandi_tui.remote.session import is_loopback, retry_after_s
from dandi_tui.remote.spans import pieces, runs
from dandi_tui.remote.watch import Watch
from tests.remote.helpers import CONTENT, opened, read, reading, whole
from tests.remote.range_server import Exchange, RangeServer, serve

MB = 1 << 20


def test_any_part_is_the_right_part(tmp_path: Path) -> None:
    """Reads at the edges of blocks and anywhere else, from a small cache."""
    dice = random.Random(2)
    with serve(CONTENT) as server, reading(tmp_path, memory_cache_bytes=300_000) as fetcher:
        file = opened(fetcher, server.url)
        for _ in range(100):
            start = dice.choice([dice.randrange(5_000_000), BLOCK_BYTES * dice.randrange(70)])
            size = min(dice.choice([0, 1, 8, BLOCK_BYTES, 300_000]), len(CONTENT) - start)
            assert read(file, start, size) == CONTENT[start : start + size]
        assert fetcher.store.held_bytes <= 300_000


def test_a_head_that_ends_within_a_block_is_fetched_to_its_end(tmp_path: Path) -> None:
    """No part of a block is taken for all of it."""
    with serve(CONTENT) as server, reading(tmp_path, head_bytes=100_000) as fetcher:
        assert whole(fetcher, server.url) == CONTENT


def test_a_large_read_asks_for_large_ranges_at_once(tmp_path: Path) -> None:
    """77 blocks in no more than a dozen requests, several of them under way together."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        assert whole(fetcher, server.url, size_bytes=len(CONTENT)) == CONTENT
        assert len(server.ranges) <= 12
        assert fetcher.stats().concurrent > 1
        assert fetcher.stats().bytes == len(CONTENT)


def test_a_large_extent_is_fetched_over_several_connections(tmp_path: Path) -> None:
    """2 MB that one would be slow to bring; many of 1 MB keep all connections busy as they are."""
    many = [(at, at + MB) for at in range(0, 64 * MB, 4 * MB)]
    assert pieces(many) == [[span] for span in many]
    assert max(stop - start for start, stop in pieces([(0, 70 * MB)])[0]) <= 2 * MB
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        stream = opened(fetcher, server.url, size_bytes=len(CONTENT)).stream
        assert stream.missing_bytes([(7, 7 + 2 * MB)]) == (4, 2 * MB)
        stream.want_extents([(7, 7 + 2 * MB)])
        assert bytes(stream.extents.read(7, 7 + 2 * MB) or b"") == CONTENT[7 : 7 + 2 * MB]
        assert len(server.ranges) == 4


def test_what_came_takes_no_memory_beside_the_store(tmp_path: Path) -> None:
    """However much one request reads: the collector does not run before it ends."""
    small: dict[str, Any] = {"memory_cache_bytes": 300_000, "disk_cache_bytes": 0}
    with serve(CONTENT) as server, reading(tmp_path, **small) as fetcher:
        stream = opened(fetcher, server.url, size_bytes=len(CONTENT)).stream
        tracemalloc.start()
        try:
            for index in range(len(CONTENT) // BLOCK_BYTES):
                stream.block(index)
            assert tracemalloc.get_traced_memory()[0] < len(CONTENT) // 2
        finally:
            tracemalloc.stop()


def test_reading_in_order_reads_ahead(tmp_path: Path) -> None:
    """Small reads one after the other cost far fewer requests than blocks; scattered ones no more
    bytes than their blocks."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        for start in range(0, 4_000_000, 10_000):
            read(file, start, 10_000)
        assert len(server.ranges) < 4_000_000 / BLOCK_BYTES / 3
    with serve(CONTENT) as server, reading(tmp_path / "other") as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        for start in (4_000_000, 2_000_000, 3_000_000):
            read(file, start, 10)
        assert fetcher.stats().bytes == 3 * BLOCK_BYTES


def test_runs_of_blocks_are_merged_and_split() -> None:
    """Neighbours go together, up to what a request may ask for."""
    assert runs([1, 2, 3, 7, 9, 10]) == [range(1, 4), range(7, 8), range(9, 11)]
    assert max(len(run) for run in runs(list(range(1000)))) == 32


def test_cancelling_ends_a_wait_for_a_silent_server(tmp_path: Path) -> None:
    """The reading thread looks at the flag while it waits; without that this would not end."""
    watch = Watch()
    stalling = serve(CONTENT, lambda exchange: exchange.stall())
    with stalling as server, reading(tmp_path, watch) as fetcher:

        def cancel() -> None:
            server.stalled.acquire()
            watch.cancel()

        threading.Thread(target=cancel).start()
        with pytest.raises(Cancelled):
            whole(fetcher, server.url, size_bytes=len(CONTENT))
        server.fault = None
        fetcher.begin()
        assert whole(fetcher, server.url, size_bytes=len(CONTENT)) == CONTENT


def test_a_cancelled_request_reads_nothing_more(tmp_path: Path) -> None:
    """Not even what is in memory, so that a long computation over it ends too."""
    watch = Watch()
    with serve(CONTENT) as server, reading(tmp_path, watch) as fetcher:
        file = opened(fetcher, server.url)
        read(file, 0, 10)
        watch.cancel()
        with pytest.raises(Cancelled):
            read(file, 0, 10)


def test_a_refused_address_is_renewed_once(tmp_path: Path) -> None:
    """Many ranges are refused at the same time; the archive is asked one time."""
    asked: list[Address] = []

    def renew(address: Address) -> Address:
        asked.append(address)
        return Address(url=address.url.replace("secret", "fresh"), blob="blob", renewable=True)

    watch = Watch(renew=renew)
    with serve(CONTENT, refuse_secret) as server, reading(tmp_path, watch) as fetcher:
        size = len(CONTENT)
        assert whole(fetcher, server.url, size_bytes=size, renewable=True) == CONTENT
    assert len(asked) == 1


def test_a_new_address_that_is_refused_too_is_an_error(tmp_path: Path) -> None:
    """It ends, and does not go round."""
    watch = Watch(renew=lambda address: address)
    with serve(CONTENT, refuse_secret) as server, reading(tmp_path, watch) as fetcher:
        with pytest.raises(AccessError):
            whole(fetcher, server.url, renewable=True)
        assert len(server.ranges) == 2


def refuse_secret(exchange: Exchange) -> bool:
    if "secret" not in exchange.path:
        return False
    exchange.refuse(403)
    return True


def test_a_redirect_is_followed_once(tmp_path: Path) -> None:
    """The API's address leads to the store's; the ranges after the first go there directly."""

    def redirect(exchange: Exchange) -> bool:
        if not exchange.path.startswith("/file"):
            return False
        exchange.refuse(302, Location="/store?signature=secret")
        return True

    with serve(CONTENT, redirect) as server, reading(tmp_path) as fetcher:
        assert whole(fetcher, server.url) == CONTENT
        assert sum(url.startswith("/file") for url in server.urls) == 1
        assert fetcher.stats().requests == len(server.urls)


def test_offline_reads_only_what_is_kept(tmp_path: Path) -> None:
    """With everything on disk no server is needed; else a sentence says what to do."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        whole(fetcher, server.url)
    with reading(tmp_path, offline=True) as fetcher:
        assert whole(fetcher, server.url) == CONTENT
        with pytest.raises(ConnectionFailedError, match="not kept"):
            whole(fetcher, server.url, blob="another")


def test_proxies_are_used_but_not_for_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that does not exist is not asked for loopback, but is for another host."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serve(CONTENT) as server, reading(tmp_path, max_tries=1) as fetcher:
        assert whole(fetcher, server.url) == CONTENT
        with pytest.raises(ConnectionFailedError, match=r"archive\.invalid cannot be reached"):
            whole(fetcher, "http://archive.invalid/x", blob="another")


def test_stock_remfile_reads_and_counts(tmp_path: Path) -> None:
    """`--bytes remfile` is remfile's own transport; its requests are counted."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        file = open_remote(Address(url=server.url), fetcher, stock=True)
        assert file.read(1000) == CONTENT[:1000]
        assert fetcher.stats().requests == len(server.ranges) == 2
        assert not list(tmp_path.iterdir())


def test_stock_remfile_fails_in_our_words(tmp_path: Path) -> None:
    """Its errors name the whole URL; ours do not."""

    def gone(exchange: Exchange) -> bool:
        exchange.refuse(404)
        return True

    with (
        serve(CONTENT, gone) as server,
        reading(tmp_path) as fetcher,
        pytest.raises(ConnectionFailedError) as caught,
    ):
        open_remote(Address(url=server.url), fetcher, stock=True)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_closing_ends_the_threads(tmp_path: Path) -> None:
    """Those that read; one that waits for a silent server ends with its timeout."""
    with serve(CONTENT) as server:
        before = {thread.name for thread in threading.enumerate()}
        with reading(tmp_path) as fetcher:
            whole(fetcher, server.url)
            threads = [t for t in threading.enumerate() if t.name.startswith("fetch")]
        for thread in threads:
            thread.join(120)
        assert threads
        assert {t.name for t in threading.enumerate() if t.name.startswith("fetch")} <= before


def test_urls_are_named_by_their_host() -> None:
    """Credentials, path and query are left out; nonsense has a name too."""
    assert host_of("https://user:pw@host.org:81/a/b?q=secret") == "host.org:81"
    assert host_of("http://[bad/x") == "the address"
    assert is_loopback("http://localhost:1/x")
    assert is_loopback("http://[::1]/x")
    assert not is_loopback("https://dandiarchive.org/")


def test_retry_after_is_seconds_or_a_date_and_bounded() -> None:
    """A server cannot make us wait for hours."""
    assert retry_after_s("2") == 2.0
    assert retry_after_s("9999") == 30.0
    assert retry_after_s("Wed, 21 Oct 2065 07:28:00 GMT") == 30.0
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert retry_after_s("soon") == 0.0


def test_a_server_sees_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .netrc that names the host is not read."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    sent: list[str | None] = []

    def look(exchange: Exchange) -> bool:
        sent.append(exchange.headers.get("Authorization"))
        return False

    with serve(CONTENT, look) as server, reading(tmp_path / "cache") as fetcher:
        whole(fetcher, server.url)
    assert set(sent) == {None}
    assert isinstance(server, RangeServer)
