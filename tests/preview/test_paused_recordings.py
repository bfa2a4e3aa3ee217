"""Spectra and bands of recordings that paused, or whose times are rounded."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pynwb import TimeSeries
from pynwb.ecephys import SpikeEventSeries
from pynwb.misc import DecompositionSeries

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.views import views_for
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.units import opened


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Series with stored times.

    paused   a sine of 10 Hz for 10 s at 100 Hz, and after a pause of 20 s one of 30 Hz
    rounded  a sine of 50 Hz for 20 s at 1 kHz, from 10,000 s on; times went through float32
    bands    (40, 1, 2) at 10 Hz: time + 100 × band; 28 s are missing after the 20th
    """
    file = new_file()
    n = np.arange(2_000)
    late = n >= 1_000
    paused = np.sin(2 * np.pi * np.where(late, 30, 10) * n / 100)
    thousandths = np.arange(20_000) / 1_000
    source = TimeSeries(
        name="paused", data=paused, unit="V", timestamps=n / 100 + np.where(late, 20, 0)
    )
    rounded = (10_000 + thousandths).astype(np.float32).astype(np.float64)
    bands = DecompositionSeries(
        name="bands",
        data=np.fromfunction(lambda t, _, b: t + 100.0 * b, (40, 1, 2)),
        metric="power",
        unit="V",
        timestamps=np.arange(40) / 10 + np.where(np.arange(40) < 20, 0, 28),
        source_timeseries=source,
    )
    for name, limits in (("theta", (4.0, 8.0)), ("beta", (12.0, 30.0))):
        bands.add_band(band_name=name, band_limits=limits, band_mean=1.0, band_stdev=1.0)
    sine = np.sin(2 * np.pi * 50 * thousandths)
    for series in (
        source,
        TimeSeries(name="rounded", data=sine, unit="V", timestamps=rounded),
        bands,
    ):
        file.add_acquisition(series)
    return write(file, tmp_path_factory.mktemp("paused") / "paused.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


def test_a_spectrogram_has_what_follows_a_pause_at_its_own_time(file: NwbFile) -> None:
    """Each column's peak is the sine of its time; there is nothing in the pause."""
    shown = show(file, "/acquisition/paused", view="spectrogram", options=(("segment", "1"),))
    image = shown["image"]
    values = np.array(image["values"], dtype=np.float64)
    start, stop = image["x_limits"]
    middles = start + (np.arange(values.shape[1]) + 0.5) * (stop - start) / values.shape[1]
    assert stop == pytest.approx(40, abs=0.5)
    known = np.isfinite(values).all(axis=0)
    assert not (known & (middles > 10) & (middles < 30)).any()
    peaks = np.arange(50, 0, -1)[np.argmax(values[:, known], axis=0)]
    np.testing.assert_array_equal(peaks, np.where(middles[known] < 20, 10, 30))


def test_a_rate_is_not_that_of_one_rounded_step(file: NwbFile) -> None:
    """float32 holds steps of 0.98 or 1.95 ms there; there is no gap, and 50 Hz is 50 Hz."""
    shown = show(file, "/acquisition/rounded", view="spectrum")
    (curve,) = shown["series"]
    assert curve["x"][int(np.argmax(curve["y"]))] == pytest.approx(50, rel=1e-4)
    _, facts = draw(file, "/acquisition/rounded", view="spectrum")
    assert not any("gap" in remark for remark in facts.remarks)


def test_the_rate_in_words_is_not_that_of_one_rounded_step(file: NwbFile) -> None:
    """1,000 Hz, where half the steps would make it 1,024; also in the timeline."""
    _, facts = draw(file, "/acquisition/rounded")
    assert "~1,000 Hz" in facts.data
    lanes = show(file, "/", view="timeline")["spans"]
    assert {lane["name"]: lane["aside"] for lane in lanes}["rounded"] == "~1,000 Hz"


def test_snippets_about_spikes_have_no_spectrum(tmp_path: Path) -> None:
    """The events of a SpikeEventSeries are no samples of a course."""
    made = new_file()
    device = made.create_device(name="probe")
    group = made.create_electrode_group(
        name="group", description="a shank", location="CA1", device=device
    )
    made.add_electrode(group=group, location="CA1")
    region = made.create_electrode_table_region(region=[0], description="one")
    made.add_acquisition(
        SpikeEventSeries(
            name="events", data=np.zeros((5, 1, 8)), timestamps=np.arange(5.0), electrodes=region
        )
    )
    with opened(write(made, tmp_path / "events.nwb")) as file:
        offered = [view.name for view in views_for(file.object("/acquisition/events"))]
    assert not {"spectrum", "spectrogram"} & set(offered)
    assert "traces" in offered


def test_bands_after_a_pause_stand_at_their_own_time(file: NwbFile) -> None:
    """320 columns of 0.1 s, of which 40 have values; no word on one index of the bands."""
    shown = show(file, "/acquisition/bands", view="spectrogram")
    image = shown["image"]
    values = np.array(image["values"], dtype=np.float64)
    assert image["x_limits"] == pytest.approx([-0.05, 31.95])
    expected = np.full(320, np.nan)
    expected[:20], expected[300:] = np.arange(20), np.arange(20, 40)
    np.testing.assert_array_equal(values, [expected + 100, expected])
    _, facts = draw(file, "/acquisition/bands", view="spectrogram")
    assert not any(remark.startswith("index") for remark in facts.remarks)


def test_a_clock_that_was_set_back_loses_no_samples(tmp_path: Path) -> None:
    """0 to 150 s at 1 kHz, then 30 to 80 s: the last time is not the greatest."""
    times = np.arange(200_000) / 1_000
    times[150_000:] -= 120
    made = new_file()
    values = np.where(np.arange(200_000) == 149_999, 5.0, 0.0)
    made.add_acquisition(TimeSeries(name="back", data=values, unit="V", timestamps=times))
    with opened(write(made, tmp_path / "back.nwb")) as file:
        (line,) = show(file, "/acquisition/back", view="overview")["series"]
        _, whole = draw(file, "/acquisition/back", view="overview")
        _, part = draw(file, "/acquisition/back", window=(100.0, 101.0))
    assert (min(line["x"]), max(line["x"]), max(line["y"])) == (0, 149.999, 5)
    assert (whole.extent, part.extent) == ((0, 149.999), (0, 149.999))
    assert "times are not in order" in whole.remarks
