"""Asks the reader process: awaitable requests; cancels, kills, and starts it again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, overload

from dandi_tui.errors import KINDS, DandiTuiError, ReaderDiedError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.messages import (
    Ask,
    Cancel,
    Done,
    Expired,
    Failed,
    FromReader,
    Part,
    Progress,
    Renewed,
)
from dandi_tui.protocol.pictures import (
    Answer,
    Lacks,
    Numbers,
    Objects,
    Picture,
    Question,
    Stats,
    Views,
    added,
)
from dandi_tui.protocol.requests import Draw, ListChildren, ListViews, Prepare, Request, Walk
from dandi_tui.reader.base import OnPart, OnProgress, Reader
from dandi_tui.reader.call import Call
from dandi_tui.reader.child import COMMAND, Child, first_of
from dandi_tui.settings import Settings
from dandi_tui.text import safe

log = logging.getLogger(__name__)

PATIENCE_S: Final = 2.0
"""A reader that has not answered a cancel after this long is killed."""

TRIES: Final = 2

Renew = Callable[[Address], Awaitable[Address]]


class ReaderClient(Reader):
    """One reader process, and the queue of those who ask it.

    Requests wait here for their turn, so one that is cancelled before it is never sent.

    Args:
        renew: Asks the archive for a new address when one was refused.
        command: What starts the reader; tests give their own.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        renew: Renew | None = None,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self.last_stats = Stats()
        self.stats = Stats()
        self._settings = settings
        self._renew = renew
        self._command = command
        self._turn = asyncio.Lock()
        self._n_asking = 0
        self._n_tickets = 0
        self._call: Call | None = None
        self._child: Child | None = None
        self._starting: asyncio.Task[Child] | None = None
        self._settling: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def idle(self) -> bool:
        """Whether nothing is asked for, and no cancelled request still occupies the reader."""
        return self._n_asking == 0 and not self._turn.locked()

    @property
    def pid(self) -> int:
        """Of the reader process; 0 if there is none."""
        return self._child.pid if self._child and not self._child.ended.done() else 0

    async def start(self) -> None:
        """Start the process behind the first paint; `ask` does so too."""
        await self._running()

    @overload
    async def ask(
        self,
        request: ListChildren | Prepare | Walk,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Objects: ...
    @overload
    async def ask(
        self,
        request: Draw,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Picture | Question | Lacks | Numbers: ...
    @overload
    async def ask(
        self,
        request: ListViews,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Views: ...
    async def ask(
        self,
        request: Request,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Answer:
        """Answer in turn; cancelling the await cancels the read, or its place in the queue.

        What `on_progress` or `on_part` raises cancels the read too, and is raised here.
        """
        self._n_asking += 1
        try:
            await self._turn.acquire()
            try:
                return await self._ask(request, on_progress, on_part)
            finally:
                if self._settling is None:
                    self._turn.release()
        finally:
            self._n_asking -= 1

    async def close(self) -> None:
        """End the process, whatever it does, in under a second."""
        self._closed = True
        if self._call:
            self._call.reply.cancel()
        if self._starting:
            if self._child:
                self._child.kill()
            await asyncio.wait({self._starting})
        if self._settling:
            self._settling.cancel()
            await asyncio.wait({self._settling})
        if self._child:
            await self._child.stop()
            self._child = None

    async def _ask(
        self, request: Request, on_progress: OnProgress | None, on_part: OnPart | None
    ) -> Answer:
        """Send it, and again if the reader died of it, which may have been another's fault."""
        call = Call(on_progress, on_part)
        for _ in range(TRIES):
            child = await self._running()
            reply = await self._reply(child, request, call)
            if reply is not None:
                return self._answer(reply, is_counted=not isinstance(request, Prepare))
            log.warning("The reader died of %s", type(request).__name__)
        raise ReaderDiedError(
            f"The reader process died, twice, at {safe(request.path, limit=200) or 'a request'}.",
            hint="Choose another object; the log says more",
        )

    async def _reply(self, child: Child, request: Request, call: Call) -> Done | Failed | None:
        """The reader's reply, or None if it died."""
        self._n_tickets += 1
        call.begin(self._n_tickets)
        self._call = call
        child.send(Ask(call.ticket, request))
        try:
            await first_of(call.reply, call.fault, child.ended)
            if call.fault.done():
                raise call.fault.result()
        except BaseException:
            call.leave()
            if not self._closed:
                self._settling = asyncio.create_task(self._settle(child, call))
                self._settling.add_done_callback(self._settled)
            raise
        finally:
            if call.renewing:
                call.renewing.cancel()
        self._call = None
        if call.reply.cancelled():
            raise _closed()
        return call.reply.result() if call.reply.done() else None

    async def _settle(self, child: Child, call: Call) -> None:
        """After a cancel: keep the turn until the reader is free, or has been replaced."""
        child.send(Cancel(call.ticket))
        await first_of(call.reply, child.ended, within_s=PATIENCE_S)
        if not call.reply.done():
            log.warning("The reader did not stop, and is replaced")
            child.kill()
            await child.stop()

    def _settled(self, _task: "asyncio.Task[None]") -> None:
        """Let the next one have its turn; also if closing ended the task before its first step."""
        self._call = self._settling = None
        self._turn.release()

    def _answer(self, reply: Done | Failed, *, is_counted: bool) -> Answer:
        """The answer, or the error it came as."""
        if is_counted:  # else what is on the screen is of the request before
            self.last_stats = reply.stats
        self.stats = added(self.stats, reply.stats)
        if isinstance(reply, Failed):
            raise KINDS.get(reply.kind, DandiTuiError)(reply.message, hint=reply.hint)
        return reply.answer

    async def _running(self) -> Child:
        """The reader process, started if there is none. Cancelling does not stop the start."""
        if self._closed:
            raise _closed()
        if self._starting is None:
            if self._child and not self._child.ended.done():
                return self._child
            self._starting = asyncio.create_task(self._start())
            self._starting.add_done_callback(_look)
        return await asyncio.shield(self._starting)

    async def _start(self) -> Child:
        try:
            if self._child:
                await self._child.stop()
            self._child = await Child.spawn(self._settings, self._take, self._command)
            if not self._closed:
                await self._child.ready()
        finally:
            self._starting = None
        if self._closed:
            raise _closed()
        return self._child

    def _take(self, message: FromReader) -> None:
        """A message from the reader; those of requests long gone are nobody's."""
        call = self._call
        if call is None or getattr(message, "ticket", None) != call.ticket or call.reply.done():
            return
        if isinstance(message, Done | Failed):
            call.reply.set_result(message)
        elif isinstance(message, Part):
            if isinstance(message.answer, Objects):
                call.take_part(message.answer)
        elif isinstance(message, Progress):
            call.take_progress(message)
        elif isinstance(message, Expired):
            call.renewing = asyncio.create_task(self._send_renewed(message))

    async def _send_renewed(self, expired: Expired) -> None:
        """Have the address renewed, and tell the reader, also if it cannot be."""
        answer = Renewed(expired.ticket, None)
        try:
            if self._renew:
                answer = Renewed(expired.ticket, await self._renew(expired.address))
        except DandiTuiError as error:
            answer = Renewed(expired.ticket, None, error.message)
        if self._child:
            self._child.send(answer)


def _look(task: "asyncio.Task[Child]") -> None:
    """Take note of a failed start that nobody waited for."""
    if not task.cancelled():
        task.exception()


def _closed() -> ReaderDiedError:
    return ReaderDiedError("The reader was closed.")
