"""Addresses renewed, silent servers given up, bytes counted: the reader and the network."""

import asyncio
from collections.abc import Iterator

import pytest

from dandi_tui.errors import (
    AddressExpiredError,
    ConnectionFailedError,
)
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.requests import ListChildren
from dandi_tui.settings import Settings
from tests.reader.helpers import cancelled, path_of, reading, request
from tests.remote.range_server import Exchange, serve


@pytest.fixture
def signed() -> Iterator["SignedServer"]:
    """A server that refuses the first signature."""
    with serve(bytes([1]) * 200_000, lambda exchange: refuse_old(exchange)) as server:
        yield SignedServer(server.url, server.url.replace("secret", "fresh"))


class SignedServer:
    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new


def refuse_old(exchange: Exchange) -> bool:
    if "secret" not in exchange.path:
        return False
    exchange.refuse(403)
    return True


async def test_an_expired_address_is_renewed_once(settings: Settings, signed: SignedServer) -> None:
    """The archive is asked for a new one, and the reader goes on with it, also later."""
    renewed: list[str] = []

    async def renew(address: Address) -> Address:
        renewed.append(address.url)
        return Address(url=signed.new, blob="blob", renewable=True)

    async with reading(settings, renew) as client:
        for _ in range(2):
            asked = request("/", signed.old, renewable=True)
            assert await path_of(client, asked) == "/200000"
    assert renewed == [signed.old]


async def test_an_address_that_cannot_be_renewed_is_an_error(
    settings: Settings, signed: SignedServer
) -> None:
    """The archive's sentence is the user's."""

    async def renew(_: Address) -> Address:
        raise ConnectionFailedError("The archive does not answer.")

    async with reading(settings, renew) as client:
        with pytest.raises(AddressExpiredError, match="The archive does not answer"):
            await client.ask(request("/", signed.old, renewable=True))


async def test_cancelling_gives_up_a_silent_server(settings: Settings) -> None:
    """The process survives, and another file is read at once, though the first still stalls."""
    stalling = serve(b"x" * 100, lambda exchange: exchange.stall())
    with stalling as silent, serve(bytes([2]) * 100) as other:
        async with reading(settings) as client:
            await client.start()
            before = client.pid
            task = asyncio.create_task(client.ask(request("/", silent.url)))
            await asyncio.to_thread(silent.stalled.acquire)
            await cancelled(task)
            asked = ListChildren(source=Address(url=other.url, blob="other"))
            assert await path_of(client, asked) == "/200"
            assert client.pid == before


async def test_progress_and_costs_are_reported(settings: Settings) -> None:
    """A slow read tells its bytes; the stats add up."""
    reports: list[Progress] = []

    def slow(exchange: Exchange) -> bool:
        exchange.server.ended.wait(0.15)
        return False

    with serve(bytes([1]) * 3_000_000, slow) as server:
        async with reading(settings) as client:
            await client.ask(request("/", server.url), on_progress=reports.append)
            first = client.last_stats
            await client.ask(request("/", server.url))
            assert client.last_stats.requests == 0
            assert client.last_stats.from_cache_bytes == 3_000_000
            assert client.stats.bytes == first.bytes == 3_000_000
    told = [report.done_bytes for report in reports if not report.silent_s]
    assert told
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 3_000_000
