"""A few threads for calls that block, so that the event loop only awaits.

`concurrent.futures` is not used for the threads, since Python joins its threads before it exits:
a request that hangs would keep the program from quitting. These are daemons.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

from dandi_tui.errors import DandiTuiError

T = TypeVar("T")

Job = tuple["Future[Any]", Callable[[threading.Event], Any], threading.Event]


MAX_LEFT = 32
"""Threads that may still wait for a dead server after their call was cancelled."""


class Threads:
    """Runs blocking calls, at most `limit` at a time; the others queue."""

    def __init__(self, limit: int, name: str) -> None:
        self._limit = limit
        self._name = name
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._n_threads = 0
        self._n_waiting = 0
        self._n_free = 0
        self._left: set[Future[Any]] = set()
        self._is_closed = False

    async def run_within(self, seconds: float, call: Callable[[threading.Event], T]) -> T:
        """`run`; but a call that takes so long, its turn not counted, is given up.

        A server that drips a byte a second keeps every timeout of a socket from running out.

        Raises:
            TimeoutError: It was given up.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(None) as limit:
            is_awaited = True

            def begin() -> None:
                if is_awaited:
                    limit.reschedule(loop.time() + seconds)

            def begun(stop: threading.Event) -> T:
                with suppress(RuntimeError):  # the loop is closed: nobody waits
                    loop.call_soon_threadsafe(begin)
                return call(stop)

            try:
                return await self.run(begun)
            finally:
                is_awaited = False

    async def run(self, call: Callable[[threading.Event], T]) -> T:
        """What `call` returns or raises. It is given an event that is set when nobody waits.

        Cancelling the await takes the call out of the queue, or sets its event. A call that does
        not see that, since it waits for a silent server, no longer counts to the limit, so that
        it keeps no other from being made.

        Raises:
            DandiTuiError: The system has not even one thread, or they were ended by `close`.
        """
        answer: Future[T] = Future()
        stop = threading.Event()
        with self._lock:
            if self._is_closed:
                raise DandiTuiError("What would answer was closed.", hint="Try again.")
            self._n_waiting += 1
            self._jobs.put((answer, call, stop))
        if not self._start_thread():
            answer.cancel()
            raise DandiTuiError("The system has no more threads.", hint="End some programs.")
        try:
            return await asyncio.wrap_future(answer)
        except asyncio.CancelledError:
            stop.set()
            self._leave(answer)
            raise

    def _start_thread(self) -> bool:
        """One more thread, if a call waits for one and there are not enough; whether there is one.

        If the system has no more threads, those that there are make all calls in turn.
        """
        with self._lock:
            if self._n_waiting > self._n_free and self._n_threads < self._limit:
                thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                try:
                    thread.start()
                except RuntimeError:
                    return self._n_threads > 0
                self._n_threads += 1
                self._n_free += 1
            return True

    def _leave(self, answer: "Future[Any]") -> None:
        """Leave the thread of a call behind: it ends after it, and another may take its place."""
        with self._lock:
            if not answer.running() or len(self._left) >= MAX_LEFT:
                return
            self._left.add(answer)
            self._n_threads -= 1
        self._start_thread()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            with self._lock:
                self._n_waiting -= 1
                self._n_free -= 1
            answer, call, stop = job
            if answer.set_running_or_notify_cancel():
                try:
                    answer.set_result(call(stop))
                except BaseException as error:  # noqa: BLE001 - raised where it is awaited
                    answer.set_exception(error)
            if self._was_left(answer):
                return
            # Nothing of the job may live on while this thread waits for the next one.
            del job, answer, call, stop

    def _was_left(self, answer: "Future[Any]") -> bool:
        """Whether the thread that made this call is to end now; else it is free again."""
        with self._lock:
            if answer in self._left:
                self._left.remove(answer)
                return True
            self._n_free += 1
            return False

    def close(self) -> None:
        """End the threads; those in a call end after it, or with the program.

        What waits for its turn still gets it; nothing else is taken on.
        """
        with self._lock:
            self._is_closed = True
            for _ in range(self._n_threads):
                self._jobs.put(None)
