"""Epochs and the recording as a whole: tints behind the data, the band row, the overview row."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.charts import ascii as plain
from dandi_tui.charts import ink as inks
from dandi_tui.charts.canvas import Canvas, cut_end, width_of
from dandi_tui.preview.figure import Epoch
from dandi_tui.protocol.requests import Ink

_MOST_EPOCHS = 50_000


@dataclass(frozen=True)
class Stretch:
    """Columns of one epoch, half open."""

    start: int
    stop: int
    epoch: Epoch
    kind: int
    """Which kind it is, in order of appearance: its colour."""

    @property
    def is_blank(self) -> bool:
        """Nothing was presented: no tint, and dots for a name."""
        word = self.epoch.kind.lower()
        return word in ("", "blank") or "spontaneous" in word


class Timeline:
    """The epochs of a session, found by columns."""

    def __init__(self, epochs: Sequence[Epoch]) -> None:
        spans = np.array([(e.start_s, e.stop_s) for e in epochs[:_MOST_EPOCHS]], np.float64)
        spans = spans.reshape(-1, 2)
        known = np.flatnonzero(~np.isnan(spans).any(axis=1))
        self._spans = spans[known]
        self._epochs = [epochs[index] for index in known.tolist()]
        names = dict.fromkeys(epoch.family or epoch.kind for epoch in self._epochs)
        self._kinds = {kind: number for number, kind in enumerate(names)}

    def stretches(self, start_s: float, stop_s: float, columns: int) -> list[Stretch]:
        """Which columns belong to which epoch; later epochs lie over earlier ones."""
        found, column = [], 0
        for index, group in groupby(self._owners(start_s, stop_s, columns).tolist()):
            stop = column + len(list(group))
            if index >= 0:
                epoch = self._epochs[index]
                found.append(Stretch(column, stop, epoch, self._kinds[epoch.family or epoch.kind]))
            column = stop
        return found

    def _owners(self, start_s: float, stop_s: float, columns: int) -> npt.NDArray[np.intp]:
        """Shape (columns,): the epoch that covers most of each column, or -1."""
        owner = np.full(columns, -1, np.intp)
        with np.errstate(over="ignore"):
            cells = (self._spans - start_s) / (stop_s - start_s) * columns
        edges = np.floor(np.clip(cells, 0, columns) + 0.5).astype(np.intp)
        shown = np.flatnonzero(edges[:, 1] > edges[:, 0])
        for index, (first, last) in zip(shown.tolist(), edges[shown].tolist(), strict=True):
            owner[first:last] = index
        return owner


def tint(canvas: Canvas, found: Sequence[Stretch], rows: range, left: int, ink: Ink) -> None:
    """Tint the plot behind the data for its whole height."""
    for stretch in found:
        if not stretch.is_blank:
            columns = range(left + stretch.start, left + stretch.stop)
            canvas.tint(rows, columns, inks.tint(ink, stretch.kind))


def draw_band(canvas: Canvas, found: Sequence[Stretch], row: int, left: int, ink: Ink) -> None:
    """One row that names the epochs, below the plot."""
    for stretch in found:
        width = stretch.stop - stretch.start
        column = left + stretch.start
        if stretch.is_blank:
            dots = "." if ink.marker == "ascii" else "·"
            canvas.put(row, column, dots * width, inks.role(ink, "faint"))
            continue
        fore, back = inks.band(ink, stretch.kind)
        name = _band_name(stretch.epoch.kind, width, ink)
        canvas.put(row, column, name, fore or inks.role(ink, "text"), behind=back)


def _band_name(kind: str, width: int, ink: Ink) -> str:
    """A name in the middle of its band; without colour the band is `===name===`."""
    fill = " " if ink.colors != "none" else "="
    name = cut_end(kind, width - 2) if width >= 6 else ""
    if ink.marker == "ascii":
        name = plain.words(name)
    before = (width - width_of(name)) // 2
    return fill * before + name + fill * (width - width_of(name) - before)


def draw_overview(
    canvas: Canvas,
    epochs: Timeline,
    window: tuple[float, float],
    extent: tuple[float, float],
    *,
    row: int,
    span: tuple[int, int],
    ink: Ink,
    labelled: bool,
) -> None:
    """The whole recording in one row, and where the window lies in it.

    Args:
        canvas: To draw on.
        epochs: Of the whole session.
        window: Seconds.
        extent: Seconds of the whole recording.
        row: Of the canvas.
        span: First and last + 1 column of the plot above.
        ink: Colours and signs.
        labelled: Whether start and end stand at the sides.
    """
    first, last = _label_overview(canvas, extent, row, span, ink) if labelled else span
    if last - first < 8:
        return
    line, block, here = ("-", "=", "#") if ink.marker == "ascii" else ("─", "▄", "█")
    if ink.colors == "16":
        block = line
    columns = last - first
    canvas.put(row, first, line * columns, inks.role(ink, "faint"))
    for stretch in epochs.stretches(*extent, columns):
        if not stretch.is_blank:
            paint = inks.overview(ink, stretch.kind)
            canvas.put(row, first + stretch.start, block * (stretch.stop - stretch.start), paint)
    start_column, stop_column = marker(window, extent, columns)
    words = here * (stop_column - start_column)
    canvas.put(row, first + start_column, words, inks.role(ink, "accent"))


def _label_overview(
    canvas: Canvas, extent: tuple[float, float], row: int, span: tuple[int, int], ink: Ink
) -> tuple[int, int]:
    """Write start and end at the sides; the columns that are left between them."""
    write = text.clock if extent[1] - extent[0] >= 60 else text.duration
    start, end = write(extent[0]), write(extent[1])
    first = max(span[0], width_of(start) + 1)
    last = min(span[1], canvas.width - width_of(end) - 1)
    if last - first >= 8:
        faint = inks.role(ink, "faint")
        canvas.put(row, first - 1 - width_of(start), start, faint)
        canvas.put(row, last + 1, end, faint)
    return first, last


def marker(
    window: tuple[float, float], extent: tuple[float, float], columns: int
) -> tuple[int, int]:
    """Columns of the window in the whole, at least one."""
    length = extent[1] - extent[0]
    shares = [min(1.0, max(0.0, (second - extent[0]) / length)) for second in window]
    start = min(columns - 1, math.floor(shares[0] * columns + 0.25))
    return start, max(start + 1, min(columns, math.floor(shares[1] * columns + 0.75)))
