"""Dashed lines through a plot, behind its data."""

from collections.abc import Sequence

import numpy as np

from dandi_tui.charts import ink as inks
from dandi_tui.charts.areas import Ground
from dandi_tui.preview.figure import Rule


def draw_rules(ground: Ground, rules: Sequence[Rule], *, over: bool = False) -> None:
    """Draw `┊` at an x and `╌` at a y, where they lie inside.

    Args:
        ground: The plane.
        rules: In its units.
        over: Over pixels, which show on either side; else only where nothing is.
    """
    paint = inks.role(ground.ink, "bright" if over else "dim")
    for rule in rules:
        scale, cells = (ground.x, ground.width) if rule.upright else (ground.y, ground.height)
        share = float(scale.share(np.array([rule.at], np.float64))[0])
        if not 0 <= share <= 1:
            continue
        at = scale.cell(rule.at, cells)
        for other in range(ground.height if rule.upright else ground.width):
            row, column = (other, at) if rule.upright else (at, other)
            _put(ground, row, column, "┊" if rule.upright else "╌", paint, over=over)


def _put(ground: Ground, row: int, column: int, sign: str, paint: str, *, over: bool) -> None:
    canvas, i, j = ground.canvas, ground.row + row, ground.column + column
    if over:
        if canvas.characters[i][j] != " " and canvas.foregrounds[i][j]:
            canvas.backgrounds[i][j] = inks.swapped(canvas.foregrounds[i][j])
    elif canvas.characters[i][j] in "▀▄":
        canvas.backgrounds[i][j] = inks.swapped(canvas.foregrounds[i][j])
    elif canvas.characters[i][j] not in " ░":
        return
    canvas.characters[i][j] = sign
    canvas.foregrounds[i][j] = paint
