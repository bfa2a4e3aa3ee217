"""The spikes of a unit around events: a raster of trials, and the rate over them."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.aligned.alignment import (
    around,
    bin_edges,
    mean_sem,
    observed_whole,
    trial_rates,
)
from dandi_tui.preview.aligned.events import Events, choose_events, seconds, window_moves, window_of
from dandi_tui.preview.figure import (
    Axis,
    Curve,
    Figure,
    Panels,
    Raster,
    RasterRow,
    Ribbon,
    Rule,
    Xy,
)
from dandi_tui.preview.units.observed import merged, read_intervals
from dandi_tui.preview.units.unit_choice import Units, chosen, open_units, step_moves
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

BEFORE_S, AFTER_S, BIN_S = 0.5, 1.0, 0.02
MAX_BINS = 20_000
MAX_RIBBONS = 2
"""Groups whose s.e.m. is drawn: more bands hide each other."""


def draw_aligned_units(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """A row of spikes a trial; below, spikes/s: count / (bin × trials), ± s.e.m. over trials."""
    units = open_units(file, obj, request.with_option("group", "none"))
    unit = chosen(units, request)
    unit = units.step(None, 0) if unit is None else unit
    if unit is None:
        return sentence("There is no unit to show."), _facts(obj, units, 0)
    facts = _facts(obj, units, unit)
    events = choose_events(file, obj, request)
    if events is None:
        return sentence("This file has no intervals to align spikes to."), facts
    window = window_of(request, BEFORE_S, AFTER_S)
    edges = _edges(request, window)
    facts = replace(facts, moves=(*facts.moves, *events.moves, *window_moves(window)))
    cost = units.spikes.cost([unit], 1.0)
    question = too_much(request, facts, cost, f"all spikes of unit {units.name(unit)}")
    if question:
        return question
    observed = read_intervals(file, obj, unit)
    used = np.isfinite(events.times)
    if observed is not None:
        used = observed_whole(events.times, window, merged(observed))
    order = events.order(used)
    said = () if observed is not None else ("no obs_intervals: the unit counts as observed",)
    facts = replace(
        facts,
        cost=units.cost_words(cost),
        remarks=(*events.words(len(order)), *said, *units.order.remarks),
        about=(events.reference, *units.order.about),
    )
    if not len(order):
        return sentence("No trial has its whole window inside the recording."), facts
    trials = around(units.spikes.all(unit), events.times[order], window)
    facts = replace(facts, remarks=(*facts.remarks, *sorted(units.spikes.odd)))
    return _figure(events, order, trials, window, edges), facts


def _edges(request: Draw, window: tuple[float, float]) -> Floats:
    bin_s = seconds(request, "bin", BIN_S)
    if bin_s <= 0 or (window[1] - window[0]) / bin_s > MAX_BINS:
        raise UsageError("Bins of the rate are too short.", hint="bin=0.02")
    edges = bin_edges(window, bin_s)
    if len(edges) < 2:
        raise UsageError("A bin is longer than the window.", hint="bin=0.02")
    return edges


def _facts(obj: NwbObject, units: Units, unit: int) -> Facts:
    n = units.spikes.n_units
    back = Move(key="enter", sentence="this unit alone", word="alone", view="unit",
                options=(("unit", str(unit)), ("group", "")))  # fmt: skip
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        shown=(f"unit {units.name(unit)}", f"of {n:,}") if n else ("", ""),
        data=units.words(),
        x_label="time from event",
        x_unit="s",
        y_label="rate",
        y_unit="spikes/s",
        moves=(*step_moves(units, unit), back) if n else (),
    )


def _figure(
    events: Events,
    order: npt.NDArray[np.int64],
    trials: list[Floats],
    window: tuple[float, float],
    edges: Floats,
) -> Figure:
    parts = events.parts(order)
    x = Axis(label="time from event", unit="s")
    rows = tuple(
        RasterRow(
            name=str(order[i]),
            index=index,
            times=trials[i],
            aside=f"{len(trials[i]) / (window[1] - window[0]):.1f}",
        )
        for index, (_, start, stop) in enumerate(parts)
        for i in range(start, stop)
    )
    raster = Raster(
        rows=rows,
        x=x,
        window=window,
        groups=tuple((name, b - a) for name, a, b in parts if b > a) if events.groups else (),
        rules=(Rule(at=0.0),),
        asides="spikes/s",
    )
    layers = _layers(parts, trials, edges)
    rate = Xy(
        layers=layers,
        x=x,
        y=Axis(label="rate", unit="spikes/s"),
        x_limits=window,
        y_limits=(0.0, _top(layers)),
        rules=(Rule(at=0.0),),
    )
    return Panels(rows=((raster,), (rate,)), heights=(0.6, 0.4), same_x=True)


def _top(layers: tuple[Curve | Ribbon, ...]) -> float:
    """Above all rates and their s.e.m.; no rate is below 0, and where there are none it is 1."""
    tops = [layer.high if isinstance(layer, Ribbon) else layer.y for layer in layers]
    found = np.concatenate([np.zeros(1), *tops])
    return float(found[np.isfinite(found)].max()) * 1.05 or 1.0


def _layers(
    parts: list[tuple[str, int, int]], trials: list[Floats], edges: Floats
) -> tuple[Curve | Ribbon, ...]:
    """The mean of each group that has trials, in the middle of bins, over its s.e.m."""
    x = (edges[:-1] + edges[1:]) / 2
    curves: list[Curve | Ribbon] = []
    ribbons: list[Curve | Ribbon] = []
    for index, (name, start, stop) in enumerate(parts):
        if stop > start:
            mean, sem = mean_sem(trial_rates(trials[start:stop], edges))
            named = f"{name}, {stop - start}" if name else ""
            curves.append(Curve(name=named, index=index, x=x, y=mean))
            ribbons.append(Ribbon(name="", index=index, x=x, low=mean - sem, high=mean + sem))
    return tuple([*ribbons, *curves] if len(curves) <= MAX_RIBBONS else curves)
