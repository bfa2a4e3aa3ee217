"""The archive's JSON as `model` values: only what we use is looked at, odd rows are left out."""

import logging
from typing import Generic, TypeVar

import msgspec

from dandi_tui.archive.lenient import number
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, EmbargoStatus, Entry, Version
from dandi_tui.archive.paths import ZARR_URL

log = logging.getLogger(__name__)

R = TypeVar("R")


class VersionRow(msgspec.Struct):
    """A version, in a list of dandisets or of versions."""

    version: str
    name: str | None = ""
    asset_count: int | None = 0
    size: int | None = 0
    status: str | None = ""
    created: str | None = ""
    modified: str | None = ""

    def model(self) -> Version:
        """As the rest of the program knows it."""
        return Version(
            version=self.version,
            name=self.name or "",
            asset_count=number(self.asset_count) or 0,
            size_bytes=number(self.size) or 0,
            status=self.status or "",
            created=self.created or "",
            modified=self.modified or "",
        )


class DandisetRow(msgspec.Struct):
    """A dandiset, in the list or alone."""

    identifier: str
    created: str | None = ""
    modified: str | None = ""
    contact_person: str | None = ""
    embargo_status: EmbargoStatus = "OPEN"
    star_count: int | None = 0
    most_recent_published_version: VersionRow | None = None
    draft_version: VersionRow | None = None

    def model(self) -> Dandiset:
        """As the rest of the program knows it."""
        draft, published = self.draft_version, self.most_recent_published_version
        return Dandiset(
            identifier=self.identifier,
            embargo_status=self.embargo_status,
            contact_person=self.contact_person or "",
            star_count=number(self.star_count) or 0,
            created=self.created or "",
            modified=self.modified or "",
            draft=draft.model() if draft else None,
            published=published.model() if published else None,
        )


class PathAsset(msgspec.Struct):
    """The asset of a row of `assets/paths/`; null there for a folder."""

    asset_id: str
    url: str | None = ""


class PathRow(msgspec.Struct):
    """A folder or a file, in `assets/paths/`."""

    path: str
    aggregate_files: int | None = 0
    aggregate_size: int | None = 0
    asset: PathAsset | None = None

    def model(self) -> Entry:
        """As the rest of the program knows it: a Zarr is known by its URL alone."""
        size = number(self.aggregate_size) or 0
        if self.asset is None:
            files = number(self.aggregate_files) or 0
            return AssetFolder(path=self.path, asset_count=files, size_bytes=size)
        url = self.asset.url or ""
        return Asset(
            path=self.path,
            asset_id=self.asset.asset_id,
            size_bytes=size,
            url=url,
            zarr=bool(ZARR_URL.search(url)),
        )


class Access(msgspec.Struct):
    """Who may read an asset, in its metadata."""

    status: str | None = ""


class Metadata(msgspec.Struct):
    """What we use of an asset's metadata; every key may be missing."""

    content_url: list[str] | None = msgspec.field(default=None, name="contentUrl")
    access: list[Access] | None = None


class AssetRow(msgspec.Struct):
    """An asset, in `assets/` (no metadata) or in its own `info/`."""

    asset_id: str
    path: str
    size: int | None = 0
    zarr: str | None = None
    metadata: Metadata | None = None

    def model(self) -> Asset:
        """As the rest of the program knows it; the URL is the object's, if it was told."""
        return Asset(
            path=self.path,
            asset_id=self.asset_id,
            size_bytes=number(self.size) or 0,
            url=self.object_url,
            zarr=self.zarr is not None,
        )

    @property
    def object_url(self) -> str:
        """The unsigned URL in the object store, second after the API's; empty if unknown."""
        urls = self.metadata.content_url if self.metadata else None
        return next((url for url in urls or () if not url.rstrip("/").endswith("/download")), "")

    @property
    def embargoed(self) -> bool:
        """Whether the metadata says so."""
        access = self.metadata.access if self.metadata else None
        return any((one.status or "").endswith("EmbargoedAccess") for one in access or ())


class Page(msgspec.Struct, Generic[R]):
    """One page of a list. `count` is not trusted: some lists say null."""

    results: list[R]
    next: str | None = None


class RawPage(msgspec.Struct):
    """A page whose rows are looked at one by one."""

    results: list[msgspec.Raw]
    next: str | None = None


def page(body: bytes, row: type[R]) -> Page[R]:
    """The rows of a page; those that are not as they should be are left out, and logged."""
    try:
        return msgspec.json.decode(body, type=Page[row])  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        log.warning("a row of a list is odd: %s", error)
    raw = msgspec.json.decode(body, type=RawPage)
    rows: list[R] = []
    for one in raw.results:
        try:
            rows.append(msgspec.json.decode(one, type=row))
        except msgspec.ValidationError:
            log.warning("this row is left out: %s", bytes(one)[:300])
    return Page(results=rows, next=raw.next)
