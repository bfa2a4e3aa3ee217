"""Calls that block, in a program that has to end."""

import asyncio
import threading

import pytest

from dandi_tui.archive import calls
from dandi_tui.archive.calls import Calls


async def test_a_call_returns_or_raises_what_it_does() -> None:
    """By way of `asyncio.to_thread`, several at once."""
    asyncio.get_running_loop().set_default_executor(Calls())
    assert await asyncio.gather(*(asyncio.to_thread(abs, -n) for n in range(9))) == [*range(9)]
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(divmod, 1, 0)


def test_the_end_waits_for_what_is_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bookmark that was set with the last key is kept."""
    monkeypatch.setattr(calls, "LEAVE_S", 60.0)
    executor, go_on = Calls(), threading.Event()
    answer = executor.submit(go_on.wait)
    ending = threading.Thread(target=executor.shutdown)
    ending.start()
    assert not answer.done()
    go_on.set()
    ending.join()
    assert answer.done()


def test_the_end_does_not_wait_for_a_disk_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread is left behind, and Python does not wait for it either."""
    monkeypatch.setattr(calls, "LEAVE_S", 0.0)
    executor, hangs = Calls(), threading.Event()
    answer = executor.submit(hangs.wait)
    executor.shutdown()
    assert not answer.done()
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "call")
    hangs.set()
    assert answer.result(60)
