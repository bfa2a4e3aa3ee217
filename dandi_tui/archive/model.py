"""What the archive holds. Names and paths are untrusted text: `text.safe` before showing.

Of files there may be 100,000: they are structs that Python's collector need not look through.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

EmbargoStatus = Literal["OPEN", "EMBARGOED", "UNEMBARGOING"]


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of a dandiset: `draft`, or `0.YYMMDD.HHMM`."""

    version: str
    name: str
    asset_count: int
    size_bytes: int
    status: str
    created: str
    """ISO 8601."""
    modified: str

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.version == "draft"


@dataclass(frozen=True, kw_only=True)
class Dandiset:
    """A dataset on DANDI, six digits, as its row in the list says."""

    identifier: str
    embargo_status: EmbargoStatus
    contact_person: str
    star_count: int
    created: str
    modified: str
    draft: Version | None
    published: Version | None
    """The newest published version."""

    @property
    def version(self) -> Version | None:
        """The version meant when none is named: newest published, else the draft."""
        return self.published or self.draft

    @property
    def name(self) -> str:
        """The name of that version."""
        return self.version.name if self.version else ""


class AssetFolder(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A prefix of asset paths, with what lies below it."""

    path: str
    """Without a trailing slash; the root is empty."""
    asset_count: int
    size_bytes: int

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]


class Asset(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One file (or Zarr) of a version."""

    path: str
    asset_id: str
    size_bytes: int
    url: str
    """Unsigned object URL; empty if not known. Of a local file: its path."""
    zarr: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def may_hold_objects(self) -> bool:
        """Whether it may be an NWB or HDF5 file, by its name: `.nwb`, `.nwb.zarr`, no ending."""
        _, dot, ending = self.name.rpartition(".")
        return not dot or ending.lower() in {"nwb", "h5", "hdf5"} or ".nwb." in self.name.lower()


Entry = AssetFolder | Asset


@dataclass(frozen=True, kw_only=True)
class ZarrKey:
    """One object of a Zarr: a chunk, or metadata."""

    path: str
    """The asset's path, then the key."""
    size_bytes: int
    modified: str
    etag: str
    """Empty on this machine."""

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, kw_only=True)
class ZarrFolder:
    """What keys begin with up to a slash: a group, an array, or a level of its chunks."""

    path: str
    """The asset's path, then the prefix, without a trailing slash."""
    n_keys: int | None
    """Keys below, if all were seen."""
    size_bytes: int | None

    @property
    def name(self) -> str:
        """The last part of the prefix."""
        return self.path.rsplit("/", 1)[-1]


ZarrEntry = ZarrKey | ZarrFolder


@dataclass(frozen=True, kw_only=True)
class Place:
    """Somewhere in the archive or on this machine: what a TARGET means.

    Exactly one of these is meant: a local path, a URL that is a file (of a dandiset, if the link
    says so), an asset by its id, a dandiset (with a version, and a path in it), or the whole list.
    """

    local_path: str = ""
    url: str = ""
    identifier: str = ""
    version: str = ""
    """Empty: the newest published one, else the draft."""
    path: str = ""
    """Of an asset or a folder, without a leading slash."""
    asset_id: str = ""
    instance: str = ""
    """The instance that a URL names; empty is the one in force."""
    object_path: str = ""
    """Of an object in the file, if one is meant."""
