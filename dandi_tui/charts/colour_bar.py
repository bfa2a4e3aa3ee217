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
    """Of the top, the middle and the bottom of the bar; in the middle of signed ones is 0."""
    low, high = shading.low, shading.high
    middle = low / 2 + high / 2
    if _has_zero(shading):
        middle = 0.0
    elif low.is_integer() and high.is_integer() and high - low >= 20:
        middle = float(round(middle))
    return [text.number(value) for value in (high, middle, low)]


def _has_zero(shading: Shading) -> bool:
    return shading.map == "signed" and shading.low < 0 < shading.high


def gutter(shading: Shading, unit: str = "") -> int:
    """Columns that the bar takes right of a plot."""
    longest = max(map(len, numbers(shading)))
    return WIDTH + 3 + max(longest, width_of(cut_end(unit, _LONGEST_UNIT)))


def marks(shading: Shading, rows: int, ink: Ink, unit: str = "") -> tuple[Mark, ...]:
    """The numbers, right of a plot of so many rows, and the unit under the first.

    Where all values are one there is but one number.
    """
    dim = inks.role(ink, "dim")
    high, middle, low = numbers(shading)
    words = {0: high}
    flat = shading.low == shading.high
    if rows > 1 and not flat:
        words[rows - 1] = low
    if unit and rows >= 6:
        words[1] = cut_end(unit, _LONGEST_UNIT)
    if not flat:
        words.setdefault(_middle_row(shading, rows), middle)
    return tuple(Mark(row, " " * (WIDTH + 2) + word, dim) for row, word in words.items())


def _middle_row(shading: Shading, rows: int) -> int:
    if not _has_zero(shading):
        return rows // 2
    share = (shading.high / 2) / (shading.high / 2 - shading.low / 2)
    return min(rows - 1, int(share * rows))


def paint(canvas: Canvas, shading: Shading, row: int, column: int, rows: int, ink: Ink) -> None:
    """The bar itself, from the highest value at the top to the lowest."""
    steps = rows * (2 if halfblocks.has_half_blocks(ink) else 1)
    values = np.linspace(shading.high / 2, shading.low / 2, steps)[:, None] * 2
    levels = shading.levels(values.repeat(WIDTH, axis=1))
    halfblocks.paint_levels(canvas, levels, row, column, ink, colours=shading.map)
