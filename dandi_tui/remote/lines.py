"""The queue: a few service threads, each of which takes the most urgent range that waits.

Service threads get bytes, numbers and locks, and objects made of these. None of them ever holds an
h5py object, and the reader runs no collector but in the thread that reads (`reader/collector.py`):
so none can free one, and h5py's thread, which waits for them while it holds HDF5's lock, is never
waited for in turn. That is why it need not fetch by itself what is late; another thread is asked to
(`Coming.wait_for`).
"""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Final

from dandi_tui.remote.jobs import BACKGROUND, Job, Owner, Part, State, Urgency
from dandi_tui.remote.ranges import CONNECTIONS

LINES_FOR: Final = {Urgency.AHEAD: 14, Urgency.BULK: 12}
"""Connections that jobs of an urgency and all less urgent ones may take; the others all."""

MAX_QUEUED: Final = 4096
"""Jobs that wait; more are refused, unless h5py's thread waits for them."""

MAX_QUEUED_BYTES: Final = 1 << 30
"""Bytes of jobs that wait; none of it is memory, but what is refused can be wanted again later."""

CLOSE_S: Final = 1.0
"""Time for the threads to write what they have, and end."""

MAX_STUCK_THREADS: Final = 48
"""Service threads that may still wait for a dead server after their request was cancelled."""

SILENT_S: Final = 2.0
"""A job that has brought nothing for so long is given up with a cancel, also of the background;
and if it is waited for, its bytes are asked for a second time."""


