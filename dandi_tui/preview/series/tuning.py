"""How one trace responds to what was presented: a tuning curve, or a matrix of two conditions."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Curve, Heatmap, Layer, Ribbon, Rule, Scatter, Xy
from dandi_tui.preview.series.presentations import (
    Condition,
    Presentations,
    interval_means,
    stimulus_tables,
    wished,
)
from dandi_tui.preview.series.selection import Selection, select
from dandi_tui.preview.series.spread import Responses, by_condition
from dandi_tui.preview.series.trace_heatmap import limits
from dandi_tui.preview.series.trace_words import lane_names, lane_word, trace_facts
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import cost_words, length_words, part_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

MAX_CHOICES = 12
"""Columns and pairs of them that the key goes through."""

NAME = "mean ± s.e.m."

SETTINGS = (
    ("column", "what was varied: one column of the table, or two, `NAME,NAME`"),
    ("table", "the name or path of the table of presentations"),
    ("baseline", "seconds before each start whose mean is subtracted"),
    ("index", "of data with more axes: the index on each further one, `2,0`"),
)


def accepts_tuning(obj: NwbObject) -> bool:
    """A series of many traces that respond: not raw voltages, positions or indexes."""
    if not obj.is_a("TimeSeries") or len(obj.data_shape or ()) != 2:
        return False
    others = ("ImageSeries", "IndexSeries", "SpatialSeries", "ElectricalSeries")
    numeric = obj.data_dtype.startswith(("int", "uint", "float")) and "[" not in obj.data_dtype
    return numeric and not any(obj.is_a(other) for other in others)


def draw_tuning(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Mean responses of one trace by the values of one or two columns of a stimulus table.

    A response is the mean of the trace's finite samples in [start, stop) of a presentation, less
    their mean in the `baseline` seconds before it, if asked. By condition: the mean over its
    presentations, ± s.e.m. (standard deviation with ddof = 1 over √n). Presentations whose cell
    is NaN are blank: their mean is a dashed line. Those without a sample, and those that the
    recording's start or end cuts, have no response.
    """
    start = (request.traces or (0, 0))[0]
    selection = select(file, obj, replace(request, traces=(start, start + 1)))
    facts = replace(trace_facts(file, selection, (0.0, 1.0)), window=None, extent=None)
    facts = replace(facts, span=("", ""))
    if selection.axis.n == 0:
        return sentence(f"This series is empty ({text.shape(obj.data_shape)})."), facts
    if not selection.axis.in_seconds:
        return sentence("Tuning needs times in seconds, which this series has not."), facts
    tables = stimulus_tables(file, request.option("table"))
    if not tables:
        return sentence("This file has no table of presentations with conditions."), facts
    table = wished(tables, request.option("table"))
    chosen = _chosen(table, request.option("column"))
    baseline_s = _baseline(request)
    window = (table.window[0] - baseline_s, table.window[1])
    cost = selection.cost(window)
    facts = replace(facts, cost=cost_words(cost, selection.series.data))
    question = too_much(request, facts, cost)
    if question is not None:
        return question
    responses = _responses(selection, table, baseline_s)
    found = by_condition(responses, chosen)
    facts = _told(facts, responses, found, table, chosen, baseline_s)
    facts = replace(facts, moves=_moves(selection, tables, table, chosen))
    facts = _named(file, facts, selection)
    if not np.isfinite(found.means).any():
        return sentence("No presentation of this table lies within the samples."), facts
    figure = (_curve if len(chosen) == 1 else _matrix)(found, chosen, facts)
    x, y = figure.x, figure.y
    return figure, replace(facts, x_label=x.label, x_unit=x.unit, y_label=y.label, y_unit=y.unit)


def _chosen(table: Presentations, wish: str) -> tuple[Condition, ...]:
    """The columns as wished; else the first two of numbers, or the one there is.

    Raises:
        UsageError: The table has no such column of 2 to 50 values, or they are more than two.
    """
    if not wish:
        return _choices(table)[0]
    known = {condition.name: condition for condition in table.conditions}
    names = [name.strip() for name in wish.split(",")]
    if len(names) > 2 or not set(names) <= set(known):
        raise UsageError(
            f"{table.name} has no conditions {wish}.", hint=f"One or two of: {', '.join(known)}"
        )
    return tuple(known[name] for name in dict.fromkeys(names))


def _choices(table: Presentations) -> list[tuple[Condition, ...]]:
    """The first pair of columns of numbers, each column alone, then the other pairs."""
    pairs = list(combinations([c for c in table.conditions if c.numeric], 2))
    return [*pairs[:1], *((c,) for c in table.conditions), *pairs[1:]][:MAX_CHOICES]


def _baseline(request: Draw) -> float:
    asked = request.option("baseline", "0")
    try:
        seconds = float(asked)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e6:
        raise UsageError(f"{asked} is no baseline.", hint="Seconds, as in baseline=0.5.")
    return seconds


def _responses(selection: Selection, table: Presentations, baseline_s: float) -> Floats:
    """Shape (presentation,), in the series' unit."""
    means = interval_means(selection, table.starts, table.stops)[:, 0]
    if baseline_s:
        means = means - interval_means(selection, table.starts - baseline_s, table.starts)[:, 0]
    return means


