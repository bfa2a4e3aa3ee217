"""The traps of the files of 000409, one by one."""

import sys

import h5py
import numpy as np
import pytest

POSE = "processing/pose_estimation"


def neurodata_type(obj: h5py.HLObject) -> str:
    return str(obj.attrs["neurodata_type"])


def trains(file: h5py.File) -> list[np.ndarray]:
    """Spike times of each unit."""
    ends = file["units/spike_times_index"][:]
    return np.split(file["units/spike_times"][:], ends[:-1])


def test_video_frames_are_in_another_asset(ks091_raw: h5py.File) -> None:
    """A path relative to the file's own folder, and no data."""
    video = ks091_raw["acquisition/VideoLeftCamera"]
    (path,) = video["external_file"].asstr()[:]
    assert path.startswith("./sub-KS091_ses-")
    assert path.endswith("_VideoLeftCamera.mp4")
    assert video["data"].size == 0
    assert len(video["timestamps"]) == 6_000


def test_the_wheel_ticks_irregularly(ks091: h5py.File) -> None:
    """Only while it moves: pauses are a thousand times longer than the median step."""
    times = ks091["processing/wheel/WheelPosition/timestamps"][:]
    steps = np.diff(times)
    assert (steps > 0).all()
    assert steps.max() > 1_000 * np.median(steps)


def test_the_smoothed_wheel_has_the_rate_of_the_real_one(ks091: h5py.File) -> None:
    """5.5 million samples at 999.9999999999991 Hz; velocity is the derivative of position."""
    wheel = ks091["processing/wheel"]
    start = wheel["WheelPositionSmoothed/starting_time"]
    assert (start[()], start.attrs["rate"]) == (0.0396, 999.9999999999991)
    position = wheel["WheelPositionSmoothed/data"][:200_000]
    velocity = wheel["WheelVelocitySmoothed/data"][:200_000]
    moved = np.add.reduceat(velocity, np.arange(0, 200_000, 1_000)) / 1_000
    stepped = position[1_000::1_000] - position[:-1_000:1_000]
    assert np.abs(moved[:-1] - stepped).max() < 0.03
    assert len(wheel["WheelMovementIntervals/id"]) == 1_552


def test_raw_series_have_timestamps_and_no_rate(ks091_raw: h5py.File) -> None:
    """384 channels in one chunk, int16, volts by a conversion."""
    series = ks091_raw["acquisition/ElectricalSeriesProbe00AP"]
    assert series["data"].dtype == np.int16
    assert series["data"].chunks == (13_020, 384)
    assert series["data"].attrs["conversion"] == pytest.approx(2.34375e-06)
    assert "starting_time" not in series
    assert 1 / np.diff(series["timestamps"][:]).mean() == pytest.approx(30_000, rel=1e-3)


@pytest.mark.parametrize(
    ("namespace", "path", "name"),
    [
        ("ndx-ibl", "general/subject", "IblSubject"),
        ("ndx-anatomical-localization", "general/localization", "Localization"),
        ("ndx-events", "processing/lick_times/EventsLickTimes", "Events"),
        ("ndx-pose", f"{POSE}/Skeletons", "Skeletons"),
        ("ndx-pose", f"{POSE}/LeftCamera", "PoseEstimation"),
    ],
)
def test_extension_types_are_declared_in_the_file_only(
    ks091: h5py.File, namespace: str, path: str, name: str
) -> None:
    """The package is not loaded, and the specification is cached."""
    assert namespace.replace("-", "_") not in sys.modules
    assert neurodata_type(ks091[path]) == name
    assert ks091[path].attrs["namespace"] == namespace
    assert namespace in ks091["specifications"]


def test_events_have_no_data(ks091: h5py.File) -> None:
    """Licks are times alone, in order."""
    licks = ks091["processing/lick_times/EventsLickTimes"]
    assert list(licks) == ["timestamps"]
    assert (np.diff(licks["timestamps"][:]) >= 0).all()


def test_three_columns_of_units_are_ragged(ks091: h5py.File) -> None:
    """Their indexes end together, and electrodes are rows of another table."""
    units = ks091["units"]
    names = ("spike_times", "spike_amplitudes_uV", "spike_distances_from_probe_tip_um")
    ends = [units[f"{name}_index"][:] for name in names]
    assert (ends[0] == ends[1]).all()
    assert (ends[0] == ends[2]).all()
    assert ends[0][-1] == len(units["spike_times"])
    assert neurodata_type(units["electrodes"]) == "DynamicTableRegion"
    assert neurodata_type(units["max_electrode"]) == "DynamicTableRegion"


@pytest.mark.parametrize("session", ["ks091", "nyu46"])
def test_spikes_respect_the_refractory_period(session: str, request: pytest.FixtureRequest) -> None:
    """No two of a unit are nearer than 2 ms, in order, within the session."""
    file: h5py.File = request.getfixturevalue(session)
    for times in trains(file):
        assert len(times) > 10
        assert np.diff(times).min() >= 0.002
        assert times[0] >= 0


