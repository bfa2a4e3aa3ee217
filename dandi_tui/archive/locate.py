"""From a place to what is there: which version is meant, and the folder or asset at its path."""

from dataclasses import dataclass

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder, Place, Version
from dandi_tui.errors import NotFoundError
from dandi_tui.text import safe


@dataclass(frozen=True, kw_only=True)
class Location:
    """An asset or a folder of one version of a dandiset."""

    identifier: str
    """Empty for an asset that was named by its id alone."""
    version: str
    entry: Asset | AssetFolder


async def locate(archive: Archive, place: Place) -> Location:
    """What a place in an archive is: 1 to 3 requests.

    Without a version the newest published one is meant, else the draft. A path that only the
    draft has is not found, and the hint says how to name it.
    """
    if place.asset_id:
        entry: Asset | AssetFolder = await archive.asset(place.asset_id)
        version = place.version
        if place.identifier and not version:
            version = (await default_version(archive, place.identifier)).version
        return Location(identifier=place.identifier, version=version, entry=entry)
    version = place.version
    if not version:
        newest = await default_version(archive, place.identifier)
        if not place.path:
            return Location(
                identifier=place.identifier,
                version=newest.version,
                entry=AssetFolder(
                    path="", asset_count=newest.asset_count, size_bytes=newest.size_bytes
                ),
            )
        version = newest.version
    try:
        entry = await archive.entry(place.identifier, version, place.path)
    except NotFoundError:
        if not place.version and place.path and version != "draft":
            await _look_in_draft(archive, place, version)
        raise
    return Location(identifier=place.identifier, version=version, entry=entry)


async def default_version(archive: Archive, identifier: str) -> Version:
    """The version that is meant when none is named."""
    version = (await archive.dandiset(identifier)).version
    if version is None:
        raise NotFoundError(f"Dandiset {safe(identifier)} has no version.")
    return version


async def _look_in_draft(archive: Archive, place: Place, version: str) -> None:
    try:
        await archive.entry(place.identifier, "draft", place.path)
    except NotFoundError:
        return
    path = safe(place.path)
    raise NotFoundError(
        f"{path} is not in version {version} of dandiset {place.identifier}, only in its draft.",
        hint=f"{place.identifier}@draft/{path} names it.",
    )
