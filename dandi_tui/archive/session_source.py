"""Where the sessions of a version come from: asked in pages, and kept on disk for the next time."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import msgspec

from dandi_tui.archive.asset_metadata import AssetFacts, asset_facts
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Version
from dandi_tui.archive.paths import missing, place_words, version_path
from dandi_tui.archive.sessions import Session, SessionTable, condensed
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


class _Page(msgspec.Struct):
    """One page, as it is kept until the table is whole."""

    files: list[AssetFacts]
    is_last: bool


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
    settings say so). So is each page until then: who stops in the middle goes on there.

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
        pages = _Pages(archive, threads, shelf, name, (identifier, version))
        async for rows in pages.all():
            # Made anew when there are half as many files more: so all pages cost little more
            # than the last.
            is_due = table.n_files + len(rows) >= MORE * n_ready
            made = await threads.run(partial(_take, table, rows, is_due=is_due))
            if is_due:
                ready, n_ready = made, table.n_files
            yield _state(table, ready, found.asset_count, private)
        every = await threads.run(lambda _stop: table.sessions())
        whole = replace(_state(table, every, table.n_files, private), is_whole=True)
        await threads.run(lambda _stop: shelf.put(name, _bytes(whole)))
        await threads.run(lambda _stop: pages.drop())
        yield whole
    finally:
        threads.close()


def _take(
    table: SessionTable, files: list[AssetFacts], _stop: threading.Event, *, is_due: bool
) -> list[Session]:
    table.take_facts(files)
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


class _Pages:
    """The assets' metadata, by path, so that the files of a session come together.

    A page that came is kept until the table is whole: who stops in the middle goes on there.
    """

    def __init__(
        self, archive: Archive, threads: Threads, shelf: Shelf, name: str, place: tuple[str, str]
    ) -> None:
        self._archive = archive
        self._threads = threads
        self._shelf = shelf
        self._name = name
        self._place = place
        self._n = 0

    async def all(self) -> AsyncIterator[list[AssetFacts]]:
        """Page by page, those that are kept without a request."""
        for number in range(1, MAX_PAGES):
            page = await self._threads.run(partial(self._known, number))
            page = page or await self._asked(number)
            self._n = number
            if page.files:
                yield page.files
            if page.is_last:
                return
            await asyncio.sleep(0)

    def drop(self) -> None:
        """Keep them no longer."""
        for number in range(1, self._n + 1):
            self._shelf.drop(self._name_of(number))

    async def _asked(self, number: int) -> _Page:
        path = f"{version_path(*self._place)}/assets/"
        query: dict[str, str | int] = {"metadata": "true", "order": "path", "page_size": PAGE_SIZE}
        asked = query if number == 1 else {**query, "page": number}
        answer = await self._archive.document(path, asked, what=place_words(*self._place))
        return await self._threads.run(partial(self._understood, number, answer))

    def _understood(self, number: int, answer: Any, _stop: threading.Event) -> _Page:
        answered = answer if isinstance(answer, dict) else {}
        rows = answered.get("results")
        rows = rows if isinstance(rows, list) else []
        files = [condensed(asset_facts(row)) for row in rows]
        page = _Page(files, not rows or not answered.get("next"))
        if not page.is_last:
            self._shelf.put(self._name_of(number), msgspec.msgpack.encode(page))
        return page

    def _known(self, number: int, _stop: threading.Event) -> _Page | None:
        content = self._shelf.get(self._name_of(number))
        try:
            return msgspec.msgpack.decode(content, type=_Page) if content else None
        except msgspec.DecodeError:
            return None

    def _name_of(self, number: int) -> str:
        return f"{self._name} page {FORMAT} {number}"


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
