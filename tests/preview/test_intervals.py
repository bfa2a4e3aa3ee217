"""Intervals are drawn from their starts to their stops, in lanes by kind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.events.interval_series import pairs
from dandi_tui.preview.events.marks import kinds_of
from dandi_tui.preview.figure import Spans, Words
from dandi_tui.preview.views import views_for
from tests.preview import spans_files
from tests.preview.ask import draw, show
from tests.preview.odd import opened
from tests.preview.spans_files import CONTRASTS, SIDES, STARTS, STOPS

TRIALS = "/intervals/trials"
EPOCHS = "/processing/behavior/BehavioralEpochs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("intervals")


@pytest.fixture(scope="module")
def path(folder: Path) -> Path:
    return spans_files.quietly(spans_files.write_intervals, folder / "intervals.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    opened = NwbFile(str(path), name="intervals.nwb")
    yield opened
    opened.close()


def test_bars_are_the_rows_by_the_kinds_of_the_first_text(file: NwbFile) -> None:
    """Three sides, three lanes in order of appearance, each with its rows; row 7 has no end."""
    shown = show(file, TRIALS, view="intervals", window=(0.0, 2000.0))["spans"]
    assert [lane["name"] for lane in shown] == ["left", "right", "none"]
    ends = np.where(np.arange(400) == 7, np.nan, STOPS)
    for lane in shown:
        own = np.array(SIDES) == lane["name"]
        np.testing.assert_array_equal(lane["starts"], STARTS[own])
        np.testing.assert_array_equal(np.array(lane["stops"], dtype=np.float64), ends[own])
        assert lane["aside"] == str(own.sum())


def test_a_row_without_an_end_is_a_tick_and_is_told(file: NwbFile) -> None:
    """Row 7, whose stop is NaN."""
    _, facts = draw(file, TRIALS, view="intervals", window=(0.0, 2000.0))
    assert facts.remarks == ("1 row without an end", "lanes by side")


def test_a_window_takes_what_reaches_into_it(file: NwbFile) -> None:
    """From 11 s to 14.1 s: rows 1 and 2; row 0 has ended at 10.5 s."""
    options = (("lane", "off"), ("label", "number"))
    shown = show(file, TRIALS, view="intervals", window=(11.0, 14.1), options=options)["spans"]
    assert [(lane["name"], lane["starts"], lane["labels"]) for lane in shown] == [
        ("trials", [12.0, 14.0], ["1", "2"])
    ]


def test_at_first_there_are_as_many_bars_as_can_be_told_apart(file: NwbFile) -> None:
    """A quarter as many as columns; the extent is that of all rows."""
    figure, facts = draw(file, TRIALS, view="intervals", width=80)
    assert isinstance(figure, Spans)
    assert figure.window == (STARTS[0], STARTS[20])
    assert facts.extent == (STARTS[0], STOPS[-1])
    assert facts.shown == ("row 0–19", "of 400")


def test_numbers_are_lanes_in_ascending_order(file: NwbFile) -> None:
    """Five contrasts, labelled by the note of the row."""
    options = (("label", "note"), ("lane", "contrast"))
    shown = show(file, TRIALS, view="intervals", window=(0.0, 2000.0), options=options)["spans"]
    assert [lane["name"] for lane in shown] == ["0", "0.25", "0.5", "0.75", "1"]
    assert shown[1]["labels"] == [f"n{i}" for i in np.flatnonzero(CONTRASTS == 0.25)]


def test_more_than_twelve_kinds_are_one_lane(file: NwbFile) -> None:
    """400 notes: it is said why."""
    options = (("lane", "note"),)
    figure, facts = draw(file, TRIALS, view="intervals", options=options)
    assert isinstance(figure, Spans)
    assert [row.name for row in figure.rows] == ["trials"]
    assert "too many kinds of note for lanes" in facts.remarks


def test_c_and_b_go_through_the_columns(file: NwbFile) -> None:
    """In a circle, with no lanes and no labels in it."""
    lane, seen = "side", []
    for _ in range(4):
        _, facts = draw(file, TRIALS, view="intervals", options=(("lane", lane),))
        lane = dict(facts.moves[0].options)["lane"]
        seen.append(lane)
    assert seen == ["note", "contrast", "off", "side"]
    assert facts.moves[1].key == "b"


def test_a_column_that_is_not_there_is_refused(file: NwbFile) -> None:
    """The hint names one like it."""
    with pytest.raises(UsageError, match="no column sides"):
        draw(file, TRIALS, view="intervals", options=(("lane", "sides"),))


def test_a_table_without_rows_says_so(file: NwbFile) -> None:
    """And is still a table first."""
    figure, _ = draw(file, "/intervals/sleep", view="intervals")
    assert isinstance(figure, Words)
    assert figure.note == "This table has no rows."
    assert [v.name for v in views_for(file.object(TRIALS))][:2] == ["table", "intervals"]


def test_series_of_starts_and_ends_are_bars(file: NwbFile) -> None:
    """+1 starts, -1 ends; ±2 is another kind; what has no end is a tick."""
    shown = show(file, EPOCHS)["spans"]
    assert [(lane["name"], lane["starts"], lane["stops"]) for lane in shown] == [
        ("kinds 1", [0, 8], [2, 8]),
        ("kinds 2", [1], [4]),
        ("run", [1, 5], [3, 6]),
    ]
    _, facts = draw(file, EPOCHS)
    assert facts.remarks == ("1 interval with one end only",)


def test_epochs_of_nwb_1_are_lanes_by_their_tags(tmp_path: Path) -> None:
    """Three groups with two kinds of tags; a group without a start is left out."""
    path = spans_files.write_old_epochs(tmp_path / "old.nwb")
    file = NwbFile(str(path), name="old.nwb")
    assert views_for(file.object("/epochs"))[0].name == "intervals"
    shown = show(file, "/epochs")["spans"]
    file.close()
    assert [(lane["name"], lane["starts"], lane["stops"]) for lane in shown] == [
        ("run", [0, 4], [1, 5]),
        ("rest, quiet", [2], [3]),
    ]


def test_one_interval_series_is_bars_first() -> None:
    """Its ends are found whatever is missing between them."""
    times = np.arange(6.0)
    begins = np.array([False, True, True, False, True, False])
    starts, stops, n_odd = pairs(times, begins)
    np.testing.assert_array_equal(starts, [0, 1, 2, 4])
    np.testing.assert_array_equal(stops, [0, 2, 3, 5])
    assert n_odd == 2


def test_kinds_are_named_in_order() -> None:
    """Numbers ascend with nothing last; words come as they appear; thirteen are too many."""
    names, lane_of = kinds_of([2.0, 1.0, float("nan")]) or ((), None)
    assert names == ("1", "2", "—")
    np.testing.assert_array_equal(lane_of, [1, 0, 2])
    assert (kinds_of(["b", "a", "b"]) or ((),))[0] == ("b", "a")
    assert kinds_of(list(range(13))) is None


def test_of_many_rows_those_that_are_not_looked_at_are_told(folder: Path) -> None:
    """An early one may last until now."""
    path = spans_files.write_many_rows(folder / "some.nwb", 60_000)
    with opened(path) as file:
        _, late = draw(file, "/intervals/pulses", view="intervals", window=(40_000.2, 40_010.0))
        _, early = draw(file, "/intervals/pulses", view="intervals", window=(0.0, 10.0))
    assert "rows before 39,001 not looked at" in late.remarks
    assert not any("looked at" in words for words in early.remarks)


def test_of_many_rows_those_of_the_window_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 1,000,000 rows a window of 10 takes no more than a few blocks of times."""
    path = spans_files.write_many_rows(folder / "many.nwb", 1_000_000)
    n_read = []
    read = Data.read

    def counted(data: Data, *spans: Range) -> Any:
        values = read(data, *spans)
        n_read.append(len(values))
        return values

    monkeypatch.setattr(Data, "read", counted)
    file = NwbFile(str(path), name="many.nwb")
    shown = show(file, "/intervals/pulses", view="intervals", window=(700_000.2, 700_010.0))
    file.close()
    assert shown["spans"][0]["starts"] == [float(t) for t in range(700_000, 700_010)]
    assert sum(n_read) < 80_000
