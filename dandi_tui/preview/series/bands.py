"""The bands of a `DecompositionSeries` over time, as a matrix."""

import dataclasses

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import open_table
from dandi_tui.preview.figure import Axis, Heatmap
from dandi_tui.preview.series.even_columns import even_columns
from dandi_tui.preview.series.frequencies import colour_range
from dandi_tui.preview.series.sampled import MAX_VALUES
from dandi_tui.preview.series.selection import Selection, select
from dandi_tui.preview.series.trace_words import trace_facts
from dandi_tui.preview.times.window import Window, asked_window
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw


def draw_bands(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Bands over time of one channel, the first of the table at the bottom.

    NWB core 2.11.0, `nwb.misc.yaml`, DecompositionSeries: data (time, channel, band), and a table
    `bands` with `band_name` and `band_limits` in Hz.
    """
    first = (request.traces or (0, 0))[0]
    selection = select(file, obj, replace(request, traces=(first, first + 1)))
    series, axis = selection.series, selection.axis
    window = (0.0, 1.0)
    if axis.n:
        window = asked_window(axis, request.window or (-np.inf, np.inf))
    # All bands are shown, not the one of an index.
    facts = trace_facts(file, dataclasses.replace(selection, extra=()), window)
    if axis.n == 0 or 0 in series.shape or len(series.shape) != 3:
        return sentence(f"This series is empty ({text.shape(series.data.shape)})."), facts
    if series.time_axis != 0 or not axis.in_seconds or not axis.regular:
        return sentence("The times of this series are irregular: see its traces."), facts
    return _draw(file, selection, window, request, facts)


def _draw(
    file: NwbFile, selection: Selection, window: Window, request: Draw, facts: Facts
) -> Drawing:
    """Ask, read the bands of the window, and draw them."""
    series, axis = selection.series, selection.axis
    start, stop = axis.samples(window)
    part = ((start, stop), selection.traces, (0, series.shape[2]))
    cost = series.data.cost(*part)
    question = too_much(request, facts, cost)
    if question:
        return question
    if (stop - start) * series.shape[2] > MAX_VALUES:
        raise DandiTuiError("These values are too many.", hint="Ask for a smaller window.")
    values = np.asarray(series.data.read(*part)[:, 0], dtype=np.float64).T[::-1]
    values = values * series.conversion + series.offset
    facts = replace(facts, cost=cost_words(cost, series.data), y_label="band", y_unit="")
    if not np.isfinite(values).any():
        return sentence("All values in this window are NaN."), facts
    columns = even_columns(values, axis.times(start, stop), axis.step)
    if columns is None:
        return sentence("No value in this window has a time."), facts
    values, x_limits = columns
    low, high = colour_range(values)
    figure = Heatmap(
        values=values,
        x=Axis(label="time", unit="s"),
        y=Axis(label="band"),
        x_limits=x_limits,
        y_limits=(float(series.shape[2]), 0.0),
        low=low,
        high=high,
        unit=text.safe(series.unit, limit=40),
        row_names=tuple(reversed(_band_names(file, series.obj, series.shape[2]))),
        extent=facts.extent,
    )
    return figure, facts


def _band_names(file: NwbFile, obj: NwbObject, n: int) -> list[str]:
    """The names of the bands, else their limits, else their numbers."""
    numbers = [f"band {i}" for i in range(n)]
    path = f"{obj.path}/bands"
    try:
        table = open_table(file, file.object(path)) if file.exists(path) else None
        if table is None or table.n_rows != n:
            return numbers
        if "band_name" in table.names:
            return [text.safe(name, limit=40) for name in table.cells("band_name", (0, n))]
    except DandiTuiError:
        return numbers
    return numbers
