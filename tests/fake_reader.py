"""A reader without a process: answers at once, stalls, or fails, as a test says."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import overload

from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import (
    Answer,
    Facts,
    Lacks,
    Numbers,
    Objects,
    Picture,
    Question,
    Stats,
    ViewEntry,
    Views,
)
from dandi_tui.protocol.requests import Draw, ListChildren, ListViews, Prepare, Request, Walk
from dandi_tui.reader.base import OnPart, OnProgress, Reader


class FakeReader(Reader):
    """Stands in for `ReaderClient`: `objects` are the file, and a drawing names its request.

    Args:
        objects: All objects of every file, by path; children are found by their paths.
        answers: Answers by path that go before the others: an answer, an error to raise, or a
            function of the request.
        stalled: Paths whose requests wait until `release` is called (or they are cancelled).
    """

    def __init__(
        self,
        objects: Iterable[NwbObject] = (),
        *,
        answers: Mapping[str, Answer | DandiTuiError | Callable[[Request], Answer]] | None = None,
        stalled: Iterable[str] = (),
    ) -> None:
        self.objects = {obj.path: obj for obj in objects}
        self.answers = dict(answers or {})
        self.stalled = {path: asyncio.Event() for path in stalled}
        self.requests: list[Request] = []
        self.cancelled: list[Request] = []
        self.progress: dict[str, tuple[int, int]] = {}
        """Path -> (done, total) bytes that are reported once before the answer."""
        self.started = False
        self.closed = False
        self.last_stats = Stats()
        self.stats = Stats()
        self._pending = 0

    @property
    def idle(self) -> bool:
        return self._pending == 0

    async def start(self) -> None:
        self.started = True

    async def close(self) -> None:
        self.closed = True

    def stall(self, path: str) -> None:
        """From now on requests for `path` wait for `release`."""
        self.stalled[path] = asyncio.Event()

    def release(self, path: str) -> None:
        """Let the requests for `path` go on, now and later."""
        self.stalled.pop(path).set()

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
        self.requests.append(request)
        self._pending += 1
        try:
            await self._wait(request, on_progress)
        except asyncio.CancelledError:
            self.cancelled.append(request)
            raise
        finally:
            self._pending -= 1
        return self._answer(request)

    async def _wait(self, request: Request, on_progress: OnProgress | None) -> None:
        await asyncio.sleep(0)
        if on_progress and request.path in self.progress:
            done, total = self.progress[request.path]
            stats = Stats(requests=1, bytes=done)
            on_progress(Progress(0, stats, done_bytes=done, total_bytes=total))
        if request.path in self.stalled:
            await self.stalled[request.path].wait()

    def _answer(self, request: Request) -> Answer:
        answer = self.answers.get(request.path)
        if isinstance(answer, DandiTuiError):
            raise answer
        if callable(answer):
            return answer(request)
        if answer is not None:
            return answer
        if isinstance(request, ListChildren):
            return Objects(objects=self._children(request.path))
        if isinstance(request, Walk):
            below = request.path.rstrip("/") + "/"
            found = (o for p, o in self.objects.items() if p.startswith(below))
            return Objects(objects=tuple(sorted(found, key=lambda obj: obj.path)))
        if isinstance(request, Prepare):
            return Objects(objects=())
        if isinstance(request, ListViews):
            return Views(views=(ViewEntry(name="note"),))
        return self._picture(request)

    def _children(self, path: str) -> tuple[NwbObject, ...]:
        return tuple(
            obj
            for obj in self.objects.values()
            if obj.path != "/" and (obj.path.rpartition("/")[0] or "/") == path
        )

    def _picture(self, request: Draw) -> Picture | Numbers:
        """A chart whose rows say what was asked for: path, view, window, traces."""
        if request.numbers:
            return Numbers(json=b'{"series": []}')
        words = (request.path, request.view, str(request.window), str(request.traces))
        rows = [word[: request.width].ljust(request.width) for word in words]
        rows = (rows + [" " * request.width] * request.height)[: request.height]
        obj = self.objects.get(request.path)
        facts = Facts(
            path=request.path,
            title=request.path.rsplit("/", 1)[-1] or "/",
            neurodata_type=obj.neurodata_type if obj else "",
            view=request.view or "note",
            views=(obj.views if obj else ()) or ("note",),
            window=request.window,
            traces=request.traces,
            frame=request.frame,
        )
        return Picture(rows=tuple(rows), facts=facts)
