"""The reader's own loop, with requests handed to it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from dandi_tui.errors import AddressExpiredError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.messages import Ask, Cancel
from dandi_tui.protocol.pictures import Answer, Objects
from dandi_tui.protocol.requests import ListChildren, Request
from dandi_tui.reader.process import Process, SendPart
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.jobs import Urgency
from dandi_tui.remote.stream import Stream
from dandi_tui.settings import Settings
from tests.remote.range_server import serve


class Does:
    """A handler whose answer is a call."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call

    def answer(self, _request: Request, _send_part: SendPart) -> Answer:
        self._call()
        return Objects(objects=())

    def warm_up(self) -> None:
        """Nothing to load."""

    def work_ahead(self) -> float | None:
        """Nothing to do."""
        return None


def test_a_cancel_that_no_wait_saw_drops_what_was_on_its_way(tmp_path: Path) -> None:
    """It came while something was decoded; the chunks that a view wanted are not fetched on."""
    settings = Settings(cache_dir=tmp_path, head_bytes=0, tail_bytes=0, whole_file_bytes=0)
    process = Process(settings, io.BytesIO(), io.BytesIO())
    content = bytes(4 * BLOCK_BYTES)

    def decode() -> None:
        stream = Stream(address, process.fetcher)
        stream.want([(0, 10), (3 * BLOCK_BYTES, len(content))], Urgency.CHUNKS)
        assert len(process.fetcher.lines.jobs()) == 2
        process._take(Cancel(1))
        process.fetcher.watch.check()

    with serve(content, lambda exchange: exchange.stall()) as server:
        address = Address(url=server.url, size_bytes=len(content), blob="blob")
        process._serve(Does(decode), Ask(1, ListChildren(source=address)))
        assert not process.fetcher.lines.jobs()
        assert not process.fetcher.watch.cancelled
        process.fetcher.close()


def test_nobody_is_asked_for_an_address_while_nothing_is_asked(tmp_path: Path) -> None:
    """The browser would not answer, and what is read ahead would wait for a minute."""
    sink = io.BytesIO()
    process = Process(Settings(cache_dir=tmp_path), io.BytesIO(), sink)
    with pytest.raises(AddressExpiredError):
        process.fetcher.watch.renew(Address(url="http://store.invalid/a", renewable=True))
    assert not sink.getvalue()
    process.fetcher.close()
