"""Tuning: responses by condition are what numpy makes of the same rows."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.preview.figure import Words, Xy
from tests.preview.ask import draw, show
from tests.preview.odd import opened, series
from tests.preview.stimuli import ANGLES, FREQUENCIES, rows, times, values, write_stimuli

MANY = "/acquisition/many"


def responses(trace: int, baseline_s: float = 0.0) -> np.ndarray:
    """The mean of a trace in each presentation, one by one."""
    t, y = times(), values()[:, trace]
    made = []
    for start, stop, *_ in rows():
        mean = np.nanmean(y[(t >= start) & (t < stop)])
        before = y[(t >= start - baseline_s) & (t < start)]
        made.append(mean - np.nanmean(before) if baseline_s else mean)
    return np.array(made)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_stimuli(tmp_path / "f.nwb")


def test_a_matrix_of_two_conditions_has_the_mean_of_each(path: Path) -> None:
    """Orientation across, temporal frequency down; blanks count nowhere."""
    with opened(path) as file:
        shown = show(file, MANY, view="tuning", traces=(2, 3))
    of, table = responses(2), np.array(rows())
    for j, frequency in enumerate(FREQUENCIES):
        for i, angle in enumerate(ANGLES):
            expected = of[(table[:, 2] == angle) & (table[:, 3] == frequency)].mean()
            assert shown["image"]["values"][j][i] == pytest.approx(expected, rel=1e-12)
    assert shown["image"]["column_names"] == ["0", "90", "180"]


def test_a_curve_is_mean_and_standard_error(path: Path) -> None:
    """s.e.m. with ddof = 1; the blank level is the dashed rule."""
    options = (("column", "orientation_in_degrees"),)
    with opened(path) as file:
        figure, facts = draw(file, MANY, view="tuning", options=options)
        ribbon, curve, _ = show(file, MANY, view="tuning", options=options)["series"]
    of, table = responses(0), np.array(rows())
    groups = [of[table[:, 2] == angle] for angle in ANGLES]
    assert curve["y"] == pytest.approx([g.mean() for g in groups], rel=1e-12)
    sems = [g.std(ddof=1) / np.sqrt(len(g)) for g in groups]
    half = (np.array(ribbon["high"]) - np.array(ribbon["low"])) / 2
    assert half == pytest.approx(sems, rel=1e-6)
    assert isinstance(figure, Xy)
    assert figure.rules[0].at == pytest.approx(of[np.isnan(table[:, 2])].mean(), rel=1e-12)
    best = ANGLES[int(np.argmax([g.mean() for g in groups]))]
    assert facts.remarks[0].startswith(f"most at orientation {best:g} degrees: ")


def test_a_baseline_is_subtracted(path: Path) -> None:
    """Of each presentation its own."""
    options = (("baseline", "0.5"), ("column", "temporal_frequency_in_hz"))
    with opened(path) as file:
        shown = show(file, MANY, view="tuning", options=options)
    of, table = responses(0, 0.5), np.array(rows())
    expected = [of[table[:, 3] == frequency].mean() for frequency in FREQUENCIES]
    assert shown["series"][1]["y"] == pytest.approx(expected, rel=1e-9)


def test_keys_go_through_traces_columns_and_tables(path: Path) -> None:
    """Each says which settings it leads to."""
    with opened(path) as file:
        _, facts = draw(file, MANY, view="tuning")
        moves = {move.key: move for move in facts.moves}
        assert moves["n"].traces == (1, 2)
        assert moves["c"].options == (("column", "orientation_in_degrees"),)
        options = moves["b"].options
        _, facts = draw(file, MANY, view="tuning", options=options[:1])
    assert facts.remarks[-1] == "1 of 3 presentations of trials"
    assert facts.about == facts.remarks[-1:]


def test_a_trial_that_began_before_the_recording_has_no_response(path: Path) -> None:
    """Samples start at 5 s: of 0–3, 3–7 and 7–12 s only the last is whole, on the left."""
    options = (("table", "trials"), ("column", "side"))
    with opened(path) as file:
        points = show(file, MANY, view="tuning", options=options)["series"][-1]
    t, y = times(), values()[:, 0]
    expected = np.array([np.nanmean(y[(t >= 7) & (t < 12)]), np.nan])
    np.testing.assert_allclose(np.array(points["y"], dtype=np.float64), expected)


def test_words_are_conditions_too(path: Path) -> None:
    """The side of a trial: names below the axis in place of numbers."""
    with opened(path) as file:
        figure, _ = draw(file, MANY, view="tuning", options=(("table", "trials"),))
    assert isinstance(figure, Xy)
    assert figure.x_names == ("left", "right")


def test_what_is_not_there_is_said(path: Path, tmp_path: Path) -> None:
    """A wrong column or table raises; a file without tables gets a sentence."""
    with opened(path) as file, pytest.raises(UsageError):
        draw(file, MANY, view="tuning", options=(("column", "phase"),))
    with opened(path) as file, pytest.raises(UsageError):
        draw(file, MANY, view="tuning", options=(("table", "scenes"),))
    with series(tmp_path, np.ones((5, 2)), start=0.0, rate=1.0) as file:
        figure, _ = draw(file, "/acquisition/odd", view="tuning")
    assert isinstance(figure, Words)
    assert figure.note == "This file has no table of presentations with conditions."


def test_images_that_were_shown_are_conditions(tmp_path: Path) -> None:
    """Each lasts until the next; the pause after the sixth is not its own; the last is blank."""
    onsets = np.array([0.0, 1, 2, 3, 4, 5, 9, 10])
    index = np.array([0, 1, 0, 1, 0, 1, 0, 2**32 - 1], dtype=np.uint32)
    path = tmp_path / "f.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group("/stimulus/presentation/scenes")
        group.attrs.update({"neurodata_type": "IndexSeries", "namespace": "core"})
        group["data"], group["timestamps"] = index, onsets
        group = file.create_group("/acquisition/odd")
        group.attrs.update({"neurodata_type": "TimeSeries", "namespace": "core"})
        group["data"] = np.arange(48.0).reshape(24, 2)
        group["timestamps"] = np.arange(24) / 2
    with opened(path) as file:
        shown = show(file, "/acquisition/odd", view="tuning")
        figure, _ = draw(file, "/acquisition/odd", view="tuning")
    each = [4 * onset + 1 for onset in onsets]
    assert shown["series"][1]["x"] == [0, 1]
    assert shown["series"][1]["y"] == [np.mean(each[:7:2]), np.mean(each[1:7:2])]
    assert isinstance(figure, Xy)
    assert figure.rules[0].at == each[7]
