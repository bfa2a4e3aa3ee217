"""A folder on this machine, as a downloaded dandiset: the same questions, answered from disk."""

import os
import re
import stat
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

from dandi_tui.archive.base import Params
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry, Version
from dandi_tui.archive.paths import ZARR_ENDINGS, not_hdf5
from dandi_tui.archive.threads import Threads
from dandi_tui.archive.wanted import matches, words_of
from dandi_tui.errors import AccessError, Cancelled, DandiTuiError, NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Stats
from dandi_tui.text import safe

PAGE_SIZE = 200
"""Names that are shown before the next ones are looked at: folders are counted as a whole."""

MAX_YAML_BYTES = 1_000_000

VERSION = "local"


class LocalArchive:
    """One folder, as an archive that holds one dandiset with one version, `local`.

    Hidden files are left out, as are downloads that dandi's client has not finished. A folder
    that is a Zarr is the one asset of the dandiset.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._is_zarr = root.name.lower().endswith(ZARR_ENDINGS)
        self._threads = Threads(2, "local files")
        self._identifier = root.name or str(root)

    @property
    def host(self) -> str:
        """What is shown for the archive's name."""
        return "local files"

    @property
    def notices(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def stats(self) -> Stats:
        """Nothing goes over the network."""
        return Stats()

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        """The folder itself."""
        yield [await self.dandiset("")]

    async def dandiset(self, identifier: str) -> Dandiset:
        """The folder; its name is that in `dandiset.yaml`, if there is one."""
        del identifier
        name = await self._threads.run(lambda _stop: dandiset_name(self._root)) or self._root.name
        draft = Version(
            version=VERSION,
            name=name,
            asset_count=0,
            size_bytes=0,
            status="Valid",
            created="",
            modified="",
        )
        return Dandiset(
            identifier=self._identifier,
            embargo_status="OPEN",
            contact_person="",
            star_count=0,
            created="",
            modified="",
            draft=draft,
            published=None,
        )

    async def document(self, path: str, params: Params, *, what: str) -> Any:
        """A folder has no API."""
        del path, params
        raise NotFoundError(f"A folder on this machine has no {what}.")

    async def versions(self, identifier: str) -> list[Version]:
        """The one there is."""
        row = await self.dandiset(identifier)
        return [row.draft] if row.draft else []

    async def folder(self, identifier: str, version: str, path: str) -> AsyncIterator[list[Entry]]:
        """The files and folders in a folder, in name order; symbolic links are followed once."""
        del identifier, version
        is_top = self._is_zarr and not path
        names = [self._root.name] if is_top else await self._names(path)
        for first in range(0, len(names), PAGE_SIZE):
            part = names[first : first + PAGE_SIZE]

            def look(stop: threading.Event, part: list[str] = part) -> list[Entry]:
                return [self._entry(f"{path}/{name}" if path else name, stop) for name in part]

            yield await self._threads.run(look)

    async def entry(self, identifier: str, version: str, path: str) -> Asset | AssetFolder:
        """The file or folder at this path."""
        del identifier, version
        return await self._threads.run(lambda stop: self._entry(path, stop))

    async def asset(self, asset_id: str) -> Asset:
        """Local files have no ids."""
        raise NotFoundError(f"Local files have no ids: {safe(asset_id)}.")

    async def find(self, identifier: str, version: str, words: str) -> AsyncIterator[list[Asset]]:
        """Files whose path contains all words, folder by folder."""
        wanted = words_of(words)
        waiting: list[tuple[str, tuple[str, ...]]] = [("", ())]
        while waiting:
            hits: list[Asset] = []
            path, above = waiting.pop(0)
            here = await self._threads.run(partial(self._real, path))
            if here in above:
                continue  # A link led back to a folder that holds it.
            async for entries in self.folder(identifier, version, path):
                folders = [one.path for one in entries if isinstance(one, AssetFolder)]
                waiting += [(folder, (*above, here)) for folder in folders]
                hits += [
                    one for one in entries if isinstance(one, Asset) and matches(wanted, one.path)
                ]
            if hits:
                yield hits

    async def address(self, identifier: str, version: str, asset: Asset) -> Address:
        """The file's path."""
        del identifier, version
        return await self._threads.run(lambda _stop: local_address(Path(asset.url)))

    async def renew(self, address: Address) -> Address:
        """A path does not expire."""
        return address

    def web_url(self, identifier: str, version: str, path: str = "") -> str:
        """The folder as a URL."""
        del identifier, version
        return self._below(path).as_uri()

    def download_url(self, asset: Asset) -> str:
        """The file as a URL."""
        return Path(asset.url).as_uri()

    async def close(self) -> None:
        """End the threads."""
        self._threads.close()

    def _below(self, path: str) -> Path:
        base = self._root.parent if self._is_zarr and path else self._root
        return base / path if path else base

    def _real(self, path: str, _stop: threading.Event) -> str:
        return os.path.realpath(self._below(path))

    async def _names(self, path: str) -> list[str]:
        return await self._threads.run(lambda _stop: _names(self._below(path)))

    def _entry(self, path: str, stop: threading.Event) -> Entry:
        place = self._below(path)
        if not os.path.lexists(place):
            raise NotFoundError(f"There is no {safe(path)} in {safe(self._root)}.")
        zarr = is_zarr(place)
        if os.path.isdir(place) and not zarr:
            files, size = _held(place, stop)
            return AssetFolder(path=path, asset_count=files, size_bytes=size)
        size = _held(place, stop, hidden=True)[1] if zarr else _size(place)
        return Asset(path=path, asset_id="", size_bytes=size, url=str(place), zarr=zarr)


def local_address(path: Path) -> Address:
    """The address of a file on this machine."""
    if is_zarr(path):
        raise not_hdf5(path.name)
    if os.path.isdir(path):
        raise DandiTuiError(
            f"{safe(path)} is a folder.", hint=f"dandi-tui ls {safe(path)} lists what is in it."
        )
    try:
        # What is no file, as a pipe, might wait for ever for its other end.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {safe(path)}.") from error
    except OSError as error:
        raise AccessError(f"{safe(path)} cannot be read: {error.strerror}.") from error
    if not is_file:
        raise DandiTuiError(f"{safe(path)} is no file.")
    return Address(local_path=str(path), name=path.name, size_bytes=_size(path))


def local_asset(path: Path) -> Asset:
    """A single file, as an asset of its folder."""
    if not os.path.lexists(path):
        raise NotFoundError(f"There is no file {safe(path)}.")
    return Asset(
        path=path.name, asset_id="", size_bytes=_size(path), url=str(path), zarr=is_zarr(path)
    )


def is_zarr(path: Path) -> bool:
    """Whether a folder is one asset."""
    return path.name.lower().endswith(ZARR_ENDINGS) and os.path.isdir(path)


def dandiset_name(root: Path) -> str:
    """The name in a downloaded `dandiset.yaml`; empty if there is none."""
    try:
        with (root / "dandiset.yaml").open(encoding="utf-8", errors="replace") as file:
            head = file.read(MAX_YAML_BYTES)
    except OSError:
        return ""
    match = re.search(r"^name:\s*(.+?)\s*$", head, re.MULTILINE)
    return match.group(1).strip("'\"") if match else ""


def _names(folder: Path) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if _shown(name))
    except NotADirectoryError:
        return []
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no folder {safe(folder)}.") from error
    except OSError as error:
        raise AccessError(f"{safe(folder)} cannot be read: {error.strerror}.") from error


def _shown(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(".dandidownload")


def _size(path: Path) -> int:
    """Of the file that a link names; 0 if it leads nowhere."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _held(folder: Path, stop: threading.Event, *, hidden: bool = False) -> tuple[int, int]:
    """Files and bytes below a folder; links to folders are not entered, so there is an end."""
    files = size = 0
    for where, folders, names in os.walk(folder):
        if stop.is_set():
            raise Cancelled
        folders[:] = [name for name in folders if hidden or _shown(name)]
        shown = [Path(where, name) for name in names if hidden or _shown(name)]
        files += len(shown)
        size += sum(_size(path) for path in shown)
    return files, size
