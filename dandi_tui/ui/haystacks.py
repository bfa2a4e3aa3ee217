"""Where one can look for something: the objects of a file, the files of a version, the dandisets.

Each is loaded as far as it is needed and tells of candidates as they come.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Protocol

from msgspec import Struct

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, Dandiset
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import Walk
from dandi_tui.reader.base import Reader

MOST: Final = 200_000
"""Candidates that are kept; what comes later is not searched."""

Target = NwbObject | Asset | Dandiset


class Candidate(Struct, frozen=True, gc=False):
    """Something that can be found."""

    words: str
    """What is searched: a path, or id and name; safe text."""
    kind: str
    amount: str
    target: Target


class Haystack(Protocol):
    """A place to look in."""

    heading: str
    noun: str
    asks: bool
    """Whether it is searched elsewhere, so that other letters are another question, which is put
    only when it is wished."""

    def candidates(self, letters: str) -> AsyncIterator[list[Candidate]]:
        """What there is, as it comes; of one that asks, only what has these letters."""


class ObjectsOfFile:
    """The objects of an open file; walked once."""

    heading = "Find in this file"
    noun = "objects"
    asks = False

    def __init__(self, reader: Reader, source: Address) -> None:
        self._reader = reader
        self.source = source

    async def candidates(self, letters: str) -> AsyncIterator[list[Candidate]]:
        """All objects, part by part."""
        parts: asyncio.Queue[Objects] = asyncio.Queue()
        walk = asyncio.ensure_future(
            self._reader.ask(Walk(source=self.source, limit=MOST), on_part=parts.put_nowait)
        )
        try:
            while not (walk.done() and parts.empty()):
                part = asyncio.ensure_future(parts.get())
                try:
                    await asyncio.wait({walk, part}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    part.cancel()
                if part.done():
                    yield [_of_object(obj) for obj in part.result().objects]
            yield [_of_object(obj) for obj in walk.result().objects]
        finally:
            walk.cancel()


def _of_object(obj: NwbObject) -> Candidate:
    shape = obj.data_shape if obj.data_shape is not None else obj.shape
    amount = text.shape(shape) if shape else ""
    if obj.n_children is not None and not amount:
        amount = text.plural(obj.n_children, "member")
    return Candidate(text.safe(obj.path), text.safe(obj.neurodata_type), amount, obj)


class FilesOfVersion:
    """The files of a version; the archive searches them."""

    noun = "files"
    asks = True

    def __init__(self, archive: Archive, identifier: str, version: str) -> None:
        self._archive = archive
        self._identifier = identifier
        self._version = version
        self.heading = f"Find a file in {identifier}" if identifier else "Find a file"

    async def candidates(self, letters: str) -> AsyncIterator[list[Candidate]]:
        """The files whose path has all the words."""
        if len(letters.strip()) < 2:
            return
        async for assets in self._archive.find(self._identifier, self._version, letters):
            yield [
                Candidate(text.safe(asset.path), "", text.size(asset.size_bytes), asset)
                for asset in assets
            ]


class AllDandisets:
    """The dandisets of the archive."""

    heading = "Find a dandiset"
    noun = "dandisets"
    asks = False

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def candidates(self, letters: str) -> AsyncIterator[list[Candidate]]:
        """All of them, page by page."""
        async for page in self._archive.dandisets():
            yield [_of_dandiset(dandiset) for dandiset in page]


def _of_dandiset(dandiset: Dandiset) -> Candidate:
    size = text.size(dandiset.version.size_bytes) if dandiset.version else ""
    return Candidate(f"{dandiset.identifier}  {text.safe(dandiset.name)}", "", size, dandiset)
