"""What is pinned below the traces, and the traces as a heatmap."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Heatmap, Panels, Traces
from dandi_tui.preview.make import make
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.preview.ask import draw, show
from tests.preview.odd import opened
from tests.preview.stimuli import times, values, write_stimuli

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
    assert figure.titles == (("gap",), ("scaled",))


def test_a_pin_that_cannot_be_drawn_is_named(series_file: NwbFile) -> None:
    """Not there, of text, or without times: the object itself is drawn."""
    names = ("nothing", "notes", "timeless")
    options = (("pin", ",".join(f"/acquisition/{name}" for name in names)),)
    figure, facts = draw(series_file, "/acquisition/gap", options=options)
    assert isinstance(figure, Traces)
    assert sorted(words.split()[0] for words in facts.remarks) == sorted(names)


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
