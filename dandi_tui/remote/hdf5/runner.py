"""Many readers at once over one source, in one thread: all that they lack is asked together."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.source import Source, Span
from dandi_tui.remote.hdf5.steps import DAMAGE, LeftError, Steps
from dandi_tui.remote.jobs import Urgency

BUCKET_BYTES: Final = 65_536
"""Readers that wait for the same so many bytes are looked at together."""

IDLE_SLICE_S: Final = 0.005
"""What nobody waits for runs so long between two looks at what somebody does."""

PATIENCE: Final = 16
"""Waits that helped no reader, after which everything is asked again: it may have been dropped."""

Done = Callable[[Any], None]
"""Told what a reader returned, or `Left`."""


class _Task:
    __slots__ = ("begun", "blocked", "done", "got", "key", "spans", "steps", "urgent")

    def __init__(self, steps: Steps[Any], done: Done, key: int, urgent: bool) -> None:
        self.steps = steps
        self.done = done
        self.key = key
        self.urgent = urgent
        self.begun = self.blocked = False
        self.spans: Sequence[Span] = ()
        self.got: list[bytes] = []


class Runner:
    """Readers that run, wait or are done. Those that are urgent come first."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.base = 0
        """Added to each address that a reader names."""
        self.n_rounds = 0
        """How often something was waited for."""
        self._ready: tuple[deque[_Task], deque[_Task]] = (deque(), deque())
        """The urgent ones and the others; one that became urgent is among both."""
        self._patient: dict[int, list[_Task]] = {}
        """Those that are not urgent, by key."""
        self._blocked: dict[int, list[_Task]] = {}
        self._wants: tuple[list[Span], list[Span]] = ([], [])
        self._in_vain = 0
        self._running: _Task | None = None

    @property
    def idle(self) -> bool:
        """Whether there is nothing more to do."""
        return not (self._blocked or any(self._ready))

    @property
    def waiting(self) -> bool:
        """Whether nothing can go on until more bytes come."""
        return bool(self._blocked) and not any(self._ready)

    def start(self, steps: Steps[Any], done: Done, key: int, *, urgent: bool) -> None:
        """Have a reader run; `key` is what `hurry` knows it by."""
        task = _Task(steps, done, key, urgent)
        self._ready[not urgent].append(task)
        if not urgent:
            self._patient.setdefault(key, []).append(task)

    def foresee(self, spans: Iterable[Span], *, urgent: bool) -> None:
        """Ask with the next for what will be needed."""
        self._wants[not urgent].extend(
            span
            for start, stop in spans
            if (span := self._within(start, stop)) and self._source.peek(*span) is None
        )

    def hurry(self, keys: set[int]) -> None:
        """Make some readers urgent."""
        for task in [task for key in keys for task in self._patient.pop(key, ())]:
            task.urgent = True
            if task.blocked:
                self._lack(task)
            else:
                self._ready[0].append(task)

    def relax(self) -> None:
        """The reader that runs now turned out to be long: it is not urgent until it is hurried."""
        task = self._running
        if task is not None and task.urgent:
            task.urgent = False
            self._patient.setdefault(task.key, []).append(task)

    def run(self, deadline: float) -> None:
        """Run what can go on: all that is urgent, the rest until a moment of `time.monotonic`."""
        urgent, rest = self._ready
        while urgent or (rest and time.monotonic() < deadline):
            is_patient = not urgent
            task = (urgent or rest).popleft()
            if task.urgent != is_patient:
                self._resume(task)

    def ask(self, *, urgent_only: bool = False) -> None:
        """Ask the source for all that readers lack, in one call for each urgency.

        Args:
            urgent_only: The others ask later: on a narrow line their bytes would be in the way.
        """
        for urgency, spans in zip((Urgency.NOW, Urgency.CRAWL), self._wants, strict=True):
            if spans and not (urgent_only and urgency is Urgency.CRAWL):
                self._source.want(spans, urgency)
                spans.clear()

    def ask_again(self) -> None:
        """Ask with the next for all that readers lack: it was dropped, or may have been."""
        self._in_vain = 0
        for tasks in self._blocked.values():
            for task in tasks:
                self._lack(task)

    def release(self) -> bool:
        """Make those ready whose bytes are here now; answers whether there are any."""
        found = [key for key, tasks in self._blocked.items() if self._is_here(tasks[0])]
        for key in found:
            for task in self._blocked.pop(key):
                task.blocked = False
                self._ready[not task.urgent].append(task)
        return bool(found)

    def turn(self) -> None:
        """Run, ask, and wait for more bytes if nothing can go on without.

        The others do not go on before the urgent ones lack something.
        """
        if self._ready[0]:
            self.run(0.0)
            if not self._urgent_blocked():
                return
        self.run(time.monotonic() + IDLE_SLICE_S)
        self.ask(urgent_only=self._urgent_blocked())
        if not self.waiting or self.release():
            return
        self.n_rounds += 1
        try:
            self._source.wait()
        except BaseException:
            self.ask_again()
            raise
        self._in_vain = 0 if self.release() else self._in_vain + 1
        if self._in_vain >= PATIENCE:
            self.ask_again()

    def _urgent_blocked(self) -> bool:
        return any(task.urgent for tasks in self._blocked.values() for task in tasks)

    def _is_here(self, task: _Task) -> bool:
        place = self._within(*task.spans[len(task.got)])
        return place is not None and self._source.peek(*place) is not None

    def _lack(self, task: _Task) -> None:
        wants = self._wants[not task.urgent]
        wants += filter(None, (self._within(*span) for span in task.spans[len(task.got) :]))

    def _within(self, start: int, stop: int) -> Span | None:
        """A span in places of the source; None of one outside."""
        start, stop = start + self.base, min(stop + self.base, self._source.size_bytes)
        return (start, stop) if 0 <= start < stop else None

    def _resume(self, task: _Task) -> None:
        """Run one reader until it is done or lacks something."""
        self._running = task
        try:
            self._step(task)
        except StopIteration as end:
            self._end(task, end.value)
        except DAMAGE as error:
            self._end(task, Left(str(error)))

    def _end(self, task: _Task, found: Any) -> None:
        if not task.urgent:
            tasks = self._patient[task.key]
            tasks.remove(task)
            if not tasks:
                del self._patient[task.key]
        task.done(found)

    def _step(self, task: _Task) -> None:
        peek, base, size = self._source.peek, self.base, self._source.size_bytes
        send, spans, got = task.steps.send, task.spans, task.got
        while True:
            for start, stop in spans[len(got) :] if got else spans:
                first, end = start + base, min(stop + base, size)
                if not 0 <= first < end:
                    raise LeftError("a place outside the file")
                data = peek(first, end)
                if data is None:
                    task.spans, task.got = spans, got
                    self._block(task, first)
                    return
                got.append(data)
            spans = send(got) if task.begun else next(task.steps)
            task.begun, got = True, []

    def _block(self, task: _Task, start: int) -> None:
        task.blocked = True
        self._blocked.setdefault(start // BUCKET_BYTES, []).append(task)
        self._lack(task)
