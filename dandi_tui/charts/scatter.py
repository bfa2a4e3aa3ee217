"""Points of a plane as dots, by value where they have one, with labels beside them."""

from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import halfblocks, maps, overlay, points
from dandi_tui.charts import ink as inks
from dandi_tui.charts.areas import Ground
from dandi_tui.charts.canvas import cut_end, width_of
from dandi_tui.charts.dot_grid import DotGrid, Ints
from dandi_tui.charts.maps import Shading
from dandi_tui.preview.figure import Floats, Scatter

_FEW: Final = 8
"""Cells for each point, from which on points are few."""

_MOST_LABELS: Final = 500
_LONGEST_LABEL: Final = 16


def paint_points(ground: Ground, scatter: Scatter, shading: Shading | None) -> None:
    """One dot each, four where they are few; the highest value of a cell gives it its colour."""
    grid = DotGrid(ground.width, ground.height, ground.ink)
    columns, rows, which = _thick(ground, *grid.place(*_shares(ground, scatter)))
    if scatter.values is None or shading is None:
        grid.light(columns, rows, 0)
        sign = "*" if ground.ink.marker == "ascii" else ""
        overlay.splice(ground, grid, [inks.trace(ground.ink, scatter.index)], sign=sign)
        return
    known = which < len(scatter.values)
    columns, rows, which = columns[known], rows[known], which[known]
    levels = shading.levels(np.asarray(scatter.values, np.float64)[which])
    order = np.argsort(levels, kind="stable")
    levels, columns, rows = levels[order], columns[order], rows[order]
    if ground.ink.colors == "truecolor":
        _paint_colours(ground, grid, (columns, rows, levels), shading)
    else:
        _paint_signs(ground, grid, columns, rows, levels)


def _thick(ground: Ground, columns: Ints, rows: Ints, which: Ints) -> tuple[Ints, Ints, Ints]:
    """Few points as two by two dots of their cells, which show colour better than one."""
    if len(which) * _FEW > ground.width * ground.height or points.dots_down(ground.ink) < 4:
        return columns, rows, which
    beside, above = columns ^ 1, rows ^ 1
    return (
        np.concatenate([columns, beside, columns, beside]),
        np.concatenate([rows, rows, above, above]),
        np.tile(which, 4),
    )


def _shares(ground: Ground, scatter: Scatter) -> tuple[Floats, Floats]:
    n = min(len(scatter.x), len(scatter.y))
    x, y = np.asarray(scatter.x[:n], np.float64), np.asarray(scatter.y[:n], np.float64)
    x = np.where(np.isfinite(x), x, np.nan)
    return ground.x.share(x), ground.y.share(np.where(np.isfinite(y), y, np.nan))


def _paint_colours(
    ground: Ground, grid: DotGrid, dots: tuple[Ints, Ints, Ints], shading: Shading
) -> None:
    columns, rows, levels = dots
    grid.light(columns, rows, np.where(levels < 0, maps.LEVELS, levels))
    fore, _ = maps.paints(shading.map, ground.ink.dark)
    paints = [*fore, inks.role(ground.ink, "faint")]
    sign = "*" if ground.ink.marker == "ascii" else ""
    overlay.splice(ground, grid, paints, sign=sign)


def _paint_signs(ground: Ground, grid: DotGrid, columns: Ints, rows: Ints, levels: Ints) -> None:
    """Without true colour the sign tells the value, as on the colour bar."""
    signs = halfblocks.ramp(ground.ink)
    shades = np.where(levels < 0, 1, np.maximum(levels * len(signs) // maps.LEVELS, 1))
    cells = np.column_stack([rows // grid.down, columns // 2, shades])
    for row, column, shade in cells.tolist():
        ground.canvas.put(ground.row + row, ground.column + column, signs[shade])


def put_labels(ground: Ground, scatter: Scatter) -> None:
    """Names right of the points, or left of them, where all cells are free."""
    grid = DotGrid(ground.width, ground.height, ground.ink)
    columns, rows, which = grid.place(*_shares(ground, scatter))
    dim = inks.role(ground.ink, "dim")
    for column, row, index in zip(
        (columns // 2).tolist(), (rows // grid.down).tolist(), which.tolist(), strict=True
    ):
        if index >= min(len(scatter.labels), _MOST_LABELS):
            continue
        word = cut_end(text.safe(scatter.labels[index]), _LONGEST_LABEL)
        for start in (column + 2, column - 1 - width_of(word)):
            if _is_free(ground, row, start - 1, width_of(word) + 2):
                ground.canvas.put(ground.row + row, ground.column + start, word, dim)
                break


def _is_free(ground: Ground, row: int, column: int, cells: int) -> bool:
    if column < 0 or column + cells > ground.width + 1:
        return False
    line = ground.canvas.characters[ground.row + row]
    stop = min(ground.width, column + cells)
    return all(sign == " " for sign in line[ground.column + column : ground.column + stop])
