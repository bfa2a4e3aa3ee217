"""Spikes of units over a window of time, a row a unit."""

import math

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Figure, Raster, RasterRow
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.times.epochs import read_epochs
from dandi_tui.preview.units import row_order
from dandi_tui.preview.units.observed import (
    asked_or_first,
    extent_of,
    read_intervals,
    spiking_extent,
)
from dandi_tui.preview.units.row_order import next_label, next_sort
from dandi_tui.preview.units.unit_choice import UNIT_SETTING, Units, chosen, open_units, step_moves
from dandi_tui.preview.view import PIN_SETTING, Drawing, too_much
from dandi_tui.preview.words import part_words, sentence, span_of
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost, Facts, Move
from dandi_tui.protocol.requests import Draw

Window = tuple[float, float]

FIRST_WINDOW_S = 10.0

SETTINGS = (
    *row_order.SETTINGS,
    UNIT_SETTING,
    ("density", "`on`: all units of the table at once"),
    ("epochs", "`off`: without the epochs behind the spikes"),
    PIN_SETTING,
)


FILTER = Move(
    key="slash",
    sentence="only some units",
    asks="filter",
    hint="COLUMN=VALUE, COLUMN>3, COLUMN<3 or COLUMN~text; nothing: all units.",
)


@or_sentence
def draw_raster(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """The spikes of some units in a window; the mean rate at the right is over that window.

    Only the index of the spikes, the columns that order the units, and of each unit shown the
    blocks around the window are read.
    """
    units = open_units(file, obj, request)
    rows = units.rows
    if not rows:
        return sentence(_none_words(units)), replace(_facts(obj, units, (0, 0)), moves=(FILTER,))
    unit = chosen(units, request)
    part = _part(request, len(rows), rows.index(unit) if unit in rows else 0)
    shown = rows[slice(*part)]
    facts = _facts(obj, units, part)
    extent = extent_of(read_intervals(file, obj))
    source = "extent from obs_intervals" if extent else "extent from the spikes of these units"
    question = too_much(request, facts, _cost(units, shown, request.window, extent))
    if question:
        return question
    units.spikes.read_ahead(shown)
    extent = extent or spiking_extent(units.spikes, shown)
    if extent is None:
        return sentence("These units have no spikes."), facts
    window = asked_or_first(request.window, extent, FIRST_WINDOW_S)
    cost = _cost(units, shown, window, extent)
    facts = replace(facts, window=window, extent=extent, span=span_of(window, extent[1], "s"))
    question = too_much(request, facts, cost)
    if question:
        return question
    facts = replace(facts, cost=units.cost_words(cost))
    return _figure(file, units, request, facts, shown, unit, source)


def _none_words(units: Units) -> str:
    if units.spikes.n_units and units.table.n_rows:
        return "No unit passes the filter."
    return "There are no units here."


def _part(request: Draw, n: int, place: int) -> Range:
    """Which places of the order are shown: as many as asked, else the page where a place is."""
    if request.option("density") == "on":
        return (0, n)
    page = max(2, 2 * (request.height - 6))
    start, stop = request.traces or (place - place % page, 0)
    if start and start >= n:
        raise UsageError(
            f"There is no unit at place {start:,}.", hint=f"There are {n:,}, counted from 0."
        )
    if stop <= 0:
        start = max(0, min(start, n - page))
        stop = start + page
    return (start, min(stop, n))


def _cost(units: Units, rows: list[int], window: Window | None, extent: Window | None) -> Cost:
    """Of the window, as a share of the extent; while that is not known, all of it if asked for."""
    if window is None or extent is None:
        share = 1.0 if window and math.isinf(max(window[1], -window[0])) else 0.0
    else:
        length = max(extent[1] - extent[0], 1e-9)
        share = max(0.0, min(1.0, (min(window[1], extent[1]) - max(window[0], extent[0])) / length))
    return units.spikes.cost(rows, share)


def _facts(obj: NwbObject, units: Units, part: Range) -> Facts:
    n = len(units.rows)
    shown = part_words("unit", *part, n)
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        shown=shown if any(shown) else (text.plural(n, "unit"), ""),
        remarks=units.order.remarks,
        about=units.order.about,
        data=units.words(),
        chunks=units.chunk_words(),
        x_label="time",
        x_unit="s",
        y_label="unit",
        traces=part,
        n_traces=n,
    )


def _figure(
    file: NwbFile,
    units: Units,
    request: Draw,
    facts: Facts,
    shown: list[int],
    unit: int | None,
    source: str,
) -> tuple[Figure, Facts]:
    window, part = facts.window or (0.0, 1.0), facts.traces or (0, 0)
    rows = tuple(_row(units, row, part[0] + i, window, row == unit) for i, row in enumerate(shown))
    with_epochs = not request.numbers and request.option("epochs") != "off"
    figure = Raster(
        rows=rows,
        x=Axis(label="time", unit="s"),
        window=window,
        extent=facts.extent,
        groups=units.order.runs(*part),
        epochs=read_epochs(file) if with_epochs else (),
        asides="spikes/s",
        first=part[0],
    )
    n_spikes = sum(len(row.times) for row in rows)
    words = (f"{text.plural(n_spikes, 'spike')} here", "rate in this window", source)
    remarks = (*facts.remarks, *words, *sorted(units.spikes.odd))
    return figure, replace(facts, remarks=remarks, moves=_moves(units, request, unit, part))


def _row(units: Units, row: int, place: int, window: Window, is_chosen: bool) -> RasterRow:
    times = units.spikes.spikes(row, window)
    rate = len(times) / (window[1] - window[0])
    return RasterRow(
        name=f"▸{units.name(row)}" if is_chosen else units.name(row),
        index=units.order.colour(place),
        times=times,
        aside=f"{rate:.1f}",
        selected=is_chosen,
    )


def _moves(units: Units, request: Draw, unit: int | None, part: Range) -> tuple[Move, ...]:
    rows = units.rows
    alone = unit if unit is not None else rows[part[0]]
    moves = [
        *(_paged(move, rows, part) for move in step_moves(units, unit)),
        Move(
            key="enter", sentence="this unit alone", word="alone", view="unit",
            options=(("unit", str(alone)),),
        ),
    ]  # fmt: skip
    sort = next_sort(units.table, request.option("sort"))
    if sort or request.option("sort"):
        words = f"sort by {text.safe(sort, limit=40) or 'row'}"
        moves.append(Move(key="u", sentence=words, word="sort", options=(("sort", sort),)))
    label = next_label(units.table, request.option("filter"))
    if label is not None:
        words = f"only {text.safe(label, limit=40)}" if label else "all units"
        moves.append(Move(key="b", sentence=words, word="filter", options=(("filter", label),)))
    moves.append(FILTER)
    dense = request.option("density") == "on"
    moves.append(
        Move(key="w", sentence="some units" if dense else "all units at once", word="all",
             options=(("density", "" if dense else "on"),))
    )  # fmt: skip
    return tuple(moves)


def _paged(move: Move, rows: list[int], part: Range) -> Move:
    """A step to a unit that is not on this page goes to the page where it is."""
    place = rows.index(int(dict(move.options)["unit"]))
    if part[0] <= place < part[1]:
        return move
    size = part[1] - part[0]
    start = max(0, min(len(rows) - size, place - place % size))
    return replace(move, traces=(start, start + size))
