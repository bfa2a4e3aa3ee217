"""What the index's thread holds: the file, and the rows and facets of all records in memory."""

import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final, TypeVar

import msgspec

from dandi_tui.archive.index.database import Database, is_damage, is_full, stamp_of
from dandi_tui.archive.index.facets import counts_of, fits
from dandi_tui.archive.index.query import Found, Hit, Query
from dandi_tui.archive.index.record import record_of, unpacked
from dandi_tui.archive.index.where import index_file
from dandi_tui.archive.index.words import expression
from dandi_tui.archive.model import Dandiset
from dandi_tui.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")

CLAIM_S: Final = 90.0
"""A builder that has not been heard of for so long is gone; a request may take 60 s."""

Values = dict[str, tuple[str, ...]]


class Holder:
    """Used from one thread at a time. May raise `sqlite3.Error` or `OSError`.

    Some 3 kB of memory a dandiset: facets are counted here, since SQLite takes ten times as long.
    """

    def __init__(self, settings: Settings, host: str) -> None:
        self._settings = settings
        self._path = index_file(settings, host)
        self._number = secrets.randbits(48) ^ os.getpid()
        self._database = Database(self._path, settings.index_bytes)
        self._stamp = -1
        self._known: dict[str, tuple[Dandiset, Values]] = {}
        self._builds = False
        self.is_broken = False
        self.version = 0
        """Changes with what is known."""
        self.built = 0.0
        if not settings.keep_embargoed:
            self._database.drop_embargoed()

    @property
    def n_kept(self) -> int:
        """How many dandisets it knows."""
        return len(self._known)

    def refresh(self) -> None:
        """Read anew what another process has written."""
        if self._database.stamp != self._stamp:
            self._read()

    def _read(self) -> None:
        self._stamp = self._database.stamp
        self.built = self._database.fact("built")
        kept = self._mended(self._database.kept) or {}
        self._known = {}
        for identifier, one in kept.items():
            # TypeError: SQLite holds to no type of a column.
            with suppress(msgspec.MsgspecError, ValueError, TypeError, RecursionError):
                dandiset = msgspec.msgpack.decode(one.row, type=Dandiset)
                self._known[identifier] = (dandiset, _values(json.loads(one.facets)))
        self.version += 1

    def search(self, query: Query) -> Found:
        """Hits and counts; without words all, by identifier."""
        self.refresh()
        words = expression(query.words)
        ranked: Iterable[tuple[str, float, str]]
        if words:
            ranked = (
                self._mended(lambda: self._database.ranked(words, snippets=query.snippets)) or ()
            )
        else:
            ranked = () if query.words.strip() else ((one, 0.0, "") for one in sorted(self._known))
        among = self._known.keys() if query.among is None else self._known.keys() & query.among
        found = [(*one, *self._known[one[0]]) for one in ranked if one[0] in among]
        hits = tuple(
            Hit(dandiset=dandiset, score=score, snippet=snippet, facets=values)
            for _, score, snippet, dandiset, values in found
            if fits(values, query.facets)
        )
        return Found(hits=hits, counts=counts_of((one[4] for one in found), query.facets))

    def document(self, identifier: str, version: str) -> tuple[object, float] | None:
        """The metadata of that version as they came, and when; None if they are not kept."""
        kept = self._mended(lambda: self._database.document(identifier, version))
        found = unpacked(kept[0]) if kept else None
        return (found, kept[1]) if kept and found else None

    def missing(self, listed: list[Dandiset]) -> list[Dandiset]:
        """Those to ask for, in the list's order; what is no longer listed is dropped."""
        self.refresh()
        kept = self._mended(self._database.stamps) or {}
        wanted = [one for one in listed if self._may_keep(one)]
        gone = kept.keys() - {one.identifier for one in wanted}
        if gone:
            self._database.drop(gone)
            self._read()
        return [
            one
            for one in wanted
            # A record that cannot be read is asked for again.
            if kept.get(one.identifier) != stamp_of(one) or one.identifier not in self._known
        ]

    def _may_keep(self, dandiset: Dandiset) -> bool:
        return dandiset.embargo_status == "OPEN" or self._settings.keep_embargoed

    def put(self, dandiset: Dandiset, document: object) -> bool:
        """Keep a record; False if there is no room for it."""
        if not self._may_keep(dandiset):
            return True
        record = record_of(dandiset, document)
        try:
            self._mended(lambda: self._database.put(record))
        except sqlite3.Error as error:
            if not is_full(error):
                raise
            return False
        self._known[dandiset.identifier] = (dandiset, dict(record.facets))
        self.version += 1
        return True

    def claim(self) -> bool:
        """Become the one that builds; lasts while it is said again in time."""
        self._builds = bool(self._mended(lambda: self._database.claim(self._number, CLAIM_S)))
        return self._builds

    def release(self, *, whole: bool) -> None:
        """Let another one build."""
        if whole:
            self.built = time.time()
            self._database.note("built", self.built)
        self._database.release(self._number)
        self._builds = False

    def close(self) -> None:
        """Close the file; another one may build it, if this one did."""
        with suppress(sqlite3.Error):
            if self._builds:
                self._database.release(self._number)
        self._database.close()

    def _mended(self, call: Callable[[], T]) -> T | None:
        """What `call` returns; where the file proves to be damaged, a new one takes its place.

        Returns None then: what was kept is to be asked for again.
        """
        try:
            return call()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            log.warning("the index is damaged, and made anew: %s", error)
        self._database.close()
        self._database.remove()
        self._known, self._stamp = {}, -1
        self.version += 1
        try:
            self._database = Database(self._path, self._settings.index_bytes)
        except (sqlite3.Error, OSError):
            self.is_broken = True
            raise
        return None


def _values(facets: object) -> Values:
    """Facets as they were written; another program's are left out."""
    if not isinstance(facets, Mapping):
        return {}
    return {
        str(facet): tuple(str(value) for value in values)
        for facet, values in facets.items()
        if isinstance(values, list)
    }
