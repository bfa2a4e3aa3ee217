"""What the demo archive holds, in memory: dandisets, their versions and assets.

Every id follows from a name (UUID 5), so it is the same in every run. Large listings are made when
they are first asked for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha1
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from dandi_tui.demo.listing import AssetTable

NAMESPACE = UUID("6f1d9a52-3f0e-4a7e-9c77-2d1a6a0f4e11").bytes


def stable_id(kind: str, name: str) -> str:
    """The UUID of a thing: the same for the same kind and name, always.

    What `uuid.uuid5` gives, ten times faster: a page of a folder needs thousands.
    """
    digits = sha1(NAMESPACE + f"{kind}:{name}".encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    head, middle, tail = digits[:8], digits[8:12], digits[20:32]
    return f"{head}-{middle}-5{digits[13:16]}-{variant}{digits[17:20]}-{tail}"


@dataclass(frozen=True)
class User:
    """Someone with a token. The tokens are public: they open nothing but the demo."""

    username: str
    name: str
    email: str
    token: str
    admin: bool = False


ALICE = User(
    "alice-owner", "Alice Owner", "alice@example.com", "a11ce0000000000000000000000000000000a11c"
)
"""Owns the embargoed dandiset."""

BOB = User(
    "bob-visitor", "Bob Visitor", "bob@example.com", "b0b0000000000000000000000000000000000b0b"
)
"""Owns nothing."""

ADA = User(
    "ada-admin",
    "Ada Admin",
    "admin@example.com",
    "ada0000000000000000000000000000000000ada",
    admin=True,
)
"""Looks after the demo archive."""

USERS = (ALICE, BOB, ADA)


class Asset(NamedTuple):
    """One file of a version. Without a source its object is missing, as happens in the archive.

    A tuple, since some listings make tens of thousands of them at once.
    """

    dandiset: str
    path: str
    size: int
    created: str
    given_id: str = ""
    given_blob: str = ""
    zarr: str = ""
    """Id of the Zarr; empty for a blob."""
    extras: Mapping[str, Any] = MappingProxyType({})
    """Further keys of its metadata."""
    source: Path | bytes | None = None
    """Where its bytes come from."""
    status: str = "Valid"
    errors: tuple[tuple[str, str], ...] = ()
    """Validation errors: field and message."""

    @property
    def asset_id(self) -> str:
        """Its UUID, the same in every version that holds it."""
        return self.given_id or stable_id("asset", f"{self.dandiset}/{self.path}")

    @property
    def blob(self) -> str | None:
        """UUID of its bytes, unless it is a Zarr."""
        if self.zarr:
            return None
        return self.given_blob or stable_id("blob", f"{self.dandiset}/{self.path}")

    @property
    def key(self) -> str:
        """Its key in the bucket; of a Zarr the prefix of its keys."""
        return f"zarr/{self.zarr}/" if self.zarr else blob_key(self.blob or "")

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rsplit("/", 1)[-1]


def blob_key(blob: str) -> str:
    """`blobs/abc/def/abcdef…`, as in the archive's bucket."""
    return f"blobs/{blob[:3]}/{blob[3:6]}/{blob}"


