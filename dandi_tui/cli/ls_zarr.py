"""`dandi-tui ls 000962/sub-1/a.ome.zarr/0`: one level of the keys of a Zarr asset."""

from dataclasses import replace

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.locate import locate
from dandi_tui.archive.model import Asset, Place
from dandi_tui.archive.zarr import ZarrEntry, ZarrFolder, zarr_level
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
    entries: list[ZarrEntry] = []
    async for page in zarr_level(archive, found.entry, prefix):
        entries += page
        for one in page if as_json else ():
            print_json(zarr_json(one))
    if not entries:
        raise NotFoundError(
            f"No key of {safe(path)} begins with {safe(prefix)}/.",
            hint=f"dandi-tui ls {safe(place.identifier)}/{safe(path)} lists the top of it.",
        )
    if not as_json:
        rows = [_cells(one) for one in entries]
        for line in table(rows, numeric=frozenset({1, 2}), widest=0):
            print(line)
    return True


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
