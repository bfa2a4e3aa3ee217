"""The request that a reader has before it, as whoever asked sees it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar, cast

from msgspec.structs import replace

from dandi_tui.protocol.messages import Done, Failed, Progress
from dandi_tui.protocol.pictures import Objects
from dandi_tui.reader.base import OnPart, OnProgress

T = TypeVar("T")


class Call:
    """One request of the task that makes it; sent again, under another ticket, if a reader died."""

    def __init__(self, on_progress: OnProgress | None, on_part: OnPart | None) -> None:
        self.ticket = 0
        self.reply: asyncio.Future[Done | Failed]
        self.renewing: asyncio.Task[None] | None = None
        self.fault: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        """What a callback raised: it ends the request."""
        self._on_progress = on_progress
        self._on_part = on_part
        self._n_come = 0
        """Objects that this reader has sent."""
        self._n_told = 0
        """Objects that were handed on, also those of a reader that died."""
        self._is_left = False
        self._asker = cast("asyncio.Task[object]", asyncio.current_task())
        self._n_cancels = self._asker.cancelling()

    def begin(self, ticket: int) -> None:
        """It is about to be sent."""
        self.ticket, self._n_come = ticket, 0
        self.reply = asyncio.get_running_loop().create_future()

    def leave(self) -> None:
        """Who asked has gone: nothing is told any more."""
        self._is_left = True

    def take_progress(self, progress: Progress) -> None:
        """Hand it on."""
        self._tell(self._on_progress, progress)

    def take_part(self, part: Objects) -> None:
        """Hand on what is new: walks have one order, so what comes first was told before."""
        objects = part.objects[max(0, self._n_told - self._n_come) :]
        self._n_come += len(part.objects)
        self._n_told = max(self._n_told, self._n_come)
        self._tell(self._on_part, replace(part, objects=objects))

    def _tell(self, callback: Callable[[T], None] | None, value: T) -> None:
        """Call back soon: what a callback takes its time for does not hold up the pipe."""
        if callback:
            asyncio.get_running_loop().call_soon(self._call_back, callback, value)

    def _call_back(self, callback: Callable[[T], None], value: T) -> None:
        """Not who was told to go since, whether or not that was heard yet."""
        if self._is_left or self._asker.cancelling() != self._n_cancels:
            return
        try:
            callback(value)
        except Exception as error:  # noqa: BLE001 - whoever asked gets it, whatever it is
            self.leave()
            self.fault.set_result(error)
