"""The seam: what the browser and the headless verbs ask of an archive."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol

from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry, Version
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Stats

Params = Mapping[str, str | int]
"""Of a query."""


class Archive(Protocol):
    """An archive of dandisets. All is awaitable; nothing blocks the event loop.

    Every method raises `NotFoundError`, `AccessError` or `ConnectionFailedError`. Cancelling an
    await stops the request, at the latest when its timeout ends.
    """

    @property
    def host(self) -> str:
        """The archive's name for the status line: `dandiarchive.org`."""

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences the user should see: a stale token was dropped."""

    @property
    def stats(self) -> Stats:
        """What all requests cost so far."""

    def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        """All dandisets the user may see, by identifier, a page at a time."""

    async def dandiset(self, identifier: str) -> Dandiset:
        """One dandiset."""

    async def document(self, path: str, params: Params, *, what: str) -> Any:
        """What the API answers at a path (`/dandisets/000728/versions/draft/`), as parsed JSON.

        Args:
            path: Under the API's root; its parts are quoted (`paths.part`).
            params: Of the query.
            what: What is asked for, in words: it is the subject of an error's sentence.
        """

    async def versions(self, identifier: str) -> list[Version]:
        """All versions, the draft first, then newest to oldest."""

    def folder(self, identifier: str, version: str, path: str) -> AsyncIterator[list[Entry]]:
        """The direct children of a folder (the root is empty), a page at a time: folders and
        assets in the archive's order."""

    async def entry(self, identifier: str, version: str, path: str) -> Asset | AssetFolder:
        """The asset or folder at exactly this path."""

    async def asset(self, asset_id: str) -> Asset:
        """The asset with this id: what a download URL names, without its dandiset."""

    def find(self, identifier: str, version: str, words: str) -> AsyncIterator[list[Asset]]:
        """Assets whose path contains all words, asked of the server, a page at a time."""

    async def address(self, identifier: str, version: str, asset: Asset) -> Address:
        """Where the asset's bytes are; asks the archive only when it must (embargo)."""

    async def renew(self, address: Address) -> Address:
        """A new address for the same bytes, after the old one was refused or expired."""

    def web_url(self, identifier: str, version: str, path: str = "") -> str:
        """The archive's web page of a dandiset, or of a folder in it."""

    def download_url(self, asset: Asset) -> str:
        """The API's address that anyone can open; never signed, never with a token."""

    async def close(self) -> None:
        """End its threads and connections."""
