"""Which traces go together: Pearson's correlation of each two, as a matrix."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Figure, Heatmap
from dandi_tui.preview.series.pearson import Pearson, cluster_order
from dandi_tui.preview.series.presentations import (
    Presentations,
    interval_means,
    stimulus_tables,
    wished,
)
from dandi_tui.preview.series.running import Running, find_running, runs
from dandi_tui.preview.series.selection import Selection, select
from dandi_tui.preview.series.trace_reading import each_slab
from dandi_tui.preview.series.trace_words import lane_names, lane_word, trace_facts
from dandi_tui.preview.times.window import Window, asked_window, first_window
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost, Facts, Move
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings

Floats = npt.NDArray[np.float64]

TRACES = (2, 500)
LEAST_SAMPLES = 100
"""A first window has as many, if the series has."""

COLOUR_LIMITS = (0.1, 0.2, 0.5, 1.0)
"""Ends of the colours: the first that holds all but a hundredth of the correlations."""

SPLITS = ("all", "running", "still")

SETTINGS = (
    ("order", "`cluster`: like traces beside each other; `index`: as in the file"),
    ("split", "only samples while the animal is `running` or `still`; else `all`"),
    ("noise", "`on`: of responses to the same stimulus, less their mean"),
    ("table", "for noise: the name or path of a table of presentations"),
    ("index", "of data with more axes: the index on each further one, `2,0`"),
)


@dataclass(frozen=True)
class Samples:
    """What correlations are taken over."""

    window: Window
    cost: Cost
    running: Running | None = None
    while_running: bool = True
    """Or while it stood still."""
    table: Presentations | None = None


def accepts_correlation(obj: NwbObject) -> bool:
    """A series of numbers with 2 to 500 traces, for all that its shape tells; no positions."""
    shape, dtype = obj.data_shape or (), obj.data_dtype
    others = ("ImageSeries", "IndexSeries", "SpatialSeries")
    if not obj.is_a("TimeSeries") or any(obj.is_a(other) for other in others):
        return False
    numeric = dtype.startswith(("int", "uint", "float", "bool")) and "[" not in dtype
    return numeric and len(shape) == 2 and TRACES[0] <= shape[1] <= TRACES[1]


def draw_correlation(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Pearson's r of each two traces, ordered so that like stand beside like.

    Over the samples of a window; `split` keeps those at whose time the animal ran, or not: by
    the speed at the nearest earlier sample, over 1 cm/s either way. With `noise`, over
    presentations instead: the mean response of each trace to each, less the mean over the
    presentations of the same condition (Cohen & Kohn, Nature Neuroscience 14, 2011; there as
    spike counts). Missing values: each two traces over what both have.
    """
    words = _words(request)
    selection = select(file, obj, _all_traces(request))
    n = selection.traces[1] - selection.traces[0]
    facts = trace_facts(file, selection, (0.0, 1.0))
    facts = replace(facts, window=None, span=("", ""), moves=_moves(words))
    if selection.axis.n < 2 or not TRACES[0] <= n <= TRACES[1]:
        return sentence("Correlations need 2 to 500 traces and two samples."), facts
    samples = _samples(file, selection, request, words)
    if isinstance(samples, str):
        return sentence(samples), facts
    facts = replace(
        trace_facts(file, selection, samples.window),
        cost=cost_words(samples.cost, selection.series.data),
        moves=_moves(words),
    )
    question = too_much(request, facts, samples.cost)
    if question is not None:
        return question
    return _drawn(file, selection, samples, words, facts)


def _drawn(
    file: NwbFile, selection: Selection, samples: Samples, words: dict[str, str], facts: Facts
) -> tuple[Figure, Facts]:
    """Read, and draw."""
    n_conditions = 0
    if samples.table is not None:
        found, n_conditions = _noise(selection, samples.table)
    else:
        found = _signal(selection, samples)
    remarks = (*facts.remarks, *_over_words(found, samples, n_conditions))
    word = lane_word(selection.series.obj)
    facts = replace(facts, remarks=remarks, x_label=word, x_unit="", y_label=word, y_unit="")
    r = found.matrix()
    n = len(r)
    if not np.isfinite(r[~np.eye(n, dtype=bool)]).any():
        return sentence("No two of these traces vary together here."), facts
    order = list(range(n)) if words["order"] == "index" else cluster_order(r)
    return _figure(file, selection, r, order), facts


def _words(request: Draw) -> dict[str, str]:
    """The settings, checked."""
    found = {}
    for key, known in (
        ("order", ("cluster", "index")),
        ("split", SPLITS),
        ("noise", ("off", "on")),
    ):
        found[key] = request.option(key, known[0])
        if found[key] not in known:
            raise UsageError(f"{key} cannot be {found[key]}.", hint=f"{key}={'|'.join(known)}")
    return found


def _all_traces(request: Draw) -> Draw:
    """All traces, but for those that are asked for by both ends."""
    start, stop = request.traces or (0, 0)
    return request if stop - start >= TRACES[0] else replace(request, traces=(0, TRACES[1]))


