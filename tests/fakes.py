"""Stand-ins for the two seams: `FakeArchive` here, the fake reader beside the tests that use it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from dandi_tui.archive.base import Archive, Params
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, EmbargoStatus, Entry, Version
from dandi_tui.archive.wanted import matches, words_of
from dandi_tui.errors import AccessError, DandiTuiError, NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Stats

HOSTILE_NAME = "\x1b[31mred\x1b[0m [b]markup[/b] \u202eesrever\ttab\nline"
"""What a dandiset may be called: escapes, markup, bidi controls, a tab, a line break."""

PAGE = 1000


def version(
    name: str, *, number: str = "draft", files: int = 0, size: int = 0, day: int = 1
) -> Version:
    """A version with the fields that matter in a test."""
    when = f"2024-08-{day:02}T12:00:00Z"
    return Version(
        version=number,
        name=name,
        asset_count=files,
        size_bytes=size,
        status="Valid",
        created=when,
        modified=when,
    )


def dandiset(
    identifier: str,
    name: str,
    *,
    published: str = "",
    embargo: EmbargoStatus = "OPEN",
    assets: Sequence[Asset] = (),
) -> Dandiset:
    """A dandiset with a draft, and a published version if one is named."""
    files, size = len(assets), sum(asset.size_bytes for asset in assets)
    draft = version(name, files=files, size=size)
    newest = version(name, number=published, files=files, size=size, day=27) if published else None
    return Dandiset(
        identifier=identifier,
        embargo_status=embargo,
        contact_person="Neuron, Alice",
        star_count=0,
        created="2024-08-01T12:00:00Z",
        modified="2024-08-27T12:00:00Z",
        draft=draft,
        published=newest,
    )


def asset(path: str, *, size: int = 1_000_000, zarr: bool = False, number: int = 0) -> Asset:
    """An asset whose id and URL follow from its number."""
    asset_id = f"00000000-0000-4000-8000-{number:012d}"
    place = f"zarr/{asset_id}/" if zarr else f"blobs/000/000/{asset_id}"
    return Asset(
        path=path,
        asset_id=asset_id,
        size_bytes=size,
        url=f"http://store.invalid/{place}",
        zarr=zarr,
    )


def visual_coding() -> list[Asset]:
    """What `000728` holds here: two subjects, three files, and one Zarr."""
    return [
        asset("dandiset.yaml", size=2_000, number=1),
        asset("sub-501560436/sub-501560436_ses-501560436-StimA_behavior+ophys.nwb", number=2),
        asset("sub-501560436/sub-501560436_ses-501560436-StimC_behavior+ophys.nwb", number=3),
        asset("sub-501800590/sub-501800590_ses-501800590-StimB_behavior+image.nwb", number=4),
        asset("sub-501800590/volume.ome.zarr", size=5_000_000_000, zarr=True, number=5),
    ]


CONTENT: dict[str, list[Asset]] = {
    "000020": [asset(f"many/file-{i:05d}.nwb", size=i, number=i) for i in range(20_000)],
    "000108": [asset("sub-1/secret.nwb", number=1)],
    "000409": [asset("sub-KM-1/sub-KM-1_ses-a_behavior+ecephys+image.nwb", number=1)],
    "000666": [
        asset("odd (names)/a b\tc\nd.nwb", number=1),
        asset("odd (names)/#&+~[x]^`.nwb", number=2),
        asset("\x1b]0;title\x07.nwb", number=3),
    ],
    "000728": visual_coding(),
    "000999": [],
}

DANDISETS = [
    dandiset("000020", "Twenty thousand files in one folder", assets=CONTENT["000020"]),
    dandiset("000108", "An embargoed dandiset", embargo="EMBARGOED", assets=CONTENT["000108"]),
    dandiset("000409", "IBL - Brain Wide Map", published="0.240101.0900"),
    dandiset("000666", HOSTILE_NAME, assets=CONTENT["000666"]),
    dandiset(
        "000728",
        "Allen Institute Openscope - Visual Coding Optical Physiology",
        published="0.240827.1809",
        assets=CONTENT["000728"],
    ),
    dandiset("000999", "An empty dandiset"),
]


class FakeArchive:
    """An archive in memory, with errors and stalls on demand.

    `errors["folder"] = ConnectionFailedError(...)` makes that method fail until it is taken out;
    `stall = asyncio.Event()` holds every call until the event is set. `calls` says what was asked.
    """

    def __init__(self) -> None:
        self.errors: dict[str, DandiTuiError] = {}
        self.stall: asyncio.Event | None = None
        self.calls: list[tuple[str, ...]] = []
        self.waiting = 0
        """Calls that the stall holds."""
        self.closed = False
        self.documents: dict[str, Any] = {}
        """Path -> what `document` answers."""
        self.said: list[str] = []
        """What `notices` answers."""

    @property
    def host(self) -> str:
        return "fake.invalid"

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(self.said)

    @property
    def stats(self) -> Stats:
        return Stats(requests=len(self.calls))

    async def _call(self, *what: str) -> None:
        self.calls.append(what)
        if self.stall:
            self.waiting += 1
            try:
                await self.stall.wait()
            finally:
                self.waiting -= 1
        await asyncio.sleep(0)
        if what[0] in self.errors:
            raise self.errors[what[0]]

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        await self._call("dandisets")
        yield list(DANDISETS)

    async def dandiset(self, identifier: str) -> Dandiset:
        await self._call("dandiset", identifier)
        for row in DANDISETS:
            if row.identifier == identifier:
                return row
        raise NotFoundError(f"There is no dandiset {identifier}.")

    async def document(self, path: str, params: Params, *, what: str) -> Any:
        """One of `documents`, by its path."""
        del params
        await self._call("document", path)
        if path not in self.documents:
            raise NotFoundError(f"There is no {what}.")
        return self.documents[path]

    async def versions(self, identifier: str) -> list[Version]:
        await self._call("versions", identifier)
        row = await self.dandiset(identifier)
        versions = [one for one in (row.draft, row.published) if one]
        if identifier == "000728":
            versions.append(version(row.name, number="0.240101.0000", files=1, size=1))
        return versions

    def _assets(self, identifier: str, number: str) -> list[Asset]:
        if identifier not in CONTENT:
            raise NotFoundError(f"There is no dandiset {identifier}.")
        if identifier == "000108":
            raise AccessError("This dandiset is embargoed.", hint="Set DANDI_API_KEY.")
        known = {"draft", "0.240827.1809", "0.240101.0900", "0.240101.0000"}
        if number not in known:
            raise NotFoundError(f"Dandiset {identifier} has no version {number}.")
        return CONTENT[identifier]

    async def folder(self, identifier: str, version: str, path: str) -> AsyncIterator[list[Entry]]:
        await self._call("folder", identifier, version, path)
        assets = self._assets(identifier, version)
        entries = children(assets, path)
        if not entries and path and path not in {one.path for one in assets}:
            raise NotFoundError(f"There is no {path} in dandiset {identifier}.")
        for first in range(0, len(entries), PAGE):
            yield entries[first : first + PAGE]
            await asyncio.sleep(0)

    async def entry(self, identifier: str, version: str, path: str) -> Asset | AssetFolder:
        await self._call("entry", identifier, version, path)
        assets = self._assets(identifier, version)
        below = [one for one in assets if not path or one.path.startswith(f"{path}/")]
        for one in assets:
            if one.path == path:
                return one
        if not below and path:
            raise NotFoundError(f"There is no {path} in dandiset {identifier}.")
        size = sum(one.size_bytes for one in below)
        return AssetFolder(path=path, asset_count=len(below), size_bytes=size)

    async def find(self, identifier: str, version: str, words: str) -> AsyncIterator[list[Asset]]:
        await self._call("find", identifier, version, words)
        assets = self._assets(identifier, version)
        hits = [one for one in assets if matches(words_of(words), one.path)]
        for first in range(0, len(hits), PAGE):
            yield hits[first : first + PAGE]

    async def asset(self, asset_id: str) -> Asset:
        await self._call("asset", asset_id)
        for identifier, assets in CONTENT.items():
            for one in assets:
                if one.asset_id == asset_id and identifier == "000728":
                    return one
        raise NotFoundError("There is no such asset.")

    async def address(self, identifier: str, version: str, asset: Asset) -> Address:
        await self._call("address", identifier, version, asset.path)
        return Address(
            url=asset.url,
            name=asset.name,
            size_bytes=asset.size_bytes,
            blob=asset.asset_id,
        )

    async def renew(self, address: Address) -> Address:
        await self._call("renew", address.url)
        return address

    def web_url(self, identifier: str, version: str, path: str = "") -> str:
        return f"https://fake.invalid/dandiset/{identifier}/{version}" + (
            f"/files?location={path}" if path else ""
        )

    def download_url(self, asset: Asset) -> str:
        return f"https://api.fake.invalid/api/assets/{asset.asset_id}/download/"

    async def close(self) -> None:
        self.closed = True


def children(assets: Sequence[Asset], path: str) -> list[Entry]:
    """The direct children of a folder, in byte order of their paths."""
    start = f"{path}/" if path else ""
    found: dict[str, Entry] = {}
    for one in assets:
        if not one.path.startswith(start):
            continue
        head, slash, _ = one.path[len(start) :].partition("/")
        name = start + head
        if not slash:
            found[name] = one
            continue
        folder = found.get(name)
        held = (
            folder
            if isinstance(folder, AssetFolder)
            else AssetFolder(path=name, asset_count=0, size_bytes=0)
        )
        found[name] = AssetFolder(
            path=name,
            asset_count=held.asset_count + 1,
            size_bytes=held.size_bytes + one.size_bytes,
        )
    return [found[name] for name in sorted(found)]


def _fits(archive: FakeArchive) -> Archive:
    """mypy's proof that the fake has the shape of the real one."""
    return archive
