"""What is fetched as soon as a file is opened, and the rest of a small one behind it."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.errors import ConnectionFailedError
from dandi_tui.protocol.address import Address
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.file import RemoteFile
from dandi_tui.remote.jobs import Urgency
from dandi_tui.remote.watch import Watch
from tests.remote.helpers import CONTENT, opened, read, reading, whole
from tests.remote.range_server import Exchange, Fault, every, serve
from tests.remote.test_faults import busy, cut, reset, shifted, silent, timeout_s

WAVE: dict[str, Any] = {"head_bytes": 1 << 20, "tail_bytes": 1 << 19}
WHOLE: dict[str, Any] = {**WAVE, "whole_file_bytes": 40_000_000}
LONG = CONTENT * 2


def settle(file: RemoteFile) -> None:
    while file.stream.busy:
        file.stream.wait()


def test_head_and_tail_are_fetched_at_once(tmp_path: Path) -> None:
    """Three requests, and none for what is read in them."""
    with serve(CONTENT) as server, reading(tmp_path, **WAVE) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        assert read(file, 100, 1_000_000) == CONTENT[100:1_000_100]
        assert read(file, 4_900_000, 100_001) == CONTENT[4_900_000:]
        settle(file)
        assert len(server.ranges) == 3
        assert fetcher.stats().bytes == 16 * BLOCK_BYTES + len(CONTENT) - 68 * BLOCK_BYTES


def test_the_head_tells_a_size_that_is_not_known(tmp_path: Path) -> None:
    """No request for the size alone."""
    with serve(CONTENT) as server, reading(tmp_path, **WAVE) as fetcher:
        file = opened(fetcher, server.url)
        assert file.length == len(CONTENT)
        settle(file)
        assert server.ranges[0] == "bytes=0-1048575"
        assert len(server.ranges) == 2


def test_a_small_file_comes_whole_each_byte_once(tmp_path: Path) -> None:
    """When nobody waits for what is read; then nothing more is asked for."""
    with serve(CONTENT) as server, reading(tmp_path, **WHOLE) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        read(file, 0, 10)
        file.stream.fetch_rest()
        settle(file)
        assert fetcher.stats().bytes == len(CONTENT)
        assert whole(fetcher, server.url, size_bytes=len(CONTENT)) == CONTENT
        assert fetcher.stats().bytes == len(CONTENT)
    with serve(CONTENT) as server, reading(tmp_path, **WHOLE) as fetcher:
        assert whole(fetcher, server.url) == CONTENT
        assert not server.ranges


def test_a_file_read_before_asks_for_nothing_but_what_is_new(tmp_path: Path) -> None:
    """What is on disk is not a reason to fetch the rest."""
    with serve(CONTENT) as server:
        with reading(tmp_path, **WAVE) as fetcher:
            file = opened(fetcher, server.url, size_bytes=len(CONTENT))
            settle(file)
        n_before = len(server.ranges)
        with reading(tmp_path, **WHOLE) as fetcher:
            file = opened(fetcher, server.url, size_bytes=len(CONTENT))
            assert read(file, 1000, 5000) == CONTENT[1000:6000]
            assert not file.stream.busy
        assert len(server.ranges) == n_before


def test_what_was_read_last_time_is_fetched_at_once(tmp_path: Path) -> None:
    """Though its blocks are not kept any more."""
    known: dict[str, Any] = {"etag": "one", "size_bytes": len(CONTENT)}
    with serve(CONTENT) as server, reading(tmp_path, **WAVE) as fetcher:
        file = opened(fetcher, server.url, **known)
        read(file, 2_000_000, 10)
        file.close()
        key = file.stream.key
    blocks = [path for path in (tmp_path / "blocks" / key).iterdir() if path.name.isdigit()]
    assert blocks
    for path in blocks:
        path.unlink()
    with serve(CONTENT) as server, reading(tmp_path, **WAVE) as fetcher:
        settle(opened(fetcher, server.url, **known))
        assert f"bytes={30 * BLOCK_BYTES}-{31 * BLOCK_BYTES - 1}" in server.ranges


@pytest.mark.parametrize("fault", [shifted, cut, reset, busy, silent])
def test_faults_of_every_third_answer_leave_no_wrong_byte(fault: Fault, tmp_path: Path) -> None:
    """Head, tail, the rest of the file and what is read, all at the same time."""
    with (
        serve(CONTENT, every(3, fault)) as server,
        reading(tmp_path, read_timeout_s=timeout_s(fault, 1.0), max_tries=20, **WHOLE) as fetcher,
    ):
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        file.stream.want_extents([(2_000_003, 2_300_000), (4_000_001, 4_000_999)])
        assert read(file, 2_000_003, 299_997) == CONTENT[2_000_003:2_300_000]
        for start in (4_000_001, 3_000_000, 0, 1_500_000):
            assert read(file, start, 998) == CONTENT[start : start + 998]
        assert read(file, 0, len(CONTENT)) == CONTENT


def test_a_file_that_changes_in_the_middle_of_a_request_is_an_error(tmp_path: Path) -> None:
    """The first half of the answer came, the second would be of another file."""

    def change(exchange: Exchange) -> bool:
        if exchange.number == 1:
            exchange.answer(cut=300_000)
            exchange.server.etag, exchange.server.content = "two", CONTENT[::-1]
        return exchange.number == 1

    with serve(CONTENT, change) as server, reading(tmp_path) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        with pytest.raises(ConnectionFailedError, match="not the same any more"):
            read(file, 0, 500_000)
        assert whole(fetcher, server.url) == CONTENT[::-1]


def test_what_was_refused_goes_on_as_it_was(tmp_path: Path) -> None:
    """Who wants a part of it, before the address is renewed, asks for nothing by itself."""

    def renew(address: Address) -> Address:
        return Address(url=address.url.replace("secret", "fresh"), blob="blob", renewable=True)

    def expire(exchange: Exchange) -> bool:
        is_old = "secret" in exchange.path and exchange.number > 1
        if is_old:
            exchange.refuse(403)
        return is_old

    with serve(LONG, expire) as server, reading(tmp_path, Watch(renew=renew)) as fetcher:
        stream = opened(fetcher, server.url, size_bytes=len(LONG), renewable=True).stream
        start, stop = 9 * BLOCK_BYTES, 15 * BLOCK_BYTES
        stream.want([(0, 10)])
        stream.wait()
        stream.want([(start, stop)])
        while (part := stream.coming.find(12)) and not part.failure:
            time.sleep(0.001)
        stream.want([(12 * BLOCK_BYTES, 13 * BLOCK_BYTES)])
        while stream.peek(start, stop) is None:
            stream.wait()
        assert stream.peek(start, stop) == LONG[start:stop]
        assert server.ranges[1:] == [f"bytes={start}-{stop - 1}"] * 2


def test_an_address_that_expires_under_sixteen_requests_is_renewed_once(tmp_path: Path) -> None:
    """All sixteen are refused, and asked again at the new address; no more than those."""
    asked: list[str] = []
    together = threading.Barrier(16)

    def renew(address: Address) -> Address:
        asked.append(address.url)
        return Address(url=address.url.replace("secret", "fresh"), blob="blob", renewable=True)

    def expire(exchange: Exchange) -> bool:
        if "secret" not in exchange.path or exchange.number == 1:
            return False
        together.wait(120)
        exchange.refuse(403)
        return True

    with serve(LONG, expire) as server, reading(tmp_path, Watch(renew=renew)) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(LONG), renewable=True)
        read(file, 0, 10)
        start = 9 * BLOCK_BYTES
        assert read(file, start, len(LONG) - start) == LONG[start:]
        assert len(asked) == 1
        assert len(server.ranges) == 1 + 16 + 16


def test_extents_are_fetched_exactly(tmp_path: Path) -> None:
    """Near ones in one request, far ones in others; what is read in them comes from there."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        extents = [(1_000_003, 1_010_000), (1_040_000, 1_050_001), (3_000_000, 3_000_777)]
        assert file.stream.missing_bytes(extents) == (2, 49_998 + 777)
        file.stream.want_extents(extents)
        for start, stop in [*extents, (1_000_100, 1_000_200), (3_000_776, 3_000_777)]:
            assert read(file, start, stop - start) == CONTENT[start:stop]
        assert sorted(server.ranges) == ["bytes=1000003-1050000", "bytes=3000000-3000776"]
        assert file.stream.missing_bytes(extents) == (0, 0)
        assert fetcher.stats().bytes == 49_998 + 777


