"""Axes of numbers: limits, where a value lies on them, their ticks in cells."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui.charts import ink as inks
from dandi_tui.charts import ticks
from dandi_tui.charts.canvas import Canvas, cut_end, cut_middle, width_of
from dandi_tui.charts.ink import Paint
from dandi_tui.charts.plotext_chart import Frame, Mark
from dandi_tui.preview.figure import Floats
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink

NARROW: Final = 60
"""Columns; below this, what can be shorter is."""

BIG: Final = 8e307
"""Half a difference of values up to here does not overflow."""

LEAST_ROWS: Final = 6
"""Rows of a y axis that have room for some ticks, close to each other."""

_NUMBER: Final = re.compile(r"-?[\d.,]+(e-?\d+)?")
_MARGIN: Final = 0.04
_LEAST_LOG: Final = 1e-300


@dataclass(frozen=True, kw_only=True)
class Scale:
    """An axis from one end to the other; `start` may be above `stop`."""

    start: float
    stop: float
    log: bool = False
    """Decades; both ends are above 0."""

    def share(self, values: Floats) -> Floats:
        """0 at the start, 1 at the stop, what lies outside beyond; NaN stays.

        On an axis of decades, what is not above 0 is NaN.
        """
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                logs = np.where(values > 0, np.log10(values), np.nan)
            return share_of(logs, math.log10(self.start), math.log10(self.stop))
        return share_of(values, self.start, self.stop)

    def cell(self, value: float, cells: int) -> int:
        """The cell in which a value of the axis lies, counted from its start."""
        share = float(self.share(np.array([value]))[0])
        return min(cells - 1, max(0, math.floor(share * cells + 1e-9)))

    def ticks(self, *, most: int, whole: bool = False) -> list[ticks.Tick]:
        """Round values on it, at most so many."""
        low, high = sorted((self.start, self.stop))
        if self.log:
            return ticks.decades(low, high, most=most)
        return ticks.numbers(low, high, most=most, whole=whole)


def share_of(values: Floats, low: float, high: float) -> Floats:
    """Values as a share of an axis, 0 at its lower end; halves, since differences may overflow."""
    with np.errstate(over="ignore", invalid="ignore"):
        share = (np.clip(values, -BIG, BIG) / 2 - low / 2) / (high / 2 - low / 2)
    return np.clip(share, -1e6, 1e6)


def limits(
    pools: Sequence[Floats], *, log: bool = False, zero: bool = False, bare: bool = False
) -> tuple[float, float]:
    """What holds all finite values, with a margin; never empty.

    Args:
        pools: Values.
        log: Only those above 0 count.
        zero: 0 is in it, and is its end where all lie on one side.
        bare: Without a margin, where they are apart.
    """
    pool = np.concatenate([np.zeros(0), *(np.ravel(values) for values in pools)])
    pool = pool[np.isfinite(pool)]
    if log:
        pool = np.log10(np.clip(pool[pool > 0], _LEAST_LOG, 1e300))
    pool = np.clip(pool, -BIG / 2, BIG / 2)
    if not len(pool):
        return (0.1, 10.0) if log else (0.0, 1.0) if zero else (-1.0, 1.0)
    low, high = float(pool.min()), float(pool.max())
    if zero and not log:
        return _with_zero(low, high)
    if not bare or high - low < 1e-12 * max(abs(low), abs(high), 1e-270):
        low, high = _widened(low, high)
    return (10.0 ** max(-305.0, low), 10.0 ** min(305.0, high)) if log else (low, high)


def _with_zero(low: float, high: float) -> tuple[float, float]:
    low, high = min(low, 0.0), max(high, 0.0)
    wider_low, wider_high = _widened(low, high)
    if high - low < 1e-290:
        return 0.0, 1.0
    return (wider_low if low < 0 else 0.0), (wider_high if high > 0 else 0.0)


def _widened(low: float, high: float) -> tuple[float, float]:
    if not high - low > max(1e-290, 1e-12 * max(abs(low), abs(high))):
        half = abs(low) * 0.1 if abs(low) > 1e-280 else 1.0
        return low - half, high + half
    margin = (high - low) * _MARGIN
    return low - margin, high + margin


def sound(start: float, stop: float, *, log: bool = False) -> tuple[float, float]:
    """Ends of an axis that are finite and apart; their order stays."""
    first, last = (
        min(BIG / 2, max(-BIG / 2, v)) if not math.isnan(v) else 0.0 for v in (start, stop)
    )
    if log:
        first, last = (min(1e300, max(1e-300, v)) for v in (first, last))
        return (
            (first, last)
            if abs(math.log10(last) - math.log10(first)) > 1e-9
            else (first, first * 10)
        )
    least = max(1e-290, 1e-12 * max(abs(first), abs(last)))
    return (
        (first, last) if abs(last - first) > least else (first, first + max(1.0, abs(first) * 1e-3))
    )


def sound_window(span: tuple[float, float]) -> tuple[float, float]:
    """A span of time that is finite and not empty."""
    start, stop = (min(1e15, max(-1e15, s)) if not math.isnan(s) else 0.0 for s in span)
    least = max(1e-9, abs(start) * 1e-12)
    return (start, stop) if stop - start >= least else (start, start + max(1.0, least))


def marks_beside(scale: Scale, height: int, ink: Ink, *, whole: bool = False) -> tuple[Mark, ...]:
    """Ticks of a y axis whose `start` is at the top; their labels end in a blank."""
    dim = inks.role(ink, "dim")
    most = max(2, round(height / 3.5))
    found = scale.ticks(most=most, whole=whole)
    if len(found) < 2 and height >= LEAST_ROWS:
        # One number says nothing of the scale, so some more stand closer.
        found = scale.ticks(most=4, whole=whole)
    return tuple(Mark(scale.cell(tick.value, height), tick.label + " ", dim) for tick in found)


def marks_below(scale: Scale, width: int, ink: Ink, *, seconds: bool = False) -> tuple[Mark, ...]:
    """Ticks of an x axis, as dense as their labels allow."""
    dim = inks.role(ink, "dim")
    low, high = sorted((scale.start, scale.stop))
    found = (
        ticks.decades(low, high, most=max(2, width // 9))
        if scale.log
        else ticks.along(low, high, width, seconds=seconds)
    )
    return tuple(Mark(scale.cell(tick.value, width), tick.label, dim) for tick in found)


def names_below(
    canvas: Canvas, names: Sequence[str], centres: Sequence[float], row: int, span: range, ink: Ink
) -> None:
    """Names below an axis, cut to the room between them, and thinned out where there is none.

    Args:
        canvas: To write on.
        names: One a centre.
        centres: Columns from the left edge of the plot.
        row: Of the canvas.
        span: Columns of the plot.
        ink: Colours.
    """
    if not names or not centres:
        return
    spacing = abs(centres[-1] - centres[0]) / (len(centres) - 1) if len(centres) > 1 else len(span)
    longest = max(width_of(name) for name in names[:500])
    step = max(1, math.ceil(min(longest + 1, 7) / max(spacing, 1e-9)))
    room = max(1, math.floor(spacing * step) - 1)
    for name, centre in list(zip(names, centres, strict=False))[::step]:
        word = cut_end(name, room)
        column = math.floor(span.start + centre + 0.5 - width_of(word) / 2)
        column = max(0, min(column, canvas.width - width_of(word)))
        canvas.put(row, column, word, inks.role(ink, "dim"))


def put_unit(canvas: Canvas, row: int, unit: str, ink: Ink) -> None:
    """The unit of an x axis, once, after the last label; of many numbers in place of the last."""
    if not unit or not 0 <= row < canvas.height:
        return
    labels = list(re.finditer(r"\S+", "".join(c or "·" for c in canvas.characters[row])))
    width = width_of(unit)
    if labels and labels[-1].end() + 1 + width <= canvas.width:
        canvas.put(row, labels[-1].end() + 1, unit, inks.role(ink, "dim"))
    elif _has_many(labels) and labels[-2].end() + 2 + width <= canvas.width:
        canvas.put(row, labels[-1].start(), " " * len(labels[-1].group()), "")
        canvas.put(row, canvas.width - width, unit, inks.role(ink, "dim"))


def _has_many(labels: list[re.Match[str]]) -> bool:
    """Whether two numbers are left without the last one."""
    return len(labels) > 2 and all(_NUMBER.fullmatch(label.group()) for label in labels)


def put_head(canvas: Canvas, unit: str, axis_column: int, ink: Ink) -> None:
    """The unit of a y axis above it, in the first row; a long one goes on to the right."""
    word = cut_end(unit, max(1, canvas.width // 2))
    canvas.put(0, max(0, axis_column - width_of(word)), word, inks.role(ink, "dim"))


def put_unit_beside(canvas: Canvas, unit: str, frame: Frame, ink: Ink) -> bool:
    """The unit of a y axis left of it, where no row is above it; whether there is room.

    In the first row, or if that has a label in the second.
    """
    room, taken = frame.left - 1, {mark.cell for mark in frame.beside}
    free = [row for row in range(min(2, frame.height)) if row not in taken]
    if not unit or width_of(unit) > room or not free:
        return False
    canvas.put(free[0], room - width_of(unit), unit, inks.role(ink, "dim"))
    return True


def put_legend(canvas: Canvas, entries: Sequence[tuple[str, Paint]], ink: Ink) -> None:
    """`━ name  ━ name` at the right of the first row; entries that do not fit are left out."""
    taken = [i for i, sign in enumerate(canvas.characters[0]) if sign != " "]
    room = canvas.width - (taken[-1] + 3 if taken else 0)
    words = [(cut_middle(name, 20), paint) for name, paint in entries]
    while words and sum(width_of(word) + 4 for word, _ in words) - 2 > room:
        words.pop()
    column = canvas.width - sum(width_of(word) + 4 for word, _ in words) + 2
    for word, paint in words:
        canvas.put(0, column, "━", paint)
        canvas.put(0, column + 2, word, inks.role(ink, "text"))
        column += width_of(word) + 4


def axis_word(label: str, unit: str) -> str:
    """What stands at an axis: its unit, or its name where it has none."""
    return unit or label


def plot_of(frame: Frame, row: int, x: Scale, y: Scale) -> Plot:
    """Where the data of a plane with two scales are, below `row` rows of a chart."""
    return Plot(
        column=frame.left,
        row=row,
        width=frame.width,
        height=frame.height,
        x_start=x.start,
        x_stop=x.stop,
        y_top=y.start,
        y_bottom=y.stop,
        x_log=x.log,
        y_log=y.log,
    )
