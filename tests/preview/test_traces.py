"""Series as lines: values in their unit, times of the session, peaks and gaps kept."""

from pathlib import Path

import numpy as np
import pytest
from pynwb.ecephys import ElectricalSeries

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Traces, Words
from dandi_tui.preview.make import make
from dandi_tui.preview.series.selection import default_lanes, select
from dandi_tui.preview.series.trace_words import names_of
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened

ALL = (float("-inf"), float("inf"))


def test_values_are_scaled_and_times_start_where_the_file_says(series_file: NwbFile) -> None:
    """Value × conversion + offset, at starting_time + sample / rate."""
    shown = show(series_file, "/acquisition/scaled")
    assert shown["series"][0]["y"] == [0.5 * i - 1 for i in range(10)]
    assert shown["series"][0]["x"] == pytest.approx([20 + i / 10 for i in range(10)])
    assert shown["y"] == {"label": "scaled", "unit": "V"}
    assert shown["x"] == {"label": "time", "unit": "s"}


def test_each_channel_has_its_own_conversion(series_file: NwbFile) -> None:
    """data × conversion × channel_conversion + offset, as core's ElectricalSeries says."""
    shown = show(series_file, "/acquisition/electrodes")
    assert [line["name"] for line in shown["series"]] == ["channel 0", "channel 1"]
    assert shown["series"][0]["y"] == [2 * v + 3 for v in (0, 2, 4, 6, 8)]
    assert shown["series"][1]["y"] == [20 * v + 3 for v in (1, 3, 5, 7, 9)]


def test_timestamps_by_a_link_are_those_of_the_other_series(series_file: NwbFile) -> None:
    """pynwb writes borrowed timestamps as a soft link; the facts name their owner."""
    shown = show(series_file, "/acquisition/borrowed")
    assert shown["series"][0]["x"] == [0, 1, 2, 10, 11, 12]
    assert "time from gap" in draw(series_file, "/acquisition/borrowed")[1].data


def test_lines_break_at_gaps_but_numbers_do_not(series_file: NwbFile) -> None:
    """A gap of eight median steps gets a NaN in the picture; `--json` has the samples alone."""
    figure, _ = draw(series_file, "/acquisition/gap")
    assert isinstance(figure, Traces)
    np.testing.assert_array_equal(figure.lines[0].y, [0, 1, 2, np.nan, 3, 4, 5])
    assert show(series_file, "/acquisition/gap")["series"][0]["y"] == [0, 1, 2, 3, 4, 5]


def test_missing_values_are_null(series_file: NwbFile) -> None:
    """NaN stays a gap, and the facts say how much is missing."""
    shown = show(series_file, "/acquisition/missing")
    assert shown["series"][0]["y"] == [0, None, 2, 3]
    assert draw(series_file, "/acquisition/missing")[1].remarks == ("25 % NaN",)


def test_swapped_axes_are_seen_by_the_length_of_time(series_file: NwbFile) -> None:
    """(2, 6) with six timestamps is two traces of six samples."""
    shown = show(series_file, "/acquisition/swapped")
    assert [line["y"] for line in shown["series"]] == [list(range(6)), list(range(6, 12))]
    remarks = draw(series_file, "/acquisition/swapped")[1].remarks
    assert "time is the second axis" in remarks


def test_unordered_times_are_sorted_for_lines(series_file: NwbFile) -> None:
    """Lines go forwards; `--json` keeps the file's order; both say so."""
    figure, facts = draw(series_file, "/acquisition/unordered")
    assert isinstance(figure, Traces)
    assert figure.lines[0].y.tolist() == [1, 2, 0]
    assert "times are not in order" in facts.remarks
    assert show(series_file, "/acquisition/unordered")["series"][0]["x"] == [2, 0, 1]


def test_a_position_shares_one_axis(series_file: NwbFile) -> None:
    """Columns of a SpatialSeries are x and y."""
    figure, facts = draw(series_file, "/acquisition/position")
    assert isinstance(figure, Traces)
    assert not figure.stacked
    assert facts.legend == (("x", 0), ("y", 1))


