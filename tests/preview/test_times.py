"""Times as odd files store them: none of their samples is lost, and what is odd is said."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.preview.ask import draw, show
from tests.preview.odd import SERIES, series

N = 40_000
"""More than one block of timestamps."""

WHOLE = (-np.inf, np.inf)


def test_descending_times_are_all_found(tmp_path: Path) -> None:
    """The first window begins at the earliest time, wherever it is stored."""
    times = np.arange(N)[::-1] / 100
    with series(tmp_path, np.arange(N), timestamps=times) as file:
        facts = draw(file, SERIES)[1]
        shown = show(file, SERIES, window=(10.0, 10.05))
    assert facts.extent == (0.0, 399.99)
    assert "times are not in order" in facts.remarks
    assert sorted(shown["series"][0]["x"]) == pytest.approx([10.0, 10.01, 10.02, 10.03, 10.04])


def test_a_clock_that_restarts_loses_no_samples(tmp_path: Path) -> None:
    """Two recordings of 200 s, both from 0 s: a window has the samples of both."""
    times = np.tile(np.arange(N // 2) / 100, 2)
    with series(tmp_path, np.arange(N), timestamps=times) as file:
        shown = show(file, SERIES, window=(50.0, 50.02), full=True)
        whole = show(file, SERIES, window=WHOLE, full=True)
    assert shown["series"][0]["y"] == [5000, 5001, 25000, 25001]
    assert len(whole["series"][0]["y"]) == N


def test_a_clock_that_restarts_is_met_wherever_one_looks(tmp_path: Path) -> None:
    """Also of so many times that the blocks for a window alone would not tell."""
    times = np.tile(np.arange(150_000) / 1000, 2)
    with series(tmp_path, np.arange(300_000), timestamps=times) as file:
        shown = show(file, SERIES, window=(10.0, 10.002), full=True)
        facts = draw(file, SERIES, window=(10.0, 10.002))[1]
    assert sorted(shown["series"][0]["y"]) == [10_000, 10_001, 160_000, 160_001]
    assert "times are not in order" in facts.remarks


def test_infinite_times_are_not_the_end(tmp_path: Path) -> None:
    """The extent is that of finite times; the samples without are left out, in words."""
    times = np.append(np.arange(9.0), np.inf)
    with series(tmp_path, np.arange(10), timestamps=times) as file:
        facts = draw(file, SERIES)[1]
    assert facts.extent == (0.0, 8.0)
    assert "some times are no numbers: left out" in facts.remarks


def test_missing_times_at_the_ends_are_said(tmp_path: Path) -> None:
    """NaN before the first and after the last time."""
    times = np.array([np.nan, 1, 2, 3, np.nan])
    with series(tmp_path, np.arange(5), timestamps=times) as file:
        assert show(file, SERIES)["series"][0]["y"] == [1, 2, 3]
        assert "some times are no numbers: left out" in draw(file, SERIES)[1].remarks


def test_missing_times_inside_lose_no_others(tmp_path: Path) -> None:
    """A block of NaN in the middle of many timestamps."""
    times = np.arange(N) / 100
    times[8192:16384] = np.nan
    with series(tmp_path, np.arange(N), timestamps=times) as file:
        shown = show(file, SERIES, window=(80.0, 170.0), full=True)
    assert shown["series"][0]["y"] == [*range(8000, 8192), *range(16384, 17000)]


def test_many_missing_times_do_not_lead_astray(tmp_path: Path) -> None:
    """Slow samples to 20,000 s, 40,000 without a time, where one would look, and quick ones."""
    times = np.full(100_000, np.nan)
    times[:20_000] = np.arange(20_000)
    times[60_000:] = 20_000 + np.arange(40_000) / 100
    with series(tmp_path, np.arange(100_000), timestamps=times) as file:
        slow = show(file, SERIES, window=(10_000.0, 10_003.0))["series"][0]["y"]
        quick = show(file, SERIES, window=(20_200.0, 20_200.03))["series"][0]["y"]
    assert (slow, quick) == ([10_000, 10_001, 10_002], [80_000, 80_001, 80_002])


@pytest.mark.parametrize(
    ("about", "x"), [({}, [0, 1, 2]), ({"start": 2.0, "rate": 10.0}, [2.0, 2.1, 2.2])]
)
def test_empty_timestamps_do_not_hide_the_values(
    tmp_path: Path, about: dict[str, Any], x: list[float]
) -> None:
    """A rate is used if there is one, else the sample's index."""
    with series(tmp_path, np.arange(3), timestamps=np.zeros(0), **about) as file:
        assert show(file, SERIES)["series"][0]["x"] == pytest.approx(x)
        assert "timestamps are empty" in draw(file, SERIES)[1].remarks


def test_timestamps_come_before_a_rate_and_both_are_said(tmp_path: Path) -> None:
    """The schema allows one of the two."""
    with series(tmp_path, np.arange(3), timestamps=np.arange(3.0), start=9.0, rate=1.0) as file:
        assert show(file, SERIES)["series"][0]["x"] == [0, 1, 2]
        assert "has a rate too: timestamps used" in draw(file, SERIES)[1].remarks


def test_repeated_times_have_no_rate(tmp_path: Path) -> None:
    """Two samples at each second: 2 Hz in the mean, 1 Hz by its steps, so neither is said."""
    times = np.repeat(np.arange(50.0), 2)
    with series(tmp_path, np.arange(100), timestamps=times) as file:
        assert "irregular" in draw(file, SERIES)[1].data
        assert len(show(file, SERIES)["series"][0]["y"]) == 100


@pytest.mark.parametrize("rate", [0.0, -5.0, np.nan, np.inf])
def test_a_rate_that_is_none_is_not_used(tmp_path: Path, rate: float) -> None:
    """The sample's index, and not seconds."""
    with series(tmp_path, np.arange(3), start=1.0, rate=rate) as file:
        shown = show(file, SERIES)
        assert "no time axis: sample index" in draw(file, SERIES)[1].remarks
    assert (shown["series"][0]["x"], shown["x"]["unit"]) == ([0, 1, 2], "")


def test_matlab_stores_one_as_a_list_of_one(tmp_path: Path) -> None:
    """`starting_time`, `rate` and `conversion` as arrays of one."""
    about: dict[str, Any] = {"start": [2.5], "rate": np.array([10.0])}
    with series(tmp_path, np.arange(3), conversion=[2.0], **about) as file:
        line = show(file, SERIES)["series"][0]
    assert (line["x"], line["y"]) == (pytest.approx([2.5, 2.6, 2.7]), [0, 2, 4])


def test_the_words_end_at_the_last_sample(tmp_path: Path) -> None:
    """The window reaches a step further, to hold it; a window that was asked for is said so."""
    with series(tmp_path, np.arange(5), start=1.0, rate=1.0) as file:
        assert draw(file, SERIES)[1].span == ("1.0–5.0 s", "of 5.0 s")
        assert draw(file, SERIES, window=(0.0, 10.0))[1].span == ("0.0–10.0 s", "of 5.0 s")
