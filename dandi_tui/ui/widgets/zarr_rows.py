"""A level of the keys of a Zarr as rows, whether it is in an archive or on this machine."""

from collections.abc import AsyncIterator

from dandi_tui.archive.base import Archive
from dandi_tui.archive.local_zarr import local_zarr_level
from dandi_tui.archive.model import Asset
from dandi_tui.archive.zarr import zarr_level
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.widgets.asset_rows import zarr_row
from dandi_tui.ui.widgets.rows import Row


async def zarr_rows(
    archive: Archive, identifier: str, zarr: Asset, key: str
) -> AsyncIterator[list[Row]]:
    """What is directly below a row of a Zarr, a page at a time.

    Args:
        archive: Where the keys are asked for.
        identifier: Of the dandiset, or the path of a folder here.
        zarr: The asset.
        key: Of the row: the asset's path, and a prefix of keys.
    """
    prefix = key[len(zarr.path) + 1 :]
    here = is_local(identifier)
    level = local_zarr_level(zarr, prefix) if here else zarr_level(archive, zarr, prefix)
    async for found in level:
        yield [zarr_row(one) for one in found]
