"""A whole session as the envelope of its samples, within a budget of bytes: coarse first."""

import dataclasses

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import open_series
from dandi_tui.preview.figure import Figure, Traces
from dandi_tui.preview.series.decimate import break_gaps, envelope
from dandi_tui.preview.series.overview_plan import Plan, fetch_together, make_plan, one_place
from dandi_tui.preview.series.selection import Selection, select, shares_axis
from dandi_tui.preview.series.trace_lines import lines_figure
from dandi_tui.preview.series.trace_reading import (
    Reading,
    joined,
    read_samples,
    why_nothing,
    without_blanks,
)
from dandi_tui.preview.series.trace_words import lane_names, trace_facts
from dandi_tui.preview.times.epochs import NO_SHADING, shading
from dandi_tui.preview.times.window import Window
from dandi_tui.preview.view import too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move, Question
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

BUDGET_BYTES = 32_000_000
MAX_TRACES = 6

LOOKS = (16, 4, 1)
"""What part of the budget a first look, a second and the last one read, of a remote file."""

SETTINGS = (
    ("budget", "megabytes that may be read; more of the session is read with more"),
    ("index", "of data with more axes: the index on each further one, `2,0`"),
    ("epochs", "what is shaded: `off`, or the name or path of a table of intervals"),
)


def draw_overview(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """The least and the greatest value in each column of the whole session.

    What costs less than the budget is read whole, and the envelope is that of all samples.
    Otherwise places that are spread evenly over the session are read, as many as the budget
    pays, in the order of reversed bits: a larger part of it fills the gaps between those of a
    smaller one. The line is broken where nothing was read, which is drawn as a dashed line, and
    a remark says how much was read. The places of a look come all at once.

    Source:
        The order is that of van der Corput's sequence; see `decimate.envelope` for the rest.
    """
    return _whole(file, select(file, obj, _with_traces(file, obj, request)), request)


def _whole(file: NwbFile, selection: Selection, request: Draw) -> tuple[Figure, Facts] | Question:
    """The envelope; once more if times that go back are met, as the session is longer then."""
    axis = selection.axis
    window = axis.whole if axis.n else (0.0, 1.0)
    facts = replace(trace_facts(file, selection, window), window=None)
    budget = _budget(request)
    plan, finer = _plan(selection, budget, request.coarse)
    if not plan.parts and selection.axis.n:
        plan = one_place(selection, budget)
        asked = too_much(request, facts, plan.cost)
        if asked is not None:
            return asked
    moves = _moves(plan, budget)
    cost = text.size(plan.cost.fetch_bytes)
    facts = replace(facts, cost=cost, moves=moves, finer=finer)
    read, unread = _read(selection, plan, request)
    if axis.remeasured():
        return _whole(file, selection, request)
    remarks = [f"{_percent(plan.share)} read"] if plan.share < 1 else []
    facts = replace(facts, remarks=(*facts.remarks, *remarks, *read.remarks))
    nothing = why_nothing(selection.series, read.ys)
    if nothing and not request.numbers:
        return sentence(nothing), facts
    figure, facts = _figure(file, selection, read, request, facts)
    return dataclasses.replace(figure, unread=unread), facts


def _figure(
    file: NwbFile, selection: Selection, read: Reading, request: Draw, facts: Facts
) -> tuple[Traces, Facts]:
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


def _plan(selection: Selection, budget: int, coarse: int) -> tuple[Plan, int]:
    """What is read, and how many looks are to follow it.

    A look that would read less than one place gives way to the next. Of a local file there is
    but one.
    """
    left = min(coarse, len(LOOKS) - 1) if selection.series.data.is_remote else 0
    for look in range(left, 0, -1):
        plan = make_plan(selection, budget, budget // LOOKS[-1 - look])
        if plan.share >= 1:
            return plan, 0
        if plan.parts:
            return plan, look
    return make_plan(selection, budget), 0


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


def _read(selection: Selection, plan: Plan, request: Draw) -> tuple[Reading, tuple[Window, ...]]:
    """The envelope of what the plan reads, with a NaN between parts that do not touch.

    Returns:
        What was read, and the stretches of time between.
    """
    axis, odd = selection.axis, set[str]()
    window = axis.whole
    n_traces = selection.traces[1] - selection.traces[0]
    xs, ys = [[list[Floats]() for _ in range(n_traces)] for _ in range(2)]
    before, end, unread = np.nan, 0, list[Window]()
    for part in fetch_together(selection, plan):
        x, values = read_samples(selection, window, part, False, odd)
        y = without_blanks(selection.series, values, odd)
        x, y = _after(x, y, before, touching=part[0] == end, longest=axis.longest_step)
        if len(x) and part[0] != end:
            unread.append((before if np.isfinite(before) else window[0], float(x[0])))
        before, end = (float(x[-1]) if len(x) else before), part[1]
        for i in range(n_traces):
            kept = envelope(x, y[:, i], window, 2 * request.width)
            xs[i].append(kept[0])
            ys[i].append(kept[1])
    odd.update(axis.remarks)
    both = [_again(joined(a), joined(b), window, request) for a, b in zip(xs, ys, strict=True)]
    if end < axis.n and np.isfinite(before):
        unread.append((before, window[1]))
    reading = Reading([a for a, _ in both], [b for _, b in both], tuple(sorted(odd)))
    return reading, tuple(unread)


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
