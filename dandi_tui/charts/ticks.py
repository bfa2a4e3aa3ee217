"""Round ticks and their labels: numbers, seconds, clock times, pixels."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from dandi_tui import text

ROUND: Final = (1.0, 2.0, 2.5, 5.0)
CLOCK_FROM_S: Final = 600.0
"""Windows of ten minutes and more are labelled `h:mm:ss`."""

_CLOCK_STEPS_S: Final = tuple(
    float(step)
    for step in (
        *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800),
        *(hours * 3600 for hours in (1, 2, 3, 6, 12, 24, 48, 120, 240)),
    )
)
_MOST: Final = 400
"""Never more ticks than a terminal has columns."""


@dataclass(frozen=True)
class Tick:
    """A mark at a data value."""

    value: float
    label: str


Writer = Callable[[list[float], float], list[str]]


def numbers(low: float, high: float, *, most: int, whole: bool = False) -> list[Tick]:
    """Round numbers from `low` to `high`: at most `most`, yet two where round ones allow it.

    Args:
        low: Start of the axis.
        high: End of the axis, above `low`.
        most: How many labels there is room for.
        whole: Only integers: pixels, indices.
    """
    step = _step_above((high - low) / max(1, most), whole=whole)
    values = _multiples(low, high, step)
    if len(values) < 2 <= most:
        step = _step_above((high - low) / 2.6, whole=whole)
        values = _multiples(low, high, step)
    plain_below = 1e15 if whole else 1e6
    labels = number_labels(values, step, plain_below=plain_below)
    return [Tick(*pair) for pair in zip(values, labels, strict=True)]


def along(
    low: float, high: float, columns: int, *, seconds: bool = False, whole: bool = False
) -> list[Tick]:
    """Ticks of an x axis as dense as their labels allow: 7 columns each, 4 between labels.

    Where that leaves one, closer ones if two fit: one tick tells no range.

    Args:
        low: Data value at the left edge.
        high: Data value at the right edge.
        columns: Width of the axis.
        seconds: Time; from ten minutes on written as a clock.
        whole: Only integers.
    """
    clock = seconds and high - low >= CLOCK_FROM_S
    steps = list(_clock_steps() if clock else _steps((high - low) * 2 / columns, whole=whole))
    write: Writer = _clock_labels if clock else number_labels
    for step in steps:
        spacing = step / (high - low) * columns
        if spacing < 7:
            continue
        values = _multiples(low, high, step)
        labels = write(values, step)
        longest = max(map(len, labels), default=0)
        if spacing >= longest + 4 or spacing > columns:
            closer = _closer(steps, low, high, columns, write) if len(values) < 2 else []
            return closer or [Tick(*pair) for pair in zip(values, labels, strict=True)]
    return []


def _closer(steps: list[float], low: float, high: float, columns: int, write: Writer) -> list[Tick]:
    """Two ticks or a few by the largest step that has them, a blank or more between labels."""
    for step in reversed(steps):
        values = _multiples(low, high, step)
        labels = write(values, step)
        room = step / (high - low) * columns
        every = math.ceil((max(map(len, labels), default=0) + 1) / room)
        if len(values) > every:
            return [Tick(*pair) for pair in zip(values, labels, strict=True)][::every]
    return []


def decades(low: float, high: float, *, most: int) -> list[Tick]:
    """Ticks of an axis of decades: 1, 10, 100, …; with 2 and 5 between where there are few.

    Args:
        low: Start of the axis, above 0.
        high: End of the axis, above `low`.
        most: How many labels there is room for.
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    powers = [p for p in range(first, last + 1) if low <= _times_power(1.0, p) <= high]
    if len(powers) < 3:
        values = [_times_power(m, p) for p in range(first, last + 1) for m in (1.0, 2.0, 5.0)]
        inside = [value for value in values if low <= value <= high]
        if 2 <= len(inside) <= most:
            return [Tick(value, text.number(value)) for value in inside]
    if len(powers) < 2:
        return numbers(low, high, most=most)
    step = math.ceil(len(powers) / max(1, most))
    return [Tick(_times_power(1.0, p), text.number(_times_power(1.0, p))) for p in powers[::step]]


def number_labels(values: list[float], step: float, *, plain_below: float = 1e15) -> list[str]:
    """The same decimals for all: what the step needs; exponents only where numbers get long."""
    largest = max(map(abs, values), default=0.0)
    if largest and (largest >= plain_below or step < 1e-6 or largest < 1e-3):
        return _exponents(values)
    decimals = _decimals(step)
    return [_plain(value, decimals) for value in values]


def _exponents(values: list[float]) -> list[str]:
    """As few digits as tell the labels apart."""
    labels: list[str] = []
    for digits in range(16):
        labels = [_exponent(value, digits) for value in values]
        if len(set(labels)) == len(labels) and digits:
            break
    return labels


def _exponent(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    short = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{short}e{int(exponent)}"


def _plain(value: float, decimals: int) -> str:
    label = f"{value:,.{decimals}f}"
    short = label.rstrip("0").rstrip(".") if decimals else label
    return "0" if short in ("-0", "") else short


def _decimals(step: float) -> int:
    for decimals in range(10):
        if math.isclose(round(step, decimals), step, rel_tol=1e-6):
            return decimals
    return 10


def _clock_labels(values: list[float], step: float) -> list[str]:
    return [text.clock(value) for value in values]


def _clock_steps() -> Iterator[float]:
    yield from _CLOCK_STEPS_S
    for step in _steps(864_000.0 * 2):
        yield step - step % 86_400


def _steps(least: float, *, whole: bool = False) -> Iterator[float]:
    """Round steps, ascending, the first at or above `least`."""
    if not (math.isfinite(least) and least > 1e-300):
        return
    exponent = math.floor(math.log10(least))
    for power in range(exponent, exponent + 5):
        for mantissa in ROUND:
            step = _times_power(mantissa, power)
            if step >= least * (1 - 1e-9) and (not whole or step == int(step)):
                yield step


def _times_power(mantissa: float, power: int) -> float:
    """Exact decimals: `2.5e-3`, not 2.5 × 0.001."""
    return float(f"{mantissa}e{power}") if power < 308 else math.inf


def _step_above(least: float, *, whole: bool) -> float:
    return next(_steps(max(least, 1.0) if whole else least, whole=whole), math.inf)


def _multiples(low: float, high: float, step: float) -> list[float]:
    if not math.isfinite(step) or step <= 0:
        return []
    first, last = low / step, high / step
    if not (math.isfinite(first) and math.isfinite(last)) or last - first > _MOST:
        return []
    slack = 1e-9 * max(1.0, last - first)
    indices = range(math.ceil(first - slack), math.floor(last + slack) + 1)
    return [index * step for index in indices]
