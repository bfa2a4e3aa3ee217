"""The keys of a Zarr on this machine, a level at a time, as `zarr.py` tells those of an archive."""

import os
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from dandi_tui.archive.model import Asset, ZarrEntry, ZarrFolder, ZarrKey
from dandi_tui.archive.threads import Threads
from dandi_tui.archive.zarr import split_zarr_path
from dandi_tui.errors import AccessError, Cancelled, NotFoundError
from dandi_tui.text import safe

PAGE_SIZE = 200
"""Names that are shown before the next ones are looked at."""

MAX_COUNTED = 1000
"""Keys below a folder that are counted: of one with more it is not said how many, as of those of
an archive. So a level of a large Zarr is there at once."""


async def local_zarr_level(asset: Asset, prefix: str) -> AsyncIterator[list[ZarrEntry]]:
    """Keys and folders directly below a prefix (the top is empty), in key order, page by page.

    Args:
        asset: Its `url` is the folder's path.
        prefix: Without slashes at its ends.
    """
    folder = Path(asset.url, prefix)
    path = f"{asset.path}/{prefix}" if prefix else asset.path
    threads = Threads(1, "keys of a Zarr")
    try:
        found = await threads.run(lambda _stop: _listed(folder))
        for first in range(0, len(found), PAGE_SIZE):
            part = found[first : first + PAGE_SIZE]

            def look(stop: threading.Event, part: list[os.DirEntry[str]] = part) -> list[ZarrEntry]:
                return [_entry(one, f"{path}/{one.name}", stop) for one in part]

            yield await threads.run(look)
    finally:
        threads.close()


def zarr_and_row(folder: str) -> tuple[str, str] | None:
    """The Zarr that a folder on this machine is, or is in, and the folder's path from the Zarr's
    name on; None if it is in none."""
    parts = split_zarr_path(folder)
    if not parts:
        return None
    zarr, prefix = parts
    return zarr, "/".join(filter(None, (os.path.basename(zarr), prefix)))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    """In the order of the keys: of a folder they go on with a slash."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda one: f"{one.name}/" if one.is_dir() else one.name)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"There is no folder {safe(folder)}.") from error
    except OSError as error:
        raise AccessError(f"{safe(folder)} cannot be read: {error.strerror}.") from error


def _entry(one: os.DirEntry[str], path: str, stop: threading.Event) -> ZarrEntry:
    if one.is_dir():
        n_keys, size = _held(one.path, stop)
        return ZarrFolder(path=path, n_keys=n_keys, size_bytes=size)
    try:
        about = one.stat()
    except OSError:  # a link to nowhere, as in a DataLad clone without its content
        return ZarrKey(path=path, size_bytes=0, modified="", etag="")
    modified = datetime.fromtimestamp(about.st_mtime, UTC).isoformat(timespec="seconds")
    return ZarrKey(path=path, size_bytes=about.st_size, modified=modified, etag="")


def _held(folder: str, stop: threading.Event) -> tuple[int | None, int | None]:
    """Keys and bytes below a folder; None of more than are counted. Links to folders end there."""
    n_keys = size = 0
    for where, _, names in os.walk(folder):
        if stop.is_set():
            raise Cancelled
        n_keys += len(names)
        if n_keys > MAX_COUNTED:
            return None, None
        size += sum(_size(os.path.join(where, name)) for name in names)
    return n_keys, size


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
