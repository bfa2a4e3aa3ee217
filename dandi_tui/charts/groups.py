"""The left gutter of a raster: groups with name and line, numbers or names of rows."""

from dataclasses import dataclass
from typing import Final

from dandi_tui import text
from dandi_tui.charts import ink as inks
from dandi_tui.charts import ticks
from dandi_tui.charts.canvas import Canvas, cut_end, cut_middle, width_of
from dandi_tui.charts.plotext_chart import Mark
from dandi_tui.preview.figure import Raster
from dandi_tui.protocol.requests import Ink

_LONGEST: Final = 14
_EVERY: Final = 10


@dataclass(frozen=True, kw_only=True)
class Group:
    """A run of rows that belong together, in rows of the plot, half open."""

    name: str
    index: int
    """Its colour in the palette."""
    start: int
    stop: int


@dataclass(frozen=True, kw_only=True)
class Gutter:
    """What stands left of the plot."""

    width: int
    """With the axis."""
    marks: tuple[Mark, ...]
    groups: tuple[Group, ...]
    name_width: int


def lay_out(figure: Raster, height: int, width: int, ink: Ink) -> Gutter:
    """Names of rows where each has a row of cells to itself, else every tenth number."""
    groups = _groups(figure, height)
    n = len(figure.rows)
    named = n <= height and any(row.name for row in figure.rows)
    marks = _names(figure, height, width, ink) if named else _numbers(figure, height, ink)
    longest = max((width_of(mark.label) for mark in marks), default=1)
    room = min(_LONGEST, width // 6)
    name_width = min(room, max((width_of(group.name) for group in groups), default=0))
    before = name_width + 3 if groups else 0
    return Gutter(
        width=max(4, before + longest + 1), marks=marks, groups=groups, name_width=name_width
    )


def _groups(figure: Raster, height: int) -> tuple[Group, ...]:
    """At least one row of cells each; a group's colour is that of its first row."""
    n, found, first = len(figure.rows), [], 0
    for name, count in figure.groups[: 4 * height]:
        if count <= 0 or first >= n:
            continue
        start = first * height // n
        stop = max(start + 1, min(n, first + count) * height // n)
        colour = figure.rows[first].index
        found.append(Group(name=text.safe(name), index=colour, start=start, stop=stop))
        first += count
    return tuple(found)


def _names(figure: Raster, height: int, width: int, ink: Ink) -> tuple[Mark, ...]:
    n = len(figure.rows)
    longest = min(_LONGEST, width // 5)
    return tuple(
        Mark(
            row_of(number, n, height),
            cut_middle(text.safe(row.name), longest) + " ",
            inks.role(ink, "highlight") if row.selected else inks.trace(ink, row.index),
        )
        for number, row in enumerate(figure.rows)
    )


def row_of(number: int, n: int, height: int) -> int:
    """The row of cells in which the middle of the marks of one of `n` rows is."""
    dots = 4 * height / n
    return max(0, int(((number + 0.5) * dots - 0.5) / 4))


def _numbers(figure: Raster, height: int, ink: Ink) -> tuple[Mark, ...]:
    """Every tenth, or fewer where they would come closer than three rows of cells."""
    n, first, dim = len(figure.rows), figure.first, inks.role(ink, "dim")
    step = _EVERY if n > _EVERY else 1
    if step * height / n < 2:
        found = ticks.numbers(first, first + n - 1, most=max(1, height // 3), whole=True)
        values = [int(tick.value) for tick in found]
    else:
        values = [v for v in range(first, first + n) if v % step == 0]
    rows = {row_of(value - first, n, height): f"{value:,} " for value in reversed(values)}
    last = row_of(n - 1, n, height)
    if last - max(rows, default=-3) >= 2:
        rows[last] = f"{first + n - 1:,} "
    marks = {row: Mark(row, label, dim) for row, label in rows.items()}
    for number, one in enumerate(figure.rows):
        if one.selected:
            row = row_of(number, n, height)
            marks[row] = Mark(row, f"{text.safe(one.name)} ", inks.role(ink, "highlight"))
    return tuple(marks.values())


def draw(canvas: Canvas, gutter: Gutter, top: int, ink: Ink) -> None:
    """Groups, each with its name in the middle of its line, where it has a row for it."""
    taken = -1
    for group in gutter.groups:
        paint = inks.trace(ink, group.index)
        for row in range(group.start, group.stop):
            canvas.put(top + row, gutter.name_width + 1, "│", paint)
        middle = max((group.start + group.stop - 1) // 2, group.start)
        if middle > taken:
            name = cut_end(group.name, gutter.name_width)
            canvas.put(top + middle, gutter.name_width - width_of(name), name, paint)
            taken = middle
