"""A whole session as the envelope of its samples, within a budget of bytes: coarse first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import open_series
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.series.decimate import break_gaps, envelope
from dandi_tui.preview.series.selection import Selection, select, shares_axis
from dandi_tui.preview.series.trace_lines import lines_figure
from dandi_tui.preview.series.trace_reading import (
    Reading,
    joined,
    read_samples,
    slabs,
    why_nothing,
    without_blanks,
)
from dandi_tui.preview.series.trace_words import lane_names, trace_facts
from dandi_tui.preview.times.epochs import NO_SHADING, shading
from dandi_tui.preview.view import too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost, Facts, Move, Question
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

BUDGET_BYTES = 32_000_000
STRIPE_BYTES = 256_000
"""Of data in one piece, and of small chunks, so much is read at each place."""

LEAST_PLACES = 32

MAX_TRACES = 6
MAX_PLACES = 4_096
"""More places than these would each be less than a dot of the widest terminal."""

SETTINGS = (
    ("budget", "megabytes that may be read; more of the session is read with more"),
    ("index", "of data with more axes: the index on each further one, `2,0`"),
    ("epochs", "what is shaded: `off`, or the name or path of a table of intervals"),
)


@dataclass(frozen=True)
class Plan:
    """Which samples are read: ranges in ascending order, and what they cost."""

    parts: tuple[Range, ...]
    cost: Cost
    share: float
    """Of all samples."""


def draw_overview(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """The least and the greatest value in each column of the whole session.

    What costs less than the budget is read whole, and the envelope is that of all samples.
    Otherwise places that are spread evenly over the session are read, as many as the budget
    pays, in the order of reversed bits: a larger budget fills the gaps between those of a
    smaller one. The line is broken where nothing was read, and a remark says how much was.

    Source:
        The order is that of van der Corput's sequence; see `decimate.envelope` for the rest.
    """
    selection = select(file, obj, _with_traces(file, obj, request))
    window = selection.axis.whole if selection.axis.n else (0.0, 1.0)
    facts = replace(trace_facts(file, selection, window), window=None)
    budget = _budget(request)
    plan = make_plan(selection, budget)
    if not plan.parts and selection.axis.n:
        place = _places(selection, budget)[0]
        cost = selection.series.data.cost(*selection.ranges(place))
        asked = too_much(request, facts, cost)
        if asked is not None:
            return asked
        plan = Plan((place,), cost, (place[1] - place[0]) / selection.axis.n)
    facts = replace(facts, cost=text.size(plan.cost.fetch_bytes), moves=_moves(plan, budget))
    read = _read(selection, plan, request)
    remarks = [f"{_percent(plan.share)} read"] if plan.share < 1 else []
    facts = replace(facts, remarks=(*facts.remarks, *remarks, *read.remarks))
    nothing = why_nothing(selection.series, read.ys)
    if nothing and not request.numbers:
        return sentence(nothing), facts
    return _figure(file, selection, read, request, facts)


def _figure(
    file: NwbFile, selection: Selection, read: Reading, request: Draw, facts: Facts
) -> tuple[Figure, Facts]:
    """Lines over the whole session, with its epochs behind and a legend if they share an axis."""
    shaded = NO_SHADING
    if selection.axis.in_seconds and not request.numbers:
        shaded = shading(file, request.option("epochs"))
        facts = replace(facts, remarks=facts.remarks + shaded.remarks)
    names = lane_names(file, selection.series, selection.traces)
    if shares_axis(selection.series, len(names)) and len(names) > 1:
        first = selection.traces[0]
        facts = replace(facts, legend=tuple((n, first + i) for i, n in enumerate(names)))
    window = selection.axis.whole if selection.axis.n else (0.0, 1.0)
    return lines_figure(file, selection, window, read, shaded.epochs), facts


def _with_traces(file: NwbFile, obj: NwbObject, request: Draw) -> Draw:
    """One trace, or all axes of a position, if no others are asked; never more than six."""
    start, stop = request.traces or (0, 0)
    if stop <= 0:
        series = open_series(file, obj)
        n = series.n_traces if shares_axis(series, series.n_traces) else 1
        return replace(request, traces=(min(start, max(0, series.n_traces - n)), start + n))
    return replace(request, traces=(start, min(stop, start + MAX_TRACES)))


def _budget(request: Draw) -> int:
    """Bytes.

    Raises:
        UsageError: `budget` is no positive number.
    """
    asked = request.option("budget")
    if not asked:
        return request.budget_bytes or BUDGET_BYTES
    try:
        megabytes = float(asked)
    except ValueError:
        megabytes = 0.0
    if not 0 < megabytes < 1e9:
        raise UsageError(f"{asked} is no budget.", hint="Megabytes, as in budget=128.")
    return round(megabytes * 1e6)


def _moves(plan: Plan, budget: int) -> tuple[Move, ...]:
    """`r` reads four times as much."""
    if plan.share >= 1:
        return ()
    more = f"{4 * budget / 1e6:g}"
    words = f"finer: read up to {text.size(4 * budget)}"
    return (Move(key="r", sentence=words, word="finer", options=(("budget", more),)),)


def _percent(share: float) -> str:
    percent = 100 * share
    if percent < 1:
        return "under 1 %"
    return f"{min(99, percent):.0f} %"


def make_plan(selection: Selection, budget: int) -> Plan:
    """What of a selection is read within a budget of bytes: values, and their times."""
    n = selection.axis.n
    if n == 0:
        return Plan((), NO_COST, 1.0)
    whole = selection.series.data.cost(*selection.ranges((0, n))) + selection.axis.cost(0, n)
    if whole.to_fetch_bytes <= budget:
        return Plan(tuple(slabs(selection, 0, n)), whole, 1.0)
    times = selection.axis.cost(0, n)
    # Few chunks of times are all read before long; many are read with their values.
    at_once = times.to_fetch_bytes <= budget // 4
    cost, chosen = times if at_once else NO_COST, list[Range]()
    places = _places(selection, budget)
    for number in bit_reversed(len(places)):
        part = places[number]
        more = selection.series.data.cost(*selection.ranges(part))
        more = more if at_once else more + _times_cost(selection, part)
        if (cost + more).to_fetch_bytes > budget:
            break
        cost, chosen = cost + more, [*chosen, part]
    share = sum(stop - start for start, stop in chosen) / n
    return Plan(tuple(sorted(chosen)), cost, share)


def _times_cost(selection: Selection, part: Range) -> Cost:
    """Of the times of a part: of the whole block that it lies in, see `Timestamps.read`."""
    axis, (start, stop) = selection.axis, part
    size = axis.stored.size if axis.stored else 1
    if start // size == (stop - 1) // size:
        start, stop = start // size * size, min(axis.n, start // size * size + size)
    return axis.cost(start, stop)


def _places(selection: Selection, budget: int) -> list[Range]:
    """Equal parts of the session; a stripe at the start of each is what one read there takes.

    Stripes are whole chunks, and no longer than lets the budget pay for 32 if chunks allow that.
    """
    n, data = selection.axis.n, selection.series.data
    values = max(1, data.n_values // max(1, selection.series.shape[selection.series.time_axis]))
    chunk = data.chunks[selection.series.time_axis] if data.chunks else 1
    if data.chunks:
        taken = selection.traces[1] - selection.traces[0]
        values = max(taken, int(np.prod(data.chunks)) // max(1, chunk))
    at_once = min(STRIPE_BYTES, budget // LEAST_PLACES)
    stripe = chunk * max(1, at_once // max(1, values * data.itemsize * chunk))
    step = stripe * max(1, -(-n // (stripe * MAX_PLACES)))
    return [(a, min(n, a + stripe)) for a in range(0, n, step)]


def bit_reversed(n: int) -> Iterator[int]:
    """0 … n - 1 so that every beginning of them is spread evenly: 0, 4, 2, 6, 1, 5, 3, 7."""
    bits = max(1, (n - 1).bit_length())
    for i in range(2**bits):
        place = int(f"{i:0{bits}b}"[::-1], 2)
        if place < n:
            yield place


def _read(selection: Selection, plan: Plan, request: Draw) -> Reading:
    """The envelope of what the plan reads; a NaN between parts that do not touch."""
    axis, odd = selection.axis, set[str]()
    window = axis.whole
    n_traces = selection.traces[1] - selection.traces[0]
    xs, ys = [[list[Floats]() for _ in range(n_traces)] for _ in range(2)]
    before, end = np.nan, -1
    for part in plan.parts:
        x, values = read_samples(selection, window, part, False, odd)
        y = without_blanks(selection.series, values, odd)
        x, y = _after(x, y, before, touching=part[0] == end, longest=axis.longest_step)
        before, end = (float(x[-1]) if len(x) else before), part[1]
        for i in range(n_traces):
            kept = envelope(x, y[:, i], window, 2 * request.width)
            xs[i].append(kept[0])
            ys[i].append(kept[1])
    odd.update(axis.remarks)
    both = [_again(joined(a), joined(b), window, request) for a, b in zip(xs, ys, strict=True)]
    return Reading([a for a, _ in both], [b for _, b in both], tuple(sorted(odd)))


def _after(
    x: Floats, y: Floats, before: float, *, touching: bool, longest: float
) -> tuple[Floats, Floats]:
    """Samples with their gaps; a NaN first where what lies before them was not read."""
    if touching or not np.isfinite(before) or len(x) == 0:
        return break_gaps(x, y, longest, before)
    x, y = break_gaps(x, y, longest)
    middle = before + (float(x[0]) - before) / 2
    return np.insert(x, 0, middle), np.insert(y, 0, np.nan, axis=0)


def _again(
    x: Floats, y: Floats, window: tuple[float, float], request: Draw
) -> tuple[Floats, Floats]:
    """The envelope of many envelopes, in order of time; few samples stay as they are."""
    if (np.diff(x) < 0).any():
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return envelope(x, y, window, 2 * request.width)
