"""`DandiArchive`, over dandi's own client.

The client gives us the instances, the forms of URLs and the paths of the API. Its constructor asks
up to three servers before the first answer (etelemetry, `/server-info`, `/api/info/`), so it is
passed over: an instance is known by name, or its API by URL, and no handshake is made.
"""

import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests
from dandi.consts import DandiInstance, known_instances
from dandi.dandiapi import DandiAPIClient, RESTFullAPIClient

from dandi_tui.archive.addresses import Addresses
from dandi_tui.archive.asker import PAGE_SIZE, Asker
from dandi_tui.archive.base import Params
from dandi_tui.archive.credentials import Credentials, credentials
from dandi_tui.archive.dandi.places import instance
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry, Version
from dandi_tui.archive.parse import AssetRow, DandisetRow, PathRow, VersionRow
from dandi_tui.archive.paths import missing, page_url, part, place_words, version_path
from dandi_tui.archive.threads import Threads
from dandi_tui.archive.transport import CONNECTIONS, Transport
from dandi_tui.archive.wanted import globs_of, matches, words_of
from dandi_tui.errors import AccessError, NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Stats
from dandi_tui.settings import Settings
from dandi_tui.text import safe


class Client(DandiAPIClient):  # type: ignore[misc]  # dandi has no types that mypy sees
    """dandi's client with our transport under it, and without its handshakes and prompts."""

    def __init__(self, instance: DandiInstance, transport: Transport) -> None:
        RESTFullAPIClient.__init__(self, instance.api, session=transport.session)
        self.dandi_instance = instance
        self._transport = transport

    def request(
        self,
        method: str,
        path: str,
        params: Params | None = None,
        *,
        stop: threading.Event | None = None,
        follow: bool = True,
        json_resp: bool = True,
    ) -> requests.Response:
        """One request in place of the client's own, which has no timeout and retries for long."""
        del json_resp
        return self._transport.send(method, self.get_url(path), params, stop=stop, follow=follow)

    def dandi_authenticate(self) -> None:
        """Never prompt: the key was looked up before, or there is none."""


