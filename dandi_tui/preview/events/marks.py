"""Bars and ticks on the session's time, in lanes: what intervals and events have in common."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.preview.figure import Axis, SpanRow, Spans
from dandi_tui.preview.times.epochs import kind_words
from dandi_tui.preview.times.window import Window
from dandi_tui.preview.words import span_of
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MAX_KINDS = 12
"""More kinds than that are not told apart by lanes."""

MARKS_PER_COLUMN = 8
"""More bars than that in each column of a lane are drawn as one: two a dot."""


@dataclass(frozen=True)
class Marks:
    """Bars, and ticks as bars of no length."""

    starts: Floats
    stops: Floats
    """Both shape (marks,), seconds of session time."""
    lanes: tuple[str, ...]
    lane_of: Ints
    """Shape (marks,): the lane of each mark."""
    labels: tuple[str, ...] = ()
    """One each; empty: none."""

    def chosen(self, keep: npt.NDArray[np.bool_]) -> "Marks":
        """Some of the marks, in all the lanes."""
        labels = tuple(self.labels[i] for i in np.flatnonzero(keep)) if self.labels else ()
        return Marks(self.starts[keep], self.stops[keep], self.lanes, self.lane_of[keep], labels)

    def within(self, window: Window) -> "Marks":
        """Those that reach into a window, half open; a bar that ends where it begins does not."""
        return self.chosen(overlap(self.starts, self.stops, window))

    @property
    def counts(self) -> Ints:
        """Marks of each lane."""
        return np.bincount(self.lane_of, minlength=len(self.lanes))

    @property
    def extent(self) -> Window:
        """From the first start to the last end; (0, 0) of none."""
        if not len(self.starts):
            return (0.0, 0.0)
        return (float(self.starts.min()), float(self.stops.max()))


def overlap(starts: Floats, stops: Floats, window: Window) -> npt.NDArray[np.bool_]:
    """Which bars reach into a half-open window."""
    is_tick = stops <= starts
    return (starts < window[1]) & ((stops > window[0]) | (is_tick & (starts >= window[0])))


def one_lane(name: str, starts: Floats, stops: Floats | None = None) -> Marks:
    """Marks of one kind; without ends they are ticks."""
    ends = starts if stops is None else stops
    return Marks(starts, ends, (name,), np.zeros(len(starts), dtype=np.int64))


def together(parts: Iterable[Marks]) -> Marks:
    """Lanes one below the other."""
    all_parts = list(parts)
    if not all_parts:
        return one_lane("", np.empty(0)).chosen(np.empty(0, dtype=np.bool_))
    firsts = np.cumsum([0, *(len(part.lanes) for part in all_parts)])
    labelled = any(part.labels for part in all_parts)
    labels = [part.labels or ("",) * len(part.starts) for part in all_parts] if labelled else []
    return Marks(
        np.concatenate([part.starts for part in all_parts]),
        np.concatenate([part.stops for part in all_parts]),
        tuple(name for part in all_parts for name in part.lanes),
        np.concatenate([p.lane_of + n for p, n in zip(all_parts, firsts, strict=False)]),
        tuple(label for part in labels for label in part),
    )


def kinds_of(cells: Sequence[object]) -> tuple[tuple[str, ...], Ints] | None:
    """The kinds in a column and which each cell is; None if there are too many.

    Numbers ascend; words come in the order in which they appear.
    """
    words = [cell_words(cell) for cell in cells]
    found = list(dict.fromkeys(words))
    if len(found) > MAX_KINDS:
        return None
    numbers = {
        word: float(cell)
        for word, cell in zip(words, cells, strict=True)
        if isinstance(cell, int | float) and math.isfinite(cell)
    }
    if numbers:
        found.sort(key=lambda word: numbers.get(word, math.inf))
    place = {word: i for i, word in enumerate(found)}
    return tuple(found), np.array([place[word] for word in words], dtype=np.int64)


def cell_words(cell: object) -> str:
    """A cell in one line; of nothing a dash."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return "—"
    if isinstance(cell, str | list):
        return kind_words(cell) or "—"
    return text.safe(text.number(cell), limit=80)


def whole_of(extent: Window) -> Window:
    """The window that holds an extent, its last moment too."""
    start, stop = extent
    if not stop > start:
        return (start, start + 1.0)
    return (start, math.nextafter(stop, math.inf))


def asked_of(extent: Window, window: Window) -> Window:
    """A window as asked; infinite ends are those of the extent.

    Raises:
        UsageError: It is empty.
    """
    whole = whole_of(extent)
    start, stop = (
        asked if math.isfinite(asked) else own for asked, own in zip(window, whole, strict=True)
    )
    if stop <= start:
        raise UsageError(
            f"The window {window[0]:g}:{window[1]:g} is empty.",
            hint=f"There is something from {extent[0]:g} to {extent[1]:g} s.",
        )
    return start, stop


def first_bars(starts: Floats, extent: Window, width: int) -> Window:
    """All, if each bar has a column; else the first ones, so that each has some four."""
    n_columns = max(8, width)
    if len(starts) <= n_columns:
        return whole_of(extent)
    start, stop = (float(t) for t in np.sort(starts)[[0, n_columns // 4]])
    return (start, stop) if stop > start else whole_of(extent)


def untimed_words(n: int) -> tuple[str, ...]:
    """How many series are not drawn: the number of a sample is no time."""
    return (f"{n:,} series without times left out",) if n else ()


def draw_spans(
    marks: Marks, window: Window, extent: Window, request: Draw, counts: Ints | None = None
) -> Spans:
    """The marks in a window, a lane each, with the number of marks of each lane at the right.

    Args:
        marks: Those in the window, or more.
        window: Seconds.
        extent: Seconds, of all there is.
        request: Its width decides how many can be told apart.
        counts: What to write at the right; None: how many there are in the window.
    """
    shown = marks.within(window)
    counts = shown.counts if counts is None else counts
    rows = []
    for lane, name in enumerate(shown.lanes):
        own = shown.chosen(shown.lane_of == lane)
        if not (request.numbers or request.full):
            own = _thinned(own, window, request.width)
        rows.append(
            SpanRow(
                name=name,
                index=lane,
                starts=own.starts,
                stops=own.stops,
                labels=own.labels if any(own.labels) else (),
                aside=f"{counts[lane]:,}",
            )
        )
    return Spans(rows=tuple(rows), x=Axis(label="time", unit="s"), window=window, extent=extent)


def _thinned(marks: Marks, window: Window, width: int) -> Marks:
    """One of the bars that begin and end at the same place of the picture; ticks are counted."""
    parts = MARKS_PER_COLUMN * width
    if len(marks.starts) <= parts or np.array_equal(marks.starts, marks.stops):
        return marks
    scale = parts / (window[1] - window[0])
    limits = [np.clip(ends, *window) for ends in (marks.starts, marks.stops)]
    places = np.stack([np.floor((ends - window[0]) * scale) for ends in limits], axis=1)
    _, first = np.unique(places, axis=0, return_index=True)
    keep = np.zeros(len(marks.starts), dtype=np.bool_)
    keep[first] = True
    return marks.chosen(keep)


def mark_facts(obj: NwbObject, window: Window | None = None, extent: Window | None = None) -> Facts:
    """What stands around lanes of marks."""
    stop = extent[1] if window and extent and window[0] < extent[1] < window[1] else None
    span = (
        span_of((window[0], window[1] if stop is None else stop), extent[1], "s")
        if window and extent
        else ("", "")
    )
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        span=span,
        x_label="time",
        x_unit="s",
        window=window,
        extent=extent,
    )
