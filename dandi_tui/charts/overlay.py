"""Lines and dots over bars and bands: what is below shows behind them."""

from typing import Final

from dandi_tui.charts import ink as inks
from dandi_tui.charts.areas import Ground
from dandi_tui.charts.dot_grid import DotGrid
from dandi_tui.charts.ink import Paint

_SOLID: Final = "▀▄▅▆▇█"
"""Signs that fill half of a cell and more."""

Cells = list[tuple[int, int, str, Paint]]
"""(row, column) of the canvas, sign, foreground."""


def lift(ground: Ground) -> Cells:
    """Take all that is in the plot off the canvas."""
    canvas, found = ground.canvas, []
    for row in range(ground.row, ground.row + ground.height):
        for column in range(ground.column, ground.column + ground.width):
            if canvas.characters[row][column] != " ":
                found.append(
                    (row, column, canvas.characters[row][column], canvas.foregrounds[row][column])
                )
                canvas.characters[row][column] = " "
    return found


def lay(ground: Ground, cells: Cells) -> None:
    """Write cells over what is there, whose colour becomes their background."""
    canvas = ground.canvas
    for row, column, sign, paint in cells:
        if canvas.characters[row][column] in _SOLID:
            canvas.backgrounds[row][column] = inks.swapped(canvas.foregrounds[row][column])
        canvas.characters[row][column] = sign
        canvas.foregrounds[row][column] = paint


def splice(ground: Ground, grid: DotGrid, paints: list[Paint], *, sign: str = "") -> None:
    """Write the dots of a grid as large as the plot; bars that they cover show behind them."""
    canvas = ground.canvas
    for i, j in zip(*grid.codes().nonzero(), strict=True):
        row, column = ground.row + int(i), ground.column + int(j)
        if canvas.characters[row][column] in _SOLID:
            canvas.backgrounds[row][column] = inks.swapped(canvas.foregrounds[row][column])
    grid.splice(canvas, ground.row, ground.column, paints, sign=sign)
