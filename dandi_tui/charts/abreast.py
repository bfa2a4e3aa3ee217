"""Lines side by side over the same x, each with its band: as many as there is room for."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dandi_tui import text
from dandi_tui.charts import axes
from dandi_tui.charts import ink as inks
from dandi_tui.charts.axes import Scale
from dandi_tui.charts.canvas import Canvas, cut_end, width_of
from dandi_tui.charts.plotext_chart import Frame, Mark
from dandi_tui.preview.figure import Bars, Layer, Xy
from dandi_tui.protocol.requests import Ink

LEAST: Final = 5
"""Columns of one; the first is drawn in any case."""


@dataclass(frozen=True, kw_only=True)
class Abreast:
    """What to draw in place of a figure whose lines lie over each other."""

    figure: Xy
    """With the layers that fit, each moved to its place."""
    x: Scale
    """From the start of the first to the end of the last."""
    marks: tuple[Mark, ...]
    """Below each one the ticks that one has."""
    starts: tuple[int, ...]
    """The first column of each, from the plot's left."""
    remarks: tuple[str, ...]


def set_abreast(figure: Xy, x: Scale, columns: int, ink: Ink) -> Abreast:
    """Give the layers of each index columns of their own; one column is free between two.

    Args:
        figure: Without bars, on an axis that is not of decades.
        x: What each one's axis spans.
        columns: Of the plot.
        ink: Colours.
    """
    indexes = list(dict.fromkeys(layer.index for layer in figure.layers))
    n = max(1, min(len(indexes), (columns + 1) // (LEAST + 1)))
    width = (columns - (n - 1)) // n
    starts = tuple(place * (width + 1) for place in range(n))
    cell = (float(x.stop) - float(x.start)) / width
    marks = _marks(x, width, ink, seconds=figure.x.unit == "s")
    moved = tuple(
        _moved(layer, starts[indexes.index(layer.index)] * cell)
        for layer in figure.layers
        if indexes.index(layer.index) < n
    )
    return Abreast(
        figure=replace(figure, layers=moved),
        x=replace(x, stop=axes.sound(x.start, float(x.start) + cell * columns)[1]),
        marks=tuple(replace(mark, cell=mark.cell + start) for start in starts for mark in marks),
        starts=starts,
        remarks=_left_out(n, len(indexes)),
    )


def _left_out(n: int, of: int) -> tuple[str, ...]:
    return (f"{n} of {text.plural(of, 'curve')} fit",) if n < of else ()


def _marks(x: Scale, width: int, ink: Ink, *, seconds: bool) -> tuple[Mark, ...]:
    """Ticks of one; two that are close where there would be but one, which tells no length."""
    marks = axes.marks_below(x, width, ink, seconds=seconds)
    if len(marks) > 1 or seconds:
        return marks
    dim = inks.role(ink, "dim")
    closer = [Mark(x.cell(tick.value, width), tick.label, dim) for tick in x.ticks(most=3)]
    apart = [mark for mark in closer[1:] if _is_apart(closer[0], mark, width)]
    return (closer[0], apart[-1]) if apart else marks


def _is_apart(first: Mark, other: Mark, width: int) -> bool:
    """Whether two labels, each at the middle of its tick, have a blank between and after them."""
    start = other.cell - (width_of(other.label) - 1) // 2
    end = first.cell + width_of(first.label) // 2
    return start > end + 1 and other.cell + width_of(other.label) // 2 < width


def _moved(layer: Layer, by: float) -> Layer:
    if isinstance(layer, Bars):
        return layer
    with np.errstate(over="ignore", invalid="ignore"):
        return replace(layer, x=np.asarray(layer.x, np.float64) + by)


def put_names(canvas: Canvas, found: Abreast, frame: Frame, ink: Ink) -> None:
    """The name of each above it in its colour, cut to its room, after what is in that row."""
    names = {layer.index: layer.name for layer in found.figure.layers if layer.name}
    ends = [*(start - 1 for start in found.starts[1:]), frame.width]
    taken = [i for i, sign in enumerate(canvas.characters[0]) if sign != " "]
    free = taken[-1] + 2 if taken else 0
    for (index, name), start, end in zip(names.items(), found.starts, ends, strict=False):
        first = max(free, frame.left + start)
        word = cut_end(text.safe(name), frame.left + end - first)
        column = max(first, frame.left + (start + end - width_of(word)) // 2)
        canvas.put(0, column, word, inks.trace(ink, index))