def _told(
    facts: Facts,
    responses: Floats,
    found: Responses,
    table: Presentations,
    chosen: tuple[Condition, ...],
    baseline_s: float,
) -> Facts:
    """The preferred condition with its mean, what was taken, and what is dashed."""
    unit = f" {facts.y_unit}".rstrip()
    remarks = []
    if np.isfinite(found.means).any():
        best = np.unravel_index(np.nanargmax(found.means), found.means.shape)
        at = ", ".join(
            f"{c.label} {c.words[i]} {c.unit}".rstrip() for c, i in zip(chosen, best, strict=True)
        )
        spread = found.sem[best]
        within = f" ± {text.number(float(spread))}" if np.isfinite(spread) else ""
        remarks.append(f"most at {at}: {text.number(float(found.means[best]))}{within}{unit}")
    presented = _presented(responses, table)
    remarks.append(presented)
    if found.n_blank:
        what = "dashed: " if len(chosen) == 1 else ""
        blank = f"mean of {found.n_blank:,} blank, {text.number(found.blank)}{unit}"
        remarks.append(f"{what}{blank}")
    if baseline_s:
        remarks.append(f"less the mean of {length_words(baseline_s)} before")
    return replace(facts, remarks=(*facts.remarks, *remarks), about=(presented,))


def _presented(responses: Floats, table: Presentations) -> str:
    """`7,200 presentations of static_gratings`; `11 of 13` where not all have a response."""
    n, known = len(responses), int(np.isfinite(responses).sum())
    count = f"{n:,}" if known == n else f"{known:,} of {n:,}"
    return f"{count} presentations of {table.name}"


def _named(file: NwbFile, facts: Facts, selection: Selection) -> Facts:
    """Labels of the axes are the figure's; the trace by its own name."""
    name = lane_names(file, selection.series, selection.traces)[0]
    of = part_words(lane_word(selection.series.obj), *selection.traces, facts.n_traces)[1]
    return replace(facts, shown=(name, of))


def _moves(
    selection: Selection,
    tables: tuple[Presentations, ...],
    table: Presentations,
    chosen: tuple[Condition, ...],
) -> tuple[Move, ...]:
    """`n` `N` the trace, `c` the columns, `b` the table."""
    first, n = selection.traces[0], selection.series.n_traces
    word = lane_word(selection.series.obj)
    moves = []
    if first + 1 < n:
        traces = (first + 1, first + 2)
        moves.append(Move(key="n", sentence=f"next {word}", word=f"next {word}", traces=traces))
    if first > 0:
        traces = (first - 1, first)
        moves.append(Move(key="N", sentence=f"previous {word}", traces=traces, pair=bool(moves)))
    choices = [",".join(c.name for c in choice) for choice in _choices(table)]
    now = ",".join(c.name for c in chosen)
    if len(choices) > 1:
        place = choices.index(now) + 1 if now in choices else 0
        column = choices[place % len(choices)]
        words = " × ".join(column.split(","))
        moves.append(
            Move(key="c", sentence=f"by {words}", word="by", options=(("column", column),))
        )
    if len(tables) > 1:
        other = tables[([t.path for t in tables].index(table.path) + 1) % len(tables)]
        options = (("table", other.path), ("column", ""))
        moves.append(Move(key="b", sentence=f"by {other.name}", options=options))
    return tuple(moves)


def _curve(found: Responses, chosen: tuple[Condition, ...], facts: Facts) -> Xy:
    """The mean of each value ± s.e.m.: a line in a ribbon, or points where values are names."""
    condition = chosen[0]
    n = len(condition.values)
    x = np.array(condition.values if condition.numeric else range(n), dtype=np.float64)
    return Xy(
        layers=(_points if condition.nominal else _ribbon)(x, found),
        x=Axis(label=condition.label, unit=condition.unit),
        y=Axis(label=facts.y_label, unit=facts.y_unit),
        rules=(Rule(at=found.blank, upright=False),) if np.isfinite(found.blank) else (),
        x_names=() if condition.numeric else condition.words,
    )


def _ribbon(x: Floats, found: Responses) -> tuple[Layer, ...]:
    low, high = found.means - found.sem, found.means + found.sem
    return (
        Ribbon(name=NAME, index=0, x=x, low=low, high=high),
        Curve(name=NAME, index=0, x=x, y=found.means),
        Scatter(name=NAME, index=0, x=x, y=found.means),
    )


def _points(x: Floats, found: Responses) -> tuple[Layer, ...]:
    """Bars are one curve from low to high of each, broken between them."""
    ends = np.stack([found.means - found.sem, found.means + found.sem, np.full(len(x), np.nan)])
    bars = ends.T.reshape(-1)
    return (
        Curve(name=NAME, index=0, x=np.repeat(x, 3), y=bars),
        Scatter(name=NAME, index=0, x=x, y=found.means),
    )


def _matrix(found: Responses, chosen: tuple[Condition, ...], facts: Facts) -> Heatmap:
    """The mean of each pair of values: the first column across, the second down."""
    across, down = chosen
    low, high, signed = limits(found.means)
    return Heatmap(
        values=found.means.T,
        x=Axis(label=across.label, unit=across.unit),
        y=Axis(label=down.label, unit=down.unit),
        x_limits=(-0.5, len(across.values) - 0.5),
        y_limits=(-0.5, len(down.values) - 0.5),
        low=low,
        high=high,
        map="signed" if signed else "viridis",
        unit=facts.y_unit,
        row_names=down.words,
        column_names=across.words,
    )
