"""Where the sessions of a version come from: asked in pages, and kept on disk for the next time."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import msgspec

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Version
from dandi_tui.archive.paths import missing, place_words, version_path
from dandi_tui.archive.sessions import Session, SessionTable
from dandi_tui.archive.shelf import Shelf
from dandi_tui.archive.threads import Threads
from dandi_tui.settings import Settings

PAGE_SIZE: Final = 500
"""Assets of a request: with metadata that is about 1 MB, and a second of the server's time."""

MORE: Final = 1.5
"""Times as many files as before: then the sessions so far are shown anew."""

MAX_PAGES: Final = 10_000
MAX_BYTES: Final = 100_000_000
"""Of all tables that are kept; those used least recently go first."""

FORMAT: Final = 1
"""Raise it when what is kept changes."""


class _Kept(msgspec.Struct):
    """A table as it is kept."""

    format: int
    n_files: int
    n_others: int
    sessions: list[Session]


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """The sessions that are known so far."""

    sessions: list[Session]
    """Of most files that came; of all once it is whole."""
    n_seen: int
    """Files whose metadata came."""
    n_files: int
    """Files of the version."""
    n_others: int
    """Files that belong to no session."""
    is_whole: bool
    is_private: bool
    """The dandiset is embargoed: what is read of it is kept only if the settings say so."""


async def sessions_of(
    archive: Archive, settings: Settings, identifier: str, version: str
) -> AsyncIterator[Sessions]:
    """The sessions of a version, more with each page of metadata; the last one `is_whole`.

    One request says when the version was changed. What was kept of it since is used; else there is
    one request per `PAGE_SIZE` files, and the table is kept (of an embargoed dandiset only if the
    settings say so).

    Raises:
        DandiTuiError: As every question to an archive.
    """
    threads = Threads(1, "sessions")
    try:
        found, private = await _version(archive, identifier, version)
        shelf = Shelf(settings, "sessions", MAX_BYTES, private=private)
        name = f"{archive.host} {identifier} {version} {found.modified}"
        kept = await threads.run(lambda _stop: _kept(shelf.get(name)))
        if kept is not None:
            yield _whole(kept, private)
            return
        table = SessionTable()
        ready: list[Session] = []
        n_ready = 0
        async for rows in _pages(archive, identifier, version):
            # Made anew when there are half as many files more: so all pages cost little more
            # than the last.
            is_due = table.n_files + len(rows) >= MORE * n_ready
            made = await threads.run(partial(_take, table, rows, is_due))
            if is_due:
                ready, n_ready = made, table.n_files
            yield _state(table, ready, found.asset_count, private)
        every = await threads.run(lambda _stop: table.sessions())
        whole = replace(_state(table, every, table.n_files, private), is_whole=True)
        await threads.run(lambda _stop: shelf.put(name, _bytes(whole)))
        yield whole
    finally:
        threads.close()


def _take(
    table: SessionTable, rows: list[Any], is_due: bool, _stop: threading.Event
) -> list[Session]:
    table.take(rows)
    return table.sessions() if is_due else []


def _state(table: SessionTable, sessions: list[Session], n_files: int, private: bool) -> Sessions:
    return Sessions(
        sessions=sessions,
        n_seen=table.n_files,
        n_files=max(n_files, table.n_files),
        n_others=table.n_others,
        is_whole=False,
        is_private=private,
    )


def _whole(kept: _Kept, private: bool) -> Sessions:
    return Sessions(
        sessions=kept.sessions,
        n_seen=kept.n_files,
        n_files=kept.n_files,
        n_others=kept.n_others,
        is_whole=True,
        is_private=private,
    )


async def _version(archive: Archive, identifier: str, version: str) -> tuple[Version, bool]:
    """The version, and whether only some may see it."""
    dandiset = await archive.dandiset(identifier)
    private = dandiset.embargo_status != "OPEN"
    for one in (dandiset.draft, dandiset.published):
        if one is not None and one.version == version:
            return one, private
    for one in await archive.versions(identifier):
        if one.version == version:
            return one, private
    raise missing(identifier, version, "")


async def _pages(archive: Archive, identifier: str, version: str) -> AsyncIterator[list[Any]]:
    """Rows with metadata, by path, so that the files of a session come together."""
    path = f"{version_path(identifier, version)}/assets/"
    query: dict[str, str | int] = {"metadata": "true", "order": "path", "page_size": PAGE_SIZE}
    for number in range(1, MAX_PAGES):
        page = query if number == 1 else {**query, "page": number}
        answer = await archive.document(path, page, what=place_words(identifier, version))
        rows = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or not rows:
            return
        yield rows
        if not answer.get("next"):
            return
        await asyncio.sleep(0)


def _kept(content: bytes | None) -> _Kept | None:
    """A table from disk; None if there is none, or of another format."""
    try:
        kept = msgspec.msgpack.decode(content, type=_Kept) if content else None
    except msgspec.DecodeError:
        return None
    return kept if kept is not None and kept.format == FORMAT else None


def _bytes(whole: Sessions) -> bytes:
    kept = _Kept(FORMAT, whole.n_seen, whole.n_others, whole.sessions)
    return msgspec.msgpack.encode(kept)
