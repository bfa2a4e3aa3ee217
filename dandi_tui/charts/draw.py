"""A figure, a size and ink: rows of coloured text."""

from collections.abc import Callable
from typing import Any, Final

from dandi_tui.charts.drawn import Drawn
from dandi_tui.charts.heatmap import draw_heatmap
from dandi_tui.charts.image import draw_image
from dandi_tui.charts.panels import draw_panels
from dandi_tui.charts.raster import draw_raster
from dandi_tui.charts.room import ALONE, Room
from dandi_tui.charts.spans import draw_spans
from dandi_tui.charts.table import draw_table
from dandi_tui.charts.traces import draw_traces
from dandi_tui.charts.words import draw_words
from dandi_tui.charts.xy import draw_xy
from dandi_tui.preview.figure import (
    Figure,
    Heatmap,
    Image,
    Panels,
    Raster,
    Spans,
    Table,
    Traces,
    Words,
    Xy,
)
from dandi_tui.protocol.requests import Ink

__all__ = ["Drawn", "draw"]

_WITH_AXES: Final[dict[type, Callable[..., Drawn]]] = {
    Traces: draw_traces,
    Xy: draw_xy,
    Raster: draw_raster,
    Heatmap: draw_heatmap,
    Spans: draw_spans,
}
"""What can leave room, so that plots one below the other line up."""

_OTHERS: Final[dict[type, Callable[..., Drawn]]] = {
    Image: draw_image,
    Table: draw_table,
    Words: draw_words,
}


def draw(figure: Figure, *, width: int, height: int, ink: Ink, room: Room = ALONE) -> Drawn:
    """Draw any figure as exactly `height` rows of exactly `width` cells.

    Args:
        figure: What `preview` made of an object; its text need not be safe.
        width: Columns, from 1.
        height: Rows, from 1.
        ink: Ground, colours and marker.
        room: What it leaves to others beside it.

    Returns:
        Rows of text with SGR sequences only, and where the data are. What is too small to draw
        becomes a sentence.
    """
    width, height = max(1, width), max(1, height)
    if isinstance(figure, Panels):
        return draw_panels(figure, draw, width=width, height=height, ink=ink)
    sizes: dict[str, Any] = {"width": width, "height": height, "ink": ink}
    if type(figure) in _WITH_AXES:
        return _WITH_AXES[type(figure)](figure, room=room, **sizes)
    return _OTHERS[type(figure)](figure, **sizes)
