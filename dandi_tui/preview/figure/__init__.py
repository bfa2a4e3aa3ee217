"""What to draw: arrays with units, without size or ink. `preview` makes figures, `charts` draws."""

from __future__ import annotations

from dataclasses import dataclass

from dandi_tui.preview.figure.image import Image, Keypoint, Mask
from dandi_tui.preview.figure.parts import Axis, Colours, Epoch, Floats, Rule
from dandi_tui.preview.figure.plots import (
    Bars,
    Curve,
    Heatmap,
    Layer,
    Raster,
    RasterRow,
    Ribbon,
    Scatter,
    SpanRow,
    Spans,
    Xy,
)
from dandi_tui.preview.figure.traces import Line, Traces
from dandi_tui.preview.figure.words import Column, Span, Table, Words

__all__ = [
    "Axis", "Bars", "Colours", "Column", "Curve", "Epoch", "Figure", "Floats", "Heatmap", "Image",
    "Keypoint", "Layer", "Line", "Mask", "Panels", "Raster", "RasterRow", "Ribbon", "Rule",
    "Scatter", "Span", "SpanRow", "Spans", "Table", "Traces", "Words", "Xy",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Panels:
    """Figures side by side and one below the other."""

    rows: tuple[tuple[Figure, ...], ...]
    heights: tuple[float, ...] = ()
    """Shares of the height, one a row; empty: equal."""
    widths: tuple[tuple[float, ...], ...] = ()
    """Shares of the width, one a figure of each row; empty: equal."""
    titles: tuple[tuple[str, ...], ...] = ()
    """Dim words above each figure; empty: none."""
    short_titles: tuple[tuple[str, ...], ...] = ()
    """In place of titles that are too long for their figure's width."""
    same_x: bool = False
    """All share one axis: plots begin and end in the same columns, only the lowest has labels."""


Figure = Traces | Image | Table | Words | Xy | Raster | Heatmap | Spans | Panels
