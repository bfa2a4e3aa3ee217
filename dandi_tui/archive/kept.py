"""What was seen is there without a network: an archive whose answers are kept on disk.

Asked online, it asks the archive and keeps the answer; of published versions, which never change,
it answers from disk. Offline, or where the archive cannot be reached, what was kept is the answer,
and `kept_from` says of when. Nothing of an embargoed dandiset is kept, unless the settings say so,
and nothing that depends on who asks.
"""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

from dandi_tui.archive.answers import Answers, KeptEntry
from dandi_tui.archive.base import Archive, Params
from dandi_tui.archive.keeper import Keeper, not_kept
from dandi_tui.archive.links import blob_of
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry, Version
from dandi_tui.errors import ConnectionFailedError, DandiTuiError, NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Stats
from dandi_tui.text import safe

OF_DANDISET = re.compile(r"/dandisets/(\d{6})/(?:versions/([^/]+)/)?")


class KeptArchive:
    """An archive, and what is kept of it.

    Args:
        inner: Asked, unless offline; then for names alone.
        answers: On disk.
        offline: Ask nothing.
        has_token: Answers may hold what others may not see.
        keep_embargoed: Keep also what is embargoed.
        may_change: A published version may be another one tomorrow, as of a server under test.
    """

    def __init__(
        self,
        inner: Archive,
        answers: Answers,
        *,
        offline: bool = False,
        has_token: bool = False,
        keep_embargoed: bool = False,
        may_change: bool = False,
    ) -> None:
        self._inner = inner
        self._keeper = Keeper(
            answers,
            inner.dandiset,
            offline=offline,
            private=has_token and not keep_embargoed,
            may_change=may_change,
        )

    @property
    def kept_from(self) -> str:
        """When what was answered last was seen (ISO 8601), if it may have changed since."""
        return self._keeper.kept_from

    @property
    def host(self) -> str:
        """The archive's name."""
        return self._inner.host

    @property
    def notices(self) -> tuple[str, ...]:
        """Of the archive, and that it cannot be reached."""
        return (*self._inner.notices, *self._keeper.notices)

    @property
    def stats(self) -> Stats:
        """What all requests cost so far."""
        return self._inner.stats

    # Questions

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        """All dandisets; those that are embargoed are not kept."""

        def keep(rows: list[Dandiset]) -> list[Dandiset]:
            private = self._keeper.private
            return [row for row in rows if not private or row.embargo_status == "OPEN"]

        kind, ask = list[Dandiset], self._inner.dandisets
        async for page in self._keeper.pages("dandisets", kind, ask, "", "draft", keep):
            self._keeper.note_open(page)
            yield page

    async def dandiset(self, identifier: str) -> Dandiset:
        """One dandiset."""

        async def ask() -> Dandiset:
            found = await self._inner.dandiset(identifier)
            self._keeper.note_open([found])
            return found

        question = f"dandiset {identifier}"
        found: Dandiset = await self._keeper.one(question, Dandiset, ask, identifier, "draft")
        self._keeper.note_open([found])
        return found

    async def versions(self, identifier: str) -> list[Version]:
        """All versions."""
        question = f"versions {identifier}"
        ask = lambda: self._inner.versions(identifier)  # noqa: E731 -- one of many alike
        where = (identifier, "draft")
        found: list[Version] = await self._keeper.one(question, list[Version], ask, *where)
        return found

    async def document(self, path: str, params: Params, *, what: str) -> Any:
        """What the API answers at a path."""
        match = OF_DANDISET.match(path)
        identifier, version = (match[1], match[2] or "draft") if match else ("", "draft")
        question = f"document {path} {sorted(params.items())}"
        ask = lambda: self._inner.document(path, params, what=what)  # noqa: E731
        return await self._keeper.one(question, Any, ask, identifier, version)

    async def folder(self, identifier: str, version: str, path: str) -> AsyncIterator[list[Entry]]:
        """The direct children of a folder."""
        question = f"folder {identifier} {version} {path.strip('/')}"
        ask = lambda: self._inner.folder(identifier, version, path)  # noqa: E731
        async for page in self._entries(question, ask, identifier, version):
            yield page

    async def find(self, identifier: str, version: str, words: str) -> AsyncIterator[list[Asset]]:
        """Assets whose path contains all words."""
        question = f"find {identifier} {version} {words}"
        ask = lambda: self._inner.find(identifier, version, words)  # noqa: E731
        async for page in self._entries(question, ask, identifier, version):
            yield [entry for entry in page if isinstance(entry, Asset)]

    async def entry(self, identifier: str, version: str, path: str) -> Asset | AssetFolder:
        """The asset or folder at a path; also found in its folder, where that is kept."""

        async def ask() -> list[KeptEntry]:
            return [KeptEntry.of(await self._inner.entry(identifier, version, path))]

        question = f"entry {identifier} {version} {path}"
        try:
            found = await self._keeper.one(question, list[KeptEntry], ask, identifier, version)
        except ConnectionFailedError as error:
            found = await self._in_its_folder(identifier, version, path, error)
        if not found:
            raise NotFoundError(f"There is no {safe(path)}.")
        entry: Entry = found[0].entry
        return entry

    async def _in_its_folder(
        self, identifier: str, version: str, path: str, error: DandiTuiError
    ) -> list[KeptEntry]:
        parent = path.rpartition("/")[0]
        kept = await self._keeper.read(f"folder {identifier} {version} {parent}", list[KeptEntry])
        found = [one for one in kept.answer if one.path == path] if kept and path else []
        if kept is None or not found:
            raise error
        self._keeper.say(kept, version)
        return found

    async def asset(self, asset_id: str) -> Asset:
        """The asset with this id. Of which dandiset it is, the archive does not say."""
        ask = lambda: self._inner.asset(asset_id)  # noqa: E731
        found: Asset = await self._keeper.one(f"asset {asset_id}", Asset, ask, "", "0")
        return found

    # Where bytes are

    async def address(self, identifier: str, version: str, asset: Asset) -> Address:
        """Where the asset's bytes are: by its listing alone, where the archive cannot be asked."""
        if not self._keeper.offline:
            try:
                return await self._inner.address(identifier, version, asset)
            except ConnectionFailedError:
                if not asset.url or asset.zarr:
                    raise
        elif not asset.url or asset.zarr:
            raise not_kept(f"the address of {safe(asset.name)}")
        return Address(
            url=asset.url,
            name=asset.name,
            size_bytes=asset.size_bytes or None,
            blob=blob_of(asset.url),
            private=not self._keeper.open.get(identifier, True),
        )

    async def renew(self, address: Address) -> Address:
        """A new address for the same bytes."""
        if self._keeper.offline:
            raise not_kept(f"another address of {safe(address.name)}")
        return await self._inner.renew(address)

    def web_url(self, identifier: str, version: str, path: str = "") -> str:
        """The archive's web page."""
        return self._inner.web_url(identifier, version, path)

    def download_url(self, asset: Asset) -> str:
        """The API's address that anyone can open."""
        return self._inner.download_url(asset)

    async def close(self) -> None:
        """End it, once what is being written is written."""
        await self._keeper.close()
        await self._inner.close()

    async def _entries(
        self,
        question: str,
        ask: Callable[[], AsyncIterator[list[Any]]],
        identifier: str,
        version: str,
    ) -> AsyncIterator[list[Entry]]:
        async def pages() -> AsyncIterator[list[KeptEntry]]:
            async for page in ask():
                yield [KeptEntry.of(one) for one in page]

        where = (identifier, version)
        async for page in self._keeper.pages(question, list[KeptEntry], pages, *where, list):
            yield [one.entry for one in page]
