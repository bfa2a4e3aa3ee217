"""One unit: its waveform, autocorrelogram, intervals, rate over the session, and qualities."""

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable
from dandi_tui.preview.figure import Axis, Bars, Curve, Figure, Panels, Words, Xy
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.units import row_order
from dandi_tui.preview.units.observed import extent_of, merged, read_intervals
from dandi_tui.preview.units.spike_counts import (
    autocorrelogram,
    histogram_from_zero,
    intervals_between,
    is_within,
    rate_over,
    short_share,
)
from dandi_tui.preview.units.unit_choice import UNIT_SETTING, Units, chosen, open_units, step_moves
from dandi_tui.preview.units.waveforms import read_waveform, waveform_cost, waveform_figure
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import sentence, span, value_words
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

HALF_MS, INTERVALS_MS = 50, 100
RATE_BINS = 100
MAX_QUALITIES = 40
"""Columns whose cells are read for the words: each may be a round trip."""

SETTINGS = (UNIT_SETTING, *row_order.SETTINGS)


@or_sentence
def draw_unit(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Panels of one unit, from all its spikes."""
    units = open_units(file, obj, request)
    unit = chosen(units, request)
    unit = units.step(None, 0) if unit is None else unit
    if unit is None:
        return sentence("There is no unit to show."), _facts(obj, units, 0)
    facts = _facts(obj, units, unit)
    waveform_at = units.waveform_at(unit)
    cost = units.spikes.cost([unit], 1.0) + waveform_cost(file, *waveform_at)
    question = too_much(request, facts, cost, f"all spikes of unit {units.name(unit)}")
    if question:
        return question
    times = units.spikes.all(unit)
    waveform = read_waveform(file, *waveform_at)
    observed = _observed(file, obj, unit)
    intervals = intervals_between(times)
    panels = Panels(
        rows=(
            (waveform_figure(waveform), _correlogram(times), _intervals(intervals)),
            (_rate(times, observed), _qualities(units, unit, times, observed)),
        ),
        heights=(0.55, 0.45),
        widths=((1.2, 1.0, 1.0), (1.6, 1.0)),
        titles=(
            (
                waveform.title if waveform else "waveform",
                f"autocorrelogram, ±{HALF_MS} ms",
                f"intervals, {_short_words(intervals)}",
            ),
            ("rate over the session", ""),
        ),
        short_titles=(("waveform", f"ACG ±{HALF_MS} ms", f"ISI, {_short_words(intervals)}"),),
    )
    n_spikes = text.plural(len(times), "spike")
    remarks = (n_spikes, *facts.remarks, *_outside(times, observed), *sorted(units.spikes.odd))
    return panels, replace(facts, cost=text.size(cost.fetch_bytes), remarks=remarks)


def _observed(file: NwbFile, obj: NwbObject, unit: int) -> Floats | None:
    """When a unit was observed, shape (intervals, 2), apart from each other; None if unsaid."""
    found = read_intervals(file, obj, unit)
    intervals = None if found is None else merged(found)
    return intervals if intervals is not None and len(intervals) else None


def _outside(times: Floats, observed: Floats | None) -> tuple[str, ...]:
    """How many spikes lie where the unit was not observed: no rate counts these."""
    n = 0 if observed is None else int((~is_within(times, observed)).sum())
    return (f"{text.plural(n, 'spike')} outside obs_intervals",) if n else ()


def _facts(obj: NwbObject, units: Units, unit: int) -> Facts:
    n = units.spikes.n_units
    back = Move(key="enter", sentence="back to the raster", word="raster", view="raster")
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        shown=_shown(units, unit),
        remarks=units.order.remarks,
        about=units.order.about,
        data=units.words(),
        moves=(*step_moves(units, unit), back) if n else (),
    )


def _shown(units: Units, unit: int) -> tuple[str, str]:
    """`unit 7`, `of 2,245`; of one with a name of its own also its place."""
    n = units.spikes.n_units
    if not n:
        return ("", "")
    named = units.name(unit) != str(unit)
    return (f"unit {units.name(unit)}", f"({unit + 1:,} of {n:,})" if named else f"of {n:,}")


def _short_words(intervals: Floats) -> str:
    share = short_share(intervals)
    return "none" if np.isnan(share) else f"{100 * share:.2g} % < 2 ms"


def _correlogram(times: Floats) -> Figure:
    if len(times) < 2:
        return sentence("Too few spikes for a correlogram.")
    edges = np.arange(-HALF_MS, HALF_MS + 1, dtype=np.float64)
    heights = autocorrelogram(times, HALF_MS / 1_000, 0.001)
    return Xy(
        layers=(Bars(name="", index=0, edges=edges, heights=heights),),
        x=Axis(label="lag", unit="ms"),
        y=Axis(label="rate", unit="spikes/s"),
        x_limits=(-HALF_MS, HALF_MS),
    )


def _intervals(intervals: Floats) -> Figure:
    if not len(intervals):
        return sentence("Too few spikes for an interval.")
    edges = np.arange(INTERVALS_MS + 1, dtype=np.float64)
    counts = histogram_from_zero(intervals, INTERVALS_MS, 0.001).astype(np.float64)
    return Xy(
        layers=(Bars(name="", index=1, edges=edges, heights=counts),),
        x=Axis(label="interval", unit="ms"),
        y=Axis(label="intervals"),
        x_limits=(0, INTERVALS_MS),
    )


def _rate(times: Floats, observed: Floats | None) -> Figure:
    """In 100 bins from the first to the last observed time, or from the first to last spike.

    Each bin by the time observed in it; there is no rate where the unit was not observed.
    """
    if not len(times):
        return sentence("This unit has no spikes.")
    start, stop = extent_of(observed) or (float(times[0]), float(times[-1]))
    if not stop > start:
        n = len(times)
        alike = f"All {n:,} spikes of this unit are at one time."
        return sentence("This unit has one spike." if n == 1 else alike)
    edges = np.linspace(start, stop, RATE_BINS + 1)
    rate = rate_over(times, edges, observed)
    middles = (edges[:-1] + edges[1:]) / 2
    return Xy(
        layers=(Curve(name="", index=3, x=middles, y=rate, steps=True),),
        x=Axis(label="time", unit="s"),
        y=Axis(label="rate", unit="spikes/s"),
        x_limits=(start, stop),
        y_limits=(0.0, max(float(np.nanmax(rate, initial=0.0)) * 1.05, 1e-9)),
    )


def _qualities(units: Units, unit: int, times: Floats, observed: Floats | None) -> Words:
    """What its spikes say of the unit, and what the table says."""
    found = [("row", str(unit))] if units.old is None else [("unit", units.name(unit))]
    if observed is not None and (seconds := float(np.diff(observed, axis=1).sum())) > 0:
        rate = int(is_within(times, observed).sum()) / seconds
        found.append(("rate", f"{text.number(rate)} spikes/s while observed"))
    elif len(times) > 1 and times[-1] > times[0]:
        rate = (len(times) - 1) / float(times[-1] - times[0])
        found.append(("rate", f"{text.number(rate)} spikes/s, first to last spike"))
    names = ("id", *sorted(row_order.simple_columns(units.table), key=partial(_rank, units.table)))
    known = [name for name in names if name in units.table.names][:MAX_QUALITIES]
    found += [(text.safe(name, limit=60), _cell_words(units.table, name, unit)) for name in known]
    found += units.old.about(unit) if units.old else []
    rows = tuple((span(f"{name}  ", "dim"), span(words)) for name, words in found)
    return Words(rows=rows, note="\n".join(f"{name}  {words}" for name, words in found))


def _rank(table: NwbTable, name: str) -> int:
    """Labels of quality first, then numbers, then names and the like."""
    if name in row_order.LABEL_COLUMNS:
        return 0
    return 2 if table.is_text(name) else 1


def _cell_words(table: NwbTable, name: str, row: int) -> str:
    cells: list[Any] = table.cells(name, (row, row + 1))
    cell = cells[0] if cells else None
    if isinstance(cell, str) and cell.startswith("/"):
        cell = cell.rsplit("/", 1)[-1]
    return value_words(cell, 80)
