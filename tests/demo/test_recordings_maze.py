"""The small simulated session: a rat in an arena, its theta, and a patched cell."""

from pathlib import Path

import h5py
import numpy as np

from dandi_tui.demo.recordings.maze_cell import CURRENTS_PA, STEP_S
from tests.demo_fixture import Demo

ICEPHYS = "general/intracellular_ephys"


def test_it_is_small_and_the_archive_has_its_bytes(demo: Demo, demo_files: dict[str, Path]) -> None:
    """At most 1.5 MB, beside files that are a listing only."""
    size = demo_files["maze"].stat().st_size
    assert size <= 1_500_000
    asset = next(one for one in demo.assets("000732") if "sub-demo01" in one["path"])
    assert asset["size"] == size
    assert len(demo.assets("000732")) > 1


def test_twelve_sweeps_are_in_the_table_of_recordings(maze: h5py.File) -> None:
    """Each row names a response and its stimulus, whole; a sequence holds all of them."""
    table = maze[f"{ICEPHYS}/intracellular_recordings"]
    assert len(table["id"]) == len(CURRENTS_PA)
    for i in range(len(CURRENTS_PA)):
        start, count, reference = table["responses/response"][i]
        assert maze[reference].name == f"/acquisition/CurrentClampSeries{i:03}"
        assert (start, count) == (0, len(maze[reference]["data"]))
        stimulus = maze[table["stimuli/stimulus"][i][2]]["data"]
        assert stimulus[:].max() == max(0, CURRENTS_PA[i])
    assert maze[f"{ICEPHYS}/sequential_recordings/simultaneous_recordings_index"][()] == [12]


def test_the_cell_fires_the_more_the_larger_the_current(maze: h5py.File) -> None:
    """At rest near -70 mV; spikes from a rheobase on, only in the step, up to 30 mV and more."""
    counts = []
    for i in range(len(CURRENTS_PA)):
        data = maze[f"acquisition/CurrentClampSeries{i:03}/data"]
        mv = data[:] * data.attrs["conversion"] * 1e3
        at = np.flatnonzero((mv[1:] >= -20) & (mv[:-1] < -20)) / 10_000
        counts.append(len(at))
        assert abs(np.median(mv[:900]) + 70) < 1
        assert ((at > STEP_S[0]) & (at < STEP_S[1] + 0.001)).all()
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] >= 10


def test_theta_turns_over_across_the_layers(maze: h5py.File) -> None:
    """16 channels at 1,250 Hz for 20 s, strongest at 8 Hz, opposite at both ends."""
    series = maze["processing/ecephys/LFP/ElectricalSeriesLFP"]
    field = series["data"][:] * series["data"].attrs["conversion"]
    assert field.shape == (25_000, 16)
    power = np.abs(np.fft.rfft(field, axis=0)) ** 2
    hz = np.fft.rfftfreq(len(field), 1 / 1_250)
    peaks = hz[1:][power[1:].argmax(axis=0)]
    assert ((peaks > 7) & (peaks < 9)).all()
    assert np.corrcoef(field[:, 0], field[:, -1])[0, 1] < -0.3
    names = set(maze["general/extracellular_ephys/electrodes"])
    assert {"rel_x", "rel_y", "location"} <= names


def test_bands_are_the_amplitudes_of_the_field(maze: h5py.File) -> None:
    """Theta is the largest everywhere; 25 values a second of four bands."""
    series = maze["processing/ecephys/DecompositionSeries"]
    assert series["data"].shape == (500, 16, 4)
    assert series["starting_time"].attrs["rate"] == 25
    means = series["data"][:].mean(axis=0)
    assert (means.argmax(axis=1) == 0).all()


def test_the_rat_runs_all_over_the_arena(maze: h5py.File) -> None:
    """Five minutes at 30 Hz within a square metre; most of it is visited; it heads every way."""
    position = maze["processing/behavior/Position/SpatialSeries/data"][:]
    assert position.shape == (9_000, 2)
    assert position.min() >= 0
    assert position.max() <= 1
    visits = np.histogram2d(position[:, 0], position[:, 1], bins=10, range=[[0, 1], [0, 1]])[0]
    assert (visits > 0).mean() > 0.8
    heading = maze["processing/behavior/CompassDirection/HeadDirection/data"][:]
    assert np.histogram(heading, 8, (0, 2 * np.pi))[0].min() > 300


def test_place_cells_have_a_field_and_a_waveform(maze: h5py.File) -> None:
    """Twelve units; a place cell fires most within a fifth of the arena."""
    units = maze["units"]
    assert units["waveform_mean"].shape == units["waveform_sd"].shape == (12, 48, 16)
    times = units["spike_times"][: units["spike_times_index"][0]]
    assert (np.diff(times) > 0).all()
    position = maze["processing/behavior/Position/SpatialSeries/data"][:]
    visits = np.histogram2d(position[:, 0], position[:, 1], bins=5, range=[[0, 1], [0, 1]])[0]
    where = position[(times * 30).astype(int)]
    spikes = np.histogram2d(where[:, 0], where[:, 1], bins=5, range=[[0, 1], [0, 1]])[0]
    rates = np.sort((spikes / np.maximum(visits, 1)).ravel())
    assert rates[-5:].sum() > 0.6 * rates.sum()


def test_events_trials_and_notes_are_there(maze: h5py.File) -> None:
    """Rewards, bouts of running in pairs, 24 trials with an outcome, four notes."""
    behaviour = maze["processing/behavior"]
    assert len(behaviour["BehavioralEvents/reward/timestamps"]) == 26
    marks = behaviour["running/data"][:]
    assert marks.tolist() == [1, -1] * (len(marks) // 2)
    assert (np.diff(behaviour["running/timestamps"][:]) > 0).all()
    trials = maze["intervals/trials"]
    assert len(trials["id"]) == 24
    assert (trials["stop_time"][:] > trials["start_time"][:]).all()
    assert len(maze["acquisition/notes/data"]) == 4
