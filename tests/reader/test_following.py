"""The file under the cursor, whose first level comes before it is opened."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.requests import ListChildren, Prepare
from dandi_tui.reader.client import ReaderClient
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.remote.range_server import Exchange, RangeServer, serve


@contextmanager
def following(server: RangeServer, folder: Path, **settings: Any) -> Iterator[OpenFiles]:
    """With a file that will probably be opened; nothing of it was asked for yet."""
    fetcher = Fetcher(Settings(cache_dir=folder, whole_file_bytes=0, **settings), Watch())
    fetcher.begin()
    files = OpenFiles(fetcher, stock=False)
    files.prepare(address_of(server))
    assert not server.ranges
    yield files
    files.close()
    fetcher.close()


def address_of(server: RangeServer, blob: str = "cd34") -> Address:
    return Address(url=server.url, size_bytes=len(server.content), blob=blob, name="y")


def listed(files: OpenFiles, server: RangeServer) -> int:
    """What is in the file's root, in a request of its own."""
    files._fetcher.begin()
    with files.use(address_of(server)) as file:
        return len(file.children("/"))


def rested(files: OpenFiles) -> None:
    """Nothing is asked until all has come."""
    while (pause_s := files.work_ahead()) is not None:
        time.sleep(pause_s)
    while files._fetcher.lines.jobs():
        time.sleep(0.01)


@pytest.mark.parametrize("head_bytes", [0, 1 << 20])
def test_the_first_level_of_the_next_file_comes_while_nothing_is_asked(
    head_bytes: int, content: bytes, tmp_path: Path
) -> None:
    """Who opens it then finds it without a request; nothing of what lies deeper came before."""
    wave = {"head_bytes": head_bytes, "tail_bytes": head_bytes}
    with serve(content) as server, following(server, tmp_path, **wave) as files:
        rested(files)
        n_ranges = len(server.ranges)
        assert 0 < n_ranges <= 5
        assert listed(files, server) == 21
        assert len(server.ranges) == n_ranges


def test_nothing_is_asked_for_twice_of_a_file_that_is_opened_while_it_comes(
    content: bytes, tmp_path: Path
) -> None:
    """What is on its way goes along."""

    def slow(exchange: Exchange) -> bool:
        exchange.server.ended.wait(0.2)
        return False

    with serve(content, slow) as server, following(server, tmp_path) as files:
        files.work_ahead()
        assert listed(files, server) == 21
        assert len(server.ranges) == len(set(server.ranges)) >= 3


def test_only_the_last_that_was_wanted_follows(content: bytes, tmp_path: Path) -> None:
    """The one before is not asked for until it is opened."""
    with serve(content) as first, serve(content) as second, following(first, tmp_path) as files:
        files.prepare(address_of(second, "ef56"))
        rested(files)
        assert not first.ranges
        assert second.ranges
        assert listed(files, first) == 21


def test_of_a_file_whose_tree_is_kept_nothing_is_fetched(content: bytes, tmp_path: Path) -> None:
    """Its first level is known, though no block of it is left."""
    with serve(content) as server:
        with following(server, tmp_path) as files:
            assert listed(files, server) == 21
            rested(files)
        for path in (tmp_path / "blocks").glob("*/[0-9]*"):
            path.unlink()
        server.ranges.clear()
        with following(server, tmp_path) as files:
            rested(files)
            assert not server.ranges


def test_what_follows_gives_way_to_another_file(content: bytes, tmp_path: Path) -> None:
    """Nothing of it is on its way any more; of itself the other one comes as ever."""

    def held(exchange: Exchange) -> bool:
        return exchange.stall()

    with (
        serve(content, held) as first,
        serve(content) as second,
        following(first, tmp_path) as files,
    ):
        files.work_ahead()
        first.stalled.acquire()
        with files.use(address_of(second, "ef56")) as file:
            assert len(file.children("/")) == 21
        soon_s = time.monotonic() + 60
        while files._fetcher.lines.jobs() and time.monotonic() < soon_s:
            time.sleep(0.01)
        assert not files._fetcher.lines.jobs()


def test_a_file_that_is_open_does_not_follow(content: bytes, tmp_path: Path) -> None:
    """Though nothing is left of its first wave, it is not begun with again."""
    little: dict[str, Any] = {"memory_cache_bytes": 2 * BLOCK_BYTES, "disk_cache_bytes": 0}
    with serve(content) as server, following(server, tmp_path, **little) as files:
        assert listed(files, server) == 21
        wave = f"bytes=0-{8 * BLOCK_BYTES - 1}"
        assert server.ranges.count(wave) == 1
        files.prepare(address_of(server))
        rested(files)
        assert server.ranges.count(wave) == 1


@pytest.mark.parametrize("status", [403, 404, 503])
def test_what_failed_while_nothing_was_asked_is_asked_for_when_it_is_wanted(
    status: int, content: bytes, tmp_path: Path
) -> None:
    """By then it may be there; if not, that is said."""

    def failing(exchange: Exchange) -> bool:
        exchange.send_error(status)
        return True

    with serve(content, failing) as server, following(server, tmp_path, max_tries=1) as files:
        rested(files)
        assert server.ranges
        with pytest.raises(DandiTuiError, match=str(status)):
            listed(files, server)
        files.prepare(address_of(server))
        rested(files)
        server.fault = None
        assert listed(files, server) == 21


def test_offline_nothing_follows(content: bytes, tmp_path: Path) -> None:
    """It could not come."""
    with serve(content) as server, following(server, tmp_path, offline=True) as files:
        assert files.work_ahead() is None
        assert not server.ranges


async def test_what_is_begun_with_leaves_the_counts_of_what_is_shown(
    content: bytes, tmp_path: Path
) -> None:
    """The status line goes on to say what the picture took."""
    (tmp_path / "x.h5").write_bytes(content)
    here = Address(local_path=str(tmp_path / "x.h5"), name="x")
    client = ReaderClient(Settings(cache_dir=tmp_path))
    try:
        await client.ask(ListChildren(source=here, path="/"))
        before = client.last_stats
        await client.ask(Prepare(source=here))
        assert client.last_stats is before
        await client.ask(ListChildren(source=here, path="/"))
        assert client.last_stats is not before
    finally:
        await client.close()
