"""Events as ticks in lanes: licks, rewards, annotations, TTL pulses."""

import re

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import open_table
from dandi_tui.preview.events import event_rate, intervals
from dandi_tui.preview.events.event_sources import Source, is_events, ragged_marks, sources_of
from dandi_tui.preview.events.intervals import draw_marks, draw_time_table
from dandi_tui.preview.events.marks import (
    Marks,
    asked_of,
    cell_words,
    draw_spans,
    mark_facts,
    together,
    untimed_words,
    whole_of,
)
from dandi_tui.preview.files.note import draw_note
from dandi_tui.preview.times.window import Window, first_window
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost, Facts
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings

SETTINGS = (*intervals.SETTINGS, event_rate.SETTING)

MAX_WHOLE_EVENTS = 50_000
"""Of no more than so many, all are read, so that lanes are the same in every window."""

MAX_LANES = 50
"""Rows of a table with all times of a kind in one cell."""

MODULE_OF_EVENTS = re.compile("event|lick", re.IGNORECASE)
"""A processing module is taken to hold events by its name: a listing does not know its members."""


def _is_table(obj: NwbObject) -> bool:
    return obj.is_a("EventsTable") or obj.is_a("TtlsTable")


def _is_ragged_table(obj: NwbObject) -> bool:
    """Of ndx-events 0.1 and 0.2."""
    return obj.is_a("AnnotatedEvents") or obj.is_a("AnnotatedEventsTable")


def accepts_events(obj: NwbObject) -> bool:
    """Events by their type, tables and containers of them."""
    is_module = obj.is_a("ProcessingModule") and bool(MODULE_OF_EVENTS.search(obj.name))
    return (
        is_module
        or is_events(obj)
        or obj.is_a("BehavioralEvents")
        or _is_table(obj)
        or _is_ragged_table(obj)
    )


def draw_events(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """A tick for each event, a lane for each kind; events that last are bars.

    Below thousands of ticks is their rate: see `event_rate.with_rate`.
    """
    drawn = _draw(file, obj, request)
    if not isinstance(drawn, tuple):
        return drawn
    return event_rate.with_rate(*drawn, request)


def _draw(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    if _is_table(obj):
        return draw_time_table(file, obj, request)
    if _is_ragged_table(obj):
        return _draw_ragged(file, obj, request)
    sources = sources_of(file, obj)
    if not sources and obj.is_a("ProcessingModule"):
        return _draw_module(file, obj, request)
    if not any(source.n for source in sources):
        return sentence("There are no events here."), mark_facts(obj)
    timed = [source for source in sources if source.n == 0 or source.axis.in_seconds]
    if not any(source.n for source in timed):
        return sentence("No event here has a time."), mark_facts(obj)
    untimed, sources = untimed_words(len(sources) - len(timed)), timed
    extent = _extent(sources)
    if not np.isfinite(extent).all():
        return sentence("No event here has a time."), mark_facts(obj)
    window = _window(sources, extent, request)
    facts = mark_facts(obj, window, extent)
    parts = [_samples(source, window) for source in sources]
    cost = sum((s.cost(part) for s, part in zip(sources, parts, strict=True)), NO_COST)
    asked = too_much(request, facts, cost, f"events in {facts.span[0]}")
    if asked is not None:
        return asked
    marks = together(s.marks(part) for s, part in zip(sources, parts, strict=True))
    return _drawn(sources, marks, replace(facts, remarks=untimed), cost, request)


def _draw_module(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """The first table of events in a module that holds no series of them; else its note."""
    tables = (one for one in file.children(obj.path) if _is_table(one) or _is_ragged_table(one))
    table = next(tables, None)
    if table is None:
        return draw_note(file, obj, request)
    drawn = _draw(file, table, request)
    if not isinstance(drawn, tuple):
        return drawn
    figure, facts = drawn
    own = mark_facts(obj)
    remarks = (f"of {text.safe(table.name, limit=80)}", *facts.remarks)
    return figure, replace(
        facts,
        path=own.path,
        title=own.title,
        neurodata_type=own.neurodata_type,
        remarks=remarks,
    )


def _drawn(sources: list[Source], marks: Marks, facts: Facts, cost: Cost, request: Draw) -> Drawing:
    """Counts are those of all events, where all are read."""
    window, extent = facts.window or (0.0, 1.0), facts.extent or (0.0, 1.0)
    n = sum(source.n for source in sources)
    remarks = [word for source in sources for word in (*source.remarks, *source.axis.remarks)]
    # That a list of events has no even steps is what it is.
    remarks = [word for word in remarks if word != "samples may be missing"]
    shown = int(marks.within(window).counts.sum())
    facts = replace(
        facts,
        shown=(text.plural(shown, "event"), f"of {n:,}" if shown < n else ""),
        data=(text.plural(n, "event"),),
        cost=text.size(cost.fetch_bytes),
        remarks=tuple(dict.fromkeys([*facts.remarks, *remarks])),
    )
    counts = marks.counts if n <= MAX_WHOLE_EVENTS else None
    return draw_spans(marks, window, extent, request, counts), facts


def _extent(sources: list[Source]) -> Window:
    """Of all that have events."""
    extents = [source.axis.extent for source in sources if source.n]
    return min(a for a, _ in extents), max(b for _, b in extents)


def _window(sources: list[Source], extent: Window, request: Draw) -> Window:
    """As asked; else all if that is little, else the beginning."""
    if request.window is not None:
        return asked_of(extent, request.window)

    def cost(window: Window) -> Cost:
        return sum((s.cost(_samples(s, window)) for s in sources), NO_COST)

    whole = whole_of(extent)
    if cost(whole).fetch_bytes <= Settings.first_window_bytes:
        return whole
    longest = max(sources, key=lambda source: source.n)
    return first_window(longest.axis, cost, Settings.first_window_bytes)


def _samples(source: Source, window: Window) -> Range:
    """The events to read: all of few, else those of the window."""
    return (0, source.n) if source.n <= MAX_WHOLE_EVENTS else source.axis.samples(window)


def _draw_ragged(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """A table that has the times of all events of a kind in one cell of `event_times`."""
    table = open_table(file, obj)
    if "event_times" not in table.indexes:
        return sentence("This table has no times of events."), mark_facts(obj)
    rows = (0, min(table.n_rows, MAX_LANES))
    asked = too_much(request, mark_facts(obj), table.cost(("event_times",), rows))
    if asked is not None:
        return asked
    times = table.cells("event_times", rows)
    names = [f"{row}" for row in range(*rows)]
    if "label" in table.names and "label" not in table.indexes:
        names = [cell_words(cell) for cell in table.cells("label", rows)]
    marks = together(ragged_marks(names, times))
    known = np.isfinite(marks.starts)
    return draw_marks(obj, marks.chosen(known), request, "There are no events here.")
