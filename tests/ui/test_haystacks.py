"""What is left of a search that was left."""

import asyncio

import pytest

from dandi_tui.protocol.address import Address
from dandi_tui.ui.haystacks import ObjectsOfFile
from tests.fake_reader import FakeReader


async def test_a_search_that_is_left_leaves_no_task() -> None:
    """Neither the walk nor whoever waits for its next part."""
    reader = FakeReader(stalled=["/"])
    here = ObjectsOfFile(reader, Address(local_path="/x.nwb"))

    async def look() -> None:
        async for _ in here.candidates(""):
            pass

    search = asyncio.create_task(look())
    for _ in range(10):
        await asyncio.sleep(0)
    assert reader.requests
    others = asyncio.all_tasks() - {search, asyncio.current_task()}
    search.cancel()
    with pytest.raises(asyncio.CancelledError):
        await search
    await asyncio.wait(others, timeout=60)
    assert asyncio.all_tasks() == {asyncio.current_task()}
