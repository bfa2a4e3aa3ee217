"""What a verb needs, made when it is needed and ended with it: demo, archive, reader, counts."""

import time
from argparse import Namespace
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import structs

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.beside import files_beside, local_beside
from dandi_tui.archive.links import url_address
from dandi_tui.archive.local import local_address
from dandi_tui.archive.locate import locate
from dandi_tui.archive.model import AssetFolder, Place
from dandi_tui.cli import demo
from dandi_tui.cli.output import notice, print_stats, say_progress, say_reading
from dandi_tui.cli.place import for_place
from dandi_tui.demo.launch import RunningDemo
from dandi_tui.errors import DandiTuiError, NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Lacks, Numbers, Picture, Question, Stats
from dandi_tui.protocol.requests import Beside, Draw
from dandi_tui.reader.base import Reader
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings
from dandi_tui.text import date, safe


class Session:
    """One run of a verb over one place."""

    def __init__(self, settings: Settings, place: Place) -> None:
        self.settings = for_place(settings, place)
        self.place = place
        self._archive: Archive | None = None
        self._demo: RunningDemo | None = None
        self._reader: ReaderClient | None = None
        self.more_readers: Sequence[Reader] = ()
        """Others that a verb has at work: what they cost counts too."""
        self._started = time.monotonic()

    async def archive(self) -> Archive:
        """The archive that the settings or the place name."""
        if self._archive is None:
            url = None
            if self.settings.demo and not self.settings.offline:
                self._demo = await demo.start(self.settings, demo.ProgressBar())
                url = self._demo.api_url
            self._archive = await connect(self.settings, url)
        return self._archive

    @property
    def reader(self) -> ReaderClient:
        """The reader, started at its first question."""
        if self._reader is None:
            self._reader = ReaderClient(self.settings, renew=self._renew)
        return self._reader

    async def _renew(self, address: Address) -> Address:
        return await (await self.archive()).renew(address)

    async def draw(self, request: Draw) -> Picture | Question | Numbers:
        """What the reader answers, with the other files that a view is drawn from."""
        try:
            answer = await self.reader.ask(request, on_progress=say_reading)
            if isinstance(answer, Lacks):
                found = await self._beside(request.source, answer.names)
                request = structs.replace(request, beside=found)
                answer = await self.reader.ask(request, on_progress=say_reading)
        finally:
            say_progress("")
        if isinstance(answer, Lacks):
            raise NotFoundError("The files that this view is drawn from cannot be found.")
        return answer

    async def _beside(self, source: Address, names: tuple[str, ...]) -> tuple[Beside, ...]:
        if source.local_path:
            return local_beside(Path(source.local_path), names)
        if self.place.url or not self.place.identifier:
            return ()
        archive = await self.archive()
        found = await locate(archive, self.place)
        return await files_beside(archive, found.identifier, found.version, found.entry.path, names)

    async def address(self) -> Address:
        """Where the bytes of the place are, which must be a file."""
        if self.place.local_path:
            return local_address(Path(self.place.local_path))
        if self.place.url:
            return url_address(self.place.url)
        if not self.place.identifier and not self.place.asset_id:
            raise DandiTuiError("No file was named.", hint="dandi-tui ls lists what there is.")
        archive = await self.archive()
        found = await locate(archive, self.place)
        if isinstance(found.entry, AssetFolder):
            where = f"{found.identifier}@{found.version}"
            where += f"/{found.entry.path}" if found.entry.path else ""
            raise DandiTuiError(
                f"{safe(where)} is a folder, not a file.",
                hint=f"dandi-tui ls {safe(where)} lists what is in it.",
            )
        return await archive.address(found.identifier, found.version, found.entry)

    def stats(self) -> Stats:
        """What the run cost so far: the archive's answers and the file's bytes."""
        readers = [*([self._reader] if self._reader else []), *self.more_readers]
        parts = [reader.stats for reader in readers]
        parts.append(self._archive.stats if self._archive else Stats())
        return Stats(
            requests=sum(one.requests for one in parts),
            bytes=sum(one.bytes for one in parts),
            seconds=round(time.monotonic() - self._started, 3),
            from_cache_bytes=sum(one.from_cache_bytes for one in parts),
            concurrent=max(one.concurrent for one in parts),
        )

    async def close(self) -> None:
        """End what was started, the notices said."""
        if self._reader:
            await self._reader.close()
        if self._archive:
            for sentence in self._archive.notices:
                notice(sentence)
            if kept_from := str(getattr(self._archive, "kept_from", "")):
                notice(f"This is as it was on {date(kept_from)}.")
            await self._archive.close()
        if self._demo:
            await self._demo.stop()


@asynccontextmanager
async def session(args: Namespace, settings: Settings, place: Place) -> AsyncIterator[Session]:
    """A session that ends with the block, and says what it cost if that was asked for."""
    one = Session(settings, place)
    try:
        yield one
    finally:
        await one.close()
        if args.stats:
            print_stats(one.stats())
