"""A picture as lines of text: two header rows, the chart, three rows of facts (LOOK.md part 5)."""

from collections.abc import Iterator

from dandi_tui import text
from dandi_tui.cli.output import Pen
from dandi_tui.protocol.colours import TRACES
from dandi_tui.protocol.pictures import Facts, Picture

HEADER_ROWS = 2
FACT_ROWS = 3
LABEL_CELLS = 8


def picture_lines(picture: Picture, width: int, pen: Pen) -> Iterator[str]:
    """All lines; none is wider than `width` cells."""
    yield from _header(picture.facts, width, pen)
    for row in picture.rows:
        yield row.rstrip() if "\x1b" not in row else row
    yield from _facts(picture.facts, width, pen)


def _header(facts: Facts, width: int, pen: Pen) -> Iterator[str]:
    name = text.cut_middle(facts.title, width)
    kind = text.cut_end(facts.neurodata_type, max(0, width - len(name) - 2))
    left = [(name, "bright", "1"), (kind, "dim", "")]
    views = [
        (view, "accent" if view == facts.view else "dim", "1;4" if view == facts.view else "")
        for view in (facts.views if len(facts.views) > 1 else ())
    ]
    yield _spread(left, views, width, pen)
    part = " ".join(word for word in facts.shown if word)
    span = " ".join(word for word in facts.span if word)
    legend = [(f"━ {name}", f"trace-{index % len(TRACES)}", "") for name, index in facts.legend]
    shown = [(part, "text", "")] + [(remark, "dim", "") for remark in facts.remarks]
    yield _spread(shown, [(span, "text", ""), *legend], width, pen)


def _spread(
    left: list[tuple[str, str, str]], right: list[tuple[str, str, str]], width: int, pen: Pen
) -> str:
    """Words at both sides, two blanks between; what does not fit at the right is left out."""
    left = [word for word in left if word[0]]
    right = [word for word in right if word[0]]
    n_left = sum(len(word[0]) + 2 for word in left)
    while right and n_left + sum(len(word[0]) + 2 for word in right) - 2 > width:
        right.pop()
    n_right = sum(len(word[0]) + 2 for word in right) - 2
    shown = "  ".join(pen(word, role, style=style) for word, role, style in left)
    if not right:
        return shown
    gap = width - max(0, n_left - 2) - n_right
    return (
        shown + " " * gap + "  ".join(pen(word, role, style=style) for word, role, style in right)
    )


def _facts(facts: Facts, width: int, pen: Pen) -> Iterator[str]:
    room = width - LABEL_CELLS
    parents, _, name = facts.path.rpartition("/")
    path = text.cut_path(facts.path, room)
    cut = path != facts.path
    yield _label("object", pen) + (
        pen(path, "dim") if cut else pen(f"{parents}/", "dim") + pen(name, "text")
    )
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