class DandiArchive:
    """The archive behind one API. Made by `connect`, off the event loop."""

    def __init__(self, settings: Settings, demo_api_url: str | None = None) -> None:
        self._instance = instance(demo_api_url or settings.instance)
        self._demo = demo_api_url is not None
        self._key = self._look_up_key(settings)
        self._transport = Transport(settings, self._instance.api, self._key.token, self._key.name)
        if self._key.notice:
            self._transport.notices.append(self._key.notice)
        self._client = Client(self._instance, self._transport)
        self._threads = Threads(CONNECTIONS, "archive")
        name, patience_s = self._key.name, settings.patience_s
        self._asker = Asker(self._client, self._threads, self.host, name, patience_s)
        self._embargo: dict[str, bool] = {}
        """By dandiset: whether its objects need a signature. Rows of a list, so a few thousand."""
        self._addresses = Addresses(self._asker, self.host)

    def _look_up_key(self, settings: Settings) -> Credentials:
        """A key goes to an instance that is known by name, and to nothing else."""
        if self._demo or settings.instance not in known_instances:
            return Credentials(token="", name="")
        return credentials(settings.instance)

    @property
    def host(self) -> str:
        """`dandiarchive.org`; `demo` for the embedded one."""
        if self._demo:
            return "demo"
        return safe(urlsplit(self._instance.gui or self._instance.api).netloc)

    @property
    def api_url(self) -> str:
        """Where it is asked."""
        return str(self._instance.api)

    @property
    def has_token(self) -> bool:
        """Whether it is asked in the user's name, so that it may answer what others may not see."""
        return self._transport.has_token

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences the user should see: a stale key was dropped."""
        return tuple(self._transport.notices)

    @property
    def stats(self) -> Stats:
        """What the requests cost so far."""
        return self._transport.stats

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        """All dandisets the user may see: one request per thousand."""
        had_token = self._transport.has_token
        try:
            async for rows in self._rows_of_dandisets():
                yield rows
        except AccessError:
            if self._transport.has_token or not had_token:
                raise
            # The token was dropped; the question for the user's own is refused without one.
            async for rows in self._rows_of_dandisets():
                yield rows

    async def _rows_of_dandisets(self) -> AsyncIterator[list[Dandiset]]:
        params: dict[str, str | int] = {"ordering": "id"}
        if self._transport.has_token:
            # Adds those that the user owns; anonymous callers are refused.
            params["embargoed"] = "true"
        what = "list of dandisets"
        async for rows in self._asker.pages("/dandisets/", params, DandisetRow, what):
            yield [self._note_embargo(row.model()) for row in rows]

    async def dandiset(self, identifier: str) -> Dandiset:
        """One dandiset."""
        what = f"dandiset {safe(identifier)}"
        row = await self._asker.get(f"/dandisets/{part(identifier)}/", DandisetRow, what)
        return self._note_embargo(row.model())

    def _note_embargo(self, dandiset: Dandiset) -> Dandiset:
        self._embargo[dandiset.identifier] = dandiset.embargo_status != "OPEN"
        return dandiset

    async def document(self, path: str, params: Params, *, what: str) -> Any:
        """What the API answers at a path, as parsed JSON."""
        return await self._asker.document(path, params, what)

    async def versions(self, identifier: str) -> list[Version]:
        """All versions, the draft first, then newest to oldest."""
        path, what = f"/dandisets/{part(identifier)}/versions/", f"dandiset {safe(identifier)}"
        pages = self._asker.pages(path, {}, VersionRow, what)
        found = [row.model() async for rows in pages for row in rows]
        found.sort(key=lambda version: version.created, reverse=True)
        return sorted(found, key=lambda version: not version.is_draft)

    async def folder(self, identifier: str, version: str, path: str) -> AsyncIterator[list[Entry]]:
        """The direct children of a folder: one request per thousand."""
        params: Params = {"path_prefix": path.strip("/")} if path.strip("/") else {}
        place = f"{version_path(identifier, version)}/assets/paths/"
        what = place_words(identifier, version, path)
        async for rows in self._asker.pages(place, params, PathRow, what):
            yield [row.model() for row in rows]

    async def entry(self, identifier: str, version: str, path: str) -> Asset | AssetFolder:
        """The asset or folder at exactly this path, mostly in one request.

        The listing of the folder that holds it says all. In a folder of more than a thousand, an
        asset is asked for by its path first, which takes one request in place of many.
        """
        if not path:
            return await self._root(identifier, version)
        found = None
        with suppress(NotFoundError):
            found = await self._search(identifier, version, path)
        if found is None:
            raise missing(identifier, version, path)
        return found

    async def _search(self, identifier: str, version: str, path: str) -> Entry | None:
        first = True
        async for entries in self.folder(identifier, version, path.rpartition("/")[0]):
            for entry in entries:
                if entry.path == path:
                    return entry
            if first and len(entries) >= PAGE_SIZE:
                found = await self._asset_at(identifier, version, path)
                if found:
                    return found
            first = False
        return None

    async def _root(self, identifier: str, version: str) -> AssetFolder:
        for one in await self.versions(identifier):
            if one.version == version:
                n, size = one.asset_count, one.size_bytes
                return AssetFolder(path="", asset_count=n, size_bytes=size)
        raise missing(identifier, version, "")

    async def _asset_at(self, identifier: str, version: str, path: str) -> Asset | None:
        """The asset, if there is one. `path` is a prefix to the server, unless it is a path."""
        place = f"{version_path(identifier, version)}/assets/"
        params: Params = {"path": path, "page_size": 1}
        what = place_words(identifier, version, path)
        rows = (await self._asker.page(place, params, AssetRow, what)).results
        return rows[0].model() if rows and rows[0].path == path else None

    async def asset(self, asset_id: str) -> Asset:
        """The asset with this id."""
        return (await self._addresses.info(asset_id)).model()

    async def find(self, identifier: str, version: str, words: str) -> AsyncIterator[list[Asset]]:
        """Assets whose path contains all words, in any order and either case."""
        wanted = words_of(words)
        path, what = version_path(identifier, version), place_words(identifier, version)
        seen: set[str] = set()
        for glob in globs_of(wanted):
            params: Params = {"glob": glob, "order": "path"}
            async for rows in self._asker.pages(f"{path}/assets/", params, AssetRow, what):
                new = [row for row in rows if row.path not in seen]
                seen.update(row.path for row in new)
                yield [row.model() for row in new if matches(wanted, row.path)]

    async def address(self, identifier: str, version: str, asset: Asset) -> Address:
        """Where the asset's bytes are."""
        return await self._addresses.address(asset, lambda: self._is_private(identifier, asset))

    async def _is_private(self, identifier: str, asset: Asset) -> bool:
        """Whether the object store wants a signature; anonymous callers only see open data."""
        if not self._transport.has_token:
            return False
        if not identifier:
            return (await self._addresses.info(asset.asset_id)).embargoed
        if identifier not in self._embargo:
            await self.dandiset(identifier)
        return self._embargo.get(identifier, False)

    async def renew(self, address: Address) -> Address:
        """A new address for the same bytes."""
        return await self._addresses.renew(address)

    def web_url(self, identifier: str, version: str, path: str = "") -> str:
        """The page of a dandiset, or of a folder in it; the API's where there is no page."""
        if not self._instance.gui:
            return f"{self._instance.api}{version_path(identifier, version)}/"
        return page_url(self._instance.gui, identifier, version, path)

    def download_url(self, asset: Asset) -> str:
        """The API's address that anyone can open."""
        return f"{self._instance.api}/assets/{part(asset.asset_id)}/download/"

    async def close(self) -> None:
        """End the threads and the connections."""
        self._threads.close()
        self._transport.session.close()
