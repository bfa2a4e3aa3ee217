"""Which stimulus a response gets where a sweep has several cells, or where times are missing."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from pynwb.icephys import CurrentClampSeries, CurrentClampStimulusSeries

from dandi_tui.nwb.hdf5 import NwbFile
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.units import opened

TIMES = np.arange(1_000) / 1_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sweeps of 1 s at 1 kHz: three spikes from -70 to 30 mV, a step of 0.5 s from 0.2 s on.

    sweep 1  responses a1 and b1 of the electrodes a and b, from 10 s; one stimulus, of b, 100 pA,
             from 10.1 s
    sweep 2  response and stimulus of a, 200 pA; the stimulus has no times
    """
    file = new_file()
    device = file.create_device(name="amplifier")
    electrode = {
        name: file.create_icephys_electrode(name=name, description="a pipette", device=device)
        for name in "ab"
    }
    potential = np.full(1_000, -70.0)
    potential[[350, 400, 500]] = 30
    step = np.where((TIMES >= 0.2) & (TIMES < 0.7), 100.0, 0.0)
    for name, sweep in (("a1", 1), ("b1", 1), ("a2", 2)):
        file.add_acquisition(
            CurrentClampSeries(
                name=name, data=potential, electrode=electrode[name[0]], gain=0.5, conversion=1e-3,
                starting_time=10.0 * sweep, rate=1_000.0, sweep_number=np.uint32(sweep),
            ),
            use_sweep_table=False,
        )  # fmt: skip
    for name, sweep in (("stimulus_b1", 1), ("stimulus_a2", 2)):
        file.add_stimulus(
            CurrentClampStimulusSeries(
                name=name, data=step * sweep, electrode=electrode[name[-2]], gain=2.0,
                conversion=1e-12, starting_time=10.0 * sweep + 0.1, rate=1_000.0,
                sweep_number=np.uint32(sweep),
            ),
            use_sweep_table=False,
        )  # fmt: skip
    made = write(file, tmp_path_factory.mktemp("pairs") / "pairs.nwb")
    with h5py.File(made, "a") as stored:
        del stored["stimulus/presentation/stimulus_a2/starting_time"]
    return made


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


def test_what_one_cell_got_is_not_the_stimulus_of_another(file: NwbFile) -> None:
    """The one stimulus of sweep 1 was applied to b, so a has none."""
    _, facts = draw(file, "/acquisition/a1", view="sweeps")
    assert facts.remarks == ("by sweep_number and electrode", "no stimulus found")
    panels = show(file, "/acquisition/b1", view="sweeps", full=True)["panels"]
    stimulus = panels[1]["series"][0]
    np.testing.assert_allclose(stimulus["x"], TIMES + 0.1, atol=1e-9)
    assert max(stimulus["y"]) == pytest.approx(100e-12)


def test_a_stimulus_without_times_is_not_drawn_on_seconds(file: NwbFile) -> None:
    """Its sample numbers, less the response's start in seconds, are no times."""
    shown = show(file, "/acquisition/a2", view="sweeps")
    assert shown["kind"] == "series"
    assert shown["y"]["label"] == "membrane potential"
    _, facts = draw(file, "/acquisition/a2", view="sweeps")
    assert "the stimulus has no times: no stimulus beside it" in facts.remarks


def test_firing_is_counted_over_steps_in_seconds_alone(file: NwbFile) -> None:
    """Of b1, whose step is from 0.3 to 0.8 s of the response: 3 spikes in 0.5 s."""
    _, sweeps = show(file, "/acquisition/b1", view="F-I")["series"]
    np.testing.assert_allclose(sweeps["x"], [100e-12])
    np.testing.assert_allclose(sweeps["y"], [6.0])


def test_each_electrode_has_firing_of_its_own(tmp_path: Path) -> None:
    """The same current, one spike in one cell and three in the other: no mean of two."""
    file = new_file()
    device = file.create_device(name="amplifier")
    step = np.where((TIMES >= 0.2) & (TIMES < 0.7), 100.0, 0.0)
    for name, spikes in (("a", [350]), ("b", [350, 400, 500])):
        electrode = file.create_icephys_electrode(name=name, description="one", device=device)
        potential = np.full(1_000, -70.0)
        potential[spikes] = 30
        about = {"electrode": electrode, "gain": 1.0, "starting_time": 0.0, "rate": 1_000.0}
        file.add_intracellular_recording(
            electrode=electrode,
            response=CurrentClampSeries(name=f"{name}1", data=potential, conversion=1e-3, **about),
            stimulus=CurrentClampStimulusSeries(
                name=f"{name}s", data=step, conversion=1e-12, **about
            ),
        )
    recordings = "/general/intracellular_ephys/intracellular_recordings"
    with opened(write(file, tmp_path / "cells.nwb")) as cells:
        shown = show(cells, recordings, view="F-I")["series"]
    rates = {layer["name"]: layer["y"] for layer in shown}
    assert rates["a mean"] == rates["a sweeps"] == pytest.approx([2])
    assert rates["b mean"] == rates["b sweeps"] == pytest.approx([6])
