"""What was recorded when: a lane for every series and table of times in a group."""

from collections.abc import Iterator

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Figure, SpanRow, Spans
from dandi_tui.preview.files.lanes_of_time import EMPTY, Lane, lane_of
from dandi_tui.preview.files.note import file_facts
from dandi_tui.preview.tables.table_rows import rows_of
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import part_words, sentence, span_of
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Facts
from dandi_tui.protocol.requests import Draw

PLACES = (
    "/acquisition",
    "/processing",
    "/stimulus/presentation",
    "/intervals",
    "/events",
    "/analysis",
    "/units",
)
"""Where a file keeps what has times: NWB core 2.11.0, `nwb.file.yaml`, NWBFile. Templates of
stimuli have times of their own, not of the session."""

CONTAINERS = (
    "ProcessingModule", "BehavioralTimeSeries", "BehavioralEvents", "BehavioralEpochs", "Position",
    "CompassDirection", "EyeTracking", "PupilTracking", "LFP", "FilteredEphys", "Fluorescence",
    "DfOverF", "MotionCorrection", "EventDetection", "FeatureExtraction",
)  # fmt: skip
"""Types that hold series."""

MAX_LANES = 60
MAX_MEMBERS = 300
"""A group of more is not looked into."""

MAX_WALKED = 2_000
AROUND = 2
AROUND_PART = 4
"""Rows of the screen that are not lanes: the axis; of a part of the time also the overview."""

SETTINGS = (("rows", "which lanes, `START:STOP`, counted from 0"),)


def accepts_timeline(obj: NwbObject) -> bool:
    """The file, the groups that hold its data, and containers of series; none that is empty."""
    if obj.kind != "group" or obj.n_children == 0:
        return False
    return obj.path in ("/", "/stimulus", *PLACES[:-1]) or any(map(obj.is_a, CONTAINERS))


def draw_timeline(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """A bar for each object from its first to its last time, with gaps as far as they are known.

    Of stored times the first and the last block are read, of tables their starts and stops.
    """
    objects = list(_with_times(file, obj.path))
    if not objects:
        return sentence("Nothing here has times."), file_facts(file, obj)
    rows = _rows(request, len(objects))
    facts = replace(
        file_facts(file, obj),
        shown=part_words("object", *rows, len(objects)),
        x_label="time",
        x_unit="s",
    )
    lanes = [_guarded(file, one) for one in objects[slice(*rows)]]
    cost = sum((lane.cost for lane in lanes), NO_COST)
    question = too_much(request, facts, cost, f"the times of {text.plural(len(lanes), 'object')}")
    return question or _figure(obj, lanes, rows, len(objects), request, facts)


def _rows(request: Draw, n: int) -> Range:
    """Which lanes: at most 60, and as many as there is room for."""
    around = AROUND if request.window is None else AROUND_PART
    room = MAX_LANES if request.numbers else max(1, min(MAX_LANES, request.height - around))
    start, stop = rows_of(replace(request, height=room + 1, full=False, numbers=False), n)
    return start, min(stop, start + MAX_LANES)


def _guarded(file: NwbFile, obj: NwbObject) -> Lane:
    """The lane of an object; of a damaged one a lane that says so."""
    try:
        return lane_of(file, obj)
    except DandiTuiError:
        return Lane(obj.path, "cannot be read")


def _figure(
    obj: NwbObject, lanes: list[Lane], rows: Range, n: int, request: Draw, facts: Facts
) -> tuple[Figure, Facts]:
    names = _names(obj.path, lanes)
    spans = [_row(name, lane) for name, lane in zip(names, lanes, strict=True)]
    starts = [float(row.starts.min()) for row in spans if len(row.starts)]
    stops = [float(row.stops.max()) for row in spans if len(row.stops)]
    if not starts:
        return sentence("None of these objects has a time that is a number."), facts
    extent = (min(starts), max(stops))
    if extent[1] <= extent[0]:
        extent = (extent[0], extent[0] + 1.0)
    window = extent if request.window is None else _within(request.window, extent)
    facts = replace(facts, span=span_of(window, extent[1], "s"))
    if (rows[0], rows[1]) == (0, n):
        facts = replace(facts, window=window, extent=extent)
    else:
        facts = replace(facts, rows=rows, n_rows=n)
    remarks = tuple(dict.fromkeys(remark for lane in lanes for remark in lane.remarks))
    figure = Spans(
        rows=tuple(spans),
        x=Axis(label="time", unit="s"),
        window=window,
        extent=extent,
        first=rows[0],
    )
    return figure, replace(facts, remarks=(*facts.remarks, *remarks))


def _within(window: tuple[float, float], extent: tuple[float, float]) -> tuple[float, float]:
    """A window as asked; ends that are no numbers are the recording's."""
    start, stop = (
        asked if abs(asked) < float("inf") else own
        for asked, own in zip(window, extent, strict=True)
    )
    return (start, stop) if stop > start else extent


def _row(name: str, lane: Lane) -> SpanRow:
    """A lane as drawn; damage while reading leaves it without bars."""
    index = _place(lane.path)
    try:
        bars = lane.read()
    except DandiTuiError:
        return SpanRow(name=name, index=index, starts=EMPTY, stops=EMPTY, aside="cannot be read")
    return SpanRow(
        name=name,
        index=index,
        starts=bars.starts,
        stops=bars.stops,
        labels=bars.labels,
        indexes=bars.indexes,
        aside=bars.aside or lane.aside,
    )


def _place(path: str) -> int:
    """Lanes of one place have one colour."""
    return next((i for i, place in enumerate(PLACES) if path.startswith(place)), len(PLACES))


def _names(path: str, lanes: list[Lane]) -> list[str]:
    """The last part of each path; where two share it, with the part before."""
    lasts = [lane.path.rsplit("/", 1)[-1] for lane in lanes]
    names = []
    for lane, last in zip(lanes, lasts, strict=True):
        inside = lane.path.removeprefix(path).strip("/").split("/")
        parts = [part for i, part in enumerate(inside) if i == 0 or part != inside[i - 1]]
        twice = lasts.count(last) > 1
        names.append(text.safe("/".join(parts[-2:]) if twice else last, limit=80))
    return names


def _with_times(file: NwbFile, path: str) -> Iterator[NwbObject]:
    """The series and the tables of intervals below a group, in the order of the places."""
    for place in PLACES if path == "/" else (path,):
        if not file.exists(place):
            continue
        if place == "/units":
            yield file.object(place)
            continue
        for batch in file.walk(place, MAX_WALKED, _enter):
            yield from (obj for obj in batch if _has_times(obj))


def _enter(group: NwbObject) -> bool:
    """Neither into series nor tables, nor into groups of very many members."""
    if group.data_shape is not None or group.is_a("TimeSeries") or group.is_a("DynamicTable"):
        return False
    return group.n_children is not None and group.n_children <= MAX_MEMBERS


def _has_times(obj: NwbObject) -> bool:
    kinds = ("TimeSeries", "TimeIntervals", "Units", "Events", "EventsTable")
    return obj.kind == "group" and any(map(obj.is_a, kinds))
