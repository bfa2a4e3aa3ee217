"""How the page of a dandiset is laid out: labels at the left, words beside them, figures."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from dandi_tui.text import safe
from dandi_tui.ui.words import Span
from dandi_tui.ui.wrapping import wrapped

LABEL = 13
"""Cells of the column of labels, and of a figure."""
MIN_BESIDE = 24
"""Where words would have fewer cells beside their label, they stand below it."""

Row = tuple[Span, ...]
BLANK: Row = ()


def text_rows(words: object, width: int, role: str = "text") -> list[Row]:
    """One line of untrusted text, wrapped; nothing of what is empty."""
    clean = safe(words).strip()
    return [(Span(row, role),) for row in wrapped(clean, width)] if clean else []


def in_a_row(parts: Iterable[Span], width: int) -> list[Row]:
    """Parts side by side, as many as have room in a row; empty ones are left out."""
    rows: list[Row] = []
    used = 0
    for part in parts:
        size = cell_len(part.text)
        if not size:
            continue
        if rows and used + 2 + size <= width:
            rows[-1] = (*rows[-1], Span("  "), part)
            used += 2 + size
        else:
            rows.append((part,))
            used = size
    return rows


def two_ends(left: object, right: object, width: int, *, role: str = "text") -> list[Row]:
    """A name and what belongs to it at the right end, below it where there is no room."""
    name, aside = safe(left).strip(), safe(right).strip()
    gap = width - cell_len(name) - cell_len(aside)
    if not aside:
        return text_rows(name, width, role)
    if gap >= 2:
        return [(Span(name, role), Span(" " * gap), Span(aside, "dim"))]
    below = [(Span(f"  {row}", "dim"),) for row in wrapped(aside, max(1, width - 2))]
    return [*text_rows(name, width, role), *below]


def labelled(label: str, rows: Sequence[Row], below: Sequence[Span] = ()) -> list[Row]:
    """Rows beside their label; nothing without rows.

    Args:
        label: In the column at the left.
        rows: Made for `room(width)` cells.
        below: In the column of labels, in the second row.
    """
    made: list[Row] = []
    for index, row in enumerate(rows):
        name = Span(label.ljust(LABEL), "dim") if index == 0 else Span(" " * LABEL)
        if index == 1 and below:
            taken = sum(cell_len(span.text) for span in below)
            made.append((*below, Span(" " * (LABEL - taken)), *row))
        else:
            made.append((name, *row))
    return made


def room(width: int) -> int:
    """Cells beside the labels."""
    return max(MIN_BESIDE, width - LABEL)


def figures(numbers: Iterable[tuple[str, str]], width: int) -> list[Row]:
    """Numbers before words: large above, what they count below.

    In columns as wide as that of labels; in narrower ones, and without the last, where there is
    no room: neither a number nor its word is cut.
    """
    shown = [(number, word) for number, word in numbers if number]
    widths = [LABEL] * len(shown)
    if sum(widths) > width:
        widths = [max(map(cell_len, pair)) + 2 for pair in shown]
    while shown and sum(widths) - 2 > width:
        shown.pop()
        widths.pop()
    if not shown:
        return []
    above = "".join(number.ljust(n) for (number, _), n in zip(shown, widths, strict=True))
    below = "".join(word.ljust(n) for (_, word), n in zip(shown, widths, strict=True))
    return [(Span(above.rstrip(), "bright"),), (Span(below.rstrip(), "dim"),)]


def more(n: int, word: str = "") -> Row:
    """`and 4 more`."""
    return (Span(f"and {n:,} more{' ' if word else ''}{word}", "faint"),)
