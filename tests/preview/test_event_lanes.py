"""Events are ticks at their times, in lanes by what they are."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Words
from dandi_tui.preview.make import make
from dandi_tui.preview.views import views_for
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.preview import spans_files
from tests.preview.ask import draw, show
from tests.preview.odd import opened
from tests.shared import shared_path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spans_files.quietly(
        spans_files.write_events, tmp_path_factory.mktemp("events") / "events.nwb"
    )


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    opened = NwbFile(str(path), name="events.nwb")
    yield opened
    opened.close()


def lanes(file: NwbFile, path: str, **wishes: object) -> dict[str, list[float]]:
    shown = show(file, path, view="events", **wishes)["spans"]
    return {lane["name"]: lane["starts"] for lane in shown}


def test_behavioral_events_are_a_lane_a_series(file: NwbFile) -> None:
    """At the times of the samples; values that differ are labels, in their unit."""
    shown = show(file, "/processing/behavior/BehavioralEvents")["spans"]
    assert [(lane["name"], lane["starts"], lane["labels"]) for lane in shown] == [
        ("licks", [1, 2, 4], []),
        ("rewards", [2, 5], ["2 µL", "6 µL"]),
    ]


def test_one_series_of_them_begins_with_its_events(file: NwbFile) -> None:
    """Its traces are the next view."""
    obj = file.object("/processing/behavior/BehavioralEvents/licks")
    assert [view.name for view in views_for(obj)][:2] == ["events", "traces"]
    assert lanes(file, obj.path) == {"licks": [1.0, 2.0, 4.0]}


def test_annotations_that_repeat_are_lanes_others_labels(file: NwbFile) -> None:
    """Two words at three times; three words at three times."""
    assert lanes(file, "/acquisition/notes") == {"go": [1.0, 3.0], "stop": [2.0]}
    shown = show(file, "/acquisition/all_unlike", view="events")["spans"]
    assert [(lane["name"], lane["labels"]) for lane in shown] == [("all_unlike", ["a", "b", "c"])]


def test_labelled_events_have_a_lane_a_label(file: NwbFile) -> None:
    """Also a label that no event has, with its count."""
    shown = show(file, "/acquisition/labelled")["spans"]
    assert [(lane["name"], lane["starts"], lane["aside"]) for lane in shown] == [
        ("on", [1, 3], "2"), ("off", [2], "1"), ("never", [], "0")
    ]  # fmt: skip


def test_events_without_data_or_schema_are_their_times(file: NwbFile) -> None:
    """As IBL writes licks."""
    assert views_for(file.object("/acquisition/plain"))[0].name == "events"
    assert lanes(file, "/acquisition/plain") == {"plain": [0.5, 7.0]}


def test_a_table_of_events_has_bars_where_they_last(file: NwbFile) -> None:
    """Duration 0.5 s, none, 0.25 s; a lane for each cue."""
    shown = show(file, "/acquisition/table", view="events")["spans"]
    assert [(lane["name"], lane["starts"], lane["stops"]) for lane in shown] == [
        ("a", [1, 3], [1.5, 3.25]),
        ("b", [2], [2]),
    ]
    assert views_for(file.object("/acquisition/table"))[0].name == "table"


def test_pulses_are_named_by_the_table_of_their_types(file: NwbFile) -> None:
    """Rows 1, 0, 1 of it."""
    assert lanes(file, "/acquisition/pulses") == {"laser": [1.0, 3.0], "camera": [2.0]}


def test_more_than_the_budget_is_asked_about(file: NwbFile) -> None:
    """Times and labels are counted before they are read."""
    request = Draw(source=Address(), path="/processing/behavior/BehavioralEvents", budget_bytes=10)
    asked = make(file, request)
    assert isinstance(asked, Question)
    assert asked.cost.fetch_bytes >= 2 * 5 * 8


def test_a_module_of_events_is_drawn_whole(file: NwbFile) -> None:
    """One whose name promises events."""
    assert lanes(file, "/processing/licks") == {"left": [1.0, 3.0]}


def test_a_window_takes_its_events(file: NwbFile) -> None:
    """Half open; the counts are those of all, and the facts tell how many are shown."""
    _, facts = draw(file, "/acquisition/labelled", window=(2.0, 3.0))
    assert facts.shown == ("1 event", "of 3")
    assert lanes(file, "/acquisition/labelled", window=(2.0, 3.0))["off"] == [2.0]


def test_the_number_of_a_sample_is_no_time(tmp_path: Path) -> None:
    """Of two series of events, and of two of intervals, one has times."""
    with h5py.File(tmp_path / "half.nwb", "w") as made:
        for holder, kind in (("BehavioralEvents", "TimeSeries"),
                             ("BehavioralEpochs", "IntervalSeries")):  # fmt: skip
            home = made.create_group(f"processing/behavior/{holder}")
            home.attrs.update({"neurodata_type": holder, "namespace": "core"})
            for name in ("timed", "untimed"):
                group = home.create_group(name)
                group.attrs.update({"neurodata_type": kind, "namespace": "core"})
                group["data"] = np.array([1, -1], "i1")
            home["timed/timestamps"] = [10.0, 20.0]
    with opened(tmp_path / "half.nwb") as half:
        for path, view in (("BehavioralEvents", "events"), ("BehavioralEpochs", "intervals")):
            container = f"/processing/behavior/{path}"
            shown = show(half, container, view=view)
            assert [lane["name"] for lane in shown["spans"]] == ["timed"]
            _, facts = draw(half, container, view=view)
            assert "1 series without times left out" in facts.remarks
            assert "has a time" in show(half, f"{container}/untimed", view=view)["note"]


def test_no_events_are_told(file: NwbFile) -> None:
    """In a sentence."""
    figure, _ = draw(file, "/acquisition/empty")
    assert isinstance(figure, Words)
    assert figure.note == "There are no events here."


def test_a_module_without_series_shows_its_table_of_events() -> None:
    """Under its own name; it says of which table."""
    path = shared_path("data", "nwb", "extensions", "ndx-events_example_usage.nwb")
    with opened(path) as file:
        shown = lanes(file, "/processing/events")
        _, facts = draw(file, "/processing/events", view="events")
    assert shown == {"Reward": [1.0, 2.0, 3.0]}
    assert (facts.path, facts.remarks) == ("/processing/events", ("of my_annotated_events",))
