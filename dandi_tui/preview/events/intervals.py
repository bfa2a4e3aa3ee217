"""Intervals of time as bars in lanes: trials, epochs, stimuli, sleep."""

import dataclasses
import math

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.events.interval_series import interval_series, read_intervals, times_cost
from dandi_tui.preview.events.marks import (
    Marks,
    asked_of,
    draw_spans,
    first_bars,
    kinds_of,
    mark_facts,
    one_lane,
    together,
    untimed_words,
    whole_of,
)
from dandi_tui.preview.events.time_tables import (
    NUMBER,
    OFF,
    Found,
    TimeTable,
    open_times,
    read_marks,
)
from dandi_tui.preview.figure import Figure, Spans
from dandi_tui.preview.paths.tracks import is_numeric
from dandi_tui.preview.times.epochs import MAX_OLD_EPOCHS, OLD_PATH, read_epochs
from dandi_tui.preview.times.window import TimeAxis, Window
from dandi_tui.preview.view import PIN_SETTING, Drawing, too_much
from dandi_tui.preview.words import part_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Facts, Move
from dandi_tui.protocol.requests import Draw

SETTINGS = (
    ("lane", "the column whose kinds are lanes, at most twelve; `off`: one lane"),
    ("label", "the column that is written in the bars; `number`: the row; `off`: nothing"),
    PIN_SETTING,
)


def accepts_intervals(obj: NwbObject) -> bool:
    """Tables of intervals, series of starts and ends, and the epochs of NWB 1."""
    if obj.is_a("IntervalSeries"):
        return obj.data_shape is not None and is_numeric(obj.data_dtype)
    is_old = obj.path == OLD_PATH and obj.kind == "group" and obj.n_children != 0
    return obj.is_a("TimeIntervals") or obj.is_a("BehavioralEpochs") or is_old


