"""Spikes and series around events: compared with numpy on what pynwb reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from pynwb import NWBHDF5IO, TimeSeries
from pynwb.epoch import TimeIntervals

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.aligned.aligned_series import _has_both_signs
from dandi_tui.preview.aligned.alignment import mean_sem, nearest_samples, observed_whole
from dandi_tui.preview.figure import Heatmap, Panels, Raster, Words, Xy
from dandi_tui.preview.make import make
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.units import Counted, opened, trains, write_units


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_units(tmp_path_factory.mktemp("aligned") / "units.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


@pytest.fixture(scope="module")
def series_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Series around 20 trials that start at 2.0, 4.5, 7.0 … s; side is left, right in turns.

    pair      (6,000, 2) float32 random at 100 Hz from 0 s, NaN in samples 300–400 of trace 1
    events    1,000 random values at random times from 0 to 60 s
    short     100 random values at 10 Hz from 0 s
    """
    random = np.random.default_rng(2)
    file = new_file()
    pair = random.normal(size=(6_000, 2)).astype(np.float32)
    pair[300:400, 1] = np.nan
    times = np.sort(random.uniform(0, 60, 1_000))
    for series in (
        TimeSeries(name="pair", data=pair, unit="V", conversion=2.0, starting_time=0.0, rate=100.0),
        TimeSeries(name="events", data=random.normal(size=1_000), unit="m", timestamps=times),
        TimeSeries(
            name="short", data=random.normal(size=100), unit="m", starting_time=0.0, rate=10.0
        ),
    ):
        file.add_acquisition(series)
    file.add_trial_column(name="side", description="of the stimulus")
    for i in range(20):
        start = 2.0 + 2.5 * i
        file.add_trial(start_time=start, stop_time=start + 1, side="right" if i % 2 else "left")
    return write(file, tmp_path_factory.mktemp("aligned") / "series.nwb")


@pytest.fixture
def series_file(series_path: Path) -> Iterator[NwbFile]:
    with opened(series_path) as file:
        yield file


def panels(file: NwbFile, path: str, **options: str) -> list[dict[str, Any]]:
    shown = show(file, path, view="aligned", options=tuple(sorted(options.items())))
    found: list[dict[str, Any]] = shown["panels"]
    return found


def test_the_histogram_is_spikes_by_bin_and_trials(path: Path, file: NwbFile) -> None:
    """Trials whose window is in 0–60 or 70–100 s count; 75 bins of 20 ms, an edge at 0."""
    with h5py.File(path, "r", locking=False) as direct, NWBHDF5IO(file=direct) as io:
        nwb = io.read()
        starts, times = nwb.trials["start_time"][:], nwb.units["spike_times"][25]
    whole = [s for s in starts if (s >= 0.5 and s + 1 <= 60) or (s - 0.5 >= 70 and s + 1 <= 100)]
    rows, rate = panels(file, "/units", unit="25")
    edges = np.arange(-25, 51) * 0.02
    counts = sum(np.histogram(times - start, edges)[0] for start in whole)
    np.testing.assert_allclose(rate["series"][-1]["y"], counts / (0.02 * len(whole)))
    assert len(rows["raster"]) == len(whole)


def test_trials_over_the_end_of_one_interval_and_the_start_of_the_next_count(
    tmp_path: Path,
) -> None:
    """Observed to 60 s, and from 60 s on: only the first trial's window begins too early."""
    with h5py.File(write_units(tmp_path / "units.nwb"), "a") as direct:
        direct["units/obs_intervals"][:] = np.tile([[0.0, 60.0], [60.0, 100.0]], (30, 1))
    with opened(tmp_path / "units.nwb") as file:
        _, facts = draw(file, "/units", view="aligned")
    assert "59 of 60 trials" in facts.remarks


def test_rates_are_drawn_from_zero(file: NwbFile) -> None:
    """Also of a unit that is silent: no rate is below 0, whatever its s.e.m."""
    for unit, silent in (("3", True), ("20", False)):
        figure, _ = draw(file, "/units", view="aligned", options=(("unit", unit),))
        assert isinstance(figure, Panels)
        rate = figure.rows[1][0]
        assert isinstance(rate, Xy)
        assert rate.y_limits is not None
        assert rate.y_limits[0] == 0
        assert (rate.y_limits[1] == 1) is silent


def test_each_trial_has_its_spikes_from_the_event(file: NwbFile) -> None:
    """In the window −0.2 to 0.4 s of the cue, which trial 7 does not have."""
    options = {"unit": "12", "column": "cue_time", "before": "0.2", "after": "0.4"}
    rows = panels(file, "/units", **options)[0]["raster"]
    assert "7" not in [row["name"] for row in rows]
    times, cue = trains()[12], 0.5 + 1.6 * 5
    expected = times[(times >= cue - 0.2) & (times < cue + 0.4)] - cue
    np.testing.assert_allclose(rows[5]["times"], expected)


