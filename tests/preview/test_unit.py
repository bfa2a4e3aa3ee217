"""One unit: waveform, correlogram, intervals and rate are what numpy makes of its spikes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from pynwb import NWBHDF5IO
from pynwb.misc import Units

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Panels, Words
from dandi_tui.preview.make import make
from dandi_tui.preview.units.spike_counts import autocorrelogram, short_share
from dandi_tui.preview.units.waveforms import read_waveform
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.units import opened, trains, write_units


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_units(tmp_path_factory.mktemp("unit") / "units.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


def panels(file: NwbFile, unit: int) -> list[dict[str, Any]]:
    shown = show(file, "/units", view="unit", options=(("unit", str(unit)),))
    found: list[dict[str, Any]] = shown["panels"]
    return found


def test_the_correlogram_counts_pairs_of_different_spikes(file: NwbFile) -> None:
    """Compared with all differences of all pairs; in spikes/s at a lag from a spike."""
    bars = panels(file, 20)[1]["series"][0]
    times = trains()[20]
    lags = (times[None, :] - times[:, None])[~np.eye(len(times), dtype=bool)]
    counts, _ = np.histogram(lags * 1_000, np.arange(-50, 51))
    np.testing.assert_allclose(bars["y"], counts / (len(times) * 0.001))
    assert (bars["edges"][0], bars["edges"][-1]) == (-50, 50)


def test_the_zero_lag_is_left_out() -> None:
    """Two spikes at one time are no pair; 3 ms apart they are one, either way."""
    rate = autocorrelogram(np.array([1.0, 1.0, 1.0035]))
    assert rate[50] == 0
    assert rate[53] == rate[46] == 2 / (3 * 0.001)
    assert rate.sum() == 4 / (3 * 0.001)


def test_intervals_and_the_share_under_two_ms(file: NwbFile) -> None:
    """1 ms bins from 0 to 100 ms; the share is of all intervals, also of longer ones."""
    bars = panels(file, 25)[2]["series"][0]
    intervals = np.diff(trains()[25])
    np.testing.assert_array_equal(bars["y"], np.histogram(intervals * 1_000, np.arange(101))[0])
    figure, _ = draw(file, "/units", view="unit", options=(("unit", "25"),))
    assert isinstance(figure, Panels)
    share = 100 * np.mean(intervals < 0.002)
    assert figure.titles[0][2] == f"intervals, {share:.2g} % < 2 ms"
    assert np.isnan(short_share(np.empty(0)))


def test_the_rate_is_over_the_observed_time(file: NwbFile) -> None:
    """100 bins from the first to the last observed second, in spikes/s; none from 60 to 70 s."""
    curve = panels(file, 10)[3]["series"][0]
    counts, edges = np.histogram(trains()[10], np.linspace(0, 100, 101))
    rate = np.where((edges[:-1] >= 60) & (edges[:-1] < 70), np.nan, counts / 1.0)
    np.testing.assert_allclose(np.array(curve["y"], dtype=np.float64), rate)
    np.testing.assert_allclose(curve["x"], edges[:-1] + 0.5)


def test_the_best_channels_have_their_mean_and_deviation(path: Path) -> None:
    """The three greatest from peak to trough, each within its own sd, as pynwb reads them."""
    with NWBHDF5IO(path, "r") as io:
        mean, sd = (io.read().units[name][4] for name in ("waveform_mean", "waveform_sd"))
    with opened(path) as file:
        layers = panels(file, 4)[0]["series"]
    best = np.argsort(-np.ptp(mean, axis=0))[:3].tolist()
    assert [layer["name"] for layer in layers[1::2]] == [str(channel) for channel in best]
    for band, line, channel in zip(layers[::2], layers[1::2], best, strict=True):
        np.testing.assert_allclose(line["y"], mean[:, channel])
        np.testing.assert_allclose(band["low"], mean[:, channel] - sd[:, channel])
        np.testing.assert_allclose(band["high"], mean[:, channel] + sd[:, channel])


def test_without_a_deviation_there_is_the_mean_alone(tmp_path: Path) -> None:
    """Of (unit, sample), without a third axis: one curve, in ms at 20 kHz, without a name."""
    made = new_file()
    made.units = Units(name="units", description="sorted", waveform_rate=20_000.0)
    for unit in range(3):
        made.add_unit(spike_times=[0.1, 0.2], waveform_mean=np.arange(5.0) + unit)
    with opened(write(made, tmp_path / "means.nwb")) as file:
        shown = panels(file, 2)[0]
    assert shown["series"] == [
        {"name": "", "shape": "line", "x": [0, 0.05, 0.1, 0.15, 0.2], "y": [2, 3, 4, 5, 6]}
    ]
    assert (shown["x"]["unit"], shown["y"]["unit"]) == ("ms", "volts")


def test_words_say_what_the_table_has(file: NwbFile) -> None:
    """Scalar columns, and the rate while observed: of the spikes in 90 of the 100 s."""
    note = panels(file, 4)[4]["note"]
    assert "VISp" in note
    assert "good" in note
    inside = (trains()[4] <= 60) | (trains()[4] >= 70)
    assert f"{inside.sum() / 90:.4g} spikes/s" in note
    _, facts = draw(file, "/units", view="unit", options=(("unit", "4"),))
    assert f"{(~inside).sum()} spikes outside obs_intervals" in facts.remarks
    order = [note.index(f"\n{name}  ") for name in ("quality", "depth", "location")]
    assert order == sorted(order), "what tells how good it is, then numbers, then words"


def test_a_unit_without_spikes_and_the_last_unit(file: NwbFile) -> None:
    """Sentences in place of its plots; n ends at the last unit of the order."""
    figure, facts = draw(file, "/units", view="unit", options=(("unit", "3"),))
    assert isinstance(figure, Panels)
    assert isinstance(figure.rows[0][1], Words)
    assert {move.key for move in facts.moves} == {"n", "N", "enter"}
    _, last = draw(file, "/units", view="unit", options=(("unit", "29"), ("group", "none")))
    assert "n" not in {move.key for move in last.moves}


def test_many_spikes_are_asked_for_first(file: NwbFile) -> None:
    """The question says of which unit."""
    request = Draw(source=Address(), path="/units", view="unit", budget_bytes=100)
    answer = make(file, request.with_option("unit", "20"))
    assert isinstance(answer, Question)
    assert answer.what == "all spikes of unit 20"


def test_waveforms_of_spikes_are_averaged(tmp_path: Path) -> None:
    """Doubly ragged: two units of 2 and 3 spikes on 2 electrodes each, 4 samples."""
    values = np.random.default_rng(0).normal(size=(10, 4))
    with h5py.File(tmp_path / "waveforms.nwb", "w") as made:
        units = made.create_group("units")
        units["waveforms"] = values
        units["waveforms_index"] = np.arange(2, 11, 2)
        units["waveforms_index_index"] = [2, 5]
        units["waveforms"].attrs["sampling_rate"] = 30_000.0
    with opened(tmp_path / "waveforms.nwb") as file:
        found = read_waveform(file, "/units", 1)
    assert found is not None
    assert found.sd is not None
    expected = values[4:].reshape(3, 2, 4)
    np.testing.assert_allclose(found.mean, expected.mean(axis=0).T)
    np.testing.assert_allclose(found.sd, expected.std(axis=0, ddof=1).T)
    assert found.rate_hz == 30_000
