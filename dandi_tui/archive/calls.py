"""Threads for `asyncio.to_thread` in a program that must end also while a disk hangs.

A file system that does not answer, or a lock that another program holds, keeps a thread for as long
as it likes; Python would wait for it before it exits.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

LEAVE_S: Final = 0.5
"""So long the end waits for what is being written."""


class Calls(ThreadPoolExecutor):
    """Makes each call on a thread of its own, a daemon; asyncio takes no executor of another type.

    Calls are few: a look at a file, a place to remember.
    """

    def __init__(self) -> None:
        super().__init__(1)
        self._under_way: list[threading.Thread] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """What `fn` will return or raise."""
        answer: Future[T] = Future()

        def call() -> None:
            if answer.set_running_or_notify_cancel():
                try:
                    answer.set_result(fn(*args, **kwargs))
                except BaseException as error:  # noqa: BLE001 - raised where it is awaited
                    answer.set_exception(error)

        thread = threading.Thread(target=call, name="call", daemon=True)
        thread.start()
        self._under_way = [one for one in (*self._under_way, thread) if one.is_alive()]
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for the calls under way, but not for long."""
        end_s = time.monotonic() + (LEAVE_S if wait else 0.0)
        for thread in self._under_way:
            thread.join(max(0.0, end_s - time.monotonic()))
