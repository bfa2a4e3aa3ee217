"""Looks into the files of sessions: one file of each, a few at once, no screen needed.

What was found is kept by blob, which never changes: who stops in the middle goes on there.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final, TypeGuard

import msgspec

from dandi_tui.archive.base import Archive
from dandi_tui.archive.links import blob_of
from dandi_tui.archive.model import Asset
from dandi_tui.archive.session_csv import COLUMNS, csv_of, session_json
from dandi_tui.archive.sessions import Session, SessionFile
from dandi_tui.archive.shelf import Shelf
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.address import Address
from dandi_tui.reader.base import Reader
from dandi_tui.reader.client import ReaderClient
from dandi_tui.reader.inside import Inside, look_inside, together
from dandi_tui.settings import Settings
from dandi_tui.text import plural

log = logging.getLogger(__name__)

INSIDE_COLUMNS: Final = (
    "rois", "units", "duration_s", "locations", "regions", "stimuli", "unread",
)  # fmt: skip
"""Keys that looking inside adds to a session; `unread` says why nothing is known, else is null."""

READERS: Final = 3
"""Files read at once."""

MAX_BYTES: Final = 20_000_000
"""Of all that is kept."""

MEMORY_BYTES: Final = 64_000_000
"""Of blocks, in each reader."""


@dataclass(frozen=True)
class Unread:
    """Why it is not known what a file holds."""

    why: str
    hint: str = ""
    is_lasting: bool = False
    """There is no file that could be looked into: trying again does not help."""


Found = Inside | Unread

NO_FILE: Final = Unread("There is no NWB file.", is_lasting=True)
ZARR: Final = Unread("A Zarr is not looked into.", is_lasting=True)


def key_of(one: Session) -> str:
    """What a session is known by here: the path of its first file, which no other has."""
    return one.files[0].path if one.files else ""


def is_read(one: Session, found: Mapping[str, Found]) -> bool:
    """Whether it is known what its file holds."""
    return isinstance(found.get(key_of(one)), Inside)


def inside_json(found: Found | None) -> dict[str, object]:
    """With the keys of `INSIDE_COLUMNS`; null is not known, or none."""
    inside = found if isinstance(found, Inside) else Inside()
    values = ((name, getattr(inside, name)) for name in INSIDE_COLUMNS[:-1])
    why = found.why if isinstance(found, Unread) else None if found else "It was not read."
    words = {name: list(one) if isinstance(one, tuple) else one for name, one in values}
    return {**words, "unread": why}


def together_json(found: Sequence[Found]) -> dict[str, object]:
    """`inside_json` of all sessions of a subject: sums, and all words once.

    `unread` says of how many of them nothing is known, and why.
    """
    read = [one for one in found if isinstance(one, Inside)]
    whys = dict.fromkeys(one.why for one in found if isinstance(one, Unread))
    why = f"{len(found) - len(read)} of {plural(len(found), 'session')}: {' '.join(whys)}"
    return {**inside_json(together(read)), "unread": why if whys else None}


def inside_csv(sessions: Iterable[Session], found: Mapping[str, Found]) -> str:
    """`csv_text` with `INSIDE_COLUMNS`, by `key_of`."""
    rows = (session_json(one) | inside_json(found.get(key_of(one))) for one in sessions)
    return csv_of(rows, (*COLUMNS, *INSIDE_COLUMNS))


class Insides:
    """Looks into the files of sessions.

    Args:
        archive: Knows where the bytes are.
        settings: Of the run.
        place: Identifier and version.
        shelf: Keeps what was found, by blob.
        make: Makes a reader; by default a process each.
    """

    def __init__(
        self,
        archive: Archive,
        settings: Settings,
        place: tuple[str, str],
        shelf: Shelf,
        make: Callable[[], Reader] | None = None,
    ) -> None:
        self._archive = archive
        # The start and the end of a file are enough: it is not fetched whole behind them.
        few = replace(settings, whole_file_bytes=0, memory_cache_bytes=MEMORY_BYTES)
        self._make = make or (lambda: ReaderClient(few, renew=archive.renew))
        self._place = place
        self._shelf = shelf
        self.readers: list[Reader] = []
        """All that were at work, for what they cost."""

    async def kept(self, sessions: Iterable[Session]) -> dict[str, Found]:
        """What is known without reading, by `key_of`: it is on the shelf, or there is no file."""
        wanted = list(sessions)

        def look() -> dict[str, Found]:
            found = ((key_of(one), self._known(one)) for one in wanted)
            return {key: one for key, one in found if one is not None}

        return await asyncio.to_thread(look)

    def _known(self, one: Session) -> Found | None:
        file = one.main_file
        return self._shelved(blob_of(file.url)) if can_read(file) else _why_not(file)

    async def read(
        self, following: Callable[[], Session | None]
    ) -> AsyncGenerator[tuple[Session, Found], None]:
        """Each session with what its file holds, as soon as it is known; a few files at once.

        Ending or cancelling it ends what is being read, and the readers.

        Args:
            following: The session whose turn it is; None: there is no other.
        """
        tasks: dict[asyncio.Task[Found], tuple[Session, Reader]] = {}
        crew: list[Reader] = []
        free: list[Reader] = []

        def begin() -> bool:
            one = following()
            if one is not None:
                reader = free.pop() if free else self._more(crew)
                tasks[asyncio.ensure_future(self._found(reader, one))] = (one, reader)
            return one is not None

        try:
            while len(tasks) < READERS and begin():
                pass
            while tasks:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    one, reader = tasks.pop(task)
                    free.append(reader)
                    begin()
                    yield one, task.result()
        finally:
            await _end(tasks, crew)

    def _more(self, crew: list[Reader]) -> Reader:
        reader = self._make()
        crew.append(reader)
        self.readers.append(reader)
        return reader

    async def of(self, sessions: list[Session]) -> AsyncGenerator[tuple[Session, Found]]:
        """Each session with what its file holds, in their order."""
        found = await self.kept(sessions)
        left = iter([one for one in sessions if key_of(one) not in found])
        async with aclosing(self.read(lambda: next(left, None))) as reading:
            for one in sessions:
                while key_of(one) not in found:
                    came, what = await anext(reading)
                    found[key_of(came)] = what
                yield one, found[key_of(one)]

    async def _found(self, reader: Reader, one: Session) -> Found:
        file = one.main_file
        if not can_read(file):
            return _why_not(file)
        asset = Asset(
            path=file.path, asset_id=file.asset_id, size_bytes=file.size_bytes, url=file.url
        )
        try:
            address = await self._archive.address(*self._place, asset)
            return await self._inside(reader, address)
        except DandiTuiError as error:
            log.info("%s was not looked into: %s", file.path, error.message)
            return Unread(error.message, error.hint)

    async def _inside(self, reader: Reader, address: Address) -> Inside:
        """What is on the shelf; else what the file says, which is put there."""
        if kept := await asyncio.to_thread(self._shelved, address.blob):
            return kept
        inside = await look_inside(reader, address)
        if address.blob:
            content = msgspec.msgpack.encode(inside)
            await asyncio.to_thread(self._shelf.put, _name(address.blob), content)
        return inside

    def _shelved(self, blob: str) -> Inside | None:
        kept = self._shelf.get(_name(blob)) if blob else None
        try:
            return msgspec.msgpack.decode(kept, type=Inside) if kept else None
        except msgspec.DecodeError:
            log.info("what was kept of a blob is damaged")
            return None


def _name(blob: str) -> str:
    return f"inside 1 {blob}"


def can_read(file: SessionFile | None) -> TypeGuard[SessionFile]:
    """Whether it is a file that may be looked into."""
    return file is not None and ".nwb" in file.path.lower() and not file.zarr


def _why_not(file: SessionFile | None) -> Unread:
    return ZARR if file is not None and ".nwb" in file.path.lower() else NO_FILE


async def _end(tasks: Iterable[asyncio.Task[Found]], crew: Iterable[Reader]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*(reader.close() for reader in crew))
