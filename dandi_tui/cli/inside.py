"""What the files of sessions hold, read from the files themselves: ROIs, units, regions, stimuli.

One file of each session is looked into, a few at once. What was found is kept by blob, which never
changes: who stops it in the middle goes on there.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

import msgspec

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset
from dandi_tui.archive.sessions import Session
from dandi_tui.archive.shelf import Shelf
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Numbers, Objects, Picture, Question
from dandi_tui.protocol.requests import Draw, Walk
from dandi_tui.reader.base import Reader
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings

log = logging.getLogger(__name__)

INSIDE_COLUMNS: Final = ("rois", "units", "duration_s", "locations", "regions", "stimuli")
READERS: Final = 3
"""Files read at once."""

MOST_OBJECTS: Final = 20_000
MOST_PLANES: Final = 20
MOST_ELECTRODES: Final = 100_000
MAX_BYTES: Final = 20_000_000
ELECTRODES: Final = "/general/extracellular_ephys/electrodes"
STIMULI: Final = "/stimulus/presentation/"


class Inside(msgspec.Struct, frozen=True):
    """What is in one file; null is not known, or none."""

    rois: int | None = None
    units: int | None = None
    duration_s: float | None = None
    """Of the series with the most samples."""
    locations: tuple[str, ...] = ()
    """Of imaging planes."""
    regions: tuple[str, ...] = ()
    """Of electrodes."""
    stimuli: tuple[str, ...] = ()


def inside_json(inside: Inside | None) -> dict[str, object]:
    """With the keys of `INSIDE_COLUMNS`; all null if the file could not be read."""
    found = inside or Inside()
    values = ((name, getattr(found, name)) for name in INSIDE_COLUMNS)
    return {name: list(one) if isinstance(one, tuple) else one for name, one in values}


class Insides:
    """Looks into the files of sessions.

    Args:
        archive: Knows where the bytes are.
        settings: Of the run.
        place: Identifier and version.
        shelf: Keeps what was found, by blob.
    """

    def __init__(
        self, archive: Archive, settings: Settings, place: tuple[str, str], shelf: Shelf
    ) -> None:
        self._archive = archive
        # The start and the end of a file are enough: it is not fetched whole behind them.
        self._settings = replace(settings, whole_file_bytes=0, memory_cache_bytes=64_000_000)
        self._place = place
        self._shelf = shelf
        self.readers: list[ReaderClient] = []
        """Those at work, for what they cost."""
        self.n_failed = 0
        """Files that could not be read."""

    async def of(self, sessions: list[Session]) -> AsyncIterator[tuple[Session, Inside | None]]:
        """Each session with what its file holds, in their order, as soon as it is known."""
        async with self._readers(min(READERS, len(sessions))) as ask:
            tasks = [asyncio.ensure_future(ask(one)) for one in sessions]
            try:
                for one, task in zip(sessions, tasks, strict=True):
                    yield one, await task
            finally:
                for task in tasks:
                    task.cancel()

    @asynccontextmanager
    async def _readers(
        self, n: int
    ) -> AsyncIterator[Callable[[Session], Awaitable[Inside | None]]]:
        renew = self._archive.renew
        self.readers += [ReaderClient(self._settings, renew=renew) for _ in range(n)]
        free: asyncio.Queue[Reader] = asyncio.Queue()
        for reader in self.readers:
            free.put_nowait(reader)

        async def ask(one: Session) -> Inside | None:
            reader = await free.get()
            try:
                return await self._inside(reader, one)
            finally:
                free.put_nowait(reader)

        try:
            yield ask
        finally:
            for reader in self.readers:
                await reader.close()

    async def _inside(self, reader: Reader, one: Session) -> Inside | None:
        file = one.main_file
        if file is None or file.zarr or ".nwb" not in file.path.lower():
            return None
        asset = Asset(
            path=file.path, asset_id=file.asset_id, size_bytes=file.size_bytes, url=file.url
        )
        try:
            address = await self._archive.address(*self._place, asset)
            return await self._kept(reader, address)
        except DandiTuiError as error:
            log.info("%s was not looked into: %s", file.path, error.message)
            self.n_failed += 1
            return None

    async def _kept(self, reader: Reader, address: Address) -> Inside:
        """What is on the shelf; else what the file says, which is put there."""
        name = f"inside 1 {address.blob}"
        if address.blob and (kept := await asyncio.to_thread(self._shelf.get, name)):
            try:
                return msgspec.msgpack.decode(kept, type=Inside)
            except msgspec.DecodeError:
                log.info("what was kept of a blob is damaged")
        inside = await look_inside(reader, address)
        if address.blob:
            await asyncio.to_thread(self._shelf.put, name, msgspec.msgpack.encode(inside))
        return inside


async def look_inside(reader: Reader, source: Address) -> Inside:
    """What a file holds: its objects listed, and a few small datasets read.

    Raises:
        DandiTuiError: It is no HDF5 file, or cannot be read.
    """
    objects: dict[str, NwbObject] = {}

    def take(part: Objects) -> None:
        objects.update((one.path, one) for one in part.objects)

    take(await reader.ask(Walk(source=source, limit=MOST_OBJECTS), on_part=take))
    planes = [one for one in objects.values() if one.is_a("ImagingPlane")][:MOST_PLANES]
    locations = [await _value(reader, source, f"{one.path}/location") for one in planes]
    return Inside(
        rois=_total(objects, "PlaneSegmentation"),
        units=_length(objects, "/units"),
        duration_s=await _duration(reader, source, objects),
        locations=_distinct(locations),
        regions=await _regions(reader, source, objects),
        stimuli=_distinct(
            path.removeprefix(STIMULI)
            for path, one in objects.items()
            if path.startswith(STIMULI) and "/" not in path.removeprefix(STIMULI) and one.name
        ),
    )


def _total(objects: dict[str, NwbObject], neurodata_type: str) -> int | None:
    """Rows of all tables of a type."""
    lengths = [_length(objects, p) for p, one in objects.items() if one.is_a(neurodata_type)]
    known = [n for n in lengths if n is not None]
    return sum(known) if known else None


def _length(objects: dict[str, NwbObject], table: str) -> int | None:
    """Rows of a table: its ids."""
    ids = objects.get(f"{table}/id")
    return ids.shape[0] if ids is not None and ids.shape else None


async def _value(reader: Reader, source: Address, path: str) -> str:
    """A short text in a file; empty if it is not there."""
    try:
        answer = await reader.ask(Draw(source=source, path=path, numbers=True))
    except DandiTuiError:
        return ""
    lines = str(_json(answer).get("note", "")).splitlines()
    words = (line.partition("value ")[2].strip() for line in lines if line.startswith("value "))
    return next(words, "")


async def _regions(
    reader: Reader, source: Address, objects: dict[str, NwbObject]
) -> tuple[str, ...]:
    """The distinct locations of electrodes, in the order of the table."""
    if f"{ELECTRODES}/location" not in objects:
        return ()
    request = Draw(
        source=source,
        path=ELECTRODES,
        view="table",
        fields=("location",),
        options=(("rows", f"0:{MOST_ELECTRODES}"),),
        numbers=True,
    )
    try:
        table = _json(await reader.ask(request)).get("table")
    except DandiTuiError:
        return ()
    rows = table.get("rows", ()) if isinstance(table, dict) else ()
    return _distinct(str(row[0]) for row in rows if row)


async def _duration(reader: Reader, source: Address, objects: dict[str, NwbObject]) -> float | None:
    """How long the series with the most samples lasts: its ends are read, not what is between."""
    series = [one for one in objects.values() if one.data_shape and one.is_a("TimeSeries")]
    if not series:
        return None
    longest = max(series, key=lambda one: (one.data_shape or (0,))[0])
    request = Draw(
        source=source, path=longest.path, window=(0.0, 0.001), width=20, height=5, traces=(0, 1)
    )
    try:
        answer = await reader.ask(request)
    except DandiTuiError:
        return None
    extent = answer.facts.extent if isinstance(answer, Picture | Question) else None
    return round(extent[1] - extent[0], 3) if extent else None


def _json(answer: object) -> dict[str, Any]:
    found = json.loads(answer.json) if isinstance(answer, Numbers) else {}
    return found if isinstance(found, dict) else {}


def _distinct(words: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
