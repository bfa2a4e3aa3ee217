"""Tables whose rows are spans or moments of time, as marks: two columns of times, two of kinds.

NWB core 2.11.0, `nwb.epoch.yaml`, TimeIntervals: `start_time` and `stop_time` in seconds.
ndx-events 0.4 and NWB core, EventsTable: `timestamp`, and `duration` where events last.
"""

import difflib
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series
from dandi_tui.nwb.tables import Cells, NwbTable, open_table
from dandi_tui.preview.companions import region_table
from dandi_tui.preview.events.marks import Ints, Marks, cell_words, kinds_of, overlap
from dandi_tui.preview.times.window import TimeAxis, Window
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

MAX_WHOLE_ROWS = 50_000
"""Tables of more rows are not read whole: their rows are found by start."""

ROWS_BEFORE = 1_000
"""Rows before a window that are looked at, as they may reach into it."""

OFF = "off"
NUMBER = "number"
"""Words for no column, and for the row's number."""

TIMES = ("_time", "_times", "_index", "timestamp", "duration", "_duration")
"""Columns of such names are no kinds."""


@dataclass(frozen=True)
class Times:
    """When some rows are: shape (row,), seconds."""

    starts: Floats
    """NaN where a row has none."""
    stops: Floats
    """A row without an end, or whose end is before its start, is a moment."""
    ends: Floats
    """As stored, NaN where there is none; of moments their times."""
    remarks: tuple[str, ...]
    """What is odd about them."""


@dataclass(frozen=True)
class TimeTable:
    """A table with times, and the columns that its rows can be told apart by."""

    table: NwbTable
    start: str
    stop: str
    """Column of ends or of durations; empty: there is none."""
    kinds: tuple[str, ...]
    """Columns of text, truth, numbers or rows of another table; text first."""
    n_texts: int
    """How many of `kinds` are text."""
    axis: TimeAxis
    """Over the rows, by start."""

    @property
    def n(self) -> int:
        """Rows that have a start."""
        return min(self.table.n_rows, self.axis.n)

    @property
    def is_whole(self) -> bool:
        """Whether all rows are read."""
        return self.n <= MAX_WHOLE_ROWS

    @property
    def moments(self) -> bool:
        """Whether the rows are events."""
        return self.start == "timestamp"

    def column(self, request: Draw, key: str, default: str) -> str:
        """The column that a setting names, `off`, or for labels `number`.

        Raises:
            UsageError: There is no such column.
        """
        asked = request.option(key) or default
        words = (OFF, NUMBER) if key == "label" else (OFF,)
        if asked in words or asked in self.table.names:
            return asked
        near = difflib.get_close_matches(asked, self.kinds, 3, 0.3) or self.kinds[:10]
        raise UsageError(
            f"There is no column {asked}.", hint=f"{key}= {', '.join((*near, *words))}"
        )

    @property
    def first_lane(self) -> str:
        """The first column of text, or what an event's type is in."""
        return self.kinds[0] if self.kinds and self.n_texts else OFF

    @property
    def first_label(self) -> str:
        """The next column of text; else rows are numbered."""
        return self.kinds[1] if self.n_texts > 1 else (OFF if self.moments else NUMBER)

    def rows(self, window: Window) -> Range:
        """The rows to read for a window: all, or those that start in it and some before."""
        if self.is_whole:
            return (0, self.n)
        first, stop = self.axis.samples(window)
        return (max(0, first - ROWS_BEFORE), min(self.n, stop))

    def cost(self, rows: Range, columns: tuple[str, ...]) -> Cost:
        """What the times and some columns of rows would fetch."""
        names = (self.start, self.stop, *columns)
        known = tuple(dict.fromkeys(name for name in names if name in self.table.names))
        return self.table.cost(known, rows) if rows[1] > rows[0] else NO_COST

    def times(self, rows: Range) -> Times:
        """When the rows are."""
        starts = self._floats(self.start, rows)
        ends = self._ends(starts, rows)
        remarks = []
        for odd, words in (
            (~np.isfinite(starts), "without a start"),
            (np.isfinite(starts) & ~np.isfinite(ends), "without an end"),
            (ends < starts, "with an end before the start"),
        ):
            if odd.any():
                remarks.append(f"{text.plural(int(odd.sum()), 'row')} {words}")
        usable = np.isfinite(starts)
        stops = np.where(np.isfinite(ends) & (ends >= starts), ends, starts)
        return Times(np.where(usable, starts, np.nan), stops, ends, tuple(remarks))

    def _ends(self, starts: Floats, rows: Range) -> Floats:
        """As `Times.ends`."""
        if not self.stop:
            return starts
        stored = self._floats(self.stop, rows)
        # An event without a duration is a moment; an interval without an end is not known.
        lasting = np.where(np.isnan(stored), 0.0, stored)
        return starts + lasting if self.stop == "duration" else stored

    def _floats(self, name: str, rows: Range) -> Floats:
        data = self.table.file.data(f"{self.table.path}/{name}")
        values = np.asarray(data.read(rows), dtype=np.float64).reshape(-1)
        padded = np.full(max(0, rows[1] - rows[0]), np.nan)
        padded[: len(values)] = values[: len(padded)]
        return padded

    def cells(self, name: str, rows: Range) -> Cells:
        """The cells of a column of kinds; rows of another table by that table's words."""
        cells = self.table.cells(name, rows, limit=20)
        cells += [None] * (rows[1] - rows[0] - len(cells))
        words = self._pointed_at(name)
        if not words:
            return cells
        known = range(len(words))
        return [words[c] if isinstance(c, int) and c in known else c for c in cells]

    def _pointed_at(self, name: str) -> Cells:
        """Of a `DynamicTableRegion`: the first column of text of the table that it points at."""
        file = self.table.file
        path = region_table(file, f"{self.table.path}/{name}")
        if not path:
            return []
        other = open_table(file, file.object(path))
        column = next((n for n in other.names if other.is_text(n)), "")
        return other.cells(column, (0, min(other.n_rows, MAX_WHOLE_ROWS))) if column else []


