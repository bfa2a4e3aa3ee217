"""The task of 000409: trials, epochs, wheel, licks, and what was replayed afterwards."""

from typing import Any

import numpy as np
import numpy.typing as npt
from hdmf.common import DynamicTable, VectorData
from pynwb import NWBFile, ProcessingModule, TimeSeries
from pynwb.behavior import SpatialSeries
from pynwb.epoch import TimeIntervals

from dandi_tui.demo.recordings.behaviour import Trials, Wheel
from dandi_tui.demo.recordings.extensions import make
from dandi_tui.demo.recordings.ibl_session import IblSession
from dandi_tui.demo.recordings.seeded import generator
from dandi_tui.demo.recordings.storage import ArrayStore

CHUNK = 1_250_000
REGULAR = {"starting_time": 0.0396, "rate": 999.9999999999991}
"""Of the smooth kinematics: 1 kHz, with the rounding of the real files."""


def _chunks(data: npt.NDArray[Any]) -> tuple[int]:
    """As the real files have them for one axis: 10 MB of float64."""
    return (min(CHUNK, len(data)),)


def add_trials(nwbfile: NWBFile, trials: Trials) -> None:
    """Add `/intervals/trials`: a row per trial, 17 columns."""
    nwbfile.trials = TimeIntervals(
        name="trials",
        description="Trial intervals and conditions of the task.",
        columns=[
            VectorData(
                name=name,
                description=_TRIAL_COLUMNS[name],
                data=data.tolist() if data.dtype.kind == "U" else data,
            )
            for name, data in trials.columns.items()
        ],
    )


def add_epochs(nwbfile: NWBFile, session: IblSession) -> None:
    """Add `/intervals/epochs`: the task, and the passive protocol if there was one."""
    epochs = TimeIntervals(
        name="epochs",
        description=(
            "Session-level epochs defining the two main phases of an IBL recording session."
        ),
    )
    epochs.add_column("protocol_type", "Type of protocol phase (task or passive)")
    epochs.add_column("epoch_description", "Detailed description of what occurs during this epoch")
    epochs.add_interval(
        start_time=0.0,
        stop_time=session.task_s,
        protocol_type="task",
        epoch_description="Active behavioral task period.",
    )
    if session.passive:
        epochs.add_interval(
            start_time=session.task_s,
            stop_time=session.span_s,
            protocol_type="passive",
            epoch_description="Passive stimulus replay period.",
        )
    nwbfile.epochs = epochs


def add_wheel(nwbfile: NWBFile, wheel: Wheel, store: ArrayStore) -> None:
    """Add `/processing/wheel`: the encoder's irregular ticks, and smooth kinematics at 1 kHz."""
    module = nwbfile.create_processing_module(
        "wheel",
        "Rotary encoder wheel used for behavioral responses. Contains raw position, detected "
        "movements, and derived kinematics.",
    )
    module.add(
        SpatialSeries(
            name="WheelPosition",
            description=(
                "Absolute unwrapped wheel angle recorded from a quadrature rotary encoder. "
                "Sampling is event-driven: timestamps are recorded only when the wheel moves, "
                "resulting in irregular inter-sample intervals."
            ),
            data=store.add(wheel.edge_positions, _chunks(wheel.edge_positions)),
            timestamps=store.add(wheel.edge_times, _chunks(wheel.edge_times)),
            unit="radians",
            reference_frame="Initial angle at start time is zero. Counter-clockwise is positive.",
        )
    )
    _add_kinematics(module, wheel, store)
    module.add(_movements(wheel))


def _add_kinematics(module: ProcessingModule, wheel: Wheel, store: ArrayStore) -> None:
    """Position, velocity and acceleration at 1 kHz: a starting time and a rate."""
    module.add(
        SpatialSeries(
            name="WheelPositionSmoothed",
            description="Wheel position resampled to a uniform 1000 Hz grid and smoothed.",
            data=store.add(wheel.position, _chunks(wheel.position)),
            unit="radians",
            reference_frame="Uniformly sampled at 1000 Hz, then lowpass filtered.",
            **REGULAR,
        )
    )
    for name, data, unit in (
        ("Velocity", wheel.velocity, "rad/s"),
        ("Acceleration", wheel.acceleration, "rad/s^2"),
    ):
        module.add(
            TimeSeries(
                name=f"Wheel{name}Smoothed",
                description=f"Wheel angular {name.lower()} derived from smoothed position.",
                data=store.add(data, _chunks(data)),
                unit=unit,
                **REGULAR,
            )
        )


def _movements(wheel: Wheel) -> TimeIntervals:
    """When the wheel moved, and how far."""
    columns = {
        "start_time": ("Start time of epoch, in seconds", wheel.starts),
        "stop_time": ("Stop time of epoch, in seconds", wheel.stops),
        "peak_amplitude": (
            "The absolute maximum amplitude of each detected wheel movement, relative to onset "
            "position.",
            np.round(wheel.peaks, 6),
        ),
    }
    return TimeIntervals(
        name="WheelMovementIntervals",
        description="The onset and offset times of all detected movements.",
        columns=[
            VectorData(name=name, description=about, data=data)
            for name, (about, data) in columns.items()
        ],
    )


