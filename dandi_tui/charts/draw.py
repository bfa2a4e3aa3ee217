"""A figure, a size and ink: rows of coloured text."""

from dandi_tui.charts.drawn import Drawn, sentence
from dandi_tui.charts.image import draw_image
from dandi_tui.charts.table import draw_table
from dandi_tui.charts.traces import draw_traces
from dandi_tui.charts.words import draw_words
from dandi_tui.preview.figure import Figure, Image, Table, Traces, Words
from dandi_tui.protocol.requests import Ink

__all__ = ["Drawn", "draw"]


def draw(figure: Figure, *, width: int, height: int, ink: Ink) -> Drawn:
    """Draw any figure as exactly `height` rows of exactly `width` cells.

    Args:
        figure: What `preview` made of an object; its text need not be safe.
        width: Columns, from 1.
        height: Rows, from 1.
        ink: Ground, colours and marker.

    Returns:
        Rows of text with SGR sequences only, and where the data are. What is too small to draw
        becomes a sentence.
    """
    width, height = max(1, width), max(1, height)
    if isinstance(figure, Traces):
        return draw_traces(figure, width=width, height=height, ink=ink)
    if isinstance(figure, Image):
        return draw_image(figure, width=width, height=height, ink=ink)
    if isinstance(figure, Table):
        return draw_table(figure, width=width, height=height, ink=ink)
    if isinstance(figure, Words):
        return draw_words(figure, width=width, height=height, ink=ink)
    return sentence("This terminal shows no such picture yet.", width, height, ink)
