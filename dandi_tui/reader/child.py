"""The reader process as its parent sees it: frames in, frames out, and its end."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Callable
from typing import Any, Final, cast

from dandi_tui.errors import ReaderDiedError
from dandi_tui.protocol.messages import LENGTH, FromReader, Ready, ToReader
from dandi_tui.reader.wire import (
    FrameError,
    check_length,
    checked_frame,
    encode_settings,
    from_reader,
    without_queries,
)
from dandi_tui.settings import Settings, without_keys

log = logging.getLogger(__name__)

COMMAND: Final = (sys.executable, "-P", "-m", "dandi_tui.reader")
"""`-P`: a module in the folder where the user stands is not taken for a library's."""

READY_S: Final = 30.0
LEAVE_S: Final = 0.5
MAX_LINE_BYTES: Final = 65_536

OnMessage = Callable[[FromReader], None]


def environment() -> dict[str, str]:
    """The parent's, without tokens, and with numerics that start no threads."""
    kept = without_keys(os.environ)
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}


class Child(asyncio.SubprocessProtocol):
    """One reader process, from its start to its end.

    Args:
        on_message: Called in the event loop with each message, `Ready` excepted.
    """

    def __init__(self, on_message: OnMessage) -> None:
        self._on_message = on_message
        self._transport: asyncio.SubprocessTransport | None = None
        self._input = bytearray()
        self._line = b""
        loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        """Done when the process is gone."""
        self._lost: asyncio.Future[None] = loop.create_future()

    @classmethod
    async def spawn(
        cls, settings: Settings, on_message: OnMessage, command: tuple[str, ...] = COMMAND
    ) -> "Child":
        """Start a process; not to be cancelled, or asyncio forgets to tell of its end."""
        child = cls(on_message)
        loop = asyncio.get_running_loop()
        try:
            await loop.subprocess_exec(
                lambda: child, *command, env=environment(), start_new_session=True
            )
        except OSError as error:
            raise _not_started() from error
        child._write(encode_settings(settings))
        return child

    async def ready(self) -> None:
        """Wait until it can be asked."""
        await first_of(self._ready, self.ended, within_s=READY_S)
        if not self._ready.done():
            await self.stop()
            raise _not_started()

    @property
    def pid(self) -> int:
        """Of the process; 0 before it has started."""
        pid = self._transport.get_pid() if self._transport else None
        return pid or 0

    def send(self, message: ToReader) -> None:
        """Write a message; if the process has just ended, `ended` tells."""
        self._write(checked_frame(message))

    def kill(self) -> None:
        """End the process at once."""
        if self._transport and not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()

    async def stop(self) -> None:
        """End the process, in peace if it can, and close the pipes."""
        if self._transport is None:
            return
        if pipe := self._stdin():
            pipe.abort()
        await first_of(self.ended, within_s=LEAVE_S)
        self.kill()
        await self.ended
        self._transport.close()
        await first_of(self._lost, within_s=LEAVE_S)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process has started."""
        self._transport = cast("asyncio.SubprocessTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone and its pipes are closed."""
        if not self._lost.done():
            self._lost.set_result(None)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Frames come on 1; what libraries print, on 2."""
        if fd != 1:
            self._log(data)
            return
        self._input += data
        try:
            self._take_frames()
        except FrameError:
            log.exception("The reader sent what is no frame")
            self.kill()

    def _log(self, data: bytes) -> None:
        """Log whole lines: of half a URL nobody could tell what is its query."""
        *lines, self._line = (self._line + data).split(b"\n")
        if len(self._line) > MAX_LINE_BYTES:
            lines, self._line = [*lines, self._line], b""
        for line in lines:
            log.info("%s", without_queries(line.decode("utf-8", "replace")))

    def process_exited(self) -> None:
        """The process is gone."""
        if not self.ended.done():
            self.ended.set_result(None)

    def _take_frames(self) -> None:
        while len(self._input) >= LENGTH.size:
            stop = LENGTH.size + check_length(self._input)
            if len(self._input) < stop:
                return
            message = from_reader(self._input[LENGTH.size : stop])
            del self._input[:stop]
            if not isinstance(message, Ready):
                self._on_message(message)
            elif not self._ready.done():
                self._ready.set_result(None)

    def _write(self, content: bytes) -> None:
        if pipe := self._stdin():
            pipe.write(content)

    def _stdin(self) -> asyncio.WriteTransport | None:
        """The pipe to the process, while it is open."""
        pipe = self._transport.get_pipe_transport(0) if self._transport else None
        if pipe is None or pipe.is_closing():
            return None
        return cast("asyncio.WriteTransport", pipe)


async def first_of(*futures: "asyncio.Future[Any]", within_s: float | None = None) -> None:
    """Wait until one of them is done, or the time is over; none is cancelled by that."""
    await asyncio.wait(futures, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)


def _not_started() -> ReaderDiedError:
    return ReaderDiedError("The reader process did not start.", hint="The log says why")
