"""Paths, occupancy and angles are the numbers that numpy computes from the same file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from pynwb import NWBHDF5IO, TimeSeries
from pynwb.behavior import CompassDirection, Position, PupilTracking, SpatialSeries

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Curve, Heatmap, Panels, Scatter, Traces, Xy
from dandi_tui.preview.paths.occupancy import bin_size, dwell, occupancy
from dandi_tui.preview.paths.simplify import break_turns, thin_path
from dandi_tui.preview.views import views_for
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened, series

TIMES = np.concatenate([np.arange(100) * 0.5, 60 + np.arange(100) * 0.5])


def walk() -> Any:
    """200 places in centimetres on a Lissajous figure, one of them unseen."""
    phase = np.arange(200) / 9
    places = np.stack([40 * np.cos(phase), 30 * np.sin(2 * phase)], axis=1)
    places[5] = np.nan
    return places


def turning() -> Any:
    """An angle that turns on and on, in (-π, π]."""
    return np.angle(np.exp(1j * np.arange(200) / 7))


def write_behaviour(path: Path) -> Path:
    """A module `behavior` with a walk, an angle and a pupil.

    Position          `a`: `walk` in cm stored, conversion 0.01, metres, at `TIMES` with a gap
                      of 10.5 s; `b`: (0, 1, 2) three times, at 1 Hz from 5 s
    CompassDirection  `head`: `turning`, radians, at `TIMES`
    PupilTracking     `size`: a TimeSeries 0…9 at 1 Hz
    """
    file = new_file()
    module = file.create_processing_module(name="behavior", description="of a mouse")
    space = {"reference_frame": "corner"}
    a = SpatialSeries(
        name="a", data=walk(), unit="meters", conversion=0.01, timestamps=TIMES, **space
    )
    b = SpatialSeries(
        name="b", data=np.tile([[0.0, 1, 2]], (3, 1)), starting_time=5.0, rate=1.0, **space
    )
    head = SpatialSeries(name="head", data=turning(), unit="radians", timestamps=TIMES, **space)
    size = TimeSeries(name="size", data=np.arange(10.0), unit="px", starting_time=0.0, rate=1.0)
    module.add(Position(spatial_series=[a, b]))
    module.add(CompassDirection(spatial_series=head))
    module.add(PupilTracking(time_series=size))
    return write(file, path)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_behaviour(tmp_path_factory.mktemp("path") / "behaviour.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    opened = NwbFile(str(path), name="behaviour.nwb")
    yield opened
    opened.close()


POSITION = "/processing/behavior/Position"
HEAD = "/processing/behavior/CompassDirection"


def test_a_path_is_the_samples_in_their_unit_with_their_times(file: NwbFile, path: Path) -> None:
    """What pynwb reads, times its conversion."""
    shown = show(file, POSITION, full=True)["series"][0]
    with h5py.File(path, "r", locking=False) as direct, NWBHDF5IO(file=direct) as io:
        stored = io.read().processing["behavior"]["Position"]["a"]
        expected = stored.get_data_in_units()
        times = stored.timestamps[:]
    for key, column in (("x", 0), ("y", 1)):
        values = np.array(shown[key], dtype=float)
        np.testing.assert_allclose(values, expected[:, column], rtol=1e-12)
    np.testing.assert_array_equal(shown["values"], times)


def test_a_drawn_path_has_equal_axes_and_is_coloured_by_time(file: NwbFile) -> None:
    """A line through the places with their unit, and the points on a colour bar of seconds."""
    figure, facts = draw(file, POSITION)
    assert isinstance(figure, Xy)
    assert isinstance(figure.layers[0], Curve)
    assert isinstance(figure.layers[1], Scatter)
    assert figure.equal
    assert (figure.x.unit, figure.values and figure.values.unit) == ("meters", "s")
    assert facts.extent == (0.0, TIMES[-1])


def test_a_window_of_time_holds_its_samples_only(file: NwbFile) -> None:
    """Half open, as everywhere."""
    shown = show(file, POSITION, window=(60.0, 62.0), full=True)["series"][0]
    assert shown["values"] == [60.0, 60.5, 61.0, 61.5]


def test_occupancy_is_what_numpy_sums_up(file: NwbFile) -> None:
    """Steps to the next sample, at most three median ones, in a histogram of the same edges."""
    shown = show(file, POSITION, options=(("style", "occupancy"),))["image"]
    seconds = np.array(shown["values"])[::-1]
    weights = np.minimum(np.append(np.diff(TIMES), 0.5), 1.5)
    places = walk() * 0.01
    seen = np.isfinite(places[:, 0])
    n_rows, n_columns = seconds.shape
    (left, right), (top, bottom) = shown["x_limits"], shown["y_limits"]
    x_edges = np.linspace(left, right, n_columns + 1)
    y_edges = np.linspace(bottom, top, n_rows + 1)
    expected, _, _ = np.histogram2d(
        places[seen, 1], places[seen, 0], bins=(y_edges, x_edges), weights=weights[seen]
    )
    np.testing.assert_allclose(seconds, expected, atol=1e-9)
    assert seconds.sum() == pytest.approx(weights[seen].sum())
    assert shown["unit"] == "s"


def test_bins_where_nothing_was_are_blank_in_the_picture(file: NwbFile) -> None:
    """They are NaN there, and the size of the bins is told."""
    figure, facts = draw(file, POSITION, options=(("style", "occupancy"),))
    assert isinstance(figure, Heatmap)
    assert figure.square
    assert np.isnan(figure.values).any()
    assert not (figure.values == 0).any()
    assert "bins of 0.02 meters" in facts.remarks


def test_a_gap_counts_for_three_steps() -> None:
    """And the last sample for one."""
    np.testing.assert_array_equal(dwell(np.array([0.0, 1, 2, 50, 51])), [1, 1, 3, 1, 1])
    np.testing.assert_array_equal(dwell(np.array([7.0])), [0])


def test_bins_are_of_a_round_size_and_keep_all_the_time() -> None:
    """Also where a place lies on the last edge, or all places are one."""
    assert [bin_size(n) for n in (40.0, 1.0, 300.0, 0.0)] == [1.0, 0.02, 10.0, 1.0]
    for x in (np.arange(41.0), np.full(41, 3.5), np.full(41, 1e17)):
        assert occupancy(x, x, np.ones(41)).seconds.sum() == 41


def test_an_angle_has_no_line_from_one_end_to_the_other(file: NwbFile) -> None:
    """A gap wherever it passes π, and all samples in between."""
    figure, _ = draw(file, HEAD, full=True, window=(0.0, 40.0))
    assert isinstance(figure, Traces)
    y = figure.lines[0].y
    assert np.nanmax(np.abs(np.diff(y))) < np.pi
    np.testing.assert_array_equal(y[np.isfinite(y)], turning()[:80])
    assert np.isnan(y).sum() == (np.abs(np.diff(turning()[:80])) > np.pi).sum()


def test_steps_that_are_a_little_longer_are_no_gaps(tmp_path: Path) -> None:
    """The clock of a camera trembles; where it stops for a second, the line breaks."""
    times = np.arange(100) * 0.02 + np.tile([0.0, 1e-4], 50)
    times[50:] += 1.0
    data = np.zeros((100, 2))
    with series(tmp_path, data, "SpatialSeries", timestamps=times) as odd:
        figure, _ = draw(odd, "/acquisition/odd", view="path", options=(("style", "time"),))
    assert isinstance(figure, Traces)
    assert np.isnan(figure.lines[0].y).sum() == 1


def test_many_turns_in_few_columns_have_no_such_line_either(file: NwbFile) -> None:
    """Two hundred samples in forty columns: what is drawn is still broken at each turn."""
    figure, _ = draw(file, HEAD, width=20)
    assert isinstance(figure, Traces)
    y = figure.lines[0].y
    assert np.nanmax(np.abs(np.diff(y))) < np.pi
    assert (np.nanmin(y), np.nanmax(y)) == (turning().min(), turning().max())


def test_degrees_turn_at_360_and_counted_turns_do_not_break() -> None:
    """350° to 10° is a step of 20°; a wheel that counts on is left as it is."""
    times = np.arange(3.0)
    _, broken = break_turns(times, np.array([350.0, 10, 20]), "degrees")
    np.testing.assert_array_equal(broken, [350, np.nan, 10, 20])
    _, whole = break_turns(times, np.array([0.0, 4, 8]), "radians")
    np.testing.assert_array_equal(whole, [0, 4, 8])


def test_n_goes_to_the_next_series_and_w_to_the_next_style(file: NwbFile) -> None:
    """What the keys lead to can be drawn."""
    _, facts = draw(file, POSITION)
    moves = {move.key: move.options for move in facts.moves}
    assert moves == {
        "w": (("style", "occupancy"),), "n": (("series", "b"),), "N": (("series", "b"),)
    }  # fmt: skip
    shown = show(file, POSITION, options=moves["n"])
    assert (shown["x"]["label"], shown["series"][0]["values"]) == ("x", [5.0, 6.0, 7.0])


def test_in_a_wide_chart_path_and_occupancy_stand_side_by_side(file: NwbFile) -> None:
    """Where the plane leaves half of it; `w` goes to the path alone, in a narrow one it is that."""
    wide, facts = draw(file, POSITION, width=200, height=20)
    assert isinstance(wide, Panels)
    assert [type(panel) for panel in wide.rows[0]] == [Xy, Heatmap]
    path = next(move for move in facts.moves if move.key == "w")
    assert path.options == (("style", "path"),)
    assert isinstance(draw(file, POSITION, width=80, height=20)[0], Xy)
    both = (("style", "both"),)
    assert isinstance(draw(file, POSITION, width=80, height=20, options=both)[0], Panels)


def test_of_three_coordinates_two_are_chosen(file: NwbFile) -> None:
    """x and z with `axes=xz`; what is no plane is refused."""
    options = (("axes", "xz"), ("series", "b"))
    shown = show(file, POSITION, options=options, full=True)["series"][0]
    assert (shown["x"][0], shown["y"][0]) == (0.0, 2.0)
    with pytest.raises(UsageError):
        draw(file, POSITION, options=(("axes", "xx"),))


@pytest.mark.parametrize(("start", "name"), [(0.0, "xy"), (100.0, "x")])
def test_coordinates_of_other_times_are_no_path(tmp_path: Path, start: float, name: str) -> None:
    """`x` from 0 s on and `y` from another time, as many samples each."""
    about: dict[str, Any] = {"unit": "cm", "reference_frame": "corner", "rate": 1.0}
    x = SpatialSeries(name="x", data=np.arange(9.0), starting_time=0.0, **about)
    y = SpatialSeries(name="y", data=np.arange(9.0), starting_time=start, **about)
    made = new_file()
    module = made.create_processing_module(name="behavior", description="of a mouse")
    module.add(Position(spatial_series=[x, y]))
    with opened(write(made, tmp_path / "apart.nwb")) as apart:
        shown = show(apart, POSITION, view="path")
    assert [line["name"] for line in shown["series"]] == [name]


def test_a_pupil_is_drawn_over_time(file: NwbFile) -> None:
    """It has no plane, whatever style is asked for."""
    shown = show(file, "/processing/behavior/PupilTracking", options=(("style", "path"),))
    assert shown["series"][0]["y"] == [float(i) for i in range(10)]
    assert shown["y"]["unit"] == "px"


def test_a_thinned_path_keeps_its_outermost_places() -> None:
    """Of 300,000 samples few are left, and none of the four extremes is lost."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 300_000)).cumsum(axis=1)
    kept = thin_path(x, y, (200, 120))
    assert len(kept) < 25_000
    for values in (x, y):
        assert (values[kept].min(), values[kept].max()) == (values.min(), values.max())


@pytest.mark.parametrize("style", ["path", "occupancy", "time", "both"])
@pytest.mark.parametrize("values", [np.nan, np.inf, 1e308, 0.0])
def test_odd_values_are_drawn_or_told(tmp_path: Path, style: str, values: float) -> None:
    """All NaN, infinite, huge, or in one place."""
    data = np.full((4, 2), values) * np.array([1.0, -1.0])
    with series(tmp_path, data, "SpatialSeries", start=0.0, rate=10.0) as file:
        _, facts = draw(file, "/acquisition/odd", view="path", options=(("style", style),))
    assert facts.view == "path"


def test_series_of_coordinates_offer_the_path_beside_their_traces(file: NwbFile) -> None:
    """And their container begins with it."""
    names = [view.name for view in views_for(file.object(f"{POSITION}/a"))]
    assert names[:2] == ["traces", "path"]
    assert views_for(file.object(POSITION))[0].name == "path"
