"""The parts of one file that are on their way, and the thread that waits for one of them."""

import time
from collections.abc import Collection, Iterable
from typing import Final

from dandi_tui.errors import Cancelled, DandiTuiError
from dandi_tui.remote import pace
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.jobs import Job, Name, Part, State, Urgency
from dandi_tui.remote.lines import SILENT_S, of_owner
from dandi_tui.remote.origin import Origin
from dandi_tui.remote.ranges import Failure, RangeAnswer

MISSED: Final = frozenset({Urgency.NOW, Urgency.CRAWL, Urgency.CHUNKS})
"""Those who must be told that something did not come; else it is asked for again when needed."""

URGENT: Final = frozenset({Urgency.NOW, Urgency.CRAWL})
"""Without these the reading thread cannot go on."""


class Coming:
    """What is under way of one file: the owner of its jobs.

    `submit`, `wait_for` and `wait` belong to the reading thread, the rest to service threads. What
    came is in the block store before it ceases to be on its way: so whoever looks here first, and
    then there, misses nothing.
    """

    def __init__(self, origin: Origin, fetcher: Fetcher) -> None:
        self._origin = origin
        self._fetcher = fetcher
        self._parts: dict[Name, Part] = {}
        self._awaited: Name | None = None
        self._stash: bytes | None = None
        """What is waited for, held here too, since a small store may have dropped it at once."""
        self._any = False
        """Whether whatever comes is waited for."""
        self.n_came = 0
        """Parts so far."""
        self._n_seen = 0

    def soon(self, names: Iterable[Name], urgency: Urgency | None) -> set[Name]:
        """Those parts that are on their way, and not behind all others in the rest of a file.

        So are those whose address was refused: they go on as they were once it is renewed.

        Args:
            names: All that is asked about, since service threads hold the lock for long.
            urgency: Makes them as urgent as this; None to ask alone.
        """
        found: set[Name] = set()
        with self._fetcher.lock:
            for name in names:
                part = self._parts.get(name)
                if part is None or (part.failure and not part.failure.refused):
                    continue
                if _is_late(part) and urgency is not Urgency.BULK:
                    continue
                found.add(name)
                if urgency is not None:
                    self.hurry(part, urgency)
        return found

    def make_room(self, names: Collection[Name], urgency: Urgency | None) -> None:
        """See that what is under way and urgent comes before what was only probable."""
        with self._fetcher.lock:
            jobs = of_owner(self._fetcher.lines.jobs(), self)
            if urgency is Urgency.NOW:
                parts = [part for name in names if (part := self._parts.get(name))]
                for part in [part for part in parts if pace.comes_late(part, jobs)]:
                    self._ask_again(part)
            if urgency in URGENT and names:
                self._fetcher.lines.drop(pace.in_the_way(jobs))

    def take_out(self, names: Iterable[Name]) -> None:
        """Parts that were to come late will be asked for by themselves."""
        with self._fetcher.lock:
            for name in names:
                part = self._parts.pop(name, None)
                if part and not part.failure and _is_late(part):
                    self._fetcher.lines.take_out(part)

    def find(self, name: Name) -> Part | None:
        """A part on its way, or that failed since it was wanted."""
        return self._parts.get(name)

    def submit(self, jobs: Iterable[Job], urgency: Urgency) -> None:
        """Start fetching; what the queue has no place for can be wanted again."""
        _ = self._fetcher.session
        with self._fetcher.lock:
            for job in jobs:
                job.asked_in = self._fetcher.n_begun
                job.probable = urgency is Urgency.AHEAD
                if self._fetcher.lines.submit(job, urgency):
                    self._parts.update((part.name, part) for part in job.parts)

    def hurry(self, part: Part, urgency: Urgency) -> None:
        """A part is wanted, and so urgently."""
        part.awaited = part.awaited or urgency in URGENT
        for job in part.jobs:
            self._fetcher.lines.hurry(job, urgency)

    def wait_for(self, part: Part, since_s: float) -> bytes | None:
        """Wait for one slice for a part: its content if it came meanwhile.

        Raises:
            Cancelled: As `Fetcher.pause`; so too ConnectionFailedError.
            DandiTuiError: It will not come.
        """
        self._awaited, self._stash = part.name, None
        seen = self._fetcher.n_changes
        try:
            if self._parts.get(part.name) is part:
                if part.failure:
                    self._settle(next(job for job in part.jobs if job.failure))
                    return None
                self.hurry(part, Urgency.NOW)
                job = next((job for job in part.jobs if job.live), None)
                self._fetcher.pause(seen, job, since_s, at_most_s=pace.LATE_S)
                if self._stash is None and job:
                    self._pass_by(job, part)
            return self._stash
        finally:
            self._awaited, self._stash = None, None

    def _pass_by(self, job: Job, part: Part) -> None:
        """If a job is stuck, or a part of it turns out to be far back, ask for that by itself."""
        with self._fetcher.lock:
            jobs = of_owner(self._fetcher.lines.jobs(), self)
            if job.silent_s > SILENT_S or pace.comes_late(part, jobs):
                self._ask_again(part)

    def _ask_again(self, part: Part) -> None:
        """Ask for a part on another connection, once, if it still is to come; the first counts."""
        if not part.again and self._parts.get(part.name) is part:
            again = Part(part.name, part.start, part.stop, first=part)
            self.submit([Job(self, [again], again.start, again.stop)], Urgency.NOW)

    def _pass_by_silent(self) -> None:
        """Of what connections are stuck with: ask again for what somebody cannot go on without."""
        with self._fetcher.lock:
            jobs = of_owner(self._fetcher.lines.jobs(), self)
            stuck = [part for job in jobs if job.silent_s > SILENT_S for part in job.parts]
            for part in stuck:
                if part.awaited:
                    self._ask_again(part)

    def wait_for_answer(self, part: Part) -> None:
        """Wait until size and content are known; raises as `wait_for`."""
        since_s = time.monotonic()
        while not self._origin.known:
            # What is late is asked for a second time, as another part of the same name.
            if asked := self._parts.get(part.name):
                self.wait_for(asked, since_s)
            else:
                self._fetcher.pause(self._fetcher.n_changes, None, since_s)

    @property
    def busy(self) -> bool:
        """Whether anything is on its way."""
        with self._fetcher.lock:
            return bool(of_owner(self._fetcher.lines.jobs(), self))

    def wait(self) -> None:
        """Wait until something came since the last call, or nothing is on its way.

        Raises:
            Cancelled: As `Fetcher.pause`; so too ConnectionFailedError.
            DandiTuiError: Something that was wanted will not come.
        """
        self._any = True
        since_s = time.monotonic()
        try:
            while self.n_came == self._n_seen:
                seen = self._fetcher.n_changes
                job = self._next()
                if job is None:
                    return
                if job.failure:
                    self._settle(job)
                elif self.n_came == self._n_seen:
                    self._fetcher.pause(seen, job, since_s)
                    self._pass_by_silent()
            self._n_seen = self.n_came
        finally:
            self._any = False

    def _next(self) -> Job | None:
        """A job that failed, else the most urgent one; None if nothing is on its way."""
        with self._fetcher.lock:
            for part in self._parts.values():
                if part.failure:
                    return next(job for job in part.jobs if job.failure)
            jobs = of_owner(self._fetcher.lines.jobs(), self)
            return min(jobs, key=lambda job: job.urgency, default=None)

    def close(self) -> None:
        """Nobody wants any of it."""
        self._fetcher.lines.drop(of_owner(self._fetcher.lines.jobs(), self))

    def url_of(self, job: Job) -> str | Failure:
        """Where to ask for a job."""
        job.url, failure = self._origin.url()
        return failure or job.url

    def agree(self, job: Job, answer: RangeAnswer) -> None:
        """See that an answer is of the same content."""
        first = not self._origin.known
        self._origin.agree(answer)
        if first:
            with self._fetcher.lock:
                for part in [part for part in job.parts if part.start >= answer.size_bytes]:
                    job.parts.remove(part)
                    if self._parts.get(part.name) is part:  # else it is not wanted any more
                        del self._parts[part.name]
            self._fetcher.wake()

    def keep(self, part: Part, content: bytes) -> None:
        """A part came whole: in memory at once, then on disk."""
        key, store = self._origin.key, self._fetcher.store
        self._origin.served()
        with self._fetcher.lock:
            if self._origin.changed:
                return  # what is kept is forgotten, or about to be
            store.hold(key, part.name, content)
            if self._parts.get(part.name) is part:
                del self._parts[part.name]
            self.n_came += 1
            if part.name == self._awaited:
                self._stash = content
            if self._any or part.name == self._awaited:
                self._fetcher.wake()
        if self._origin.on_disk:
            store.write(key, part.name, content)

    def ended(self, job: Job) -> None:
        """A job is over: what it did not bring is not on its way any more, or failed."""
        failure = job.failure
        if failure and job.url and (failure.refused or (failure.of_all and self._is_new(job))):
            self._origin.refused(job.url, failure)
        told = job.failure if job.state is State.DONE and job.wanted & MISSED else None
        for part in job.parts:
            if self._parts.get(part.name) is part:
                if part.first and part.first.live:  # it may come yet
                    self._parts[part.name] = part.first
                    part.first.again = bool(told)
                elif told:
                    part.failure = told
                elif not part.live:
                    del self._parts[part.name]
        if job.failure and Urgency.BULK in job.wanted:
            self._drop_bulk()
        self._fetcher.wake()

    def _drop_bulk(self) -> None:
        """What did not come once need not be tried for a whole file."""
        jobs = of_owner(self._fetcher.lines.jobs(), self)
        self._fetcher.lines.drop([job for job in jobs if job.wanted == {Urgency.BULK}])

    def _is_new(self, job: Job) -> bool:
        """Whether it was asked for since the request under way began."""
        return job.asked_in == self._fetcher.n_begun

    def _settle(self, failed: Job) -> None:
        """A job failed: if its address was refused, have it renewed and go on; else raise.

        What failed in the background before this request began says nothing of the line of now.
        """
        failure = failed.failure
        assert failure
        try:
            if not failure.refused and self._is_new(failed):
                raise failure.error()
            if failure.refused:
                self._origin.recover(failed.url, failure)
        except (DandiTuiError, Cancelled):
            with self._fetcher.lock:
                for part in [part for part in self._parts.values() if part.failure]:
                    del self._parts[part.name]
            self._fetcher.lines.drop_foreground()
            raise
        self._go_on()

    def _go_on(self) -> None:
        """Ask again for what was refused, each job where it was; all at once."""
        with self._fetcher.lock:
            parts = [part for part in self._parts.values() if part.failure]
            jobs = dict.fromkeys(job for part in parts for job in part.jobs if job.failure)
            for part in parts:
                part.failure = None
                part.jobs = [job for job in part.jobs if not job.failure]
            for job in jobs:
                left = [part for part in job.parts if self._parts.get(part.name) is part]
                self.submit([Job(self, left, job.at, job.stop)], job.urgency)


def _is_late(part: Part) -> bool:
    """Whether it waits in the queue for all others, in a long job."""
    return all(job.state is State.QUEUED and job.urgency is Urgency.BULK for job in part.jobs)
