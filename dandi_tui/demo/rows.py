"""Dandisets, versions and assets as the API's rows."""

from typing import Any

from dandi_tui.demo.catalogue import Asset, Dandiset, User, Version
from dandi_tui.demo.metadata import asset_document
from dandi_tui.demo.web import Ask


def version_row(version: Version) -> dict[str, Any]:
    """A version inside the row of its dandiset."""
    return {
        "version": version.version,
        "name": version.about.name,
        "asset_count": len(version.assets),
        "size": version.assets.size,
        "status": version.status,
        "created": version.created,
        "modified": version.modified,
    }


def version_detail(version: Version) -> dict[str, Any]:
    """`version_row` and what detail pages add, in the archive's order of keys."""
    row = version_row(version)
    head = {key: row.pop(key) for key in ("version", "name", "asset_count")}
    return head | {"active_uploads": 0} | row | {"release_notes": version.release_notes}


def dandiset_head(dandiset: Dandiset, user: User | None) -> dict[str, Any]:
    """A dandiset without its versions."""
    return {
        "identifier": dandiset.identifier,
        "created": dandiset.created,
        "modified": dandiset.modified,
        "contact_person": dandiset.newest.about.contact,
        "embargo_status": "EMBARGOED" if dandiset.embargoed else "OPEN",
        "star_count": dandiset.n_stars,
        "is_starred": user is not None and user in dandiset.starred_by,
    }


def dandiset_row(dandiset: Dandiset, user: User | None, *, detail: bool) -> dict[str, Any]:
    """A dandiset with its newest published version and its draft."""
    show = version_detail if detail else version_row
    published = show(dandiset.newest) if dandiset.published else None
    return dandiset_head(dandiset, user) | {
        "most_recent_published_version": published,
        "draft_version": show(dandiset.draft),
    }


def asset_row(asset: Asset) -> dict[str, Any]:
    """An asset in a list."""
    return {
        "asset_id": asset.asset_id,
        "blob": asset.blob,
        "zarr": asset.zarr or None,
        "path": asset.path,
        "size": asset.size,
        "created": asset.created,
        "modified": asset.created,
    }


def asset_metadata(ask: Ask, dandiset: Dandiset, version: Version, asset: Asset) -> dict[str, Any]:
    """The raw metadata of an asset."""
    return asset_document(dandiset, version, asset, ask.api, ask.signer.store_url)