def test_trials_are_grouped_by_a_column(file: NwbFile) -> None:
    """Left above right, a colour and a rate each; the facts say so."""
    options = (("group", "side"), ("unit", "9"))
    figure, facts = draw(file, "/units", view="aligned", options=options)
    assert isinstance(figure, Panels)
    raster = figure.rows[0][0]
    assert isinstance(raster, Raster)
    assert [name for name, _ in raster.groups] == ["left", "right"]
    assert [row.index for row in raster.rows] == sorted(row.index for row in raster.rows)
    assert "aligned to trials.start_time" in facts.remarks
    assert facts.about[0] == "aligned to trials.start_time"
    assert "grouped by side" in facts.remarks
    assert {"n", "N", "enter", "c", "u", "m", "M"} <= {move.key for move in facts.moves}


def test_a_series_is_a_row_a_trial_by_nearest_samples(series_file: NwbFile) -> None:
    """100 Hz from −1 to 3 s: 401 samples a trial, in the unit of the series."""
    heat, mean = panels(series_file, "/acquisition/pair")
    data = 2.0 * series_file.data("/acquisition/pair/data").read()[:, 0].astype(float)
    starts = [round(100 * (2.0 + 2.5 * i)) for i in range(20)]
    expected = np.array([data[s - 100 : s + 301] for s in starts])
    np.testing.assert_allclose(heat["image"]["values"], expected)
    sem = expected.std(axis=0, ddof=1) / np.sqrt(20)
    np.testing.assert_allclose(mean["series"][1]["y"], expected.mean(axis=0))
    np.testing.assert_allclose(mean["series"][0]["low"], expected.mean(axis=0) - sem)
    assert heat["image"]["x_limits"] == pytest.approx([-1.005, 3.005])


def test_the_baseline_of_each_trial_is_taken_off(series_file: NwbFile) -> None:
    """Its mean from −1 to 0 s, both ends included."""
    plain = np.array(panels(series_file, "/acquisition/pair")[0]["image"]["values"])
    less = panels(series_file, "/acquisition/pair", baseline="-1:0")[0]["image"]["values"]
    np.testing.assert_allclose(less, plain - plain[:, :101].mean(axis=1)[:, None], atol=1e-12)
    with pytest.raises(UsageError, match="no span inside"):
        panels(series_file, "/acquisition/pair", baseline="-5:0")


def test_missing_samples_are_no_part_of_the_mean(series_file: NwbFile) -> None:
    """Trace 1 is NaN from 3 to 4 s: the mean of those points is over the other trials."""
    wishes = {"view": "aligned", "traces": (1, 2)}
    heat, mean = show(series_file, "/acquisition/pair", **wishes)["panels"]
    values = np.array(heat["image"]["values"], dtype=float)
    assert np.isnan(values).any()
    np.testing.assert_allclose(mean["series"][1]["y"], np.nanmean(values, axis=0))


def test_irregular_series_take_the_nearest_sample(series_file: NwbFile) -> None:
    """However far it is: between two samples nothing is interpolated."""
    figure, _ = draw(series_file, "/acquisition/events", view="aligned")
    assert isinstance(figure, Panels)
    heat = figure.rows[0][0]
    assert isinstance(heat, Heatmap)
    times, values = (
        series_file.data(f"/acquisition/events/{n}").read() for n in ("timestamps", "data")
    )
    step = (heat.x_limits[1] - heat.x_limits[0]) / heat.values.shape[1]
    grid = heat.x_limits[0] + step * (np.arange(heat.values.shape[1]) + 0.5)
    for trial in (0, 11):
        wanted = 2.0 + 2.5 * trial + grid
        nearest = np.abs(times[:, None] - wanted[None, :]).argmin(axis=0)
        np.testing.assert_array_equal(heat.values[trial], values[nearest])


def test_trials_in_a_gap_are_told(tmp_path: Path) -> None:
    """They are rows, but no part of the mean: the recording paused from 40 to 60 s."""
    file = new_file()
    times = np.concatenate([np.arange(0, 40, 0.1), np.arange(60, 100, 0.1)])
    wheel = TimeSeries(name="wheel", data=np.ones(len(times)), unit="m", timestamps=times)
    file.add_acquisition(wheel)
    for start in (10.0, 45.0, 50.0, 80.0):
        file.add_trial(start_time=start, stop_time=start + 1)
    with opened(write(file, tmp_path / "paused.nwb")) as paused:
        _, facts = draw(paused, "/acquisition/wheel", view="aligned")
    assert {"4 trials", "2 of these without a sample"} <= set(facts.remarks)


