"""The archive before it is there: who asks, waits for it. Local folders beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from dandi_tui.archive.base import Archive, Params
from dandi_tui.archive.local import LocalArchive
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry, Version
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Stats

Connect = Callable[[], Awaitable[Archive]]


class LaterArchive:
    """An archive that connects when it is first asked, behind the first paint.

    If connecting fails, whoever asked gets the error, and the next question tries again. An
    identifier that is an absolute path is a folder on this machine.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._archive: Archive | None = None
        self._turn = asyncio.Lock()
        self._folders: dict[str, LocalArchive] = {}

    async def connected(self) -> Archive:
        """The archive itself; connects if that is not done."""
        async with self._turn:
            if self._archive is None:
                self._archive = await self._connect()
            return self._archive

    async def _of(self, identifier: str) -> Archive:
        return self._local(identifier) if is_local(identifier) else await self.connected()

    def _local(self, folder: str) -> LocalArchive:
        return self._folders.setdefault(folder, LocalArchive(Path(folder)))

    @property
    def host(self) -> str:
        """The archive's name; empty until it is connected."""
        return self._archive.host if self._archive else ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What the archive has to say, once it is connected."""
        return self._archive.notices if self._archive else ()

    @property
    def kept_from(self) -> str:
        """When what was answered last was seen, if it was kept and may have changed since."""
        return str(getattr(self._archive, "kept_from", ""))

    @property
    def stats(self) -> Stats:
        """What all requests cost so far."""
        return self._archive.stats if self._archive else Stats()

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        """All dandisets, a page at a time."""
        archive = await self.connected()
        async for page in archive.dandisets():
            yield page

    async def dandiset(self, identifier: str) -> Dandiset:
        """One dandiset."""
        return await (await self._of(identifier)).dandiset(identifier)

    async def document(self, path: str, params: Params, *, what: str) -> Any:
        """What the API answers at a path."""
        return await (await self.connected()).document(path, params, what=what)

    async def versions(self, identifier: str) -> list[Version]:
        """All versions."""
        return await (await self._of(identifier)).versions(identifier)

    async def folder(self, identifier: str, version: str, path: str) -> AsyncIterator[list[Entry]]:
        """The direct children of a folder, a page at a time."""
        archive = await self._of(identifier)
        async for page in archive.folder(identifier, version, path):
            yield page

    async def entry(self, identifier: str, version: str, path: str) -> Asset | AssetFolder:
        """The asset or folder at a path."""
        return await (await self._of(identifier)).entry(identifier, version, path)

    async def asset(self, asset_id: str) -> Asset:
        """The asset with this id."""
        return await (await self.connected()).asset(asset_id)

    async def find(self, identifier: str, version: str, words: str) -> AsyncIterator[list[Asset]]:
        """Assets whose path contains all words."""
        archive = await self._of(identifier)
        async for page in archive.find(identifier, version, words):
            yield page

    async def address(self, identifier: str, version: str, asset: Asset) -> Address:
        """Where the asset's bytes are."""
        return await (await self._of(identifier)).address(identifier, version, asset)

    async def renew(self, address: Address) -> Address:
        """A new address for the same bytes."""
        return await (await self.connected()).renew(address)

    def web_url(self, identifier: str, version: str, path: str = "") -> str:
        """The web page; empty until the archive is connected."""
        if is_local(identifier):
            return self._local(identifier).web_url(identifier, version, path)
        return self._archive.web_url(identifier, version, path) if self._archive else ""

    def download_url(self, asset: Asset) -> str:
        """The address that anyone can open; empty until the archive is connected."""
        return self._archive.download_url(asset) if self._archive else ""

    async def close(self) -> None:
        """End what was opened."""
        for folder in self._folders.values():
            await folder.close()
        if self._archive is not None:
            await self._archive.close()


def is_local(identifier: str) -> bool:
    """Whether it names a folder on this machine rather than a dandiset."""
    return identifier.startswith("/")


def with_way_out(error: ConnectionFailedError) -> ConnectionFailedError:
    """A connection's failure whose hint names what needs none."""
    hint = f"{error.hint} dandi-tui --demo needs no network.".strip()
    return ConnectionFailedError(error.message, hint=hint)
