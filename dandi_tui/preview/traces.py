"""Time series as lines: how many points of which samples, with peaks and gaps kept."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series
from dandi_tui.preview.decimate import break_gaps, envelope
from dandi_tui.preview.epochs import read_epochs
from dandi_tui.preview.figure import Axis, Epoch, Figure, Line, Traces
from dandi_tui.preview.selection import Selection, select, shares_axis
from dandi_tui.preview.trace_words import free_words, lane_names, trace_facts
from dandi_tui.preview.window import Window, asked_window, first_window, smaller_window
from dandi_tui.preview.words import cost_words, missing_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Question
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings

Floats = npt.NDArray[np.float64]

SLAB_VALUES = 4_000_000
"""Values converted at once: 32 MB as float64."""

MAX_FULL_VALUES = 60_000_000
"""Values that `full` may ask for: half a gigabyte."""

SETTINGS = (
    ("index", "of data with more axes: the index on each further one, `2,0`"),
    ("scale", "`own`: each trace fills its lane; else one scale for all"),
    ("epochs", "`off`: without the epochs behind the traces"),
)


def draw_traces(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """The traces of a series over a window of time."""
    selection = select(file, obj, request)
    window = _window(selection, request)
    facts = trace_facts(file, selection, window)
    cost = selection.cost(window)
    if request.budget_bytes and cost.to_fetch_bytes > request.budget_bytes:
        smaller = smaller_window(selection.axis, selection.cost, window, request.budget_bytes)
        what = ", ".join(part for part in (facts.shown[0], facts.span[0]) if part)
        return Question(facts=facts, what=what or facts.title, cost=cost, smaller=smaller)
    facts = replace(
        facts,
        cost=cost_words(cost, selection.series.data),
        free=free_words(selection, window),
    )
    x, y, remarks = _read(selection, window, request)
    facts = replace(facts, remarks=facts.remarks + remarks)
    nothing = _nothing(selection.series, y)
    if nothing and not request.numbers:
        return sentence(nothing), facts
    return _figure(file, selection, window, request, facts, x, y)


def _window(selection: Selection, request: Draw) -> Window:
    axis = selection.axis
    if axis.n == 0:
        return (0.0, 1.0)
    if request.window is not None:
        return asked_window(axis, request.window)
    return first_window(axis, selection.cost, Settings.first_window_bytes)


def _read(
    selection: Selection, window: Window, request: Draw
) -> tuple[list[Floats], list[Floats], tuple[str, ...]]:
    """x and y of each trace in the window, decimated if there are many samples.

    Many samples are read in slabs, each reduced before the next, so that an hour of 384
    channels fits in memory.
    """
    start, stop = selection.axis.samples(window)
    n_traces = selection.traces[1] - selection.traces[0]
    whole = request.full or stop - start <= 2 * request.width
    if whole and (stop - start) * n_traces > MAX_FULL_VALUES:
        raise DandiTuiError(
            f"{(stop - start) * n_traces:,} values are too many to hold at once.",
            hint="Ask for a smaller window or fewer traces.",
        )
    xs: list[list[Floats]] = [[] for _ in range(n_traces)]
    ys: list[list[Floats]] = [[] for _ in range(n_traces)]
    odd: set[str] = set()
    n_values = n_missing = 0
    before = np.nan
    for part in _slabs(selection, start, stop):
        x, y = _samples(selection, window, part, request.numbers and whole, odd)
        n_values, n_missing = n_values + y.size, n_missing + int(np.isnan(y).sum())
        odd.update(("some values are infinite",) if np.isinf(y).any() else ())
        if not request.numbers:
            y = _without_blanks(selection.series, y, odd)
            x, y = break_gaps(x, y, selection.axis.step, before)
            before = float(x[-1]) if len(x) else before
        for i in range(n_traces):
            kept = (x, y[:, i]) if whole else envelope(x, y[:, i], window, 2 * request.width)
            xs[i].append(kept[0])
            ys[i].append(kept[1])
    odd.update(selection.axis.remarks)
    remarks = (*sorted(odd), *missing_words(n_missing, n_values))
    return [_joined(parts) for parts in xs], [_joined(parts) for parts in ys], remarks


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.empty(0)


def _slabs(selection: Selection, start: int, stop: int) -> list[Range]:
    """Ranges of samples that are read at once: whole chunks of bounded size."""
    data = selection.series.data
    n_traces = selection.traces[1] - selection.traces[0]
    length = max(1, SLAB_VALUES // max(1, n_traces))
    chunk = data.chunks[selection.series.time_axis] if data.chunks else 1
    length = max(chunk, length // chunk * chunk)
    first = start // length * length
    return [(max(start, a), min(stop, a + length)) for a in range(first, stop, length)]


def _samples(
    selection: Selection, window: Window, samples: Range, as_stored: bool, odd: set[str]
) -> tuple[Floats, Floats]:
    """Times and values of some samples that lie in the window, by time."""
    x = selection.axis.times(*samples)
    y = selection.series.values(samples, selection.traces, selection.extra)
    keep = (x >= window[0]) & (x < window[1])
    if not keep.all():
        x, y = x[keep], y[keep]
    # The numbers keep the file's order; lines need that of time.
    if not as_stored and (np.diff(x) < 0).any():
        odd.add("times are not in order")
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, y


def _without_blanks(series: Series, y: Floats, odd: set[str]) -> Floats:
    """An index of -1 for "nothing", which an unsigned type holds as its largest number, as NaN."""
    bits = {"uint32": 32, "uint64": 64}.get(series.data.dtype)
    if bits is None or not series.obj.is_a("IndexSeries"):
        return y
    blank = y == float(2**bits - 1)
    if blank.any():
        odd.add(f"{2**bits - 1} is no index: left out")
    return np.where(blank, np.nan, y)


def _nothing(series: Series, ys: list[Floats]) -> str:
    """Why there is nothing to draw, if so."""
    if 0 in series.shape or series.n_samples == 0:
        return f"This series is empty ({text.shape(series.data.shape)})."
    n = sum(len(y) for y in ys)
    if n and all(np.isnan(y).all() for y in ys):
        return f"All {n:,} values here are NaN." if n > 1 else "The one value here is NaN."
    return ""


def _figure(
    file: NwbFile,
    selection: Selection,
    window: Window,
    request: Draw,
    facts: Facts,
    xs: list[Floats],
    ys: list[Floats],
) -> tuple[Figure, Facts]:
    series = selection.series
    names = lane_names(file, series, selection.traces)
    first = selection.traces[0]
    shared = shares_axis(series, len(ys))
    if shared and len(names) > 1:
        facts = replace(facts, legend=tuple((n, first + i) for i, n in enumerate(names)))
    if len(ys) and sum(map(len, ys)) == 0:
        facts = replace(facts, remarks=(*facts.remarks, "no samples here"))
    figure = Traces(
        lines=tuple(
            Line(name=name, index=first + i, x=x, y=y)
            for i, (name, x, y) in enumerate(zip(names, xs, ys, strict=True))
        ),
        x=Axis(label=facts.x_label, unit=facts.x_unit),
        y=Axis(label=facts.y_label, unit=facts.y_unit),
        window=window,
        extent=selection.axis.extent,
        epochs=_epochs(file, selection, request),
        stacked=not shared,
        own_scale=request.option("scale") == "own",
        steps=_holds(file, series),
    )
    return figure, facts


def _epochs(file: NwbFile, selection: Selection, request: Draw) -> tuple[Epoch, ...]:
    """The session's epochs, where they mean something and are not switched off."""
    if not selection.axis.in_seconds or request.numbers or request.option("epochs") == "off":
        return ()
    return read_epochs(file)


def _holds(file: NwbFile, series: Series) -> bool:
    """Whether a value holds until the next sample."""
    if series.obj.is_a("IndexSeries") or series.obj.is_a("IntervalSeries"):
        return True
    return bool(file.attribute(series.data.path, "continuity") == "step")