def add_licks(nwbfile: NWBFile, licks: npt.NDArray[np.float64]) -> None:
    """Add `/processing/lick_times`: timestamps without data."""
    module = nwbfile.create_processing_module(
        "lick_times", "Lick event timestamps detected from video-based tongue pose estimation."
    )
    module.add(
        make(
            "ndx-events",
            "Events",
            name="EventsLickTimes",
            description=(
                "Lick event timestamps detected from tongue pose estimation (Lightning Pose)."
            ),
            timestamps=licks,
        )
    )


def add_passive(nwbfile: NWBFile, session: IblSession, store: ArrayStore) -> None:
    """Add `/processing/passive_protocol`: intervals, Gabor patches, replay, and a 3-D stimulus."""
    rng = generator(f"{session.eid} passive")
    module = nwbfile.create_processing_module(
        "passive_protocol",
        "Data from the IBL passive stimulus protocol, presented at the end of each recording "
        "session while the mouse is disengaged from the task.",
    )
    silent, mapped = session.task_s + 300.0, session.task_s + 900.0
    intervals = TimeIntervals(
        name="passive_intervals",
        description="Detailed timing of passive protocol phases.",
    )
    intervals.add_column("protocol_name", "Name of the specific passive protocol phase")
    for start, stop, name in (
        (session.task_s, silent, "spontaneousActivity"),
        (mapped, session.span_s, "taskReplay"),
    ):
        intervals.add_interval(start_time=start, stop_time=stop, protocol_name=name)
    module.add(intervals)
    module.add(_gabors(mapped, session.span_s, rng))
    module.add(_replay(mapped, session.span_s, rng))
    frames = rng.choice(np.array([0, 128, 255], np.uint8), (6_000, 15, 15), p=[0.02, 0.96, 0.02])
    module.add(
        TimeSeries(
            name="rfm_stim",
            description="receptive field mapping visual stimulus",
            data=store.add(frames, repeats=True),
            timestamps=np.round(silent + np.arange(len(frames)) * 0.1, 4),
            unit="px",
        )
    )


def _gabors(start: float, stop: float, rng: np.random.Generator) -> DynamicTable:
    """179 Gabor patches: a table with times that is no table of intervals."""
    onsets = np.round(np.sort(rng.uniform(start, stop - 1, 179)), 4)
    columns = {
        "start_time": ("The beginning of the stimulus.", onsets),
        "stop_time": ("The end of the stimulus.", np.round(onsets + 0.3, 4)),
        "position": ("gabor patch position", rng.choice([-35.0, 35.0], 179)),
        "contrast": ("gabor patch contrast", rng.choice([0.0, 0.0625, 0.125, 0.25, 1.0], 179)),
        "phase": ("gabor patch phase", np.round(rng.uniform(0, 2 * np.pi, 179), 4)),
    }
    return DynamicTable(
        name="gabor_table",
        description="Gabor patch presentations table.",
        columns=[
            VectorData(name=name, description=about, data=data)
            for name, (about, data) in columns.items()
        ],
    )


def _replay(start: float, stop: float, rng: np.random.Generator) -> TimeIntervals:
    """120 sounds: 40 each of valve, tone and noise."""
    kinds = rng.permutation(np.repeat(["valve", "tone", "noise"], 40))
    lengths = {"valve": 0.06, "tone": 0.1, "noise": 0.5}
    table = TimeIntervals(
        name="passive_task_replay",
        description="Passive stimulation events including valve, tone, and noise stimuli.",
    )
    table.add_column("stim_type", "Type of stimulation (valve, tone, or noise)")
    for onset, kind in zip(np.sort(rng.uniform(start, stop - 1, 120)), kinds, strict=True):
        onset_s = round(float(onset), 4)
        table.add_interval(
            start_time=onset_s, stop_time=onset_s + lengths[kind], stim_type=str(kind)
        )
    return table


_TRIAL_COLUMNS = {
    "start_time": "The beginning of the trial.",
    "stop_time": "The end of the trial.",
    "quiescence_period": (
        "Required duration (seconds) the mouse must hold the wheel still before stimulus "
        "presentation."
    ),
    "gabor_stimulus_onset_time": (
        "Time when the visual stimulus (Gabor patch) appears on the screen, detected by the "
        "photodiode."
    ),
    "auditory_cue_time": "Time of the auditory go cue (100ms, 5kHz tone).",
    "wheel_movement_onset_time": (
        "Time of first detected wheel movement (>= 0.1 radians threshold) after the go cue."
    ),
    "choice_registration_time": "Time when the mouse's choice was registered.",
    "feedback_time": "Time of feedback delivery: water reward, or white noise pulse.",
    "gabor_stimulus_offset_time": "Time when the Gabor patch disappears from the screen.",
    "gabor_stimulus_contrast": (
        "Contrast of the Gabor patch as a percentage (0, 6.25, 12.5, 25, or 100)."
    ),
    "gabor_stimulus_side": "Side on the screen where stimulus was presented: 'left' or 'right'.",
    "mouse_wheel_choice": "Mouse's response: 'counter_clockwise', 'clockwise', or 'none'.",
    "is_mouse_rewarded": "Whether the mouse received a water reward (True) or not (False).",
    "reward_volume_uL": "Volume of water reward in microliters (0 for incorrect/timeout trials).",
    "probability_left": (
        "Block prior probability for the visual stimulus to be presented on the left side."
    ),
    "block_type": "Block type based on stimulus probability bias.",
    "block_index": "Zero-indexed block number. Increments each time probability_left changes.",
}
