"""The SQLite file behind the index: one writer's turn at a time, a record a transaction.

Whoever uses it does so from one thread at a time (`index.py` sees to it). Processes share the
file: by a write-ahead log, or a rollback journal on disks of the network. A file that is damaged,
or of another version, is made anew: all it holds can be asked for again.
"""

import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from dandi_tui.archive.index.record import TEXTS, Record
from dandi_tui.archive.index.where import on_network
from dandi_tui.archive.model import Dandiset

log = logging.getLogger(__name__)

VERSION: Final = 2
"""Of the tables; a file that has another is made anew."""
PAGE_BYTES: Final = 4096
BUSY_MS: Final = 3_000
"""So long a process waits for another one that writes."""
MAX_LOG_BYTES: Final = 4_000_000

COLUMNS: Final = ", ".join(name for name, _ in TEXTS)
SCHEMA: Final = f"""
CREATE TABLE records (
    id INTEGER PRIMARY KEY, identifier TEXT UNIQUE NOT NULL, version TEXT NOT NULL,
    modified TEXT NOT NULL, embargoed INTEGER NOT NULL, row BLOB NOT NULL, facets TEXT NOT NULL,
    document BLOB NOT NULL, asked REAL NOT NULL
);
CREATE VIRTUAL TABLE texts USING fts5(
    {COLUMNS}, prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value);
PRAGMA user_version = {VERSION};
"""


class Stamp(NamedTuple):
    """What a record was made from: it is made anew when any of it differs."""

    version: str
    modified: str


class Kept(NamedTuple):
    """A record without its texts, as it lies in the file."""

    row: bytes
    facets: str


def stamp_of(dandiset: Dandiset) -> Stamp:
    """Of the newest version: published, else draft."""
    version = dandiset.version
    return Stamp(version.version, version.modified) if version else Stamp("", dandiset.modified)


