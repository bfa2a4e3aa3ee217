"""Sessions as rows of words: as CSV (RFC 4180) for spreadsheets, and as JSON for scripts."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dandi_tui.archive.sessions import Session
from dandi_tui.text import safe

COLUMNS: Final = (
    "subject", "session", "date", "start", "age", "sex", "species", "genotype", "modalities",
    "approaches", "techniques", "variables", "sessions", "files", "size_bytes", "paths",
)  # fmt: skip
"""Of the CSV, and the keys of the JSON."""

FORMULA: Final = frozenset("=+-@＝＋－＠")
MOST: Final = 1_000_000
"""Characters of a cell: a list of paths may be long."""


def session_json(one: Session) -> dict[str, object]:
    """A session with the keys of `COLUMNS`; lists are lists, what is not known is null."""
    words = {
        name: getattr(one, name) or None
        for name in ("subject", "session", "date", "start", "age", "sex", "species", "genotype")
    }
    lists = {name: list(getattr(one, name)) for name in COLUMNS[8:12]}
    return {
        **words,
        **lists,
        "sessions": one.n_sessions,
        "files": len(one.files),
        "size_bytes": one.size_bytes,
        "paths": [file.path for file in one.files],
    }


def cell(value: object) -> str:
    """One cell: one line without control characters, which no spreadsheet takes for a formula.

    A cell that begins with `=`, `+`, `-`, `@` or a tab gets a `'` before it.
    """
    if isinstance(value, list):
        value = "|".join(safe(one) for one in value)
    words = "" if value is None else str(value)
    clean = safe(words, limit=MOST)
    runs = words[:1] in ("\t", "\r", "\n") or clean.lstrip()[:1] in FORMULA
    return f"'{clean}" if runs and isinstance(value, str) else clean


def csv_text(sessions: Iterable[Session]) -> str:
    """The header and a line a session; lists are joined by `|`, lines end with CR LF."""
    return csv_of(map(session_json, sessions), COLUMNS)


def csv_of(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """The same of rows with these columns."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(columns)
    for row in rows:
        lines.writerow([cell(row[name]) for name in columns])
    return written.getvalue()
