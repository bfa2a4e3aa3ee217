"""What is pinned below a picture over time, and the traces as a heatmap."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from msgspec.structs import replace

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Heatmap, Panels, Raster, Spans, Traces
from dandi_tui.preview.make import make
from dandi_tui.preview.pins import Pin, Pins, Window
from dandi_tui.preview.view import PIN_SETTING, Drawing
from dandi_tui.preview.views import VIEWS
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import OVER_TIME, Draw
from tests.preview.ask import draw, show
from tests.preview.odd import opened
from tests.preview.stimuli import times, values, write_stimuli
from tests.preview.units import Counted, trains, write_units_and_wheel

MANY, SPEED, TRIALS = "/acquisition/many", "/acquisition/running_speed", "/intervals/trials"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_stimuli(tmp_path / "f.nwb")


def test_pins_share_the_window_each_at_its_own_times(path: Path) -> None:
    """Six seconds: 60 samples at 10 Hz, 12 at 2 Hz, and the two trials that reach into them."""
    with opened(path) as file:
        options = (("pin", f"{SPEED},{TRIALS}"),)
        shown = show(file, MANY, window=(6.0, 12.0), options=options, traces=(0, 2))
    above, speed, trials = shown["panels"]
    np.testing.assert_allclose(above["series"][0]["x"], times()[10:70])
    np.testing.assert_allclose(speed["series"][0]["x"], 6.25 + np.arange(12) / 2)
    assert trials["spans"][0]["labels"] == ["1 right", "2 left"]


def test_a_pin_beside_its_data_is_an_empty_lane(series_file: NwbFile) -> None:
    """`scaled` starts at 20 s; the window of `gap` ends at 12 s."""
    options = (("pin", "/acquisition/scaled"),)
    figure, _ = draw(series_file, "/acquisition/gap", options=options)
    assert isinstance(figure, Panels)
    below = figure.rows[1][0]
    assert isinstance(below, Traces)
    assert [len(line.x) for line in below.lines] == [0]
    assert figure.titles == (("",), ("scaled",))


def test_a_pin_that_cannot_be_drawn_is_named(series_file: NwbFile) -> None:
    """Not there, no picture over time, or without times: the object itself is drawn."""
    names = ("nothing", "general", "timeless")
    options = (("pin", "/acquisition/nothing,/general,/acquisition/timeless"),)
    figure, facts = draw(series_file, "/acquisition/gap", options=options)
    assert isinstance(figure, Traces)
    assert sorted(words.split()[0] for words in facts.remarks) == sorted(names)


UNITS, WHEEL = "/units", "/acquisition/wheel"


def test_units_stay_below_a_series_in_its_window(tmp_path: Path) -> None:
    """The spikes of the ten seconds, and of no more units than there is room for."""
    with opened(write_units_and_wheel(tmp_path / "units.nwb")) as file:
        options = (("pin", UNITS),)
        shown = show(file, WHEEL, window=(20.0, 30.0), options=options, height=30)
    wheel, raster = shown["panels"]
    np.testing.assert_allclose(wheel["series"][0]["y"], np.arange(200, 300) / 10)
    rows = raster["raster"]
    assert 4 <= len(rows) < 30
    for row in rows:
        spikes = trains()[int(row["name"])]
        np.testing.assert_array_equal(row["times"], spikes[(spikes >= 20) & (spikes < 30)])


def test_series_and_trials_stay_below_a_raster(tmp_path: Path) -> None:
    """In the window that the raster takes by itself, and over its extent."""
    with opened(write_units_and_wheel(tmp_path / "units.nwb")) as file:
        options = (("pin", f"{WHEEL},/intervals/trials"),)
        figure, facts = draw(file, UNITS, options=options, height=36)
    assert isinstance(figure, Panels)
    raster, wheel, trials = (row[0] for row in figure.rows)
    assert isinstance(raster, Raster)
    assert isinstance(wheel, Traces)
    assert isinstance(trials, Spans)
    assert raster.window == wheel.window == trials.window == facts.window == (0.0, 10.0)
    assert raster.extent == wheel.extent == trials.extent == (0.0, 100.0)
    # One lane, named and coloured by kind: left and right in turns.
    assert len(trials.rows) == 1
    assert trials.rows[0].labels[:3] == ("0 left", "1 right", "2 left")
    assert trials.rows[0].indexes[:3] == (0, 1, 0)


def test_a_pin_keeps_the_view_it_was_seen_in(tmp_path: Path) -> None:
    """`PATH:VIEW`; of one that is no view over time the first that is."""
    with opened(write_units_and_wheel(tmp_path / "units.nwb")) as file:
        for words in (f"{UNITS}:raster", f"{UNITS}:unit", UNITS):
            figure, _ = draw(file, WHEEL, options=(("pin", words),))
            assert isinstance(figure, Panels)
            assert isinstance(figure.rows[1][0], Raster)


def test_pinned_units_read_their_window_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finding out what they cost reads none of their spikes a second time."""
    with opened(write_units_and_wheel(tmp_path / "units.nwb")) as file:
        counted = Counted().watch(monkeypatch)
        draw(file, WHEEL, window=(20.0, 30.0), options=(("pin", UNITS),), height=30)
        once = counted.values_of("spike_times")
        counted.parts.clear()
        draw(file, UNITS, window=(20.0, 30.0), traces=(0, 10), height=30)
        assert 0 < once <= counted.values_of("spike_times")


