"""The files that a file names, found in the dandiset or the folder that holds it."""

import os
import posixpath
from collections.abc import Iterable
from pathlib import Path

from dandi_tui.archive.base import Archive
from dandi_tui.archive.local import local_address
from dandi_tui.archive.model import Asset
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.requests import Beside

MAX_NAMES = 8
"""Each is a question to the archive."""


def path_beside(path: str, name: str) -> str:
    """The path that a name means which starts at a file's folder; empty if it leads out of all.

    NWB core 2.11.0, `nwb.image.yaml`, ImageSeries `external_file`: relative to the NWB file. A URL
    or an absolute path names nothing in a dandiset.
    """
    name = name.replace("\\", "/")
    if "://" in name or name.startswith(("/", "~")) or "\0" in name:
        return ""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    return "" if found.startswith(("..", "/")) or found == "." else found


async def files_beside(
    archive: Archive, identifier: str, version: str, path: str, names: Iterable[str]
) -> tuple[Beside, ...]:
    """Those of the files that there are; what is not in the dandiset is left out.

    Args:
        archive: The one that holds the dandiset, or the folder on this machine.
        identifier: Of the dandiset.
        version: Of it.
        path: Of the file that names the others.
        names: As that file has them; untrusted.
    """
    found: list[Beside] = []
    for name in list(names)[:MAX_NAMES]:
        there = path_beside(path, name)
        try:
            entry = await archive.entry(identifier, version, there) if there else None
            if isinstance(entry, Asset):
                address = await archive.address(identifier, version, entry)
                found.append(Beside(name=name, address=address))
        except DandiTuiError:
            continue  # the view says that it is not there
    return tuple(found)


def local_beside(path: Path, names: Iterable[str]) -> tuple[Beside, ...]:
    """Of a local file: those that lie in its folder or below it, links resolved."""
    # By `os.path`, to which a name that is too long, or a link to itself, is nothing and no fault.
    folder = Path(os.path.realpath(path.parent))
    found: list[Beside] = []
    for name in list(names)[:MAX_NAMES]:
        there = path_beside(path.name, name)
        place = Path(os.path.realpath(folder / there)) if there else folder
        if place.is_relative_to(folder) and os.path.isfile(place):
            found.append(Beside(name=name, address=local_address(place)))
    return tuple(found)
