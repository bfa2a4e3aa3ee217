"""Walks HDF5's structures in parallel, ahead of h5py: the tree of a file in as few round trips as
it is deep. What is not understood is left to h5py, which reads from the same blocks.
"""

import time
from collections import deque
from collections.abc import Container, Iterable
from functools import partial
from typing import Final

from dandi_tui.remote.hdf5.attributes import Collection, Left
from dandi_tui.remote.hdf5.chunks import Chunks, Selection, chunks_of
from dandi_tui.remote.hdf5.groups import HARD, HEAP_BYTES, NODE_BYTES, Listing, Member
from dandi_tui.remote.hdf5.headers import Messages, messages
from dandi_tui.remote.hdf5.listed import lacked
from dandi_tui.remote.hdf5.objects import Header, listing
from dandi_tui.remote.hdf5.opened import Opened
from dandi_tui.remote.hdf5.runner import Runner
from dandi_tui.remote.hdf5.source import Source
from dandi_tui.remote.hdf5.steps import DAMAGE
from dandi_tui.remote.hdf5.superblock import Superblock, superblock
from dandi_tui.remote.hdf5.texts import Texts

LIMIT_OBJECTS: Final = 20_000
"""Objects that a crawl reads of its own accord."""

MAX_RUNNING: Final = 4096
"""Objects that are read at the same time."""

MAX_MEMBERS: Final = 1 << 19
"""Members of all groups that are kept; of further groups h5py tells them."""


