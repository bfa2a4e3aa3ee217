"""One remote file as bytes: what of it is here, what is under way, and what to ask for."""

import time
from collections.abc import Iterable
from typing import Final

from dandi_tui.protocol.address import Address
from dandi_tui.remote.coming import Coming
from dandi_tui.remote.extents import Extents
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.jobs import Job, Name, Part, Urgency
from dandi_tui.remote.origin import Origin
from dandi_tui.remote.ranges import Failure
from dandi_tui.remote.spans import BLOCK_BYTES, MAX_AHEAD_BLOCKS, Span, blocks_of, bulk_runs, runs
from dandi_tui.remote.tally import Tally

TREE: Final = "tree"
"""The document that has a file's tree."""


class Stream:
    """The bytes of one file. Belongs to the reading thread; service threads know `Coming` alone.

    It is a `Source` of the crawl: `size_bytes`, `peek`, `want` and `wait`.

    Args:
        address: Of a remote file. If its size is not known, it is asked for at once.
    """

    def __init__(self, address: Address, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._origin = Origin(address, fetcher)
        self.coming = Coming(self._origin, fetcher)
        self._next = -1
        self._ahead = 0
        self._recent: dict[int, bytes] = {}
        self._recent_in = (-1, -1)
        self.tally = Tally(self._origin, fetcher)
        """What was read of it."""
        self._whole_due = False
        try:
            self._learn()
            self._open_wave()
        except BaseException:
            self.coming.close()
            raise
        self.extents = Extents(self)

    @property
    def key(self) -> str:
        """Under which its bytes are kept."""
        return self._origin.key

    @property
    def size_bytes(self) -> int:
        """Of the whole file."""
        return self._origin.size_bytes

    @property
    def changed(self) -> Failure | None:
        """Set when the file turned out to be another by now: it must be opened again."""
        return self._origin.changed

    @property
    def busy(self) -> bool:
        """Whether something is under way that somebody waits for, or will."""
        return self.coming.busy

    def offer(self, address: Address) -> None:
        """A later request names the same file: take its URL, unless that one was refused."""
        self._origin.offer(address)

    def close(self) -> None:
        """Nobody reads it any more: drop what is under way, remember what was read."""
        self.coming.close()
        self.tally.note()

    def rest(self) -> None:
        """Drop what is under way, also of the rest of a small file, until something is wanted."""
        self._whole_due = self._is_small
        self.coming.close()

    def peek(self, start: int, stop: int) -> bytes | None:
        """These bytes if all are here now, in memory or on disk, else None. Never waits."""
        first = start // BLOCK_BYTES
        at = start - first * BLOCK_BYTES
        if at + stop - start <= BLOCK_BYTES:
            data = self._recent_now().get(first)
            if data is not None:
                return data[at : at + stop - start]
        return self._peek(start, stop)

    def _peek(self, start: int, stop: int) -> bytes | None:
        blocks = blocks_of(start, stop)
        found: list[bytes] = []
        for index in blocks:
            part = self.coming.find(index)
            data = self._kept(index, on_disk=part is None)
            if data is None:
                return None
            self.tally.touch(index)
            self._recent[index] = data
            found.append(data)
        at = start - blocks.start * BLOCK_BYTES
        whole = found[0] if len(found) == 1 else b"".join(found)
        return whole[at : at + stop - start]

    def want(self, spans: Iterable[Span], urgency: Urgency = Urgency.CRAWL) -> None:
        """Start fetching of these bytes what is neither here nor coming, all at once.

        What is outside the file is left out. With thousands of requests waiting already, some of
        it is not begun: want again what is missing when `wait` has returned.
        """
        indices = {i for start, stop in spans for i in blocks_of(max(0, start), self._cut(stop))}
        self._submit(self._missing(sorted(indices), urgency), urgency)
        if urgency is Urgency.CRAWL and self._whole_due and self._fetcher.is_quick:
            self.fetch_rest()

    def wait(self) -> None:
        """Until something more is here than at the last call; at once if nothing is under way.

        Waits in slices, and raises `Cancelled`, or the error of what failed for good.
        """
        self.coming.wait()

    def want_read(self, start: int, stop: int) -> None:
        """h5py reads these bytes: start fetching the blocks that are neither here nor coming.

        When they continue what was fetched last, some more are: a doubling number each time.
        """
        blocks = blocks_of(start, self._cut(stop))
        missing = self._missing(blocks, Urgency.NOW)
        for index in set(blocks).difference(missing):
            self._kept(index, on_disk=False)  # counts it, also if remfile has it itself
        if not missing:
            return
        in_order = missing[0] == self._next
        self._ahead = min(MAX_AHEAD_BLOCKS, 2 * self._ahead + 1) if in_order else 0
        more = range(blocks.stop, min(blocks.stop + self._ahead, self._n_blocks))
        missing += self._missing(more, Urgency.AHEAD)
        self._next = missing[-1] + 1
        self._submit(missing, Urgency.NOW)

    def block(self, index: int) -> bytes:
        """A block, waited for; raises what went wrong, or `Cancelled`."""
        self.tally.touch(index)
        return self.content(self._block(index))

    def content(self, wanted: Part) -> bytes:
        """A block or an extent, waited for; raises what went wrong, or `Cancelled`."""
        since_s = time.monotonic()
        while True:
            part = self.coming.find(wanted.name)
            data = self._kept(wanted.name, on_disk=part is None)
            if data is None and part is None:
                again = Part(wanted.name, wanted.start, wanted.stop)
                self.submit([Job(self.coming, [again], again.start, again.stop)], Urgency.NOW)
                continue
            if data is None and part:
                data = self.coming.wait_for(part, since_s)
            if data is not None:
                return data

    def is_here(self, name: Name) -> bool:
        """Whether a block, an extent or a document is kept; without reading it."""
        on_disk = self._origin.on_disk
        return self._fetcher.store.has(self.key, name, on_disk=on_disk)

    def job(self, parts: list[Part], start: int, stop: int) -> Job:
        """A job of this file, to be submitted."""
        return Job(self.coming, parts, start, stop)

    def submit(self, jobs: list[Job], urgency: Urgency) -> None:
        """Start fetching."""
        self.tally.fetched(part.name for job in jobs for part in job.parts)
        self.coming.submit(jobs, urgency)

    def seconds(self, n_requests: int, n_bytes: int) -> float | None:
        """How long so much takes at the present rate; None if none is known yet."""
        return self._fetcher.seconds(n_requests, n_bytes)

    def want_extents(self, extents: Iterable[Span], urgency: Urgency = Urgency.CHUNKS) -> None:
        """Start fetching exactly these bytes, as far as they are neither here nor coming.

        A read that lies within one of them is then served from it.
        """
        self.extents.want(extents, urgency)

    def missing_bytes(self, extents: Iterable[Span]) -> tuple[int, int]:
        """(requests, bytes) that `want_extents` would fetch now."""
        return self.extents.cost(extents)

    def kept(self, name: str) -> bytes | None:
        """A document that is kept on disk beside the file's blocks."""
        return self._fetcher.store.kept(self.key, name) if self._origin.on_disk else None

    def keep(self, name: str, content: bytes) -> None:
        """Have a document kept, if the file's blocks may be."""
        if self._origin.on_disk:
            self._fetcher.store.write(self.key, name, content)

    def fetch_rest(self) -> None:
        """Fetch all of a small file, once something of it had to be fetched, and came.

        The crawl wants what is not urgent only while nobody waits: so the rest is in nobody's way.
        Where its requests take long it comes behind the crawl.
        """
        if self._whole_due and self.coming.n_came:
            self._whole_due = False
            missing = self._missing(range(self._n_blocks), Urgency.BULK)
            self._submit(missing, Urgency.BULK)

    def check_content(self) -> None:
        """Ask for the first block again if nothing was asked yet: is it still the same file?

        Another ETag drops all that is kept of it, and the next read says so.
        """
        if not self._origin.confirmed and not self._fetcher.settings.offline:
            self._origin.confirmed = True
            block = self._block(0)
            self.submit([self.job([block], block.start, block.stop)], Urgency.BULK)

    def _recent_now(self) -> dict[int, bytes]:
        """The blocks that this request has peeked at, until memory drops any block."""
        state = (self._fetcher.n_begun, self._fetcher.store.n_dropped)
        if self._recent_in != state:
            self._recent, self._recent_in = {}, state
        return self._recent

    @property
    def _n_blocks(self) -> int:
        return -(-self.size_bytes // BLOCK_BYTES)

    def _cut(self, stop: int) -> int:
        return min(stop, self.size_bytes)

    def _block(self, index: int) -> Part:
        return Part(index, index * BLOCK_BYTES, self._cut((index + 1) * BLOCK_BYTES))

    def _missing(self, indices: Iterable[int], urgency: Urgency) -> list[int]:
        """Those blocks that are to be fetched; those that are coming come as urgently."""
        indices = list(indices)
        soon = self.coming.soon(indices, urgency)
        missing = [i for i in indices if i not in soon and not self._here(i)]
        self.coming.take_out(missing)
        if not missing:  # else the line is free for a round trip
            self.coming.make_room(soon, urgency)
        return missing

    def _here(self, index: int) -> bool:
        here = self.is_here(index)
        if not here:
            self._whole_due = self._whole_due or self._is_small
        return here

    def _submit(self, missing: list[int], urgency: Urgency) -> None:
        found = bulk_runs(missing) if urgency is Urgency.BULK else runs(missing, gap=1)
        parts = [[self._block(index) for index in blocks] for blocks in found]
        self.submit([self.job(some, some[0].start, some[-1].stop) for some in parts], urgency)

    def _kept(self, name: Name, *, on_disk: bool) -> bytes | None:
        """What the store has, counted once a request as saved."""
        on_disk = on_disk and self._origin.on_disk
        data = self._fetcher.store.get(self.key, name, on_disk=on_disk)
        if data is not None:
            self.tally.saved(name, len(data))
        return data

    def _learn(self) -> None:
        """If size or content are not known: ask for the head, whose answer tells them."""
        if self._origin.known:
            return
        n_bytes = BLOCK_BYTES * max(1, -(-self._fetcher.settings.head_bytes // BLOCK_BYTES))
        n_bytes = min(n_bytes, self.size_bytes or n_bytes)
        blocks = blocks_of(0, n_bytes)
        parts = [Part(i, i * BLOCK_BYTES, min((i + 1) * BLOCK_BYTES, n_bytes)) for i in blocks]
        self.submit([self.job(parts, 0, n_bytes)], Urgency.NOW)
        self.coming.wait_for_answer(parts[0])
        self._whole_due = self._is_small

    def _open_wave(self) -> None:
        """Start fetching what will be read first: head, tail, and what was read last time.

        Not of a file whose tree is kept: of that it may be that nothing is read at all.
        """
        settings = self._fetcher.settings
        if settings.offline or self.is_here(TREE):
            return
        spans = [(0, settings.head_bytes), (self.size_bytes - settings.tail_bytes, self.size_bytes)]
        if settings.head_bytes and self._origin.on_disk:
            touched = self._fetcher.store.touched(self.key)
            spans += [(first * BLOCK_BYTES, stop * BLOCK_BYTES) for first, stop in touched]
        self.want(spans, Urgency.AHEAD)

    @property
    def _is_small(self) -> bool:
        settings = self._fetcher.settings
        most = min(settings.whole_file_bytes, settings.memory_cache_bytes // 2)
        return self.size_bytes <= most and not settings.offline
