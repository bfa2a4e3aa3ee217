"""Moves over the rows and columns of a table, and the lines of words. Pure functions."""

from typing import Final

import msgspec

from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

ROWS: Final = "rows"
FIT: Final = "fit"
ROWS_NEAR: Final = 3
FIELD_WIDTH: Final = 12
"""About so many cells a column of a table takes: so many are asked for."""

Span = tuple[int, int]


def rows_of(request: Draw, facts: Facts) -> Span | None:
    """The rows of a table, or lines of words, that a request leads to."""
    if facts.rows is None:
        return None
    asked = request.option(ROWS).partition(":")[0]
    first = int(asked) if asked.isdigit() else facts.rows[0] if request.window else 0
    return first, first + facts.rows[1] - facts.rows[0]


def in_rows(request: Draw, facts: Facts, rows: int) -> Draw | None:
    """So many rows down; the last page is a full one."""
    at = rows_of(request, facts)
    if at is None:
        return None
    first = max(0, min(at[0] + rows, facts.n_rows - (at[1] - at[0])))
    return None if first == at[0] else request.with_option(ROWS, f"{first}:" if first else "")


def page_of_rows(facts: Facts) -> int:
    """How many rows or lines there is room for."""
    return max(1, facts.rows[1] - facts.rows[0]) if facts.rows else 1


def in_fields(request: Draw, facts: Facts, pages: int) -> Draw | None:
    """The columns behind or before those drawn; those of ids stay at the left.

    Only a drawing tells how many there is room for: nothing is skipped while one is under way.
    """
    known, shown = facts.all_fields, facts.fields
    if not shown or len(shown) >= len(known) or not _is_answered(request, facts):
        return None
    held = known[:1] if known[0] == "id" else ()
    paged = [known.index(name) for name in shown if name in known and name not in held]
    if not paged:
        return None
    n = max(1, request.width // FIELD_WIDTH - len(held))
    behind, before = known[paged[-1] + 1 :][:n], known[len(held) : paged[0]][-n:]
    moved = behind if pages > 0 else before
    if not moved:
        return None
    request = request.with_option(FIT, "last" if pages < 0 else "")
    return msgspec.structs.replace(request, fields=(*held, *moved))


def _is_answered(request: Draw, facts: Facts) -> bool:
    """Whether the columns drawn are those that the request asks for."""
    asked = request.fields or facts.all_fields[: len(facts.fields)]
    return set(facts.fields) <= set(asked)
