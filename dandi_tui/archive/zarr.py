"""The keys of a Zarr asset, a level at a time.

The API lists keys recursively and in order, without folders. So a level is walked by leaps: what is
below a folder that does not end within a page is passed over by asking for keys after it. That is
one request per thousand keys, or one per folder of more than that, never all keys of a large Zarr.
"""

from collections.abc import AsyncIterator
from typing import Any

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, ZarrEntry, ZarrFolder, ZarrKey
from dandi_tui.archive.paths import ZARR_ENDINGS, ZARR_URL, part
from dandi_tui.errors import NotFoundError
from dandi_tui.text import safe

PAGE_SIZE = 1000
"""The most that the server gives; more is refused."""

MAX_PAGES = 10_000
"""A server that always has a next page is left there."""

BEYOND = "~"
"""Sorts behind all that keys begin with in practice; one that begins so is met once more."""

Ends = list[ZarrEntry]


def split_zarr_path(path: str) -> tuple[str, str] | None:
    """The path of a Zarr asset and a prefix of its keys, by the name alone; None if it has none.

    `a/b.ome.zarr/0/1` is `a/b.ome.zarr` and `0/1`.
    """
    parts = path.split("/")
    for n, name in enumerate(parts, 1):
        if name.lower().endswith(ZARR_ENDINGS):
            return "/".join(parts[:n]), "/".join(parts[n:])
    return None


async def zarr_id(archive: Archive, asset: Asset) -> str:
    """The id of an asset's Zarr: from its URL, else asked for."""
    if match := ZARR_URL.search(asset.url):
        return match.group().strip("/").rpartition("/")[2]
    what = f"asset {safe(asset.path)}"
    row = await archive.document(f"/assets/{part(asset.asset_id)}/info/", {}, what=what)
    found = row.get("zarr") if isinstance(row, dict) else None
    if not isinstance(found, str):
        raise NotFoundError(f"{safe(asset.path)} is no Zarr.")
    return found


async def zarr_level(archive: Archive, asset: Asset, prefix: str) -> AsyncIterator[list[ZarrEntry]]:
    """Keys and folders directly below a prefix (the top is empty), in key order, page by page.

    A folder whose keys were all seen tells how many and how large; of others that is not known.

    Raises:
        DandiTuiError: As every question to an archive.
    """
    path = f"/zarr/{part(await zarr_id(archive, asset))}/files/"
    what = f"Zarr {safe(asset.path)}"
    level = _Level(asset.path, f"{prefix}/" if prefix else "")
    for _ in range(MAX_PAGES):
        answer = await archive.document(path, level.query, what=what)
        yield level.take(answer)
        if level.is_done:
            return


class _Level:
    """Takes in pages of keys, and says what to ask for next."""

    def __init__(self, root: str, start: str) -> None:
        self._root = root
        self._start = start
        self._after = start
        self._told: set[str] = set()
        self.is_done = False

    @property
    def query(self) -> dict[str, str | int]:
        """Of the next page. The server takes the prefix for one of text, so more may come."""
        asked: dict[str, str | int] = {"limit": PAGE_SIZE}
        if self._start:
            asked["prefix"] = self._start
        if self._after:
            asked["after"] = self._after
        return asked

    def take(self, answer: Any) -> Ends:
        """What a page says of this level."""
        rows = [row for row in _rows(answer) if row[0] > self._after]
        has_more = isinstance(answer, dict) and bool(answer.get("next")) and bool(rows)
        last = rows[-1][0] if rows else ""
        beyond = last > self._start and not last.startswith(self._start)
        self.is_done = not has_more or beyond
        inside = [row for row in rows if row[0].startswith(self._start)]
        open_folder = ""
        if not self.is_done and inside and inside[-1][0] == last:
            open_folder = self._folder_of(last)
        found = self._ends(inside, open_folder)
        self._after = f"{self._start}{open_folder}/{BEYOND}" if open_folder else last
        self._after = max(self._after, last)
        return found

    def _folder_of(self, key: str) -> str:
        """The folder of this level that holds a key; empty if the key is of this level itself."""
        head, slash, _ = key[len(self._start) :].partition("/")
        return head if slash else ""

    def _ends(self, rows: list[tuple[str, int, str, str]], open_folder: str) -> Ends:
        """Each key of this level, and each folder once."""
        found: dict[str, ZarrKey | ZarrFolder] = {}
        for key, size, modified, etag in rows:
            name = key[len(self._start) :].partition("/")[0]
            path = f"{self._root}/{self._start}{name}"
            if not name or name in self._told:
                continue
            if not self._folder_of(key):
                found[name] = ZarrKey(path=path, size_bytes=size, modified=modified, etag=etag)
                continue
            if name == open_folder:
                found[name] = ZarrFolder(path=path, n_keys=None, size_bytes=None)
                continue
            before = found.get(name)
            held = (before.n_keys or 0, before.size_bytes or 0) if (
                isinstance(before, ZarrFolder)
            ) else (0, 0)  # fmt: skip
            found[name] = ZarrFolder(path=path, n_keys=held[0] + 1, size_bytes=held[1] + size)
        self._told.update(found)
        return list(found.values())


def _rows(answer: Any) -> list[tuple[str, int, str, str]]:
    """Key, size, date and ETag; rows that are not as they should be are left out."""
    rows = answer.get("results") if isinstance(answer, dict) else None
    found: list[tuple[str, int, str, str]] = []
    for row in rows if isinstance(rows, list) else ():
        key = row.get("Key") if isinstance(row, dict) else None
        if not isinstance(key, str) or not key:
            continue
        size = row.get("Size")
        is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
        dates = (row.get("LastModified"), row.get("ETag"))
        modified, etag = (word if isinstance(word, str) else "" for word in dates)
        found.append((key, size if is_size else 0, modified, etag))
    return found
