"""What was recorded when, over the objects of a group."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from pynwb import TimeSeries
from pynwb.behavior import BehavioralTimeSeries
from pynwb.image import ImageSeries
from pynwb.misc import AnnotationSeries, IntervalSeries

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Spans, Words
from dandi_tui.preview.files import lanes_of_time
from dandi_tui.preview.make import make
from dandi_tui.preview.units.observed import merged
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened

pytestmark = pytest.mark.filterwarnings("ignore:AnnotationSeries is deprecated")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session of many clocks.

    acquisition   even: 100 samples at 10 Hz from 5 s; gap: 0 … 9 s and 100 … 109 s, each second;
                  video: frames in a file, 3 times 1, 2, 3 s; words: at 2, 3, 50 s
    behavior      module/speed: 50 samples at 5 Hz; on: an IntervalSeries, 1–4 s and 6–8 s
    intervals     trials 0–1 "a", 2–3 "b", 4–NaN "a"
    units         two, observed 0–10 and 5–20, and 30–40 s
    """
    file = new_file()
    gap = np.concatenate([np.arange(10.0), np.arange(100.0, 110)])
    for series in (
        TimeSeries(name="even", data=np.zeros(100), unit="V", starting_time=5.0, rate=10.0),
        TimeSeries(name="gap", data=np.zeros(20), unit="V", timestamps=gap),
        ImageSeries(
            name="video", external_file=["a.mp4"], format="external", timestamps=[1.0, 2.0, 3.0]
        ),
        AnnotationSeries(name="words", data=["x", "y", "z"], timestamps=[2.0, 3.0, 50.0]),
    ):
        file.add_acquisition(series)
    module = file.create_processing_module(name="behavior", description="moves")
    speed = TimeSeries(name="speed", data=np.zeros(50), unit="m/s", rate=5.0)
    on = IntervalSeries(name="on", data=[1, -1, 1, -1], timestamps=[1.0, 4.0, 6.0, 8.0])
    module.add(BehavioralTimeSeries(name="module", time_series=[speed]))
    module.add(on)
    file.add_trial_column(name="kind", description="of trial")
    for start, stop, kind in ((0.0, 1.0, "a"), (2.0, 3.0, "b"), (4.0, np.nan, "a")):
        file.add_trial(start_time=start, stop_time=stop, kind=kind)
    file.add_unit(spike_times=[1.0, 2.0], obs_intervals=[[0.0, 10.0], [30.0, 40.0]])
    file.add_unit(spike_times=[1.0], obs_intervals=[[5.0, 20.0]])
    return write(file, tmp_path / "clocks.nwb")


@pytest.fixture
def clocks(path: Path) -> Iterator[NwbFile]:
    """The same, open."""
    with opened(path) as file:
        yield file


def lanes(file: NwbFile, path: str = "/") -> dict[str, tuple[list[Any], list[Any], str]]:
    """Starts, stops and what stands at the right, by name."""
    spans = show(file, path, view="timeline")["spans"]
    return {lane["name"]: (lane["starts"], lane["stops"], lane["aside"]) for lane in spans}


def test_a_file_shows_every_object_with_times(clocks: NwbFile) -> None:
    """In the order of the places, each with what is known of its rate."""
    shown = lanes(clocks)
    assert list(shown) == ["even", "gap", "video", "words", "speed", "on", "trials", "units"]
    assert [aside for _, _, aside in shown.values()] == [
        "10 Hz", "~1 Hz", "~1 Hz", "3 times", "5 Hz", "2 intervals", "3 rows", "2 units",
    ]  # fmt: skip


def test_a_rate_gives_start_and_end(clocks: NwbFile) -> None:
    """100 samples at 10 Hz from 5 s end at 15 s."""
    assert lanes(clocks)["even"][:2] == ([5.0], [15.0])


def test_a_gap_in_stored_times_breaks_the_bar(clocks: NwbFile) -> None:
    """Two bars; irregular times are ticks; frames in another file have times too."""
    shown = lanes(clocks, "/acquisition")
    assert shown["gap"][:2] == ([0.0, 100.0], [9.0, 109.0])
    assert shown["words"][:2] == ([2.0, 3.0, 50.0], [2.0, 3.0, 50.0])
    assert shown["video"][:2] == ([1.0], [3.0])


