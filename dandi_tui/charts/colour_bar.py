"""The colour bar at the right of a picture: two columns, three numbers, the unit."""

from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import halfblocks
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas, cut_end, width_of
from dandi_tui.charts.maps import Shading
from dandi_tui.charts.plotext_chart import Mark
from dandi_tui.protocol.requests import Ink

WIDTH: Final = 2
"""Columns of the bar; one is free on either side of it."""

_LONGEST_UNIT: Final = 10


def numbers(shading: Shading) -> list[str]:
    """Of the top, the middle and the bottom of the bar."""
    low, high = shading.low, shading.high
    middle = low / 2 + high / 2
    if low.is_integer() and high.is_integer() and high - low >= 20:
        middle = float(round(middle))
    return [text.number(value) for value in (high, middle, low)]


def gutter(shading: Shading, unit: str = "") -> int:
    """Columns that the bar takes right of a plot."""
    longest = max(map(len, numbers(shading)))
    return WIDTH + 3 + max(longest, width_of(cut_end(unit, _LONGEST_UNIT)))


def marks(shading: Shading, rows: int, ink: Ink, unit: str = "") -> tuple[Mark, ...]:
    """The numbers, right of a plot of so many rows, and the unit under the first."""
    dim = inks.role(ink, "dim")
    at = {0: 0, 1: rows // 2, 2: rows - 1}
    shown = [i for i in at if rows > 2 or (i != 1 and (rows > 1 or i == 0))]
    words = numbers(shading)
    found = [Mark(at[i], " " * (WIDTH + 2) + words[i], dim) for i in shown]
    if unit and rows >= 6:
        found.append(Mark(1, " " * (WIDTH + 2) + cut_end(unit, _LONGEST_UNIT), dim))
    return tuple(found)


def paint(canvas: Canvas, shading: Shading, row: int, column: int, rows: int, ink: Ink) -> None:
    """The bar itself, from the highest value at the top to the lowest."""
    steps = rows * (2 if halfblocks.has_half_blocks(ink) else 1)
    values = np.linspace(shading.high / 2, shading.low / 2, steps)[:, None] * 2
    levels = shading.levels(values.repeat(WIDTH, axis=1))
    halfblocks.paint_levels(canvas, levels, row, column, ink, colours=shading.map)