def test_samples_in_any_order_are_aligned(tmp_path: Path) -> None:
    """Each trial has the same values as if they were stored in order of time."""
    times = np.arange(400) / 10
    values = np.random.default_rng(0).normal(size=400)
    found = []
    for order in (np.arange(400), np.arange(400)[::-1], np.random.default_rng(1).permutation(400)):
        file = new_file()
        file.add_acquisition(
            TimeSeries(name="wheel", data=values[order], unit="m", timestamps=times[order])
        )
        for start in (5.0, 20.0, 30.0):
            file.add_trial(start_time=start, stop_time=start + 1)
        with opened(write(file, tmp_path / "order.nwb")) as stored:
            found.append(panels(stored, "/acquisition/wheel")[0]["image"]["values"])
    assert np.shape(found[0]) == (3, 41)
    assert found[0] == found[1] == found[2]


def test_trials_outside_the_recording_are_left_out(series_file: NwbFile) -> None:
    """10 s of samples hold the windows of the trials at 2, 4.5 and 7 s only partly: two wholly."""
    figure, facts = draw(series_file, "/acquisition/short", view="aligned")
    assert isinstance(figure, Panels)
    assert "2 of 20 trials" in facts.remarks
    far, _ = draw(series_file, "/acquisition/short", view="aligned", options=(("after", "9"),))
    assert isinstance(far, Words)


def test_only_blocks_around_events_are_read_and_asked_for_first(
    series_file: NwbFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question comes before any value is read."""
    counted = Counted().watch(monkeypatch)
    request = Draw(source=Address(), path="/acquisition/pair", view="aligned", budget_bytes=1_000)
    answer = make(series_file, request)
    assert isinstance(answer, Question)
    assert counted.values_of("data") == 0
    draw(series_file, "/acquisition/pair", view="aligned")
    assert counted.values_of("data") <= 6_000


def test_unknown_tables_and_columns_are_refused(file: NwbFile) -> None:
    """With what there is as a hint."""
    for options in ((("table", "none"),), (("column", "none"),), (("group", "none_such"),)):
        with pytest.raises(UsageError):
            draw(file, "/units", view="aligned", options=options)


def test_a_standard_error_needs_two_trials() -> None:
    """NaN where one is left; n is counted at each time."""
    mean, sem = mean_sem(np.array([[1.0, 2.0], [3.0, np.nan]]))
    assert mean.tolist() == [2, 2]
    assert sem[0] == pytest.approx(np.sqrt(2) / np.sqrt(2))
    assert np.isnan(sem[1])


def test_windows_are_wholly_inside_an_interval() -> None:
    """Ends included; a NaN is nowhere."""
    inside = observed_whole(np.array([1.0, 9, 10, np.nan]), (-1, 1), np.array([[0.0, 10.0]]))
    assert inside.tolist() == [True, True, False, False]
    far = nearest_samples(np.array([0.0, 1, 5]), np.array([1.0, 2, 3]), np.array([1.2, 3.0]), 0.5)
    assert far[0] == 2
    assert np.isnan(far[1])


def test_without_trials_the_table_of_most_rows_is_taken(tmp_path: Path) -> None:
    """Epochs only if there is nothing else; the next table is a key away."""
    made = new_file()
    made.add_acquisition(
        TimeSeries(name="wheel", data=np.arange(900.0), unit="m", starting_time=0.0, rate=10.0)
    )
    for i in range(9):
        made.add_epoch(start_time=10.0 * i, stop_time=10.0 * i + 1, tags=["a"])
    for name, n in (("few", 2), ("many", 5)):
        table = TimeIntervals(name=name, description="stimuli")
        for i in range(n):
            table.add_row(start_time=5.0 + 10 * i, stop_time=6.0 + 10 * i)
        made.add_time_intervals(table)
    with opened(write(made, tmp_path / "tables.nwb")) as file:
        _, facts = draw(file, "/acquisition/wheel", view="aligned")
        _, other = draw(file, "/acquisition/wheel", view="aligned", options=(("table", "epochs"),))
    assert "aligned to many.start_time" in facts.remarks
    assert facts.about == ("aligned to many.start_time",)
    assert "aligned to epochs.start_time" in other.remarks
    assert "b" in {move.key for move in facts.moves}


def test_values_on_both_sides_of_zero_have_colours_centred_on_it(series_file: NwbFile) -> None:
    """Noise about 0 has, its squares have not."""
    figure, _ = draw(series_file, "/acquisition/pair", view="aligned")
    assert isinstance(figure, Panels)
    heatmap = figure.rows[0][0]
    assert isinstance(heatmap, Heatmap)
    assert heatmap.map == "signed"
    assert heatmap.low == -heatmap.high
    assert not _has_both_signs(heatmap.values**2)
    assert not _has_both_signs(np.abs(heatmap.values) - 0.01), "hardly any are below"
