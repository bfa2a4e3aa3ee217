"""Reduced traces keep their extremes and their gaps."""

import numpy as np
import pytest

from dandi_tui.preview.series.decimate import break_gaps, envelope, longest_step


@pytest.mark.parametrize("seed", range(5))
def test_the_extremes_of_every_column_are_kept(seed: int) -> None:
    """As computed one column at a time."""
    random = np.random.default_rng(seed)
    x, y = np.sort(random.uniform(0, 10, 5000)), random.normal(size=5000)
    y[random.integers(0, 5000, 500)] = np.nan
    kept_x, kept_y = envelope(x, y, (0.0, 10.0), 40)
    for i in range(40):
        inside, kept = (x // 0.25 == i), (kept_x // 0.25 == i)
        assert np.nanmin(kept_y[kept]) == np.nanmin(y[inside])
        assert np.nanmax(kept_y[kept]) == np.nanmax(y[inside])
    assert len(kept_x) <= 4 * 40
    assert (np.diff(kept_x) >= 0).all()


def test_a_column_without_values_stays_a_gap() -> None:
    """All NaN in the second of four columns."""
    y = np.array([1.0, 2, np.nan, np.nan, 3, 4, 5, 6])
    _, kept = envelope(np.arange(8.0), y, (0.0, 8.0), 4)
    np.testing.assert_array_equal(kept, y)


def test_few_samples_pass_unchanged() -> None:
    """One sample a column, or none."""
    x, y = np.array([0.5, 2.5]), np.array([1.0, -1.0])
    assert envelope(x, y, (0.0, 4.0), 4)[1].tolist() == [1.0, -1.0]
    assert len(envelope(np.empty(0), np.empty(0), (0.0, 1.0), 4)[0]) == 0


def test_a_gap_between_two_reads_is_seen() -> None:
    """The time before the first sample counts."""
    x, y = break_gaps(np.array([10.0, 11]), np.ones((2, 1)), 1.0, before=2.0)
    assert x.tolist() == [6.0, 10.0, 11.0]
    assert np.isnan(y[0, 0])


def test_a_clock_that_pauses_has_gaps() -> None:
    """Bursts of ten at 30 Hz: a tenth of the steps are pauses, and all of them are gaps."""
    steps = np.tile([1 / 30] * 9 + [2.0], 50)
    assert longest_step(steps) == pytest.approx(0.1)


def test_what_is_stored_as_it_happens_is_not_torn() -> None:
    """Events of a Poisson process, and a wheel that rests for half a minute: no step is a gap."""
    waits = np.random.default_rng(0).exponential(0.02, 5_000)
    assert longest_step(waits) == 0
    assert longest_step(np.append(waits, 30.0)) == 0


def test_a_camera_that_jitters_has_gaps_too() -> None:
    """5 % of jitter about 60 Hz, and one pause of a second."""
    steps = np.random.default_rng(0).normal(1 / 60, 0.05 / 60, 5_000)
    assert longest_step(np.append(steps, 1.0)) == pytest.approx(3 / 60, rel=0.01)


def test_steps_that_say_nothing_make_no_gaps() -> None:
    """No steps, or all of them zero."""
    assert longest_step(np.empty(0)) == 0
    assert longest_step(np.zeros(3)) == 0
