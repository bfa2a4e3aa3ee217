"""The optional columns of the table of sessions: what their files hold. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from dandi_tui import text
from dandi_tui.archive.sessions import Session
from dandi_tui.reader.inside import Inside, together
from dandi_tui.ui.insides import Found, Unread
from dandi_tui.ui.session_columns import Column, Sort

STATE: Final = "inside"
"""The name of the column that says why nothing is known of a file yet."""

READING: Final = "reading…"
NOT_YET: Final = "…"
FAILED: Final = "✗"
"""Why is said of the row under the cursor, in the status line; how many, above the rows."""

NOTHING: Final = Inside()


@dataclass(frozen=True)
class Known:
    """What is known of what a row stands for."""

    inside: Inside = NOTHING
    state: str = ""
    """Why that is not all: `reading…`, `3 of 5`, or `✗` of a failure."""
    role: str = "dim"
    """Of the state."""
    is_part: bool = False
    """Numbers may grow."""


Lookup = Callable[[Session], Known]


def known_of(found: Found | None, *, is_reading: bool = False, waits: bool = False) -> Known:
    """What to show of one file.

    Args:
        found: What was found, or why it was not; None: it was not read.
        is_reading: It is being read.
        waits: Its turn will come.
    """
    if isinstance(found, Inside):
        return Known(found)
    if isinstance(found, Unread):
        role = "dim" if found.is_lasting else "error"
        return Known(state=FAILED, role=role)
    return Known(state=READING if is_reading else NOT_YET if waits else "not read", is_part=True)


def known_together(ones: Iterable[Known]) -> Known:
    """Of the sessions of a subject: sums, all words once, and how many were read."""
    parts = list(ones)
    read = [one for one in parts if not one.state]
    less = len(read) < len(parts)
    failed = any(one.role == "error" for one in parts)
    return Known(
        together(one.inside for one in read),
        f"{text.count(len(read))} of {text.count(len(parts))}" if less else "",
        "error" if failed else "dim",
        less,
    )


def inside_columns(known: Lookup) -> tuple[Column, ...]:
    """The columns, the first of which stays empty where all is known."""

    def number(name: str) -> Callable[[Session], str]:
        def words(one: Session) -> str:
            what = known(one)
            n = getattr(what.inside, name)
            return "" if n is None else text.count(n) + ("+" if what.is_part else "")

        return words

    def listed(name: str) -> Callable[[Session], str]:
        return lambda one: ", ".join(getattr(known(one).inside, name))

    def duration(one: Session) -> str:
        seconds = known(one).inside.duration_s
        return "" if seconds is None else text.duration(seconds)

    return (
        Column(STATE, lambda one: known(one).state, 9, 12, 1, role_of=lambda one: known(one).role),
        Column("ROIs", number("rois"), 4, 8, 1, right=True),
        Column("units", number("units"), 5, 8, 1, right=True),
        Column("duration", duration, 8, 12, 1, right=True),
        Column("regions", listed("regions"), 14, 30, 1),
        Column("locations", listed("locations"), 14, 30, 1),
        Column("stimuli", listed("stimuli"), 14, 40, 1),
    )


def inside_sorts(known: Lookup) -> tuple[Sort, ...]:
    """Most first; of words by the alphabet; what is not known last."""

    def most(name: str) -> Callable[[Session], object]:
        return lambda one: (
            getattr(known(one).inside, name) is not None,
            getattr(known(one).inside, name) or 0,
        )

    def words(name: str) -> Callable[[Session], object]:
        return lambda one: (
            not getattr(known(one).inside, name),
            getattr(known(one).inside, name),
        )

    return (
        ("ROIs", most("rois"), True),
        ("units", most("units"), True),
        ("duration", most("duration_s"), True),
        ("regions", words("regions"), False),
        ("locations", words("locations"), False),
        ("stimuli", words("stimuli"), False),
    )


def inside_searched(what: Known) -> str:
    """The words that a filter searches."""
    inside = what.inside
    return " ".join((*inside.locations, *inside.regions, *inside.stimuli))
