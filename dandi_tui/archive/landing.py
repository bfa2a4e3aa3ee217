"""What the page of a dandiset says, gathered from few requests and kept in memory."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from dandi_tui.archive.base import Archive
from dandi_tui.archive.described import VersionMetadata
from dandi_tui.archive.index import Index
from dandi_tui.archive.metadata import parse_info, version_metadata
from dandi_tui.archive.model import Dandiset, Version
from dandi_tui.archive.prose import plain_lines
from dandi_tui.settings import Settings

LOOK_S: Final = 0.2
"""So long the index is waited for, which another process may hold."""


@dataclass(frozen=True, kw_only=True)
class Landing:
    """What is known of one version of a dandiset, as far as it was asked for."""

    identifier: str
    version: str
    row: Dandiset | None = None
    """From the list of dandisets."""
    metadata: VersionMetadata | None = None
    description: tuple[str, ...] = ()
    """The metadata's Markdown as plain lines, safe to show."""
    release_notes: tuple[str, ...] = ()
    """Likewise."""
    versions: tuple[Version, ...] = ()
    """The draft first, then newest to oldest; without `all_versions` those of the row."""
    all_versions: bool = False
    kept: str = ""
    """When the metadata were seen (ISO 8601), if they are the index's and not asked for yet."""
    missing: str = ""
    """Why the rest did not arrive, in a sentence; safe to show."""

    @property
    def is_draft(self) -> bool:
        """Whether the version may still change."""
        return self.version == "draft"

    @property
    def this_version(self) -> Version | None:
        """The counts and dates of the version, if they are known."""
        return next((one for one in self.versions if one.version == self.version), None)


def landing_of(dandiset: Dandiset, version: str = "") -> Landing | None:
    """What the row of a list says already; None if it has no version."""
    named = version or (dandiset.version.version if dandiset.version else "")
    if not named:
        return None
    versions = tuple(one for one in (dandiset.draft, dandiset.published) if one)
    return Landing(identifier=dandiset.identifier, version=named, row=dandiset, versions=versions)


class Landings:
    """Asks for what a page says, and keeps it; those not seen for longest are dropped first.

    A published version does not change; a draft is asked for again when its date of change, as
    the list or the versions say it, is another one.
    """

    def __init__(
        self,
        archive: Archive,
        limit_bytes: int = Settings.page_cache_bytes,
        index: Index | None = None,
    ) -> None:
        self._archive = archive
        self._index = index
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[tuple[str, str, str], tuple[Landing, int]] = OrderedDict()
        self._bytes = 0

    @property
    def kept_bytes(self) -> int:
        """What is kept, about."""
        return self._bytes

    def known(self, landing: Landing) -> Landing:
        """The page with what is kept of it; nothing is asked."""
        found = self._kept.get(_key(landing))
        if found is None:
            bare = replace(landing, metadata=None, description=(), release_notes=(), kept="")
            return bare if landing.kept else landing
        self._kept.move_to_end(_key(landing))
        kept = found[0]
        return replace(
            landing,
            metadata=kept.metadata,
            description=kept.description,
            release_notes=kept.release_notes,
            kept="",
            versions=kept.versions if kept.all_versions else landing.versions,
            all_versions=kept.all_versions,
        )

    async def indexed(self, landing: Landing) -> Landing | None:
        """The page with what the index on this machine holds; nothing is asked of the archive.

        None where it holds nothing of this version, or is not free at once.
        """
        host = getattr(self._archive, "host", "")
        if self._index is None or not host or not landing.version:
            return None
        try:
            async with asyncio.timeout(LOOK_S):
                await self._index.open(host)
                found = await self._index.document(landing.identifier, landing.version)
        except TimeoutError:
            return None
        if found is None:
            return None
        document, when_s = found
        known, place = self.known(landing), (landing.identifier, landing.version)
        seen = datetime.fromtimestamp(max(0.0, min(when_s, time.time())), UTC)

        def describe() -> Landing:
            return _with(known, parse_info(document, identifier=place[0], version=place[1]))

        described = await asyncio.to_thread(describe)
        return replace(described, kept=seen.isoformat(timespec="seconds"))

    async def described(self, landing: Landing) -> Landing:
        """The page with its metadata: one request, none if they are kept."""
        known = self.known(landing)
        if known.metadata is not None:
            return known
        metadata = await version_metadata(self._archive, landing.identifier, landing.version)
        # Off the event loop, since a hostile Markdown takes 0.3 s to read.
        described = await asyncio.to_thread(_with, known, metadata)
        self._keep(described)
        return described

    async def with_versions(self, landing: Landing) -> Landing:
        """The page with all versions: one request, none if they are kept."""
        known = self.known(landing)
        if known.all_versions:
            return known
        versions = await self._archive.versions(landing.identifier)
        known = replace(self.known(landing), versions=tuple(versions), all_versions=True)
        self._keep(known)
        return known

    async def complete(self, landing: Landing) -> Landing:
        """The page with its metadata and all versions: at most two requests, made together."""
        described, listed = await asyncio.gather(
            self.described(landing), self.with_versions(landing)
        )
        whole = replace(described, versions=listed.versions, all_versions=True)
        self._keep(whole)
        return whole

    def _keep(self, landing: Landing) -> None:
        key = _key(landing)
        _, before = self._kept.pop(key, (None, 0))
        size = 2 * len(repr(landing))
        self._kept[key] = (landing, size)
        self._bytes += size - before
        while self._bytes > self._limit_bytes:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._bytes -= dropped


def _key(landing: Landing) -> tuple[str, str, str]:
    row = landing.row
    of_row = [one for one in (row.draft, row.published) if one] if row else []
    modified = next((one.modified for one in of_row if one.version == landing.version), "")
    return landing.identifier, landing.version, modified


def _with(landing: Landing, metadata: VersionMetadata) -> Landing:
    return replace(
        landing,
        metadata=metadata,
        description=tuple(plain_lines(metadata.description)),
        release_notes=tuple(plain_lines(metadata.release_notes)),
    )