def test_the_views_over_time_are_those_that_take_pins() -> None:
    """And the spectrogram, below which all fits, but whose own edges are those of segments."""
    taking = {view.name for view in VIEWS if PIN_SETTING in view.settings}
    assert taking == {*OVER_TIME, "spectrogram"}


def test_five_pins_are_too_many(series_file: NwbFile) -> None:
    """Four is the most."""
    with pytest.raises(UsageError):
        draw(series_file, "/acquisition/gap", options=(("pin", "/a,/b,/c,/d,/e"),))


def test_the_cost_is_that_of_all_together(series_file: NwbFile) -> None:
    """48 bytes of `gap` are cheap, 96 kB of `spike` beside them are not."""
    request = Draw(
        source=Address(), path="/acquisition/gap", budget_bytes=50_000,
        options=(("pin", "/acquisition/spike"),),
    )  # fmt: skip
    answer = make(series_file, request)
    assert isinstance(answer, Question)
    assert answer.cost.fetch_bytes > 90_000
    assert answer.what == "spike below gap"


def test_a_shorter_window_is_offered_where_its_pins_are_cheap(tmp_path: Path) -> None:
    """A hundred seconds of the wheel are 8 kB, the ten within the budget 800 bytes."""
    with opened(write_units_and_wheel(tmp_path / "units.nwb")) as file:
        request = Draw(
            source=Address(), path=UNITS, window=(0.0, 100.0), budget_bytes=0,
            options=(("pin", WHEEL),),
        )  # fmt: skip
        assert not isinstance(make(file, request), Question)
        trials = replace(request, path="/intervals/trials", view="intervals", budget_bytes=2_000)
        answer = make(file, trials)
    assert isinstance(answer, Question)
    assert answer.smaller is not None
    assert answer.smaller[0] == (0.0, 10.0)
    assert answer.smaller[1].fetch_bytes == 800


def test_a_heatmap_has_the_mean_of_each_column(path: Path) -> None:
    """200 s in 20 columns of 100 samples, NaN left out."""
    with opened(path) as file:
        options = (("style", "heatmap"),)
        window = (5.0, 205.0)
        shown = show(file, MANY, window=window, options=options, width=20, traces=(0, 6))
    expected = np.nanmean(values().reshape(20, 100, 6), axis=1).T
    np.testing.assert_allclose(shown["image"]["values"], expected, rtol=1e-9)


def test_many_traces_that_are_asked_for_are_a_heatmap(tmp_path: Path) -> None:
    """From 25 on, but not in the numbers; the key leads back to lines."""
    with opened(_wide(tmp_path)) as file:
        figure, facts = draw(file, "/acquisition/odd", traces=(0, 25))
        assert isinstance(figure, Heatmap)
        assert figure.values.shape[0] == 25
        back = next(move for move in facts.moves if move.key == "w")
        assert back.options == (("style", "lanes"),)
        assert isinstance(draw(file, "/acquisition/odd", traces=(0, 24))[0], Traces)
        assert len(show(file, "/acquisition/odd", traces=(0, 25))["series"]) == 25


def _wide(folder: Path) -> Path:
    """30 traces of 50 samples at 1 Hz."""
    path = folder / "wide.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group("/acquisition/odd")
        group.attrs.update({"neurodata_type": "TimeSeries", "namespace": "core"})
        group["data"] = np.arange(1500.0).reshape(50, 30)
        group["starting_time"] = 0.0
        group["starting_time"].attrs["rate"] = 1.0
    return path


def test_a_pin_that_costs_nothing_is_drawn_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finding out that nothing is to be fetched has drawn it already."""
    asked = list[str]()
    request = Draw(source=Address(), path=MANY, view="traces", budget_bytes=10**9)
    with opened(path) as file:
        whole = Pins._draw

        def counted(pins: Pins, pin: Pin, window: Window, *, budget_bytes: int) -> Drawing:
            asked.append(pin.name)
            return whole(pins, pin, window, budget_bytes=0)  # as if all were at hand

        monkeypatch.setattr(Pins, "_draw", counted)
        answer = make(file, request.with_option("pin", SPEED))
    assert isinstance(answer, tuple)
    assert isinstance(answer[0], Panels)
    assert asked == ["running_speed"]
