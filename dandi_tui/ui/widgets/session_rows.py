"""Rows of the table of sessions: their keys, and how they fold."""

from collections.abc import Sequence
from typing import Final

from dandi_tui.archive.sessions import Session
from dandi_tui.ui.widgets.rows import Row

SAMPLE: Final = 500
"""Sessions whose words are measured."""


def sample(sessions: Sequence[Session]) -> Sequence[Session]:
    """Some of many, from the first to the last: enough to know how wide columns are."""
    return sessions[:: max(1, len(sessions) // SAMPLE)]


def quoted(words: str) -> str:
    """A part of a key: without slashes, never empty. It is shown nowhere."""
    return "=" + words.replace("/", "\0")


def session_row(one: Session, depth: int) -> Row:
    """By its first file: two sessions may have one name, as written with `_` and with `-`."""
    key = f"{quoted(one.subject)}/{quoted(one.files[0].path)}"
    return Row(key, depth, one, "▸", folds=True)


def subject_row(one: Session) -> Row:
    """Of all sessions of a subject."""
    return Row(quoted(one.subject), 0, one, "▸", folds=True, opens=False)
