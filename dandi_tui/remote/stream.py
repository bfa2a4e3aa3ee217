"""One remote file as blocks: which are kept, which are under way, and its address of the day."""

import threading
from collections.abc import Iterable
from typing import Final

from dandi_tui.errors import AccessError, Cancelled, ConnectionFailedError, FileFormatError
from dandi_tui.protocol.address import Address
from dandi_tui.remote.blocks import BLOCK_BYTES, key_of
from dandi_tui.remote.disk import About
from dandi_tui.remote.fetch import Failure, Fetcher, Job, runs
from dandi_tui.remote.ranges import RangeAnswer, host_of, plain_etag

MAX_AHEAD_BLOCKS: Final = 16
"""1 MB: the most that is fetched beyond what was asked for, when blocks are read in order."""

MAX_SCATTERED_BLOCKS: Final = 256
"""16 MB: the most that is fetched at once for scattered places."""


class Stream:
    """The blocks of one file. Belongs to the reading thread; `_keep` alone runs in others.

    Args:
        address: Of a remote file. If its size is not known, it is asked for at once.
    """

    def __init__(self, address: Address, fetcher: Fetcher) -> None:
        self._address = address
        self._fetcher = fetcher
        self._lock = threading.Lock()
        self._jobs: dict[int, Job] = {}
        self._spent_urls: set[str] = set()
        self._renewed = False
        self._noted = False
        self._etag = plain_etag(address.etag)
        self._url = address.url
        self._next = -1
        self._ahead = 0
        self._seen: set[int] = set()
        self._seen_in = -1
        self.key = key_of(address, "", 0) if address.blob else ""
        self.size_bytes = address.size_bytes or 0
        self._recall()
        if not self.size_bytes or not self.key:
            self._learn()

    @property
    def _on_disk(self) -> bool:
        """Whether its blocks may be kept: the disk takes it, and an ETag says what it is."""
        return bool(self.key and self._etag and self._fetcher.store.may_keep(self._address))

    def offer(self, address: Address) -> None:
        """A later request names the same file: take its URL, unless that one was refused."""
        if address.url not in self._spent_urls and address.url != self._address.url:
            self._address = address
            self._url = address.url

    def want(self, first: int, stop: int) -> None:
        """Start fetching those blocks from `first` to `stop` that are neither kept nor coming.

        When they continue what was fetched last, some more are: a doubling number each time.
        """
        self._jobs = {i: job for i, job in self._jobs.items() if job.live}
        missing = self._missing(first, stop)
        if not missing:
            return
        in_order = missing[0] == self._next
        self._ahead = min(MAX_AHEAD_BLOCKS, 2 * self._ahead + 1) if in_order else 0
        missing += self._missing(stop, stop + self._ahead)
        self._next = missing[-1] + 1
        for blocks in runs(missing):
            self._submit(blocks)

    def want_at(self, places: Iterable[int]) -> None:
        """Start fetching the blocks of these places in the file, all at once, if not too many.

        A listing knows where the headers of a group's members are before it reads the first of
        them, so it need not wait for one block after the other.
        """
        self._jobs = {i: job for i, job in self._jobs.items() if job.live}
        indices = sorted({place // BLOCK_BYTES for place in places})[:MAX_SCATTERED_BLOCKS]
        for blocks in runs([i for index in indices for i in self._missing(index, index + 1)]):
            self._submit(blocks)

    def _missing(self, first: int, stop: int) -> list[int]:
        stop = min(stop, -(-self.size_bytes // BLOCK_BYTES))
        return [i for i in range(first, stop) if i not in self._jobs and self._kept(i) is None]

    def block(self, index: int) -> bytes:
        """A block, waited for; raises what went wrong, or `Cancelled`."""
        while True:
            data = self._kept(index)
            if data:
                return data
            job = self._jobs.get(index)
            if job is None or job.stopped.is_set():
                self.want(index, index + 1)
                continue
            outcome = self._await(job)
            if isinstance(outcome, RangeAnswer):
                self._renewed = False
                start = (index - job.first) * BLOCK_BYTES
                return outcome.data[start : start + BLOCK_BYTES]
            self._settle(job, outcome)

    def _kept(self, index: int) -> bytes | None:
        """A block from the store, counted once a request as saved."""
        data = self._fetcher.store.get(self.key, index, on_disk=self._on_disk)
        if data is not None and index not in self._seen_blocks():
            self._seen_blocks().add(index)
            self._fetcher.counts.from_cache(len(data))
        return data

    def _seen_blocks(self) -> set[int]:
        """Blocks that this request of the reader has counted, as fetched or as saved."""
        if self._seen_in != self._fetcher.n_begun:
            self._seen, self._seen_in = set(), self._fetcher.n_begun
        return self._seen

    def _submit(self, blocks: range) -> Job:
        size = self.size_bytes or None
        job = self._fetcher.submit(self._url, blocks, size, lambda a: self._keep(a, blocks.start))
        for index in blocks:
            self._jobs[index] = job
        self._seen_blocks().update(blocks)
        return job

    def _await(self, job: Job) -> RangeAnswer | Failure:
        try:
            return self._fetcher.result(job)
        except (Cancelled, ConnectionFailedError):
            self._give_up()
            raise

    def _give_up(self) -> None:
        """Nobody waits for what is under way any more."""
        self._jobs.clear()
        self._fetcher.drop()

    def _settle(self, job: Job, failure: Failure) -> None:
        """After a failure: have the address renewed if that may help, else raise."""
        self._jobs = {i: other for i, other in self._jobs.items() if other is not job}
        if not failure.refused:
            self._give_up()
            raise failure.error()
        if job.url != self._url:
            return
        if self._url != self._address.url:
            self._url = self._address.url  # what it redirected to has expired: ask it again
            return
        if not self._address.renewable or self._renewed:
            raise AccessError(failure.message, hint=failure.hint)
        self._spent_urls.add(self._address.url)
        self._address = self._fetcher.watch.renew(self._address)
        self._url = self._address.url
        self._renewed = True

    def _recall(self) -> None:
        """What the disk knows of the blob; if that is another content, it is dropped."""
        about = self._fetcher.store.about(self.key) if self.key else None
        if about is None or not self._fetcher.store.may_keep(self._address):
            return
        if self._etag in ("", about.etag) and self.size_bytes in (0, about.size_bytes):
            self._etag, self.size_bytes, self._noted = about.etag, about.size_bytes, True
        else:
            self._fetcher.store.forget(self.key)

    def _learn(self) -> None:
        """Read the first block, whose answer tells the size and the ETag."""
        while not self.size_bytes or not self.key:
            job = self._submit(range(1))
            outcome = self._await(job)
            self._jobs.clear()
            if isinstance(outcome, Failure):
                self._settle(job, outcome)
                continue
            self.size_bytes = outcome.size_bytes
            self.key = self.key or key_of(self._address, self._etag, self.size_bytes)
            self._keep(outcome, 0)

    def _keep(self, answer: RangeAnswer, first: int) -> None:
        """Check that an answer is of the same file, and keep its blocks. Any thread."""
        with self._lock:
            self._agree(answer)
        if not self.key:
            return
        for start in range(0, len(answer.data), BLOCK_BYTES):
            data = answer.data[start : start + BLOCK_BYTES]
            index = first + start // BLOCK_BYTES
            self._fetcher.store.put(self.key, index, data, on_disk=self._on_disk)

    def _agree(self, answer: RangeAnswer) -> None:
        """Learn the ETag, or see that it is still the same; so too the size."""
        etag_differs = bool(self._etag and answer.etag and self._etag != answer.etag)
        if etag_differs or (self.size_bytes and self.size_bytes != answer.size_bytes):
            if self.key:
                self._fetcher.store.forget(self.key)
            raise ConnectionFailedError(
                f"The file on {host_of(answer.url)} is not the same any more.",
                hint="Open it again",
            )
        if answer.etag and not self._etag:
            self._etag = answer.etag
        if not answer.size_bytes:
            raise FileFormatError("The file is empty.", hint="Choose another file")
        if self._url == self._address.url and answer.url.startswith("http"):
            self._url = answer.url  # so that a redirect is followed once, not for every range
        if self._on_disk and not self._noted:
            about = About(self._etag, answer.size_bytes, self._address.name)
            self._fetcher.store.note(self.key, about)
            self._noted = True