def open_times(file: NwbFile, obj: NwbObject) -> TimeTable | None:
    """The columns of a table's times and kinds; None if it has no times that are numbers."""
    table = open_table(file, obj)
    start = next((n for n in ("start_time", "timestamp") if n in table.names), "")
    if not start:
        return None
    data = file.data(f"{obj.path}/{start}")
    if not data.numeric or len(data.shape or ()) != 1:
        return None
    stop = "duration" if start == "timestamp" else "stop_time"
    texts, others = _kinds(file, obj, table)
    return TimeTable(
        table=table,
        start=start,
        stop=stop if _is_vector_of_numbers(file, obj, table, stop) else "",
        kinds=(*texts, *others),
        n_texts=len(texts),
        axis=times_axis(obj, data),
    )


def times_axis(obj: NwbObject, data: Data) -> TimeAxis:
    """A dataset of times as the axis of its own values."""
    return TimeAxis(
        Series(
            obj=obj,
            data=data,
            unit="s",
            conversion=1.0,
            offset=0.0,
            channel_conversion=None,
            timestamps=data,
            starting_time=None,
            rate_hz=None,
            time_axis=0,
            remarks=(),
        )
    )


def _is_vector_of_numbers(file: NwbFile, obj: NwbObject, table: NwbTable, name: str) -> bool:
    if name not in table.names or name in table.indexes:
        return False
    data = file.data(f"{obj.path}/{name}")
    return data.numeric and len(data.shape or ()) == 1


def _kinds(file: NwbFile, obj: NwbObject, table: NwbTable) -> tuple[list[str], list[str]]:
    """Columns of text, and of single numbers and rows of a table of types; in their order."""
    texts: list[str] = []
    others: list[str] = []
    children = {child.name: child for child in file.children(obj.path)}
    for name in table.names:
        child = children[name]
        shape = child.shape if child.kind == "dataset" else child.data_shape
        if len(shape or ()) != 1 or name == "id" or name.endswith(TIMES):
            continue
        is_type = child.is_a("DynamicTableRegion") and name.endswith("type")
        if child.dtype == "text" or name in table.enums or is_type:
            texts.append(name)
        elif name not in table.indexes and child.dtype.startswith(("int", "uint", "float", "bool")):
            others.append(name)
    return sorted(texts, key=lambda name: name in table.indexes), others


@dataclass(frozen=True)
class Found:
    """What a table has in a window."""

    marks: Marks
    rows: Range
    """From the first to the last of the rows that are marks; (0, 0): there are none."""
    counts: Ints | None
    """Of each lane, in the whole table; None if not all of it is read."""
    ends: Floats
    """Shape (mark,): the ends as stored, NaN where there is none."""
    remarks: tuple[str, ...]


def read_marks(times: TimeTable, window: Window, lane: str, label: str, name: str) -> Found:
    """The rows that reach into a window as marks."""
    rows = times.rows(window)
    when = times.times(rows)
    inside = overlap(when.starts, when.stops, window)
    found = np.flatnonzero(inside)
    span = (rows[0] + int(found[0]), rows[0] + int(found[-1]) + 1) if len(found) else (0, 0)
    lanes, lane_of, words = _lanes(times, rows, lane, name)
    marks = Marks(when.starts, when.stops, lanes, lane_of).chosen(inside)
    marks = replace(marks, labels=_labels(times, span, found - (span[0] - rows[0]), label))
    counts = None
    if times.is_whole:
        counts = np.bincount(lane_of[np.isfinite(when.starts)], minlength=len(lanes))
    before = (f"rows before {rows[0]:,} not looked at",) if rows[0] else ()
    return Found(marks, span, counts, when.ends[inside], (*when.remarks, *words, *before))


def _lanes(
    times: TimeTable, rows: Range, lane: str, name: str
) -> tuple[tuple[str, ...], Ints, tuple[str, ...]]:
    """Names of the lanes, the lane of each row, and a remark."""
    nothing = np.zeros(rows[1] - rows[0], dtype=np.int64)
    if lane == OFF:
        return (name,), nothing, ()
    found = kinds_of(times.cells(lane, rows))
    shown = text.safe(lane, limit=80)
    if found is None:
        return (name,), nothing, (f"too many kinds of {shown} for lanes",)
    names, lane_of = found
    return names, lane_of, (f"lanes by {shown}",)


def _labels(times: TimeTable, span: Range, places: Ints, label: str) -> tuple[str, ...]:
    """What is written in the bars: the row's number, or a cell."""
    if label == OFF or not len(places):
        return ()
    if label == NUMBER and NUMBER not in times.table.names:
        return tuple(f"{span[0] + place:,}" for place in places)
    try:
        cells = times.cells(label, span)
    except (NotFoundError, FileFormatError):
        return ()
    return tuple(cell_words(cells[place]) for place in places)
