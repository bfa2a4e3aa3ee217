"""`dandi-tui ls 000962/sub-1/a.ome.zarr/0`: one level of the keys of a Zarr, here or there."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.local import local_asset
from dandi_tui.archive.local_zarr import local_zarr_level
from dandi_tui.archive.locate import locate
from dandi_tui.archive.model import Asset, Place, ZarrEntry, ZarrFolder
from dandi_tui.archive.zarr import split_zarr_path, zarr_level
from dandi_tui.cli.output import print_json, table
from dandi_tui.errors import NotFoundError
from dandi_tui.text import safe


async def list_zarr(
    archive: Archive, place: Place, path: str, prefix: str, *, as_json: bool
) -> bool:
    """List what is directly below a prefix, JSON as it comes; False if the path is no Zarr.

    Args:
        archive: The one that holds it.
        place: What was named.
        path: Of the Zarr asset.
        prefix: Of its keys; the top is empty.
    """
    found = await locate(archive, replace(place, path=path))
    if not isinstance(found.entry, Asset) or not found.entry.zarr:
        return False
    if not await _print_level(zarr_level(archive, found.entry, prefix), as_json=as_json):
        raise NotFoundError(
            f"No key of {safe(path)} begins with {safe(prefix)}/.",
            hint=f"dandi-tui ls {safe(place.identifier)}/{safe(path)} lists the top of it.",
        )
    return True


async def list_local_zarr(folder: Path, *, as_json: bool) -> bool:
    """List what is directly in a Zarr on this machine, or in a folder of it; False if the folder
    is neither. Paths begin with the Zarr's name."""
    parts = split_zarr_path(str(folder))
    if not parts or not await asyncio.to_thread(os.path.isdir, folder):
        return False
    await _print_level(local_zarr_level(local_asset(Path(parts[0])), parts[1]), as_json=as_json)
    return True


async def _print_level(level: AsyncIterator[list[ZarrEntry]], *, as_json: bool) -> bool:
    """JSON as it comes, else a table; whether there is anything."""
    entries: list[ZarrEntry] = []
    async for page in level:
        entries += page
        for one in page if as_json else ():
            print_json(zarr_json(one))
    rows = [] if as_json else [_cells(one) for one in entries]
    for line in table(rows, numeric=frozenset({1, 2}), widest=0):
        print(line)
    return bool(entries)


def zarr_json(one: ZarrEntry) -> dict[str, object]:
    """A key or a folder of keys, with the same keys as a folder or an asset; kind `key` or
    `folder`. Of a folder of more keys than a page lists, size and count are null."""
    is_folder = isinstance(one, ZarrFolder)
    return {
        "path": one.path,
        "kind": "folder" if is_folder else "key",
        "size_bytes": one.size_bytes,
        "asset_count": one.n_keys if isinstance(one, ZarrFolder) else None,
        "asset_id": None,
    }


def _cells(one: ZarrEntry) -> list[str]:
    if isinstance(one, ZarrFolder):
        n = "" if one.n_keys is None else text.plural(one.n_keys, "key")
        return [f"{safe(one.name)}/", n, text.size(one.size_bytes)]
    return [safe(one.name), "", text.size(one.size_bytes)]
