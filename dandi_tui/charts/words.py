"""Lines of text in roles: notes, fields, values."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from dandi_tui.charts import ascii as plain
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas, clusters, width_of
from dandi_tui.charts.drawn import Drawn
from dandi_tui.preview.figure import Span, Words
from dandi_tui.protocol.requests import Ink

Cell = tuple[str, int, str]
"""A character with its marks, its width, its role."""

_MOST: Final = 5_000
"""Wrapped lines that are counted, and can be paged to."""

_LONGEST: Final = 8_000
"""Characters of one span that are drawn."""

_LABEL: Final = 24
"""A first span up to this wide that ends in a blank is a label: what wraps stands right of it."""


def draw_words(figure: Words, *, width: int, height: int, ink: Ink) -> Drawn:
    """Draw text from its first line on; long lines are wrapped between words."""
    margin = 2 if figure.centred and width > 20 else 0
    wrapped = (_wrap(row, width - 2 * margin) for row in figure.rows[:_MOST])
    lines = list(itertools.islice(itertools.chain.from_iterable(wrapped), _MOST))
    first = max(0, min(figure.first_line, len(lines) - 1))
    shown = lines[first : first + height]
    canvas = Canvas(width, height)
    top = max(0, (height - len(lines)) // 2) if figure.centred else 0
    for number, line in enumerate(shown):
        used = sum(cells for _, cells, _ in line)
        column = (width - used) // 2 if figure.centred else 0
        for character, cells, role in line:
            canvas.put(top + number, column, character, inks.role(ink, role))
            column += cells
    if ink.marker == "ascii":
        plain.translate(canvas)
    return Drawn(
        rows=canvas.rows(), plot=None, lines=(first, first + len(shown), max(len(lines), 1))
    )


def _wrap(spans: Sequence[Span], width: int) -> Iterator[list[Cell]]:
    """Break one row between words into lines of at most `width` cells."""
    cells = [
        (character, n_cells, span.role)
        for span in spans
        for character, n_cells in clusters(span.text[:_LONGEST])
    ]
    indent = _indent(spans, width)
    while sum(n_cells for _, n_cells, _ in cells[: width + 1]) > width:
        at = _break(cells, width)
        yield _trimmed(cells[:at])
        while at < len(cells) and cells[at][0] == " ":
            at += 1
        if at == len(cells):
            return
        cells = [(" ", 1, "text")] * indent + cells[at:]
    yield cells


def _indent(spans: Sequence[Span], width: int) -> int:
    first = spans[0].text if len(spans) > 1 else ""
    wide = width_of(first)
    return wide if first.endswith(" ") and wide <= min(_LABEL, width // 3) else 0


def _break(cells: Sequence[Cell], width: int) -> int:
    """How many cells go on this line: up to the last blank, or as many as fit; at least one."""
    used, fit = 0, 0
    for _, n_cells, _ in cells:
        used += n_cells
        if used > width:
            break
        fit += 1
    for at in range(fit, fit // 2, -1):
        if cells[at][0] == " ":
            return at
    return max(1, fit)


def _trimmed(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1][0] == " ":
        cells = cells[:-1]
    return cells
