"""Clients over the reader whose answers are made up."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import ListChildren
from dandi_tui.reader.client import ReaderClient, Renew
from dandi_tui.settings import Settings

MADE = (sys.executable, "-m", "tests.reader.child")
LOCAL = Address(local_path="/a.nwb")


def request(path: str, url: str = "", *, renewable: bool = False) -> ListChildren:
    source = Address(url=url, blob="blob", renewable=renewable) if url else LOCAL
    return ListChildren(source=source, path=path)


@asynccontextmanager
async def reading(settings: Settings, renew: Renew | None = None) -> AsyncIterator[ReaderClient]:
    """A client over the reader that makes its answers up."""
    client = ReaderClient(settings, renew=renew, command=MADE)
    try:
        async with asyncio.timeout(300):
            yield client
    finally:
        await client.close()


async def path_of(client: ReaderClient, asked: ListChildren) -> str:
    return (await client.ask(asked)).objects[0].path


async def cancelled(task: "asyncio.Task[Objects]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def underway(client: ReaderClient, path: str) -> "asyncio.Task[Objects]":
    """A task on whose request the reader works: it has said so by a part."""
    begun = asyncio.Event()
    task = asyncio.create_task(client.ask(request(path), on_part=lambda _: begun.set()))
    await begun.wait()
    return task


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the system does in its own time."""
    async with asyncio.timeout(120):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