class Database:
    """An open index. Every method may raise `sqlite3.Error`.

    Args:
        path: Its folder is made, and closed to other users, as the file is.
        limit_bytes: How large it may become; beyond that, `put` raises.
    """

    def __init__(self, path: Path, limit_bytes: int) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._db = self._open(limit_bytes)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            log.warning("the index %s is made anew: %s", path, error)
            self.remove()
            self._db = self._open(limit_bytes)

    def _open(self, limit_bytes: int) -> sqlite3.Connection:
        # The file's mode is also that of SQLite's files beside it. One that is there is not opened
        # beside SQLite: closing it would end the locks that this process has on it.
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL, 0o600))
        self._inode = os.stat(self.path).st_ino
        db = sqlite3.connect(
            self.path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(db, limit_bytes)
        except BaseException:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection, limit_bytes: int) -> None:
        db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        mode = "TRUNCATE" if on_network(self.path.parent) else "WAL"
        with suppress(sqlite3.OperationalError):  # Another one has it open in the other mode.
            db.execute(f"PRAGMA journal_mode = {mode}")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA journal_size_limit = {MAX_LOG_BYTES}")
        db.execute("BEGIN IMMEDIATE")
        with _transaction(db):
            found = db.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, VERSION):
                raise sqlite3.DatabaseError(f"{OTHER_VERSION} {found}")
            if found == 0:
                for statement in SCHEMA.strip().split(";\n"):
                    db.execute(statement)
        db.execute(f"PRAGMA max_page_count = {max(32, limit_bytes // PAGE_BYTES)}")
        for table in ("records", "texts", "facts"):
            db.execute(f"SELECT rowid FROM {table} LIMIT 1").fetchone()

    def remove(self) -> None:
        """Delete the file that was opened, and what SQLite put beside it.

        Another process that found the damage may have put a new one there, which stays.
        """
        with suppress(FileNotFoundError):
            if os.stat(self.path).st_ino != self._inode:
                return
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                os.remove(f"{self.path}{ending}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # What is kept

    @property
    def stamp(self) -> int:
        """Changes whenever another process has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def stamps(self) -> dict[str, Stamp]:
        """By identifier: what each record was made from."""
        rows = self._db.execute("SELECT identifier, version, modified FROM records")
        return {identifier: Stamp(version, modified) for identifier, version, modified in rows}

    def kept(self) -> dict[str, Kept]:
        """By identifier: all records without their texts."""
        rows = self._db.execute("SELECT identifier, row, facets FROM records")
        return {identifier: Kept(row, facets) for identifier, row, facets in rows}

    def document(self, identifier: str, version: str) -> tuple[bytes, float] | None:
        """The packed metadata of that version, and when they came; None if they are not kept."""
        row: tuple[bytes, float] | None = self._db.execute(
            "SELECT document, asked FROM records WHERE identifier = ? AND version = ?",
            (identifier, version),
        ).fetchone()
        return row

    def put(self, record: Record) -> None:
        """Keep a record in place of the one before, in one step."""
        one = record.dandiset
        values = (one.identifier, *stamp_of(one), one.embargo_status != "OPEN",
                  msgspec.msgpack.encode(one), json.dumps(record.facets),
                  record.document, time.time())  # fmt: skip
        with self._writing():
            self._drop(one.identifier)
            cursor = self._db.execute(
                "INSERT INTO records (identifier, version, modified, embargoed, row, facets,"
                " document, asked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            marks = ", ".join("?" * (len(TEXTS) + 1))
            self._db.execute(
                f"INSERT INTO texts (rowid, {COLUMNS}) VALUES ({marks})",
                (cursor.lastrowid, *record.texts),
            )

    def drop(self, identifiers: Iterable[str]) -> None:
        """Forget records; those that are not there are no failure."""
        with self._writing():
            for identifier in identifiers:
                self._drop(identifier)

    def drop_embargoed(self) -> None:
        """Forget what may not be kept."""
        rows = self._db.execute("SELECT identifier FROM records WHERE embargoed").fetchall()
        if rows:
            self.drop(identifier for (identifier,) in rows)

    def _drop(self, identifier: str) -> None:
        row = self._db.execute(
            "SELECT id FROM records WHERE identifier = ?", (identifier,)
        ).fetchone()
        if row:
            self._db.execute("DELETE FROM texts WHERE rowid = ?", row)
            self._db.execute("DELETE FROM records WHERE id = ?", row)

    # Search

    def ranked(self, expression: str, *, snippets: bool) -> list[tuple[str, float, str]]:
        """Identifier, score and snippet of what an FTS5 expression finds, the best first.

        Those that have all of it in their name come before the others: bm25 alone would put them
        behind, where their descriptions are long.
        """
        weights = ", ".join(str(weight) for _, weight in TEXTS)
        snippet = "snippet(texts, -1, '', '', '…', 16)" if snippets else "''"
        rows: Sequence[tuple[str, float, str]] = self._db.execute(
            f"SELECT records.identifier, bm25(texts, {weights}) AS rank_, {snippet}"
            " FROM texts JOIN records ON records.id = texts.rowid"
            " WHERE texts MATCH ? ORDER BY rank_, records.identifier",
            (expression,),
        ).fetchall()
        named = self._named(expression)
        bonus = -rows[0][1] if rows else 0.0
        scored = [
            (identifier, bonus * (identifier in named) - rank, str(said))
            for identifier, rank, said in rows
        ]
        # Stable: those of one score stay in the order of their identifiers.
        return sorted(scored, key=lambda one: -one[1])

    def _named(self, expression: str) -> set[str]:
        """Identifiers of those that have it in their name."""
        rows = self._db.execute(
            "SELECT records.identifier FROM texts JOIN records ON records.id = texts.rowid"
            " WHERE texts MATCH ?",
            (f"{{name}} : ({expression})",),
        )
        return {identifier for (identifier,) in rows}

    # Facts about the whole

    def fact(self, name: str) -> float:
        """A number that was noted; 0 if none was."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return float(row[0]) if row and isinstance(row[0], int | float) else 0.0

    def note(self, name: str, value: float) -> None:
        """Note a number."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def claim(self, holder: int, seconds: float) -> bool:
        """Become, or stay, the one that builds the index, for so long; whether one is it now."""
        now = time.time()
        with self._writing():
            until, owner = self.fact("until"), int(self.fact("holder"))
            if owner != holder and now < until <= now + 10 * max(seconds, 60):
                return False
            self.note("holder", holder)
            self.note("until", now + seconds)
        return True

    def release(self, holder: int) -> None:
        """Let another one build."""
        with self._writing():
            if int(self.fact("holder")) == holder:
                self.note("until", 0)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        with _transaction(self._db):
            yield


OTHER_VERSION: Final = "the tables are of version"
FOREIGN: Final = (OTHER_VERSION, "no such table", "already exists")


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of what is done within, or nothing."""
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def is_full(error: sqlite3.Error) -> bool:
    """Whether the file has reached its size, or the disk has."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is damaged, foreign, or of another version of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    damaged = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return damaged or any(words in str(error) for words in FOREIGN)