def _samples(
    file: NwbFile, selection: Selection, request: Draw, words: dict[str, str]
) -> Samples | str:
    """What to take, or a sentence on why that is not possible."""
    if words["noise"] == "on":
        tables = stimulus_tables(file, request.option("table")) if selection.axis.in_seconds else ()
        if not tables:
            return "Noise correlations need a table of presentations, which this file has not."
        table = wished(tables, request.option("table"))
        return Samples(table.window, selection.cost(table.window), table=table)
    window = _window(selection, request)
    if words["split"] == "all":
        return Samples(window, selection.cost(window))
    running = find_running(file, selection.series.obj.path)
    if running is None or not selection.axis.in_seconds:
        return "This file has no running speed in a unit of speed."
    cost = selection.cost(window) + running.cost(window)
    return Samples(window, cost, running=running, while_running=words["split"] == "running")


def _window(selection: Selection, request: Draw) -> Window:
    axis = selection.axis
    if request.window is not None:
        return asked_window(axis, request.window)
    start, stop = first_window(axis, selection.cost, Settings.first_window_bytes)
    first, last = axis.samples((start, stop))
    if last - first >= min(LEAST_SAMPLES, axis.n):
        return (start, stop)
    times = axis.times(first, min(axis.n, first + LEAST_SAMPLES))
    known = times[np.isfinite(times)]
    return (start, axis.just_after(float(known[-1]))) if len(known) else (start, stop)


def _signal(selection: Selection, samples: Samples) -> Pearson:
    """Over the samples of the window, or those of them while the animal ran or stood."""
    found = Pearson(selection.traces[1] - selection.traces[0])
    speed = samples.running.read(samples.window) if samples.running else None
    for x, y in each_slab(selection, samples.window, set()):
        found.add(y if speed is None else y[runs(x, *speed) == float(samples.while_running)])
    return found


def _noise(selection: Selection, table: Presentations) -> tuple[Pearson, int]:
    """Over the presentations of conditions that were shown twice at least; and how many these are.

    A condition is a combination of the values in all the table's columns of conditions.
    """
    means = interval_means(selection, table.starts, table.stops)
    codes = np.stack([condition.codes for condition in table.conditions], axis=1)
    _, which = np.unique(codes, axis=0, return_inverse=True)
    found, n_conditions = Pearson(means.shape[1]), 0
    rests = np.full_like(means, np.nan)
    for condition in range(int(which.max()) + 1):
        rows = np.flatnonzero(which.reshape(-1) == condition)
        if len(rows) > 1:
            n_conditions += 1
            rests[rows] = means[rows] - _mean(means[rows])
    kept = np.isfinite(rests).any(axis=1)
    found.add(rests[kept])
    return found, n_conditions


def _mean(rows: Floats) -> Floats:
    """Of each column, over what is finite; NaN where fewer than two are."""
    finite = np.isfinite(rows)
    counts = finite.sum(axis=0)
    sums = np.where(finite, rows, 0.0).sum(axis=0)
    return np.asarray(np.where(counts > 1, sums / np.maximum(counts, 1), np.nan))


def _over_words(found: Pearson, samples: Samples, n_conditions: int) -> tuple[str, ...]:
    """Over what the correlations are taken; each two over what both have, so perhaps fewer."""
    n = f"{found.n_samples:,}"
    n = n if found.n_least == found.n_samples else f"{found.n_least:,}–{n}"
    if samples.table is not None:
        shown = f"over {n} presentations of {n_conditions:,} conditions"
        return ("noise correlations", shown, f"of {samples.table.name}")
    if samples.running is None:
        return (f"over {n} samples",)
    while_ = "running" if samples.while_running else "still"
    sign = ">" if samples.while_running else "≤"
    return (f"over {n} samples while {while_}", f"|{samples.running.name}| {sign} 1 cm/s")


def _moves(words: dict[str, str]) -> tuple[Move, ...]:
    """`u` the order, `b` the split, `r` noise or signal."""
    order = "index" if words["order"] == "cluster" else "cluster"
    split = SPLITS[(SPLITS.index(words["split"]) + 1) % len(SPLITS)]
    noise = "off" if words["noise"] == "on" else "on"
    over = "all samples" if split == "all" else f"samples while {split}"
    of = "noise correlations" if noise == "on" else "correlations of the samples"
    moves = [
        Move(key="u", sentence=f"order by {order}", word=f"by {order}", options=(("order", order),))
    ]
    if words["noise"] == "off":
        moves.append(
            Move(key="b", sentence=f"over {over}", word=split, options=(("split", split),))
        )
    return (*moves, Move(key="r", sentence=of, word="", options=(("noise", noise),)))


def _figure(file: NwbFile, selection: Selection, r: Floats, order: list[int]) -> Heatmap:
    """The matrix in the order, signed, with a row as high as a column is wide."""
    names = lane_names(file, selection.series, selection.traces)
    ordered = tuple(names[i] for i in order)
    axis = Axis(label=lane_word(selection.series.obj))
    edges = (-0.5, len(order) - 0.5)
    limit = _colour_limit(r)
    return Heatmap(
        values=r[np.ix_(order, order)],
        x=axis,
        y=axis,
        x_limits=edges,
        y_limits=edges,
        low=-limit,
        high=limit,
        map="signed",
        unit="r",
        row_names=ordered,
        column_names=ordered,
        square=True,
    )


def _colour_limit(r: Floats) -> float:
    """So far from 0 that weak correlations have colours too; the diagonal is beyond that."""
    others = np.abs(r[~np.eye(len(r), dtype=bool)])
    usual = float(np.percentile(others[np.isfinite(others)], 99))
    return next((limit for limit in COLOUR_LIMITS if limit >= usual), COLOUR_LIMITS[-1])