def test_events_that_come_when_they_will_are_ticks(tmp_path: Path) -> None:
    """Rewards 6 to 16 s apart have no rate."""
    times = np.cumsum(np.random.default_rng(2).uniform(6, 16, 30))
    file = new_file()
    file.add_acquisition(TimeSeries(name="reward", data=times, unit="ml", timestamps=times))
    with opened(write(file, tmp_path / "rewards.nwb")) as rewards:
        assert lanes(rewards)["reward"] == (times.tolist(), times.tolist(), "30 times")


def test_intervals_are_bars(clocks: NwbFile) -> None:
    """Of an IntervalSeries from each 1 to the -1 that follows; a trial without an end is a tick."""
    shown = lanes(clocks)
    assert shown["on"][:2] == ([1.0, 6.0], [4.0, 8.0])
    assert shown["trials"][:2] == ([0.0, 2.0, 4.0], [1.0, 3.0, 4.0])
    assert shown["units"][:2] == ([0.0, 30.0], [20.0, 40.0])


def test_each_kind_of_interval_ends_at_its_own_stop(tmp_path: Path) -> None:
    """2 begins at 2 s and ends at 4 s, while 1 goes on from 3 to 5 s."""
    marks = np.array([1, -1, 2, 1, -2, -1], dtype=np.int8)
    file = new_file()
    file.add_acquisition(IntervalSeries(name="kinds", data=marks, timestamps=np.arange(6.0)))
    with opened(write(file, tmp_path / "kinds.nwb")) as kinds:
        assert lanes(kinds)["kinds"] == ([0, 2, 3], [1, 4, 5], "3 intervals")


def test_trials_are_named_and_coloured_by_their_words(clocks: NwbFile) -> None:
    """a, b, a."""
    figure, facts = draw(clocks, "/intervals", view="timeline")
    assert isinstance(figure, Spans)
    assert figure.rows[0].labels == ("a", "b", "a")
    assert figure.rows[0].indexes == (0, 1, 0)
    assert facts.extent == facts.window == (0.0, 4.0)


def test_modules_and_containers_have_a_timeline(clocks: NwbFile) -> None:
    """Of a module all below it."""
    assert list(lanes(clocks, "/processing/behavior")) == ["speed", "on"]
    assert list(lanes(clocks, "/processing/behavior/module")) == ["speed"]


def test_lanes_are_paged_as_rows_are(clocks: NwbFile) -> None:
    """In five rows there is room for three of eight; `rows=6:` shows the last two."""
    _, facts = draw(clocks, "/", view="timeline", height=5)
    assert (facts.rows, facts.n_rows, facts.shown) == ((0, 3), 8, ("object 0–2", "of 8"))
    figure, _ = draw(clocks, "/", view="timeline", height=5, options=(("rows", "6:"),))
    assert isinstance(figure, Spans)
    assert ([row.name for row in figure.rows], figure.first) == (["trials", "units"], 6)


def test_times_that_are_no_numbers_leave_a_lane_empty(path: Path) -> None:
    """And a group in which none is one says so."""
    with h5py.File(path, "a") as spoiled:
        spoiled["acquisition/gap/timestamps"][...] = np.nan
        for name in ("even", "video", "words"):
            del spoiled[f"acquisition/{name}"]
    with opened(path) as file:
        assert lanes(file)["gap"] == ([], [], "no times")
        figure, _ = draw(file, "/acquisition", view="timeline")
    assert isinstance(figure, Words)
    assert figure.note == "None of these objects has a time that is a number."


def test_of_many_times_the_first_and_the_last_block_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """800 kB of times in chunks of 80 kB cost two of them; over a budget it asks."""
    monkeypatch.setattr(lanes_of_time, "MAX_TICKS", 10)
    path = tmp_path / "long.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group("acquisition/long")
        group.attrs.update(neurodata_type="TimeSeries", namespace="core")
        group["data"] = np.zeros(100_000, np.int8)
        group.create_dataset("timestamps", data=np.arange(100_000) / 50, chunks=(10_000,))
    with opened(path) as long:
        request = Draw(source=Address(), path="/acquisition", view="timeline", budget_bytes=159_999)
        question = make(long, request)
        assert isinstance(question, Question)
        assert question.cost.fetch_bytes == 160_000
        assert lanes(long, "/acquisition")["long"] == ([0.0], [99_999 / 50], "~50 Hz")


def test_spans_that_overlap_are_merged() -> None:
    """0–10 and 5–20 are one; 30–40 is another."""
    starts, stops = merged(np.array([[30.0, 40], [5, 20], [0, 10]])).T
    assert (starts.tolist(), stops.tolist()) == ([0.0, 30.0], [20.0, 40.0])