@dataclass(frozen=True, kw_only=True)
class About:
    """What people wrote about a dandiset: the part of its metadata that is not counted."""

    name: str
    description: str = ""
    contributors: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name and roles; the first person with `ContactPerson` is the contact."""
    keywords: tuple[str, ...] = ()
    species: tuple[str, ...] = ("mouse",)
    approaches: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    license: str = "spdx:CC-BY-4.0"
    anatomy: tuple[tuple[str, str], ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    embargoed_until: str = ""

    @property
    def contact(self) -> str:
        """Who answers questions; empty if nobody is named."""
        return next((name for name, roles in self.contributors if "ContactPerson" in roles), "")


@dataclass(frozen=True, kw_only=True, eq=False)
class Version:
    """A version: `draft`, or `0.YYMMDD.HHMM`."""

    version: str
    about: About
    assets: AssetTable[Asset]
    created: str
    modified: str
    status: str = "Valid"
    release_notes: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    """Validation errors of its metadata: field and message."""
    number: int = 0
    """The archive's own count of versions, seen in folder listings."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dandiset:
    """A dataset, six digits, with its draft and its published versions, oldest first."""

    identifier: str
    created: str
    modified: str
    draft: Version
    published: tuple[Version, ...] = ()
    owners: tuple[User, ...] = (ADA,)
    starred_by: tuple[User, ...] = ()
    embargoed: bool = False
    n_stars: int = 0
    has_bytes: bool = False
    """Whether any of its assets has a source."""

    @property
    def versions(self) -> tuple[Version, ...]:
        """The draft, then oldest to newest: the archive's order."""
        return (self.draft, *self.published)

    @property
    def newest(self) -> Version:
        """The newest published version, else the draft."""
        return self.published[-1] if self.published else self.draft

    def may_see(self, user: User | None) -> bool:
        """Whether `user` may look inside."""
        return not self.embargoed or (user is not None and (user.admin or user in self.owners))


@dataclass(frozen=True, kw_only=True)
class ZarrArchive:
    """A Zarr: keys and their bytes."""

    zarr_id: str
    name: str
    dandiset: str
    keys: Mapping[str, bytes]
    """In key order."""
    checksum: str
    created: str

    @property
    def size(self) -> int:
        """All bytes."""
        return sum(map(len, self.keys.values()))


@dataclass(frozen=True)
class StoredObject:
    """Something that the bucket holds, or should hold."""

    source: Path | bytes
    embargoed: bool


class Catalogue:
    """All dandisets, and what is looked up in them."""

    def __init__(self, dandisets: Iterable[Dandiset], zarrs: Iterable[ZarrArchive] = ()) -> None:
        self.dandisets = {dandiset.identifier: dandiset for dandiset in dandisets}
        self.zarrs = {zarr.zarr_id: zarr for zarr in zarrs}

    def in_order_of_creation(self) -> list[Dandiset]:
        """Oldest first, as the archive lists them."""
        return sorted(self.dandisets.values(), key=lambda dandiset: dandiset.created)

    def asset(self, asset_id: str) -> tuple[Dandiset, Version, Asset] | None:
        """The asset of that id, with the newest version that holds it."""
        return self._by_id.get(asset_id)

    @cached_property
    def objects(self) -> dict[str, StoredObject]:
        """Everything with bytes, by its key in the bucket."""
        blobs = {
            asset.key: StoredObject(asset.source, dandiset.embargoed)
            for dandiset, _version, asset in self._each(lambda dandiset: dandiset.has_bytes)
            if asset.source is not None
        }
        chunks = {
            f"zarr/{zarr.zarr_id}/{key}": StoredObject(data, embargoed=False)
            for zarr in self.zarrs.values()
            for key, data in zarr.keys.items()
        }
        return blobs | chunks

    @cached_property
    def _by_id(self) -> dict[str, tuple[Dandiset, Version, Asset]]:
        everything = self._each(lambda _dandiset: True)
        return {
            asset.asset_id: (dandiset, version, asset) for dandiset, version, asset in everything
        }

    def _each(
        self, wanted: Callable[[Dandiset], bool]
    ) -> Iterator[tuple[Dandiset, Version, Asset]]:
        for dandiset in filter(wanted, self.dandisets.values()):
            for version in dandiset.versions:
                for asset in version.assets.rows:
                    yield dandiset, version, asset


def version_number(published: str) -> str:
    """`0.240827.1809` for the time `2024-08-27T18:09:00Z`."""
    year, month, day, hour, minute = re.findall(r"\d+", published)[:5]
    return f"0.{year[2:]}{month}{day}.{hour}{minute}"