class Lines:
    """Threads and the heap they take from. `lock` guards all jobs, and what their owners know.

    Args:
        run: Fetches a job; called by a service thread, must not raise.
    """

    def __init__(self, run: Callable[[Job], None], lock: threading.RLock) -> None:
        self.lock = lock
        self._run = run
        self._work = threading.Condition(lock)
        self._heap: list[tuple[Urgency, int, Job]] = []
        self._order = itertools.count()
        self._queued: set[Job] = set()
        self._queued_bytes = 0
        self._running: dict[threading.Thread, Job | None] = {}
        """What each thread fetches; a thread that was left behind is not here any more."""
        self._stuck: set[threading.Thread] = set()
        """Threads that were left behind."""
        self._left: set[Job] = set()
        """Jobs that are still wanted of threads that were left behind."""
        self._closed = False

    def submit(self, job: Job, urgency: Urgency) -> bool:
        """Queue a job; False if there are too many."""
        with self.lock:
            n_bytes = self._queued_bytes + job.left_bytes
            full = len(self._queued) >= MAX_QUEUED or n_bytes > MAX_QUEUED_BYTES
            if self._closed or (full and urgency is not Urgency.NOW):
                return False
            self._queued.add(job)
            self._queued_bytes = n_bytes
            self.hurry(job, urgency)
            return True

    def hurry(self, job: Job, urgency: Urgency) -> None:
        """Somebody wants a job, and so urgently; never makes it less urgent."""
        with self.lock:
            if urgency in job.wanted or not job.live:
                return
            before = job.urgency if job.wanted else None
            job.wanted.add(urgency)
            if before is None or job.urgency < before:
                self._push(job)

    def take_out(self, part: Part) -> None:
        """A part of a queued job will come otherwise."""
        with self.lock:
            for job in part.jobs[:]:
                before = job.left_bytes
                if job.without(part):
                    self._queued_bytes += job.left_bytes - before
                else:
                    self._drop(job)

    def drop(self, jobs: list[Job]) -> None:
        """Nobody wants these any more: whatever they bring from now on is a gift.

        A thread that waits for a silent server cannot be stopped, only left behind until its
        timeout; another takes its place.
        """
        with self.lock:
            for job in jobs:
                self._drop(job)
            self._staff()

    def drop_foreground(self) -> None:
        """The request in the foreground was cancelled: drop what only it wanted.

        Of the background's jobs those go on that get anywhere.
        """
        with self.lock:
            jobs = self.jobs()
            for job in jobs:
                job.wanted &= BACKGROUND
                if job.wanted and job.state is State.QUEUED:
                    self._push(job)
            self.drop([job for job in jobs if not job.wanted or _silent(job)])

    def relieve(self) -> None:
        """A job that is waited for has not begun: if all lines are silent, open another.

        So too if the system had no thread for one.
        """
        with self.lock:
            silent = [job for job in self._running.values() if job and _silent(job)]
            if len(silent) == CONNECTIONS:
                job = max(silent, key=lambda job: job.urgency)
                self._left.add(job)
                self._leave(job)
            self._staff()

    def jobs(self) -> list[Job]:
        """All that wait or are under way."""
        with self.lock:
            running = (job for job in self._running.values() if job)
            return [*self._queued, *running, *self._left]

    def left_bytes(self) -> int:
        """Bytes to come that somebody waits for."""
        return sum(job.left_bytes for job in self.jobs() if job.urgency is not Urgency.BULK)

    def close(self) -> None:
        """Drop all, and end the threads: those that wait for a silent server end later."""
        with self.lock:
            self._closed = True
            threads = list(self._running)
            self.drop(self.jobs())
            self._running.clear()
            self._work.notify_all()
        end_s = time.monotonic() + CLOSE_S
        for thread in threads:
            thread.join(max(0.0, end_s - time.monotonic()))

    def _push(self, job: Job) -> None:
        heapq.heappush(self._heap, (job.urgency, next(self._order), job))
        self._staff()

    def _staff(self) -> None:
        """Wake a thread that has nothing to do, or start one."""
        n_idle = sum(job is None for job in self._running.values())
        n_new = min(len(self._queued) - n_idle, CONNECTIONS - len(self._running))
        if self._closed:
            return
        for _ in range(n_new):
            thread = threading.Thread(target=self._serve, name="fetch", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads for now; those that run take all in turn
                break
            self._running[thread] = None
        self._work.notify()

    def _drop(self, job: Job) -> None:
        job.wanted.clear()
        if job.state is State.RUNNING:
            self._leave(job)
        elif job.state is State.QUEUED:
            self._forget(job)
        self._left.discard(job)
        job.state = State.DROPPED
        job.stopped.set()
        job.owner.ended(job)

    def _leave(self, job: Job) -> None:
        """Leave the thread of a job behind, if there are not too many such."""
        thread = next((thread for thread, other in self._running.items() if other is job), None)
        self._stuck = {stuck for stuck in self._stuck if stuck.is_alive()}
        if thread and len(self._stuck) < MAX_STUCK_THREADS:
            self._stuck.add(thread)
            del self._running[thread]

    def _forget(self, job: Job) -> None:
        if job in self._queued:
            self._queued.remove(job)
            self._queued_bytes = max(0, self._queued_bytes - job.left_bytes)

    def _serve(self) -> None:
        """The life of a service thread."""
        me = threading.current_thread()
        while job := self._next(me):
            self._run(job)
            with self.lock:
                if job.state is State.RUNNING:
                    job.state = State.DONE
                self._left.discard(job)
                job.owner.ended(job)
                if me in self._running:
                    self._running[me] = None
            del job

    def _next(self, me: threading.Thread) -> Job | None:
        """The most urgent job that may be begun, waited for; None when the thread is to end."""
        with self.lock:
            while me in self._running:
                job = self._top()
                if job:
                    heapq.heappop(self._heap)
                    self._forget(job)
                    job.state = State.RUNNING
                    job.heard_s = time.monotonic()
                    self._running[me] = job
                    return job
                self._work.wait()
            return None

    def _top(self) -> Job | None:
        """The job on top of the heap, if a connection is free for its urgency.

        A job that became more urgent, or went, has left its old entry behind.
        """
        while self._heap:
            urgency, _, job = self._heap[0]
            if job.state is State.QUEUED and job.urgency == urgency and job in self._queued:
                running = [other for other in self._running.values() if other]
                n_like = sum(other.urgency >= urgency for other in running)
                return job if n_like < LINES_FOR.get(urgency, CONNECTIONS) else None
            heapq.heappop(self._heap)
        return None


def of_owner(jobs: list[Job], owner: Owner) -> list[Job]:
    """Those that are fetched for one file."""
    return [job for job in jobs if job.owner is owner]


def _silent(job: Job) -> bool:
    return job.silent_s >= SILENT_S
