"""When the reader's collector runs, and what it looks through."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from dandi_tui.reader.collector import ALL_AFTER, Collector
from dandi_tui.reader.process import PAUSE_S
from dandi_tui.settings import Settings
from tests.reader.child import Ring
from tests.reader.helpers import path_of, reading, request


@pytest.fixture
def collector() -> Iterator[Collector]:
    """One that has begun; afterwards all is as it was."""
    was_on = gc.isenabled()
    collector = Collector()
    collector.begin()
    yield collector
    gc.unfreeze()
    if was_on:
        gc.enable()


def aged(collector: Collector) -> "weakref.ref[Ring]":
    """A ring that two requests have kept, and then let go."""
    ring = Ring()
    collector.after_request()
    collector.after_request()
    return weakref.ref(ring)


def test_what_a_request_leaves_goes_after_it(collector: Collector) -> None:
    """Also without a pause."""
    ring = weakref.ref(Ring())
    assert ring() is not None
    collector.after_request()
    assert ring() is None


def test_what_was_kept_for_long_goes_in_the_next_pause(collector: Collector) -> None:
    """A file's tree may be 20,000 objects, which no request is to wait for."""
    ring = aged(collector)
    collector.after_request()
    assert ring() is not None
    collector.in_pause()
    assert ring() is None


def test_without_a_pause_all_is_looked_through_now_and_then(collector: Collector) -> None:
    """Who holds a key down leaves no pause."""
    ring = aged(collector)
    for _ in range(ALL_AFTER - 3):
        collector.after_request()
    assert ring() is not None
    collector.after_request()
    assert ring() is None


def test_it_never_runs_by_itself(collector: Collector) -> None:
    """In another thread it could free an h5py object."""
    assert not gc.isenabled()
    rings = [weakref.ref(Ring()) for _ in range(10_000)]
    assert all(ring() is not None for ring in rings)
    collector.after_request()
    assert not any(ring() for ring in rings)


def test_what_is_loaded_is_not_looked_at(collector: Collector) -> None:
    """Modules stay."""
    before = gc.get_freeze_count()
    loaded = [[n] for n in range(1_000)]
    collector.spare()
    assert gc.get_freeze_count() >= before + len(loaded)


async def test_the_reader_runs_it_after_a_request(settings: Settings) -> None:
    """What a request left is gone before the next one."""
    async with reading(settings) as client:
        await client.ask(request("/leave ring"))
        assert await path_of(client, request("/ring is there")) == "/False"


async def test_the_reader_runs_it_in_a_pause(settings: Settings) -> None:
    """Before so much was asked that it looks through all in any case."""
    async with reading(settings) as client:
        for path in ("/hold ring", "/ring is there", "/let ring go"):
            await client.ask(request(path))
        for _ in range(ALL_AFTER // 2):
            await asyncio.sleep(2 * PAUSE_S)
            if await path_of(client, request("/ring is there")) == "/False":
                break
        else:
            pytest.fail("nothing looked through what is old")