class Crawl:
    """The objects of one file, as they become known. Belongs to the reading thread.

    Args:
        source: The file.
        limit: At most so many objects are read unasked; 0 is all.
    """

    def __init__(self, source: Source, limit: int = LIMIT_OBJECTS) -> None:
        self._runner = Runner(source)
        self._size_bytes = source.size_bytes
        self._limit = limit
        self._headers: dict[int, Header | Left] = {}
        self._wide: dict[int, Header] = {}
        """Groups of many members of which all else is known."""
        self._tables: dict[int, tuple[int, int]] = {}
        self._met: set[int] = set()
        self._todo: deque[int] = deque()
        self._running: set[int] = set()
        self._urgent: set[int] = set()
        self._whole: set[int] = set()
        """Objects that are waited for with their members, however many."""
        self._n_members = 0
        self._texts = Texts(self._runner)
        self.root: int | None = None
        """Address of the root group's header, when it is known."""
        self.left: Left | None = None
        """Why the whole file is left to h5py, if it is."""
        self.truncated = False
        """Whether the limit left objects out."""
        self.n_groups_known = 0
        self.n_groups_read = 0
        steps = superblock(source.size_bytes)
        self._runner.start(steps, self._on_superblock, -1, urgent=True)

    @property
    def n_objects(self) -> int:
        """Objects that are known, or known to be left to h5py."""
        return len(self._headers)

    @property
    def done(self) -> bool:
        """Whether all is known that the crawl reads unasked."""
        return self._runner.idle and not self._todo

    @property
    def waiting(self) -> bool:
        """Whether nothing can go on until more bytes come."""
        return self._runner.waiting

    def header(self, address: int) -> Header | Left | None:
        """An object; `Left` if h5py is to be asked; None if it is not known yet."""
        return self._headers.get(address)

    def wide(self, address: int) -> Header | None:
        """A group of many members, without them, before they are known."""
        return self._wide.get(address)

    def addresses(self) -> list[int]:
        """Of all objects that are known, in the order in which they came to be."""
        return list(self._headers)

    def pump(self, budget_s: float) -> bool:
        """Go on for so long without ever waiting; True when all is done."""
        deadline = time.monotonic() + budget_s
        self._runner.release()
        while True:
            self._feed()
            self._runner.run(deadline)
            if time.monotonic() >= deadline or not self._todo or self._runner.waiting:
                break
        self._runner.ask()
        return self.done

    def pump_root(self) -> bool:
        """Go on with what a listing of the root needs and nothing else, without ever waiting.

        Returns:
            Whether all of that is known, or the file is left to h5py.
        """
        self._runner.release()
        self._runner.run(0.0)
        before: list[int] = []
        while self.root is not None:
            lacking = lacked(self.root, self._headers, self._wide)
            if lacking == before:
                break
            self.prefer(lacking)
            self._runner.run(0.0)
            before = lacking
        self._runner.ask(urgent_only=True)
        return self.left is not None or (self.root is not None and not before)

    def finish(self) -> None:
        """Go on, and wait, until all is done."""
        while not self.done:
            self._feed()
            self._runner.turn()

    def rest(self) -> None:
        """What was asked for does not come: it is asked for when this goes on."""
        self._runner.ask_again()

    def prefer(self, addresses: Iterable[int]) -> None:
        """Read these objects before all others, also beyond the limit, once the root is known."""
        if self.root is None:
            return
        wanted = {address for address in addresses if address not in self._headers}
        self._urgent = wanted
        self._runner.hurry(wanted)
        for address in sorted(wanted - self._running):
            self._met.add(address)
            self._begin(address)

    def until_known(self, addresses: Iterable[int]) -> None:
        """Wait until these objects are known; in vain if the whole file is left to h5py."""
        self.until_root()
        lacking = [address for address in addresses if address not in self._headers]
        self._whole = set(lacking)
        self._until(lacking, self._headers)
        self._whole = set()

    def _until(self, lacking: list[int], *known: Container[int]) -> None:
        self.prefer(lacking)
        while lacking and not self._runner.idle:
            self._feed()
            self._runner.turn()
            lacking = [a for a in lacking if not any(a in some for some in known)]

    def until_root(self) -> int | None:
        """Wait until the root group's address is known; None if the file is left to h5py."""
        while self.root is None and self.left is None:
            self._runner.turn()
        return self.root

    def until_listed(self, address: int) -> None:
        """Wait until all is known that a listing of one group shows of its members.

        Their headers, of groups how many members they have, and of typed groups their `data`; of
        wide groups among them neither.
        """
        self.until_known([address])
        while address in self._headers and (lacking := lacked(address, self._headers, self._wide)):
            self._until(lacking, self._headers, self._wide)

    def until_chunks(self, wanted: Iterable[tuple[Header, Selection]]) -> list[Chunks | Left]:
        """Wait until the stored chunks of these parts of datasets are known, all at once.

        Places are those of the source.
        """
        answers: dict[int, Chunks | Left] = {}
        requests = list(wanted)
        for i, (header, selection) in enumerate(requests):
            steps = chunks_of(header, selection)
            self._runner.start(steps, partial(answers.__setitem__, i), -2, urgent=True)
        while len(answers) < len(requests):
            self._runner.turn()
        return [self._placed(answers[i]) for i in range(len(requests))]

    def _placed(self, chunks: Chunks | Left) -> Chunks | Left:
        """With the bytes before the HDF5 file counted; none of places outside it."""
        if isinstance(chunks, Left):
            return chunks
        base, end = self._runner.base, self._size_bytes
        if any(address + base + n > end for address, n in chunks.values()):
            return Left("a chunk outside the file")
        return {corner: (address + base, n) for corner, (address, n) in chunks.items()}

    def _on_superblock(self, found: Superblock | Left) -> None:
        if isinstance(found, Left):
            self.left = found
            return
        self._runner.base = found.base
        self.root = found.root
        if found.tables:
            self._tables[found.root] = found.tables
        self._urgent = {found.root}
        self._meet(found.root)
        self._feed()

    def _meet(self, address: int) -> None:
        if address in self._met:
            return
        if self._limit and len(self._met) >= self._limit:
            self.truncated = True
            return
        self._met.add(address)
        self._todo.append(address)

    def _feed(self) -> None:
        """Begin with more objects, in the order in which they were met."""
        while self._todo and len(self._running) < MAX_RUNNING:
            address = self._todo.popleft()
            if address not in self._running and address not in self._headers:
                self._begin(address)

    def _begin(self, address: int) -> None:
        self._running.add(address)
        urgent = address in self._urgent
        tables = self._tables.pop(address, None)
        if tables:
            spans = ((at, at + n) for at, n in zip(tables, (NODE_BYTES, HEAP_BYTES), strict=True))
            self._runner.foresee(spans, urgent=urgent)
        done = partial(self._on_messages, address)
        self._runner.start(messages(address), done, address, urgent=urgent)

    def _on_messages(self, address: int, found: Messages | Left) -> None:
        if isinstance(found, Left):
            return self._know(address, found)
        try:
            opened = Opened(address, found)
        except DAMAGE as error:
            return self._know(address, Left(str(error)))
        urgent = address in self._urgent
        for place in opened.places():
            opened.n_lacking += 1
            self._texts.ask(place, partial(self._on_collection, opened), urgent=urgent)
        if opened.facts.kind == "group":
            self.n_groups_known += 1
            opened.n_lacking += 1
            done = partial(self._on_listing, opened)
            steps = listing(found, partial(self._on_wide, opened))
            self._runner.start(steps, done, address, urgent=urgent)
        return self._lack_less(opened)

    def _on_wide(self, opened: Opened) -> None:
        """A group has many members: whoever lists the group above does not wait for them."""
        opened.wide = True
        if opened.address not in self._whole:
            self._runner.relax()
        opened.n_lacking += 1
        self._lack_less(opened)

    def _on_listing(self, opened: Opened, found: Listing | Left) -> None:
        if isinstance(found, Left):
            opened.members = found
        else:
            opened.members = self._kept(found.members)
            for member in found.members:
                if member.kind == HARD:
                    if member.address in found.tables and member.address not in self._met:
                        self._tables[member.address] = found.tables[member.address]
                    self._meet(member.address)
        self.n_groups_read += 1
        self._lack_less(opened)

    def _kept(self, members: tuple[Member, ...]) -> tuple[Member, ...] | Left:
        self._n_members += len(members)
        return members if self._n_members <= MAX_MEMBERS else Left("too many members in all")

    def _on_collection(self, opened: Opened, place: int, found: Collection | Left) -> None:
        opened.collections[place] = found
        self._lack_less(opened)

    def _lack_less(self, opened: Opened) -> None:
        opened.n_lacking -= 1
        if opened.lacks_only_members:
            self._wide[opened.address] = opened.header()
        if opened.n_lacking == 0:
            self._know(opened.address, opened.header())

    def _know(self, address: int, header: Header | Left) -> None:
        self._headers[address] = header
        self._wide.pop(address, None)
        self._running.discard(address)
        if len(self._running) < MAX_RUNNING:
            self._feed()
