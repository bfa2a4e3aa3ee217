"""Samples of a selection, slab by slab: with their peaks, their gaps, and what is odd."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.series import Series
from dandi_tui.preview.series.decimate import break_gaps, envelope
from dandi_tui.preview.series.selection import Selection
from dandi_tui.preview.times.window import Window
from dandi_tui.preview.words import missing_words
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

SLAB_VALUES = 4_000_000
"""Values converted at once: 32 MB as float64."""

MAX_FULL_VALUES = 60_000_000
"""Values that `full` may ask for: half a gigabyte."""


@dataclass(frozen=True)
class Reading:
    """The samples of each trace, and what is odd about them in words."""

    xs: list[Floats]
    ys: list[Floats]
    remarks: tuple[str, ...]


def read_window(selection: Selection, window: Window, request: Draw) -> Reading:
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
    for x, y in each_slab(selection, window, odd, as_stored=request.numbers and whole):
        n_values, n_missing = n_values + y.size, n_missing + int(np.isnan(y).sum())
        if not request.numbers:
            y = without_blanks(selection.series, y, odd)
            x, y = break_gaps(x, y, selection.axis.longest_step, before)
            before = float(x[-1]) if len(x) else before
        for i in range(n_traces):
            kept = (x, y[:, i]) if whole else envelope(x, y[:, i], window, 2 * request.width)
            xs[i].append(kept[0])
            ys[i].append(kept[1])
    odd.update(selection.axis.remarks)
    remarks = (*sorted(odd), *missing_words(n_missing, n_values))
    return Reading([joined(parts) for parts in xs], [joined(parts) for parts in ys], remarks)


def joined(parts: list[Floats]) -> Floats:
    """One after the other; of none, none."""
    return np.concatenate(parts) if parts else np.empty(0)


def each_slab(
    selection: Selection, window: Window, odd: set[str], *, as_stored: bool = False
) -> Iterator[tuple[Floats, Floats]]:
    """Times and values, shape (sample, trace), of the samples in a window, part by part.

    Args:
        selection: What to read.
        window: Seconds, half open.
        odd: Gets what is odd, in words.
        as_stored: In the file's order; else each part is in order of time.
    """
    start, stop = selection.axis.samples(window)
    for part in slabs(selection, start, stop):
        x, y = read_samples(selection, window, part, as_stored, odd)
        odd.update(("some values are infinite",) if np.isinf(y).any() else ())
        yield x, y


def slabs(selection: Selection, start: int, stop: int) -> list[Range]:
    """Ranges of samples that are read at once: whole chunks of bounded size."""
    data = selection.series.data
    n_traces = selection.traces[1] - selection.traces[0]
    length = max(1, SLAB_VALUES // max(1, n_traces))
    chunk = data.chunks[selection.series.time_axis] if data.chunks else 1
    length = max(chunk, length // chunk * chunk)
    first = start // length * length
    return [(max(start, a), min(stop, a + length)) for a in range(first, stop, length)]


def read_samples(
    selection: Selection, window: Window, samples: Range, as_stored: bool, odd: set[str]
) -> tuple[Floats, Floats]:
    """Times and values of some samples that lie in the window, by time."""
    x = selection.axis.times(*samples)
    y = selection.values(samples)
    keep = (x >= window[0]) & (x < window[1])
    if not keep.all():
        x, y = x[keep], y[keep]
    # The numbers keep the file's order; lines need that of time.
    if not as_stored and (np.diff(x) < 0).any():
        odd.add("times are not in order")
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, y


def without_blanks(series: Series, y: Floats, odd: set[str]) -> Floats:
    """An index of -1 for "nothing", which an unsigned type holds as its largest number, as NaN."""
    bits = {"uint32": 32, "uint64": 64}.get(series.data.dtype)
    if bits is None or not series.obj.is_a("IndexSeries"):
        return y
    blank = y == float(2**bits - 1)
    if blank.any():
        odd.add(f"{2**bits - 1} is no index: left out")
    return np.where(blank, np.nan, y)


def why_nothing(series: Series, ys: list[Floats]) -> str:
    """Why there is nothing to draw, if so."""
    if 0 in series.shape or series.n_samples == 0:
        return f"This series is empty ({text.shape(series.data.shape)})."
    n = sum(len(y) for y in ys)
    if n and all(np.isnan(y).all() for y in ys):
        return f"All {n:,} values here are NaN." if n > 1 else "The one value here is NaN."
    return ""
