"""A picture as lines of text: two header rows, the chart, three rows of facts (LOOK.md part 5)."""

from collections.abc import Iterator

from dandi_tui import text
from dandi_tui.cli.output import Pen
from dandi_tui.protocol.colours import TRACES
from dandi_tui.protocol.pictures import Facts, Picture

HEADER_ROWS = 2
FACT_ROWS = 3
LABEL_CELLS = 8

Word = tuple[str, str, str]
"""Text, role of its colour, style."""


def picture_lines(picture: Picture, width: int, pen: Pen) -> Iterator[str]:
    """All lines; none is wider than `width` cells.

    Remarks for which the header has no room stand behind the object's path, or if there is none
    either in one more row, the last.
    """
    facts = picture.facts
    room = width + 2 - _n_cells(_span(facts))
    kept = len(facts.remarks)
    while kept and _n_cells(_shown(facts, kept)) > room:
        kept -= 1
    yield from _header(facts, width, pen, kept)
    for row in picture.rows:
        yield row.rstrip() if "\x1b" not in row else row
    rest = "  ".join(facts.remarks[kept:])
    beside = len(facts.path) + 2 + len(rest) <= width - LABEL_CELLS
    yield from _facts(facts, width, pen, rest if beside else "")
    if rest and not beside:
        yield _label("remarks", pen) + pen(text.cut_end(rest, width - LABEL_CELLS), "dim")


def _shown(facts: Facts, n_remarks: int) -> list[Word]:
    """The part that is shown, and so many of the remarks."""
    part = " ".join(word for word in facts.shown if word)
    return [(part, "text", ""), *((remark, "dim", "") for remark in facts.remarks[:n_remarks])]


def _span(facts: Facts) -> list[Word]:
    return [(" ".join(word for word in facts.span if word), "text", "")]


def _n_cells(words: list[Word]) -> int:
    """Cells that words take, with the two blanks after each."""
    return sum(len(word[0]) + 2 for word in words if word[0])


def _header(facts: Facts, width: int, pen: Pen, n_remarks: int) -> Iterator[str]:
    name = text.cut_middle(facts.title, width)
    kind = text.cut_end(facts.neurodata_type, max(0, width - len(name) - 2))
    left = [(name, "bright", "1"), (kind, "dim", "")]
    views = [
        (view, "accent" if view == facts.view else "dim", "1;4" if view == facts.view else "")
        for view in (facts.views if len(facts.views) > 1 else ())
    ]
    yield _spread(left, views, width, pen)
    legend = [(f"━ {name}", f"trace-{index % len(TRACES)}", "") for name, index in facts.legend]
    yield _spread(_shown(facts, n_remarks), [*_span(facts), *legend], width, pen)


def _spread(left: list[Word], right: list[Word], width: int, pen: Pen) -> str:
    """Words at both sides, two blanks between; what does not fit at the right is left out."""
    left = [word for word in left if word[0]]
    right = [word for word in right if word[0]]
    n_left = _n_cells(left)
    while right and n_left + _n_cells(right) - 2 > width:
        right.pop()
    n_right = _n_cells(right) - 2
    shown = "  ".join(pen(word, role, style=style) for word, role, style in left)
    if not right:
        return shown
    gap = width - max(0, n_left - 2) - n_right
    return (
        shown + " " * gap + "  ".join(pen(word, role, style=style) for word, role, style in right)
    )


def _facts(facts: Facts, width: int, pen: Pen, rest: str) -> Iterator[str]:
    room = width - LABEL_CELLS
    parents, _, name = facts.path.rpartition("/")
    path = text.cut_path(facts.path, room)
    cut = path != facts.path
    shown = pen(path, "dim") if cut else pen(f"{parents}/", "dim") + pen(name, "text")
    yield _label("object", pen) + shown + (f"  {pen(rest, 'dim')}" if rest else "")
    if facts.data:
        yield _label("data", pen) + pen(text.cut_end("  ".join(facts.data), room), "text")
    chunks = "  ".join(facts.chunks)
    cost = f"this view {facts.cost}" if facts.cost else ""
    words = "  ".join(part for part in (chunks, cost) if part)
    if words:
        line = text.cut_end(words, room)
        free = facts.free if len(line) + 2 + len(facts.free) <= room else ""
        yield (
            _label("chunks", pen) + pen(line, "dim") + ("  " + pen(free, "success") if free else "")
        )


def _label(word: str, pen: Pen) -> str:
    return pen(word.ljust(LABEL_CELLS), "faint")
