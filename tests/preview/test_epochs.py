"""Epochs lie at their own seconds, under their own names, in files new and old."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.preview.figure import Traces
from dandi_tui.preview.times.epochs import read_epochs, shading
from tests.preview.ask import draw
from tests.preview.odd import opened
from tests.preview.stimuli import write_stimuli


def table(path: Path, **columns: Any) -> Path:
    """A file with `/intervals/epochs`."""
    with h5py.File(path, "w") as file:
        group = file.create_group("intervals/epochs")
        group.attrs.update({"neurodata_type": "TimeIntervals", "colnames": list(columns)})
        group["id"] = np.arange(len(next(iter(columns.values()))))
        for name, values in columns.items():
            group[name] = values
    return path


def spans(path: Path) -> list[tuple[float, float, str]]:
    with opened(path) as file:
        return [(epoch.start_s, epoch.stop_s, epoch.kind) for epoch in read_epochs(file)]


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.float32])
def test_seconds_may_be_whole_numbers(tmp_path: Path, kind: type[np.generic]) -> None:
    """Writers of MATLAB store what is whole as integers."""
    path = table(
        tmp_path / "f.nwb",
        start_time=np.arange(0, 30, 10).astype(kind),
        stop_time=np.arange(10, 40, 10).astype(kind),
        what=["a", "b", "a"],
    )
    assert spans(path) == [(0, 10, "a"), (10, 20, "b"), (20, 30, "a")]


def test_an_epoch_without_an_end_is_left_out(tmp_path: Path) -> None:
    """NaN is no second, and the others keep their names."""
    stops = np.array([10, np.nan, 30.0])
    path = table(tmp_path / "f.nwb", start_time=[0.0, 10, 20], stop_time=stops, what=list("abc"))
    assert spans(path) == [(0, 10, "a"), (20, 30, "c")]


def test_an_epoch_that_ends_before_its_start_is_left_out(tmp_path: Path) -> None:
    """It covers no time, least of all that before its start."""
    stops = np.array([10.0, 5.0, 30.0])
    path = table(tmp_path / "f.nwb", start_time=[0.0, 10, 20], stop_time=stops, what=list("abc"))
    assert spans(path) == [(0, 10, "a"), (20, 30, "c")]


def test_old_files_have_a_group_for_each_epoch(tmp_path: Path) -> None:
    """NWB 1: named by its tags, else by its own name, in order of time."""
    path = tmp_path / "f.nwb"
    with h5py.File(path, "w") as file:
        for name, start, stop, tags in (("z", 0.0, 5.0, []), ("a", 5.0, 9.0, ["dark", "good"])):
            group = file.create_group(f"epochs/{name}")
            group["start_time"], group["stop_time"] = start, stop
            group.create_dataset("tags", data=tags, shape=(len(tags),), dtype=h5py.string_dtype())
    assert spans(path) == [(0, 5, "z"), (5, 9, "dark, good")]


def test_trials_are_shaded_where_there_are_no_epochs(tmp_path: Path) -> None:
    """Named by number and condition, coloured by condition; the remark says which table."""
    with opened(write_stimuli(tmp_path / "f.nwb")) as file:
        figure, facts = draw(file, "/acquisition/many")
    assert isinstance(figure, Traces)
    assert [epoch.kind for epoch in figure.epochs] == ["0 left", "1 right", "2 left"]
    assert [epoch.family for epoch in figure.epochs] == ["left", "right", "left"]
    assert "shaded: trials" in facts.remarks


def test_a_table_of_stimuli_is_named_by_its_first_numbers(tmp_path: Path) -> None:
    """By name or path; a blank row is blank."""
    with opened(write_stimuli(tmp_path / "f.nwb")) as file:
        named = shading(file, "drifting_gratings")
        assert shading(file, "/stimulus/presentation/drifting_gratings") == named
        assert shading(file, "off").epochs == ()
        with pytest.raises(UsageError):
            shading(file, "nothing")
    assert [epoch.kind for epoch in named.epochs][:7] == ["0", "90", "180"] * 2 + ["blank"]


def test_keys_go_to_the_next_trial_and_back(tmp_path: Path) -> None:
    """A tenth of the window before its start; there, that trial is the present one. The first
    trial ends two seconds before the first sample."""
    with opened(write_stimuli(tmp_path / "f.nwb")) as file:
        _, facts = draw(file, "/acquisition/many", window=(2.5, 7.5))
        moves = {move.key: move for move in facts.moves}
        assert moves["n"].window == pytest.approx((6.5, 11.5))
        assert "N" not in moves
        assert moves["n"].sentence == "next trial"
        assert moves["b"].options == (("epochs", "/stimulus/presentation/drifting_gratings"),)
        _, facts = draw(file, "/acquisition/many", window=moves["n"].window)
    assert {move.key for move in facts.moves} >= {"N", "b"}
    assert "n" not in {move.key for move in facts.moves}


def test_of_other_tables_the_one_that_spans_most_is_shaded(tmp_path: Path) -> None:
    """Neither epochs nor trials: 0–10 s wins over 0–2 s."""
    path = tmp_path / "f.nwb"
    with h5py.File(path, "w") as file:
        for name, stop in (("a", 2.0), ("b", 10.0)):
            group = file.create_group(f"intervals/{name}")
            group.attrs.update({"neurodata_type": "TimeIntervals", "namespace": "core"})
            group["start_time"], group["stop_time"] = [0.0], [stop]
    with opened(path) as opened_file:
        assert shading(opened_file, "").path == "/intervals/b"


def test_rows_that_are_not_shaded_are_told(tmp_path: Path) -> None:
    """Of very many rows the first ones are."""
    times = np.arange(5_001.0)
    path = table(tmp_path / "f.nwb", start_time=times, stop_time=times + 0.5)
    with opened(path) as opened_file:
        found = shading(opened_file, "")
    assert len(found.epochs) == 5_000
    assert found.remarks == ("shaded: epochs, the first 5,000 of 5,001 rows",)


def test_a_table_elsewhere_is_shaded_by_its_path(tmp_path: Path) -> None:
    """Those that stand beside others in a processing module are not offered, but found."""
    path = table(tmp_path / "f.nwb", start_time=[0.0], stop_time=[1.0], what=["a"])
    with h5py.File(path, "a") as file:
        group = file.create_group("processing/wheel/movements")
        group.attrs.update({"neurodata_type": "TimeIntervals", "namespace": "core"})
        group["start_time"], group["stop_time"] = [3.0], [4.0]
    with opened(path) as opened_file:
        found = shading(opened_file, "/processing/wheel/movements")
        elsewhere = shading(opened_file, "/processing/of/another/file")
    assert [(epoch.start_s, epoch.stop_s) for epoch in found.epochs] == [(3.0, 4.0)]
    assert found.remarks == ("shaded: movements",)
    assert elsewhere.path == "/intervals/epochs"