def test_further_axes_get_an_index(series_file: NwbFile) -> None:
    """`index=1` picks the second plane of a third axis; 0 is the default."""
    shown = show(series_file, "/acquisition/cube", options=(("index", "1"),))
    assert shown["series"][2]["y"] == [21, 121, 221, 321]
    assert show(series_file, "/acquisition/cube")["series"][1]["y"] == [10, 110, 210, 310]
    with pytest.raises(UsageError):
        show(series_file, "/acquisition/cube", options=(("index", "2"),))


def test_one_sample_of_a_spike_survives(series_file: NwbFile) -> None:
    """100,000 samples in 400 points still hold the one that is not zero."""
    shown = show(series_file, "/acquisition/spike", window=ALL, width=100)
    line = shown["series"][0]
    assert len(line["y"]) <= 4 * 100 + 4
    assert line["x"][line["y"].index(7)] == pytest.approx(54.321)


def test_full_gives_every_sample(series_file: NwbFile) -> None:
    """`--full` is not decimated, nor is a window of few samples."""
    shown = show(series_file, "/acquisition/spike", window=ALL, full=True)
    assert len(shown["series"][0]["y"]) == 100_000
    part = show(series_file, "/acquisition/spike", window=(54.3, 54.4), width=100)
    assert len(part["series"][0]["y"]) == 100


def test_a_window_is_half_open(series_file: NwbFile) -> None:
    """Its start is in it, its end is not."""
    shown = show(series_file, "/acquisition/gap", window=(1.0, 10.0))
    assert shown["series"][0]["x"] == [1, 2]


def test_a_window_beside_the_data_is_empty_not_an_error(series_file: NwbFile) -> None:
    """The axis is drawn as asked, with a remark."""
    figure, facts = draw(series_file, "/acquisition/gap", window=(100.0, 110.0))
    assert isinstance(figure, Traces)
    assert figure.window == (100.0, 110.0)
    assert "no samples here" in facts.remarks


def test_an_empty_series_says_so(series_file: NwbFile) -> None:
    """Words in the picture, empty lists in the numbers."""
    figure, _ = draw(series_file, "/acquisition/empty")
    assert isinstance(figure, Words)
    assert figure.note == "This series is empty (0 × 3)."
    assert [line["y"] for line in show(series_file, "/acquisition/empty")["series"]] == [[], [], []]


def test_without_times_x_is_the_sample(series_file: NwbFile) -> None:
    """A NaN rate is not guessed at."""
    shown = show(series_file, "/acquisition/timeless")
    assert shown["series"][0]["x"] == [0, 1, 2]
    assert shown["x"] == {"label": "sample", "unit": ""}
    remarks = draw(series_file, "/acquisition/timeless")[1].remarks
    assert "no time axis: sample index" in remarks


def test_text_is_a_table_of_times(series_file: NwbFile) -> None:
    """Annotations are shown as words at their times."""
    shown = show(series_file, "/acquisition/notes")
    assert shown["view"] == "table"
    assert shown["table"]["rows"] == [[1.0, "start"], [5.0, "stop"]]


def test_only_a_series_inside_dfoverf_is_called_so(ophys_file: NwbFile) -> None:
    """The same values elsewhere are fluorescence; lanes are rows of the segmentation."""
    inside = show(ophys_file, "/processing/ophys/DfOverF/responses")
    outside = show(ophys_file, "/processing/ophys/Fluorescence/responses")
    assert (inside["y"]["label"], outside["y"]["label"]) == ("ΔF/F", "fluorescence")
    assert [line["name"] for line in inside["series"]] == ["ROI 2", "ROI 0", "ROI 1"]
    assert inside["series"][2]["y"] == [20, 21, 22, 23, 24]


def test_traces_are_paged(ophys_file: NwbFile) -> None:
    """`--traces 1:3` shows the second and third column."""
    shown = show(ophys_file, "/processing/ophys/DfOverF/responses", traces=(1, 3))
    assert [line["y"][0] for line in shown["series"]] == [10, 20]


def test_epochs_lie_behind_the_traces(ophys_file: NwbFile) -> None:
    """Their kind is the first column of text."""
    figure, _ = draw(ophys_file, "/processing/ophys/DfOverF/responses")
    assert isinstance(figure, Traces)
    spans = [(epoch.start_s, epoch.stop_s, epoch.kind) for epoch in figure.epochs]
    assert spans == [(0.0, 2.0, "gratings"), (2.0, 3.0, "spontaneous")]


