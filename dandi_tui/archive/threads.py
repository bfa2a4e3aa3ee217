"""A few threads for calls that block, so that the event loop only awaits.

`concurrent.futures` is not used for the threads, since Python joins its threads before it exits:
a request that hangs would keep the program from quitting. These are daemons.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

Job = tuple["Future[Any]", Callable[[threading.Event], Any], threading.Event]


class Threads:
    """Runs blocking calls, at most `limit` at a time; the others queue."""

    def __init__(self, limit: int, name: str) -> None:
        self._limit = limit
        self._name = name
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = threading.Semaphore(0)

    async def run(self, call: Callable[[threading.Event], T]) -> T:
        """What `call` returns or raises. It is given an event that is set when nobody waits.

        Cancelling the await takes the call out of the queue, or sets its event.
        """
        answer: Future[T] = Future()
        stop = threading.Event()
        self._jobs.put((answer, call, stop))
        self._start_thread()
        try:
            return await asyncio.wrap_future(answer)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _start_thread(self) -> None:
        """One more thread, unless one is free or there are enough."""
        if self._idle.acquire(blocking=False) or len(self._threads) >= self._limit:
            return
        thread = threading.Thread(target=self._work, name=self._name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            answer, call, stop = job
            if answer.set_running_or_notify_cancel():
                try:
                    answer.set_result(call(stop))
                except BaseException as error:  # noqa: BLE001 - raised where it is awaited
                    answer.set_exception(error)
            # Nothing of the job may live on while this thread waits for the next one.
            del job, answer, call, stop
            self._idle.release()

    def close(self) -> None:
        """End the threads; those in a call end after it, or with the program."""
        for _ in self._threads:
            self._jobs.put(None)
