"""What a drawing is: rows for a terminal, and where in them the data are."""

from dataclasses import dataclass

from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas, cut_end, width_of
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink


@dataclass(frozen=True)
class Drawn:
    """A figure drawn: exactly as many rows, each exactly as wide, as was asked for."""

    rows: tuple[str, ...]
    """Text with SGR sequences; each row ends without colour."""
    plot: Plot | None
    """Where the data are, if there are axes."""
    remarks: tuple[str, ...] = ()
    """What the drawing does not show: `1 trace cut at top`, `+6 rows`."""
    unit_left_out: bool = False
    """The y axis has a unit, for which there is no room."""
    n_rows: int | None = None
    """Of a table: how many of the rows that were given are drawn."""
    n_columns: int | None = None
    """Of a table: how many of the columns that were given are drawn."""
    n_cut: int = 0
    """Of these, how many had to be cut: the next page begins with them."""
    lines: tuple[int, int, int] | None = None
    """Of words: first and last + 1 of the wrapped lines that are drawn, and how many there are."""


def needs_more_room(width: int, height: int, ink: Ink) -> Drawn:
    """A sentence in place of a chart that cannot be drawn so small."""
    return sentence("This picture needs more room.", width, height, ink)


def sentence(words: str, width: int, height: int, ink: Ink) -> Drawn:
    """One dim sentence in the middle."""
    canvas = Canvas(width, height)
    words = cut_end(words, width)
    column = (width - width_of(words)) // 2
    canvas.put((height - 1) // 2, column, words, inks.role(ink, "dim"))
    return Drawn(rows=canvas.rows(), plot=None)