def test_mean_waveforms_have_a_trough_or_are_missing(ks091: h5py.File) -> None:
    """Volts, 128 samples, 40 channels; NaN for noise; the trough is the largest deflection."""
    waveforms = ks091["units/waveform_mean"][:] * 1e6
    labels = ks091["units/kilosort2_label"].asstr()[:]
    missing = np.isnan(waveforms[:, :, 19]).all(axis=1)
    assert waveforms.shape[1:] == (128, 40)
    assert (missing == (labels == "noise")).all()
    assert 0 < missing.sum() < len(missing) / 3
    strongest = waveforms[~missing][:, :, 19]
    assert (strongest.min(axis=1) < -40).all()
    assert (-strongest.min(axis=1) > strongest.max(axis=1)).all()
    assert (np.abs(strongest.argmin(axis=1) - 42) <= 2).all()


def test_trials_have_17_columns_and_missing_times(ks091: h5py.File) -> None:
    """892 rows; the first onset is NaN, and so are movements that never came."""
    trials = ks091["intervals/trials"]
    assert len(trials.attrs["colnames"]) == 17
    assert len(trials["id"]) == 892
    onsets = trials["gabor_stimulus_onset_time"][:]
    assert np.isnan(onsets[0])
    assert not np.isnan(onsets[1:]).any()
    none = trials["mouse_wheel_choice"].asstr()[:] == "none"
    assert (np.isnan(trials["wheel_movement_onset_time"][:]) == none).all()
    assert none.any()


def test_trials_follow_each_other_and_the_mouse_sees(ks091: h5py.File) -> None:
    """None overlaps, all end before the passive epoch, high contrast is answered right."""
    trials = ks091["intervals/trials"]
    starts, stops = trials["start_time"][:], trials["stop_time"][:]
    assert (starts[1:] >= stops[:-1]).all()
    assert stops[-1] < ks091["intervals/epochs/start_time"][1]
    right = trials["is_mouse_rewarded"][:]
    contrast = trials["gabor_stimulus_contrast"][:]
    assert right[contrast == 100].mean() > 0.85
    assert right[contrast == 0].mean() < 0.8
    assert set(trials["probability_left"][:]) == {0.2, 0.5, 0.8}


def test_the_electrodes_table_begins_with_the_second_probe(ks091: h5py.File) -> None:
    """Ids 0 to 383 are those of Probe01; a unit's electrodes are of its own probe."""
    probes = ks091["general/extracellular_ephys/electrodes/probe_name"].asstr()[:]
    assert len(probes) == 768
    assert set(probes[:384]) == {"Probe01"}
    strongest = ks091["units/max_electrode"][:]
    assert (probes[strongest] == ks091["units/probe_name"].asstr()[:]).all()


def test_spatial_series_are_one_or_two_dimensional(ks091: h5py.File) -> None:
    """The wheel has one dimension, a pose two."""
    assert ks091["processing/wheel/WheelPosition/data"].ndim == 1
    assert ks091[f"{POSE}/LeftCamera/PoseEstimationSeriesNoseTip/data"].shape == (282_090, 2)


def test_poses_share_timestamps_and_miss_what_is_not_sure(ks091: h5py.File) -> None:
    """The first series has them; x and y are NaN exactly where confidence is below 0.9."""
    camera = ks091[f"{POSE}/LeftCamera"]
    assert isinstance(camera["PoseEstimationSeriesLeftPaw"]["timestamps"], h5py.Dataset)
    link = camera["PoseEstimationSeriesNoseTip"].get("timestamps", getlink=True)
    assert link.path.endswith("/PoseEstimationSeriesLeftPaw/timestamps")
    tongue = camera["PoseEstimationSeriesLeftTongueEnd"]
    missing = np.isnan(tongue["data"][:]).all(axis=1)
    assert (missing == (tongue["confidence"][:] < 0.9)).all()
    assert 0.5 < missing.mean() < 1


def test_a_confidence_may_lie_in_tiny_chunks(nyu46: h5py.File) -> None:
    """2,204 samples a chunk, not compressed."""
    confidence = nyu46[f"{POSE}/BodyCamera/PoseEstimationSeriesTailStart/confidence"]
    assert (confidence.chunks, confidence.compression) == ((2_204,), None)


def test_a_stimulus_may_be_three_dimensional(ks091: h5py.File) -> None:
    """A plain TimeSeries of small pictures."""
    stimulus = ks091["processing/passive_protocol/rfm_stim"]
    assert neurodata_type(stimulus) == "TimeSeries"
    assert stimulus["data"].shape == (6_000, 15, 15)
    assert len(stimulus["timestamps"]) == 6_000


def test_groups_of_what_was_not_recorded_are_absent(ks091: h5py.File, nyu46: h5py.File) -> None:
    """One session has no passive protocol, the other one camera only."""
    assert "passive_protocol" not in nyu46["processing"]
    assert len(nyu46["intervals/epochs/id"]) == 1
    assert sorted(nyu46[POSE]) == ["BodyCamera", "LeftCamera", "RightCamera", "Skeletons"]
    assert sorted(ks091[POSE]) == ["LeftCamera", "Skeletons"]
