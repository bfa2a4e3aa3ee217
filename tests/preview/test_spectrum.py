"""Spectra and spectrograms: compared with scipy's Welch on what pynwb wrote."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from msgspec.structs import replace
from pynwb import TimeSeries
from pynwb.misc import DecompositionSeries
from scipy import signal

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Curve, Heatmap, Words, Xy
from dandi_tui.preview.make import make
from dandi_tui.preview.series.spectrum import density_unit, draw_spectrum
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.units import opened

RATE_HZ = 500.0


def wave() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """20 s at 500 Hz of noise and a sine of 40 Hz in the second of two channels."""
    random = np.random.default_rng(3)
    made = random.normal(size=(10_000, 2))
    made[:, 1] += 5 * np.sin(2 * np.pi * 40 * np.arange(10_000) / RATE_HZ)
    return made


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Series of 500 Hz.

    lfp        `wave`, conversion 0.5, from 10 s
    gappy      the second channel, by timestamps: 2 s are missing after 10 s
    irregular  100 values at random times
    empty      (0, 2)
    bands      (50, 2, 3) at 10 Hz: time + 100 × channel + 1,000 × band; theta, beta, gamma
    """
    file = new_file()
    times = np.arange(10_000) / RATE_HZ
    times[5_000:] += 2
    random = np.sort(np.random.default_rng(0).uniform(0, 10, 100))
    decomposed = np.fromfunction(lambda t, c, b: t + 100 * c + 1_000 * b, (50, 2, 3))
    source = TimeSeries(name="lfp", data=wave(), unit="V", conversion=0.5, starting_time=10.0,
        rate=RATE_HZ)  # fmt: skip
    bands = DecompositionSeries(name="bands", data=decomposed, metric="power", unit="V", rate=10.0,
        starting_time=0.0, source_timeseries=source)  # fmt: skip
    for name, limits in (("theta", (4.0, 8.0)), ("beta", (12.0, 30.0)), ("gamma", (30.0, 80.0))):
        bands.add_band(band_name=name, band_limits=limits, band_mean=1.0, band_stdev=1.0)
    for series in (
        source,
        TimeSeries(name="gappy", data=wave()[:, 1], unit="V", timestamps=times),
        TimeSeries(name="irregular", data=np.ones(100), unit="V", timestamps=random),
        TimeSeries(name="empty", data=np.zeros((0, 2)), unit="V", starting_time=0.0, rate=RATE_HZ),
        bands,
    ):  # fmt: skip
        file.add_acquisition(series)
    return write(file, tmp_path_factory.mktemp("spectrum") / "waves.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


def test_the_spectrum_is_that_of_welch(file: NwbFile) -> None:
    """In V²/Hz after conversion, for each trace; 0 Hz is left out."""
    shown = show(file, "/acquisition/lfp", view="spectrum")
    assert shown["y"]["unit"] == "V²/Hz"
    for channel, curve in enumerate(shown["series"]):
        x, y = signal.welch(0.5 * wave()[:, channel], RATE_HZ, nperseg=500)
        np.testing.assert_allclose(curve["x"], x[1:])
        np.testing.assert_allclose(curve["y"], y[1:], rtol=1e-9)
    peak = shown["series"][1]
    assert peak["x"][int(np.argmax(peak["y"]))] == 40


def test_a_unit_of_several_parts_is_squared_as_a_whole() -> None:
    """cm/s²/Hz would be of an acceleration."""
    units = ("V", "cm/s", "m s^-1", "a.u.", "")
    squared = ("V²/Hz", "(cm/s)²/Hz", "(m s^-1)²/Hz", "a.u.²/Hz", "")
    assert tuple(map(density_unit, units)) == squared


def test_short_segments_are_not_said_to_be_nothing(file: NwbFile) -> None:
    """4 ms are not 0.00 s."""
    options = (("segment", "0.004"),)
    for view, words in (("spectrum", "Welch, Hann"), ("spectrogram", "Hann")):
        _, facts = draw(file, "/acquisition/lfp", view=view, options=options)
        assert any(one.startswith(f"{words}, segments of 0.004 s") for one in facts.remarks)


def test_segments_and_the_highest_frequency_can_be_set(file: NwbFile) -> None:
    """An odd number of samples has no half rate of its own; the window is of session time."""
    options = (("segment", "0.25"), ("until", "100"))
    wishes = {"view": "spectrum", "window": (12.0, 14.0), "options": options}
    curve = show(file, "/acquisition/lfp", **wishes)["series"][0]
    x, y = signal.welch(0.5 * wave()[1_000:2_000, 0], RATE_HZ, nperseg=125)
    keep = (x > 0) & (x <= 100)
    np.testing.assert_allclose(curve["y"], y[keep])
    with pytest.raises(UsageError, match="above 0"):
        draw(file, "/acquisition/lfp", view="spectrum", options=(("until", "-1"),))


def test_frequencies_that_share_a_column_are_averaged(file: NwbFile) -> None:
    """In decades, or in even steps; their power is that of all, and `--full` has every one."""
    x, y = signal.welch(0.5 * wave()[:, 0], RATE_HZ, nperseg=500)
    for log in (True, False):
        options = () if log else (("axis", "linear"),)
        wishes = {"view": "spectrum", "traces": (0, 1), "width": 40, "options": options}
        figure, _ = draw(file, "/acquisition/lfp", **wishes)
        assert isinstance(figure, Xy)
        assert figure.log_x == log
        curve = figure.layers[0]
        assert isinstance(curve, Curve)
        assert len(curve.x) <= 40
        assert curve.y[0] == pytest.approx(y[1] if log else y[1:8].mean())
        last = x > (x[-1] / x[1]) ** (39 / 40) if log else x > 1 + 249 * 39 / 40
        assert curve.y[-1] == pytest.approx(y[last].mean())
        full, _ = draw(file, "/acquisition/lfp", full=True, **wishes)
        assert isinstance(full, Xy)
        assert isinstance(full.layers[0], Curve)
        assert len(full.layers[0].x) == 250
    with pytest.raises(UsageError, match="axis"):
        draw(file, "/acquisition/lfp", view="spectrum", options=(("axis", "octaves"),))


def test_keys_halve_and_double_the_highest_frequency(file: NwbFile) -> None:
    """Of 250 Hz: 125, back from 100 Hz to 200, and from 200 to all."""
    for view in ("spectrum", "spectrogram"):
        for until, lower, higher in (("", "125", None), ("100", "50", "200"), ("200", "100", "")):
            options = (("until", until),) if until else ()
            _, facts = draw(file, "/acquisition/lfp", view=view, options=options)
            found = {move.key: dict(move.options).get("until") for move in facts.moves}
            assert (found["z"], found.get("Z")) == (lower, higher)


def test_segments_do_not_go_across_a_gap(file: NwbFile) -> None:
    """Each half of 10 s has 19 whole segments of 1 s; their mean is that of both halves."""
    figure, facts = draw(file, "/acquisition/gappy", view="spectrum", options=(("segment", "1"),))
    assert isinstance(figure, Xy)
    assert "1 gap in time" in facts.remarks
    assert any("left out" in remark for remark in facts.remarks)
    curve = show(file, "/acquisition/gappy", view="spectrum")["series"][0]
    assert curve["x"][int(np.argmax(curve["y"]))] == pytest.approx(40)


def test_the_spectrogram_is_each_segment_in_decibels(file: NwbFile) -> None:
    """Half a second each, highest frequency at the top, times of the session."""
    wishes = {"view": "spectrogram", "traces": (1, 2), "options": (("segment", "0.5"),)}
    image = show(file, "/acquisition/lfp", **wishes)["image"]
    f, _, power = signal.spectrogram(
        0.5 * wave()[:, 1], RATE_HZ, window="hann", nperseg=250, noverlap=125, detrend="constant"
    )
    np.testing.assert_allclose(image["values"], 10 * np.log10(power[1:][::-1]), rtol=1e-6)
    assert image["y_limits"] == [250 + f[1] / 2, f[1] / 2]
    assert image["x_limits"][0] == pytest.approx(10 + (249 / 2 - 62.5) / RATE_HZ)


def test_bands_of_a_decomposition_are_rows(file: NwbFile) -> None:
    """The first band at the bottom, of the channel asked for."""
    shown = show(file, "/acquisition/bands", view="spectrogram", traces=(1, 2))
    assert shown["image"]["row_names"] == ["gamma", "beta", "theta"]
    np.testing.assert_array_equal(shown["image"]["values"][2], np.arange(50) + 100)
    np.testing.assert_array_equal(shown["image"]["values"][0], np.arange(50) + 2_100)
    figure, _ = draw(file, "/acquisition/bands", view="spectrogram")
    assert isinstance(figure, Heatmap)
    assert figure.x_limits == pytest.approx((-0.05, 4.95))


@pytest.mark.parametrize(
    ("name", "words"), [("irregular", "The times of this series are irregular"), ("empty", "empty")]
)
def test_what_has_no_spectrum_says_why(file: NwbFile, name: str, words: str) -> None:
    """In both views."""
    for view in ("spectrum", "spectrogram"):
        figure, _ = draw(file, f"/acquisition/{name}", view=view)
        assert isinstance(figure, Words)
        assert words in figure.note


def test_a_large_window_is_asked_for_first(file: NwbFile) -> None:
    """With its cost."""
    request = Draw(source=Address(), path="/acquisition/lfp", view="spectrum", budget_bytes=100)
    answer = make(file, request)
    assert isinstance(answer, Question)
    assert answer.cost.fetch_bytes == 160_000


def test_a_stored_spectrum_is_drawn_as_it_is(tmp_path: Path) -> None:
    """Of ndx-spectrum: 50 frequencies of 3 channels."""
    power = np.random.default_rng(0).uniform(1, 2, (50, 3))
    with h5py.File(tmp_path / "stored.nwb", "w") as made:
        group = made.create_group("spectrum")
        group.attrs.update({"neurodata_type": "Spectrum", "namespace": "ndx-spectrum"})
        group["frequencies"] = np.arange(50.0)
        group["power"] = power
    with opened(tmp_path / "stored.nwb") as file:
        obj = replace(file.object("/spectrum"), ancestry=("Spectrum",))
        answer = draw_spectrum(file, obj, Draw(source=Address()))
    assert isinstance(answer, tuple)
    figure, facts = answer
    assert isinstance(figure, Xy)
    assert facts.shown == ("channel 0–2", "of 3")
    for channel, curve in enumerate(figure.layers):
        assert isinstance(curve, Curve)
        np.testing.assert_array_equal(curve.y, power[:, channel])
