"""A file that was opened by itself, among the files of its folder."""

import os
from dataclasses import replace

from dandi_tui.archive.base import Archive
from dandi_tui.archive.local import VERSION
from dandi_tui.archive.model import Asset
from dandi_tui.ui.places import Spot


async def in_its_folder(archive: Archive, spot: Spot) -> Spot:
    """The spot of a local file as if its folder had been opened first; other spots as they are.

    Args:
        archive: Takes an absolute path for a folder on this machine.
        spot: Where one is.
    """
    path = spot.source.local_path if spot.source is not None else ""
    if not path or spot.asset is not None:
        return spot
    folder, name = os.path.split(path)
    entry = await archive.entry(folder, VERSION, name)
    if not isinstance(entry, Asset):
        return spot
    return replace(spot, identifier=folder, version=VERSION, asset=entry)
