"""The columns of the table of sessions: which have room, and what stands in them. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from dandi_tui import text
from dandi_tui.archive.sessions import Session
from dandi_tui.text import cut_end, cut_middle
from dandi_tui.ui.words import Cut, Span, fit

GAP: Final = 2
NUMBER: Final = r"(\d+(?:\.\d+)?)"
DURATION: Final = re.compile(
    rf"P(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}W)?(?:{NUMBER}D)?(?:T(?:{NUMBER}H)?.*)?"
)
UNITS: Final = ("y", "mo", "w", "d", "h")


@dataclass(frozen=True)
class Column:
    """A column: its name, what stands in it, and how it gives way."""

    name: str
    words: Callable[[Session], str]
    least: int
    """Cells that it keeps."""
    most: int
    rank: int
    """Columns of a high rank are left out first; those of rank 0 never, and they are cut last."""
    right: bool = False
    cut: Cut = cut_end
    role: str = "text"
    role_of: Callable[[Session], str] | None = None
    """The colour, where it depends on what stands there."""


def _name(one: Session) -> str:
    return text.plural(one.n_sessions, "session") if one.is_group else one.session


def age_words(iso: str) -> str:
    """`90 d`, `1 y 6 mo`, `1 d–2 d`, `≥90 y` from ISO 8601 durations; anything else as it is."""
    ages, blank, reference = iso.partition(" ")
    ends = ages.split("/")
    words = [_age_words(end) for end in ends]
    if len(ends) == 2 and all(DURATION.fullmatch(end) for end in ends if end) and any(ends):
        low, high = words
        said = f"{low}–{high}" if low and high else f"≥{low}" if low else f"≤{high}"
    else:
        said = "/".join(words)
    return f"{said}{blank}{reference}"


def _age_words(iso: str) -> str:
    match = DURATION.fullmatch(iso)
    parts = [(n, unit) for n, unit in zip(match.groups(), UNITS, strict=True) if n] if match else []
    if not parts:
        return iso
    # Of zero, the unit it is given in; hours of an animal that is days old are nobody's business.
    told = [(n, unit) for n, unit in parts if float(n)] or parts[:1]
    return " ".join(f"{n} {unit}" for n, unit in told[:2] if unit != "h" or len(told) == 1)


def _date(one: Session) -> str:
    last = one.end[:10]
    return one.date if last == one.date else f"{one.date}–{last[2:]}"


COLUMNS: Final = (
    Column("subject", lambda one: one.subject, 7, 24, 0, cut=cut_middle, role="accent"),
    Column("session", _name, 7, 40, 0, cut=cut_middle, role="name"),
    Column("date", _date, 10, 19, 1),
    Column("age", lambda one: age_words(one.age), 8, 12, 5),
    Column("sex", lambda one: one.sex, 7, 7, 6),
    Column("species", lambda one: one.species.partition(" - ")[0], 7, 22, 7),
    Column("genotype", lambda one: one.genotype, 8, 30, 8, cut=cut_middle, role="dim"),
    Column("modalities", lambda one: "+".join(one.modalities), 10, 30, 2),
    Column("files", lambda one: text.count(len(one.files)), 5, 7, 4, right=True, role="dim"),
    Column("size", lambda one: text.size(one.size_bytes), 8, 8, 3, right=True, role="dim"),
)

DAYS: Final = (365.25, 30.44, 7.0, 1.0, 1 / 24)
"""Of a year, a month, a week, a day, an hour: to put ages in order."""


def age_days(iso: str) -> float | None:
    """How many days an age is, of a range its beginning; None: it is no ISO 8601 duration."""
    match = DURATION.fullmatch(iso.partition(" ")[0].partition("/")[0])
    if match is None or not any(match.groups()):
        return None
    return sum(float(n) * days for n, days in zip(match.groups(), DAYS, strict=True) if n)


def _age_key(one: Session) -> tuple[bool, float]:
    days = age_days(one.age)
    return days is None, days or 0.0


Widths = dict[str, int]
"""Cells of each column that is shown, by name."""

Key = Callable[[Session], object]
Sort = tuple[str, Key, bool]
SORTS: Final[tuple[Sort, ...]] = (
    # The order of offer: the column, what it is sorted by, and whether the largest is first.
    ("subject", lambda one: (one.subject, one.start, one.session), False),
    ("date", lambda one: (not one.start, one.start), False),
    ("age", _age_key, False),
    ("modalities", lambda one: one.modalities, False),
    ("files", lambda one: len(one.files), True),
    ("size", lambda one: one.size_bytes, True),
)


def wanted(sessions: Iterable[Session], columns: Sequence[Column] = COLUMNS) -> Widths:
    """Cells that each column needs for all that stands in it."""
    needs = {column.name: 0 for column in columns}
    for one in sessions:
        for column in columns:
            needs[column.name] = max(needs[column.name], cell_len(text.safe(column.words(one))))
    return needs


def widths(needs: Widths, room: int, columns: Sequence[Column] = COLUMNS) -> Widths:
    """Which columns are shown, and how wide: all that have room at their least, then more.

    A column in which nothing stands is left out. Those of rank 0 have all that they want before
    others have any.
    """
    shown: list[Column] = []
    found: Widths = {}
    left = room + GAP
    whole = sum(_full(column, needs) + GAP for column in columns if not column.rank) <= left
    for column in sorted(columns, key=lambda column: column.rank):
        full = _full(column, needs)
        least = full if whole and not column.rank else min(full, column.least)
        if needs[column.name] and left >= least + GAP and (whole or not column.rank):
            shown.append(column)
            found[column.name] = least
            left -= least + GAP
    # First those that lack little: so most columns can be read whole.
    for column in sorted(shown, key=lambda column: _full(column, needs) - found[column.name]):
        more = min(left, _full(column, needs) - found[column.name])
        found[column.name] += more
        left -= more
    return {column.name: found[column.name] for column in columns if column.name in found}


def pages(needs: Widths, room: int, columns: Sequence[Column] = COLUMNS) -> list[Widths]:
    """The columns a page at a time, at least one; those of rank 0 are on each of them."""
    held = [column for column in columns if not column.rank]
    left = [column for column in columns if column.rank and needs[column.name]]
    found = [widths(needs, room, columns)]
    while after := [column for column in left if column.name not in found[-1]]:
        if len(after) == len(left):
            break
        left = after
        found.append(widths(needs, room, [*held, *left]))
    return found if len(found[-1]) > len(held) else found[: max(1, len(found) - 1)]


def hidden(needs: Widths, shown: Widths) -> str:
    """`+5 columns` that have something to say and no room; empty: all are shown."""
    n = sum(1 for name, cells in needs.items() if cells and name not in shown)
    return f"+{text.plural(n, 'column')}" if n else ""


def _full(column: Column, needs: Widths) -> int:
    """What a column takes where there is room."""
    return min(column.most, max(needs[column.name], len(column.name)))


def header(shown: Widths, sort: str, columns: Sequence[Column] = COLUMNS) -> list[Span]:
    """The names of the columns; the one that is sorted by is marked."""
    spans: list[Span] = []
    for column in _columns(shown, columns):
        role = "accent" if column.name == sort else "dim"
        spans.append(Span(_padded(column.name, shown[column.name], right=column.right), role))
        spans.append(Span(" " * GAP))
    return spans


def cells(
    one: Session, shown: Widths, less: int, columns: Sequence[Column] = COLUMNS
) -> list[Span]:
    """What stands in the columns.

    Args:
        one: The session.
        shown: The columns.
        less: Cells by which the first column is narrower: those of an indentation.
        columns: All that there are.
    """
    spans: list[Span] = []
    for at, column in enumerate(_columns(shown, columns)):
        width = max(1, shown[column.name] - (less if at == 0 else 0))
        words = fit(column.words(one), width, column.cut)
        role = column.role_of(one) if column.role_of else column.role
        spans.append(Span(_padded(words, width, right=column.right), role))
        spans.append(Span(" " * GAP))
    return spans


def _columns(shown: Widths, columns: Sequence[Column]) -> Sequence[Column]:
    return [column for column in columns if column.name in shown]


def _padded(words: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - cell_len(words))
    return blanks + words if right else words + blanks


def searched(one: Session) -> str:
    """The text of a session that a filter searches."""
    names = (one.subject, one.session, one.start, one.age, one.sex, one.species, one.genotype)
    return " ".join((*names, *one.modalities, *one.variables))
