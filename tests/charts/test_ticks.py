"""Ticks are round, and their labels tell them apart and do not touch."""

import numpy as np
import pytest

from dandi_tui.charts import ticks
from dandi_tui.charts.axes import Scale, marks_beside
from dandi_tui.protocol.requests import Ink


def labels(found: list[ticks.Tick]) -> list[str]:
    return [tick.label for tick in found]


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 40, 5, ["0", "10", "20", "30", "40"]),
        (-0.5, 1, 6, ["-0.5", "-0.25", "0", "0.25", "0.5", "0.75", "1"]),
        (0, 2e6, 3, ["0", "1e6", "2e6"]),
        (0, 3e-5, 4, ["0", "1e-5", "2e-5", "3e-5"]),
        (1e9, 1e9 + 0.01, 3, None),
    ],
)
def test_numbers_are_round(low: float, high: float, most: int, expected: list[str] | None) -> None:
    """Steps are 1, 2, 2.5 or 5 × 10ⁿ, and there are two labels at least."""
    found = ticks.numbers(low, high, most=most)
    assert len(found) >= 2
    assert expected is None or labels(found) == expected
    steps = np.diff([tick.value for tick in found])
    mantissa = steps[0] / 10 ** np.floor(np.log10(steps[0]) + 1e-9)
    assert min(abs(mantissa - round_one) for round_one in ticks.ROUND) < 1e-4


def test_labels_never_touch_and_are_never_the_same() -> None:
    """At any window, width and offset."""
    random = np.random.default_rng(2)
    for _ in range(2000):
        start = random.choice([0, 26.7, -5, 3e3, 1.7e9]) + random.random()
        length = 10 ** random.uniform(-3, 5)
        columns = int(random.integers(10, 200))
        found = ticks.along(start, start + length, columns, seconds=True)
        at = [(tick.value - start) / length * columns for tick in found]
        room = np.diff(at) - max(map(len, labels(found)), default=0)
        assert (room >= 1).all()
        assert len(set(labels(found))) == len(found)


def test_a_window_of_ten_minutes_is_written_as_a_clock() -> None:
    """Seconds until then, with separators."""
    assert labels(ticks.along(1200, 1220, 40, seconds=True)) == [
        "1,200",
        "1,205",
        "1,210",
        "1,215",
        "1,220",
    ]
    assert labels(ticks.along(0, 3600, 60, seconds=True))[:2] == ["0:00", "15:00"]


def test_pixels_are_whole() -> None:
    """No tick between pixels, however small the image."""
    assert labels(ticks.along(0, 2, 100, whole=True)) == ["0", "1", "2"]
    assert labels(ticks.numbers(0, 3, most=9, whole=True)) == ["0", "1", "2", "3"]


def test_decades_are_powers_of_ten_with_twos_and_fives_where_they_are_few() -> None:
    """Thinned out evenly where there is no room."""
    labels = [tick.label for tick in ticks.decades(0.5, 2e4, most=9)]
    assert labels == ["1", "10", "100", "1,000", "10,000"]
    assert [tick.label for tick in ticks.decades(1, 30, most=9)] == ["1", "2", "5", "10", "20"]
    assert [tick.value for tick in ticks.decades(1, 1e6, most=4)] == [1, 100, 1e4, 1e6]


def test_a_low_axis_has_more_than_one_number() -> None:
    """-5e-6 to 9e-6 in seven rows: 0 alone would say nothing of the scale."""
    marks = marks_beside(Scale(start=9.6e-6, stop=-5.6e-6), 7, Ink())
    assert {mark.label.strip(): mark.cell for mark in marks} == {"-5e-6": 6, "0": 4, "5e-6": 2}


def test_a_short_axis_has_two_ticks_where_they_fit() -> None:
    """A lag of 50 ms to both sides in ten columns, a session as a clock; one tick is no range."""
    assert labels(ticks.along(-50, 50, 10)) == ["-50", "0", "50"]
    assert labels(ticks.along(60, 5400, 20, seconds=True)) == ["30:00", "1:30:00"]
    assert len(ticks.along(-50, 50, 3)) < 2