def test_a_long_extent_is_split_among_connections(tmp_path: Path) -> None:
    """And joined again, also from disk, where nothing is asked of the server."""
    extent = (1_234_567, 4_876_543)
    with serve(CONTENT) as server:
        for n_requests in (7, 0):
            with reading(tmp_path) as fetcher:
                file = opened(fetcher, server.url, size_bytes=len(CONTENT), etag="one")
                file.stream.want_extents([extent], Urgency.NOW)
                data = read(file, extent[0], extent[1] - extent[0])
                assert data == CONTENT[slice(*extent)]
                assert fetcher.stats().requests == n_requests


def test_extents_in_blocks_that_are_kept_are_not_fetched(tmp_path: Path) -> None:
    """Nor does a read of them wait for anything."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        read(file, 0, 300_000)
        n_before = len(server.ranges)
        file.stream.want_extents([(5, 70_000), (100, 100), (9_000_000, 9_000_001)])
        assert read(file, 5, 69_995) == CONTENT[5:70_000]
        assert len(server.ranges) == n_before


def test_scattered_blocks_are_merged_over_one_that_lies_between(tmp_path: Path) -> None:
    """One request of three blocks, not two of one."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        stream = opened(fetcher, server.url, size_bytes=len(CONTENT)).stream
        stream.want([(0, 10), (2 * BLOCK_BYTES, 2 * BLOCK_BYTES + 10), (4_000_000, 4_000_010)])
        while stream.busy:
            stream.wait()
        assert stream.peek(BLOCK_BYTES - 5, BLOCK_BYTES + 5) == CONTENT[65_531:65_541]
        assert stream.peek(3_000_000, 3_000_001) is None
        assert len(server.ranges) == 2


def test_the_rate_is_that_of_the_last_answers(tmp_path: Path) -> None:
    """None before the first; then a cost has a time."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        assert fetcher.rate() is fetcher.seconds(1, 1) is None
        whole(fetcher, server.url)
        rate, seconds = fetcher.rate(), fetcher.seconds(32, 10**6)
        assert rate
        assert seconds
        assert seconds > 10**6 / rate
    assert isinstance(fetcher, Fetcher)