def draw_intervals(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Bars from start to stop."""
    if obj.is_a("TimeIntervals"):
        return draw_time_table(file, obj, request)
    if obj.is_a("IntervalSeries") or obj.is_a("BehavioralEpochs"):
        return _draw_series(file, obj, request)
    return _draw_old_epochs(file, obj, request)


def _draw_old_epochs(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """The epochs of NWB 1, each a group, in lanes by their tags."""
    if (obj.n_children or 0) > MAX_OLD_EPOCHS:
        words = f"There are {obj.n_children:,} epochs here, too many to be read one by one."
        return sentence(words), mark_facts(obj)
    epochs = read_epochs(file)
    starts = np.array([epoch.start_s for epoch in epochs], dtype=np.float64)
    stops = np.array([epoch.stop_s for epoch in epochs], dtype=np.float64)
    tags = [epoch.kind for epoch in epochs]
    kinds = kinds_of(tags)
    marks = one_lane("epochs", starts, np.maximum(starts, stops))
    if kinds is None:
        marks = dataclasses.replace(marks, labels=tuple(tags))
    else:
        marks = dataclasses.replace(marks, lanes=kinds[0], lane_of=kinds[1])
    return draw_marks(obj, marks, request, "No epoch here has a start and an end.")


def draw_marks(
    obj: NwbObject, marks: Marks, request: Draw, nothing: str, remarks: tuple[str, ...] = ()
) -> tuple[Figure, Facts]:
    """Marks that are all at hand, over the window that is asked for."""
    if not len(marks.starts):
        return sentence(nothing), mark_facts(obj)
    extent = marks.extent
    window = whole_of(extent) if request.window is None else asked_of(extent, request.window)
    facts = replace(mark_facts(obj, window, extent), remarks=remarks)
    return draw_spans(marks, window, extent, request, marks.counts), facts


def draw_time_table(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """The rows of a table in a window, in lanes by the kinds of one column."""
    times = open_times(file, obj)
    if times is None:
        return sentence("This table has no column of times that are numbers."), mark_facts(obj)
    if times.n == 0:
        return sentence("This table has no rows."), mark_facts(obj)
    lane = times.column(request, "lane", times.first_lane)
    label = times.column(request, "label", times.first_label)
    extent = _extent(times)
    if not np.isfinite(extent).all():
        return sentence("No row here has a start."), mark_facts(obj)
    window = _window(times, extent, request)
    facts = mark_facts(obj, window, extent)
    cost = times.cost(times.rows(window), tuple(sorted({lane, label} - {OFF, NUMBER})))
    asked = too_much(request, facts, cost, f"rows in {facts.span[0]}")
    if asked is not None:
        return asked
    found = read_marks(times, window, lane, label, facts.title)
    rows = found.rows
    facts = replace(
        facts,
        shown=part_words("row", *rows, times.table.n_rows) if rows[1] else ("", ""),
        data=(text.plural(times.table.n_rows, "row"),),
        cost=text.size(cost.fetch_bytes),
        remarks=(*found.remarks, *(() if rows[1] else ("nothing here",))),
        moves=_moves(times, lane, label),
    )
    figure = draw_spans(found.marks, window, extent, request, found.counts)
    return _with_ends(figure, found) if request.numbers else figure, facts


def _with_ends(figure: Spans, found: Found) -> Spans:
    """As numbers the ends are those of the file, also where a bar cannot be drawn of them."""
    rows = (
        dataclasses.replace(row, stops=found.ends[found.marks.lane_of == row.index])
        for row in figure.rows
    )
    return dataclasses.replace(figure, rows=tuple(rows))


def _extent(times: TimeTable) -> Window:
    """From the first start to the last end, of many rows to the end of the last one."""
    if not times.is_whole:
        start, last = times.axis.extent
        stops = times.times((times.n - 1, times.n)).stops
        return (start, float(np.nanmax([last, *stops])))
    when = times.times((0, times.n))
    known = np.isfinite(when.starts)
    if not known.any():
        return (math.nan, math.nan)
    return (float(when.starts[known].min()), float(when.stops[known].max()))


def _window(times: TimeTable, extent: Window, request: Draw) -> Window:
    """As asked; else all events, or as many bars as can be told apart."""
    if request.window is not None:
        return asked_of(extent, request.window)
    if times.is_whole and times.moments:
        return whole_of(extent)
    starts = times.times((0, min(times.n, 50_000))).starts
    return first_bars(starts[np.isfinite(starts)], extent, request.width)


def _moves(times: TimeTable, lane: str, label: str) -> tuple[Move, ...]:
    """`c` goes through the columns as lanes, `b` as labels."""
    moves = []
    for key, setting, word, now, last in (
        ("c", "lane", "lanes", lane, (OFF,)),
        ("b", "label", "labels", label, (NUMBER, OFF)),
    ):
        choices = (*times.kinds, *last)
        following = choices[(choices.index(now) + 1) % len(choices)] if now in choices else last[0]
        shown = text.safe(following, limit=80)
        sentence_ = f"{word} by {shown}" if following != OFF else f"no {word}"
        moves.append(Move(key=key, sentence=sentence_, word=word, options=((setting, following),)))
    return tuple(moves)


def _draw_series(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """An `IntervalSeries`, or all of a `BehavioralEpochs`, a lane for each kind of each."""
    series = interval_series(file, obj)
    cost = sum((one.data.cost() + times_cost(one) for one in series), NO_COST)
    asked = too_much(request, mark_facts(obj), cost)
    if asked is not None:
        return asked
    timed = [one for one in series if one.n_samples == 0 or TimeAxis(one).in_seconds]
    if series and not timed:
        return sentence("No interval here has a time."), mark_facts(obj)
    parts, remarks = [], [*untimed_words(len(series) - len(timed))]
    for one in timed:
        marks, odd = read_intervals(one)
        parts.append(marks)
        remarks += [*one.remarks, *odd]
    return draw_marks(
        obj, together(parts), request, "No interval starts here.", tuple(dict.fromkeys(remarks))
    )