def test_more_than_the_budget_is_asked_first(series_file: NwbFile) -> None:
    """A question names the cost, and a smaller window that is within."""
    request = Draw(source=Address(), path="/acquisition/spike", window=ALL, budget_bytes=100_000)
    answer = make(series_file, request)
    assert isinstance(answer, Question)
    assert answer.cost.fetch_bytes == 800_000
    assert answer.smaller is not None
    assert answer.smaller[0] == (0.0, 10.0)


@pytest.mark.parametrize(("height", "lanes"), [(27, 6), (18, 4), (14, 4), (5, 1)])
def test_lanes_fit_the_height(height: int, lanes: int) -> None:
    """Three rows each, two where there is little room, with headroom above."""
    assert default_lanes(height, 174) == lanes


def test_channels_may_be_shown_in_another_order(series_file: NwbFile) -> None:
    """The second first: values with its own conversion, under its own name; one that does not
    fit the data is left out."""
    obj = series_file.object("/acquisition/electrodes")
    request = Draw(source=Address(), path=obj.path)
    selection = select(series_file, obj, request, order=(1, 0))
    expected = [[20 * (2 * t + 1) + 3, 2 * 2 * t + 3] for t in range(5)]
    assert selection.values((0, 5)).tolist() == expected
    assert names_of(series_file, selection) == ["channel 1", "channel 0"]
    assert select(series_file, obj, request, order=(1, 2)).columns == (0, 1)


def test_enter_goes_to_the_roi_of_the_first_trace(ophys_file: NwbFile) -> None:
    """The second column is row 0 of the segmentation."""
    _, facts = draw(ophys_file, "/processing/ophys/DfOverF/responses", traces=(1, 3))
    enter = next(move for move in facts.moves if move.key == "enter")
    assert enter.path == "/processing/ophys/ImageSegmentation/rois"
    assert enter.options == (("roi", "0"),)
    figure, shown = draw(ophys_file, enter.path, view=enter.view, options=enter.options)
    assert shown.view == "ROIs"
    assert not isinstance(figure, Words)


def test_other_series_have_no_roi_to_go_to(series_file: NwbFile) -> None:
    """Nothing says which ROI a scaled voltage would be of."""
    _, facts = draw(series_file, "/acquisition/scaled")
    assert "enter" not in {move.key for move in facts.moves}


@pytest.fixture
def probe_path(tmp_path: Path) -> Path:
    """Channels 0, 1, 2 = 10 t + channel, at heights 20, 60, 40 µm of a probe."""
    file = new_file()
    device = file.create_device(name="probe")
    group = file.create_electrode_group(
        name="shank", description="one", location="CA1", device=device
    )
    for height in (20.0, 60.0, 40.0):
        file.add_electrode(group=group, location="CA1", rel_x=0.0, rel_y=height)
    region = file.create_electrode_table_region(region=[0, 1, 2], description="all")
    values = np.fromfunction(lambda t, channel: 10 * t + channel, (5, 3))
    file.add_acquisition(
        ElectricalSeries(name="raw", data=values, electrodes=region, starting_time=0.0, rate=1.0)
    )
    return write(file, tmp_path / "f.nwb")


def test_channels_go_by_depth(probe_path: Path) -> None:
    """The highest electrode first: channels 1, 2, 0, and the key leads there and back."""
    with opened(probe_path) as file:
        shown = show(file, "/acquisition/raw", options=(("order", "depth"),))
        _, facts = draw(file, "/acquisition/raw")
        _, there = draw(file, "/acquisition/raw", options=(("order", "depth"),))
        with pytest.raises(UsageError):
            draw(file, "/acquisition/raw", options=(("order", "size"),))
    assert [line["name"] for line in shown["series"]] == ["channel 1", "channel 2", "channel 0"]
    assert [line["y"][:2] for line in shown["series"]] == [[1, 11], [2, 12], [0, 10]]
    keys = [next(m for m in f.moves if m.key == "u").options for f in (facts, there)]
    assert keys == [(("order", "depth"),), (("order", ""),)]
    assert there.shown == ("channels by depth 0–2", "of 3")
