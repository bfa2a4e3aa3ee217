"""Many traces as a heatmap: a row each, a column for each stretch of time."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Figure, Heatmap
from dandi_tui.preview.series.decimate import column_of
from dandi_tui.preview.series.selection import Selection, default_lanes
from dandi_tui.preview.series.trace_lines import time_axis
from dandi_tui.preview.series.trace_reading import each_slab, why_nothing, without_blanks
from dandi_tui.preview.series.trace_words import lane_word, names_of
from dandi_tui.preview.times.epochs import Shading
from dandi_tui.preview.times.window import Window
from dandi_tui.preview.words import missing_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

FROM_TRACES = 25
"""So many traces, asked for, are a heatmap if nothing else is said."""

MAX_NAMED = 60
"""Rows that have names of their own; of more, the axis is numbered."""

STYLES = ("lanes", "heatmap")


def style_of(obj: NwbObject, request: Draw) -> str:
    """`lanes` or `heatmap`, as asked or as fits the number of traces.

    Raises:
        UsageError: It is another word.
    """
    asked = request.option("style")
    if asked and asked not in STYLES:
        raise UsageError(f"There is no style {asked}.", hint="style=lanes or style=heatmap.")
    if asked:
        return asked
    start, stop = request.traces or (0, 0)
    many = stop - start >= FROM_TRACES and len(obj.data_shape or ()) > 1
    return "heatmap" if many and not (request.numbers or request.full) else "lanes"


def with_rows(obj: NwbObject, request: Draw, style: str) -> Draw:
    """The request with as many traces as a heatmap of its height has rows, if none are asked."""
    start, stop = request.traces or (0, 0)
    if style != "heatmap" or stop > 0:
        return request
    return replace(request, traces=(start, start + rows_of(request.height)))


def rows_of(height: int) -> int:
    """Rows of a heatmap in half blocks; below are axis, labels, band and overview."""
    return max(2, 2 * (height - 5))


def style_moves(selection: Selection, request: Draw, style: str) -> tuple[Move, ...]:
    """`w` between the two, with as many traces as either shows well."""
    n, start = selection.series.n_traces, selection.traces[0]
    if n < 2:
        return ()
    if style == "heatmap":
        start = min(start, n - default_lanes(request.height, n))
        words, traces = "as lines", (start, 0)
        return (Move(key="w", sentence=words, options=(("style", "lanes"),), traces=traces),)
    traces = (max(0, min(start, n - rows_of(request.height))), 0)
    options = (("style", "heatmap"),)
    return (Move(key="w", sentence="as a heatmap", word="heatmap", options=options, traces=traces),)


def draw_heatmap(
    file: NwbFile,
    selection: Selection,
    window: Window,
    request: Draw,
    facts: Facts,
    shaded: Shading,
) -> tuple[Figure, Facts]:
    """The mean of each trace in each column of the window."""
    odd: set[str] = set()
    means, missing = column_means(selection, window, request.width, odd)
    odd.update(selection.axis.remarks)
    facts = replace(facts, remarks=(*facts.remarks, *sorted(odd), *missing))
    nothing = why_nothing(selection.series, [])
    if not np.isfinite(means).any():
        return sentence(nothing or "There are no numbers in this window."), facts
    low, high, colours = limits(means)
    first, stop = selection.traces
    names = names_of(file, selection)
    numbered = stop - first > MAX_NAMED and not selection.order
    figure = Heatmap(
        values=means.T,
        x=time_axis(selection.axis),
        y=Axis(label=lane_word(selection.series.obj)),
        x_limits=window,
        y_limits=(first - 0.5, stop - 0.5),
        low=low,
        high=high,
        map="signed" if colours else "viridis",
        unit=facts.y_unit,
        row_names=() if numbered else tuple(names),
        epochs=shaded.epochs,
        extent=selection.axis.extent,
    )
    return figure, facts


def column_means(
    selection: Selection, window: Window, columns: int, odd: set[str]
) -> tuple[Floats, tuple[str, ...]]:
    """Means of the finite samples in each of `columns` equal parts of a window.

    Returns:
        Shape (column, trace), NaN where there is no sample; and words on what is missing.
    """
    n_traces = selection.traces[1] - selection.traces[0]
    sums, counts = np.zeros((columns, n_traces)), np.zeros((columns, n_traces))
    n_values = n_missing = 0
    for x, values in each_slab(selection, window, odd):
        y = without_blanks(selection.series, values, odd)
        finite = np.isfinite(y)
        n_values, n_missing = n_values + y.size, n_missing + int(np.isnan(y).sum())
        column = column_of(x, window, columns)
        first = np.flatnonzero(np.diff(column, prepend=-1))
        if len(first):
            sums[column[first]] += np.add.reduceat(np.where(finite, y, 0.0), first, axis=0)
            counts[column[first]] += np.add.reduceat(finite.astype(np.float64), first, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = sums / counts
    return means, missing_words(n_missing, n_values)


def limits(values: Floats) -> tuple[float, float, bool]:
    """Ends of the colours: percentiles 0.5 and 99.5; about 0 where the data go as far below it.

    Returns:
        Low, high, and whether the colours are centred on 0.
    """
    finite = values[np.isfinite(values)]
    low, high = (float(v) for v in np.percentile(finite, (0.5, 99.5)))
    if low < 0 < high and -low > 0.5 * high:
        most = max(-low, high)
        return -most, most, True
    return (low, high, False) if high > low else (low - 0.5, high + 0.5, False)
