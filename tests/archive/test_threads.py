"""Threads for calls that block: how many, and what becomes of those that hang."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from dandi_tui.archive.threads import Threads
from dandi_tui.errors import DandiTuiError


@pytest.fixture
def threads() -> Iterator[Threads]:
    two = Threads(2, "two")
    yield two
    two.close()


async def test_calls_that_hang_keep_no_other_from_being_made(threads: Threads) -> None:
    """Both threads wait for a silent server, and nobody waits for them: a third call is made."""
    gate, begun = threading.Event(), threading.Semaphore(0)

    def hang(_: threading.Event) -> bool:
        begun.release()
        return gate.wait(600)

    tasks = [asyncio.create_task(threads.run(hang)) for _ in range(2)]
    for _ in tasks:
        await asyncio.to_thread(begun.acquire)
    waiting = asyncio.create_task(threads.run(lambda _: "made"))
    for task in tasks:
        task.cancel()
    assert await asyncio.wait_for(waiting, 300) == "made"
    assert await asyncio.wait_for(threads.run(lambda _: "after"), 300) == "after"
    gate.set()


async def test_no_more_threads_than_allowed(threads: Threads) -> None:
    """Twenty calls, at most two at a time."""
    lock, under_way, most = threading.Lock(), 0, 0

    def call(_: threading.Event) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        with lock:
            under_way -= 1

    await asyncio.gather(*(threads.run(call) for _ in range(20)))
    assert most <= 2


async def test_a_thread_that_cannot_be_started_is_an_error_once(
    threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system has none left; when it has, calls are made, but not that one."""
    start, made = threading.Thread.start, []

    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    for _ in range(2):
        with pytest.raises(DandiTuiError, match="no more threads"):
            await threads.run(lambda _: made.append("never"))
    monkeypatch.setattr(threading.Thread, "start", start)
    assert await asyncio.wait_for(threads.run(lambda _: "made"), 300) == "made"
    assert not made


async def test_whoever_asks_after_the_end_is_told_so(threads: Threads) -> None:
    """In place of waiting for ever; what was asked before is answered."""
    gate = threading.Event()
    before = [asyncio.create_task(threads.run(lambda _: gate.wait(300))) for _ in range(4)]
    await asyncio.sleep(0)
    threads.close()
    with pytest.raises(DandiTuiError, match="was closed"):
        await asyncio.wait_for(threads.run(lambda _: "never"), 300)
    gate.set()
    assert await asyncio.wait_for(asyncio.gather(*before), 300) == [True] * 4
