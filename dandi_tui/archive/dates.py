"""When the files of a folder were changed: asked only when somebody sorts by it.

`assets/paths/` has no dates; the WebDAV service's listing of a folder has them, at the same number
of requests.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, Entry
from dandi_tui.archive.paths import place_words
from dandi_tui.errors import NotFoundError

PAGE_SIZE = 1000
MAX_PAGES = 10_000
"""A server that always has a next page is left at ten million files."""

Dates = dict[str, str]
"""ISO 8601 by path."""


async def dates_in(
    archive: Archive, identifier: str, version: str, folder: str
) -> AsyncIterator[Dates]:
    """When the files directly in a folder were changed, a page at a time.

    Raises:
        DandiTuiError: As every question to an archive.
    """
    query: dict[str, str | int] = {
        "dandiset_id": identifier,
        "version_id": version,
        "path": folder,
        "children": "true",
        "page_size": PAGE_SIZE,
    }
    what = place_words(identifier, version, folder)
    for number in range(1, MAX_PAGES):
        page = query if number == 1 else {**query, "page": number}
        try:
            answer = await archive.document("/webdav/assets/atpath/", page, what=what)
        except NotFoundError:
            if number == 1:
                raise
            return  # It became shorter in the meantime.
        yield _dates(answer)
        if not isinstance(answer, dict) or not answer.get("next"):
            return


def _dates(answer: Any) -> Dates:
    """Those of the files; rows that are not as they should be are left out."""
    rows = answer.get("results") if isinstance(answer, dict) else None
    found: Dates = {}
    for row in rows if isinstance(rows, list) else ():
        one = row.get("resource") if isinstance(row, dict) else None
        if isinstance(one, dict):
            path, when = one.get("path"), one.get("modified")
            if isinstance(path, str) and isinstance(when, str):
                found[path] = when
    return found


async def local_dates(entries: Iterable[Entry]) -> Dates:
    """When files on this machine were changed."""
    places = {one.path: one.url for one in entries if isinstance(one, Asset)}

    def look() -> Dates:
        return {path: _changed(place) for path, place in places.items()}

    return await asyncio.to_thread(look)


def _changed(place: str) -> str:
    try:
        when = datetime.fromtimestamp(os.stat(place).st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return ""
    return when.isoformat()
