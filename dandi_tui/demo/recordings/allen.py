"""Writes the files of 000728 as their converter did, with all that is odd in those files."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from pynwb import NWBHDF5IO, NWBFile, TimeSeries
from pynwb.behavior import (
    BehavioralTimeSeries,
    CompassDirection,
    EyeTracking,
    PupilTracking,
    SpatialSeries,
)
from pynwb.epoch import TimeIntervals
from pynwb.ophys import TwoPhotonSeries

from dandi_tui.demo.recordings import allen_ophys, allen_stimuli
from dandi_tui.demo.recordings.allen_session import (
    SESSION_B,
    SESSION_C,
    AllenSession,
    add_imaging_plane,
    new_file,
)
from dandi_tui.demo.recordings.calcium import simulate, slow_course
from dandi_tui.demo.recordings.plane import Plane
from dandi_tui.demo.recordings.seeded import generator, seeded_ids
from dandi_tui.demo.recordings.session import frame_times, presentations
from dandi_tui.demo.recordings.storage import ArrayStore, packed, stepped

Times = npt.NDArray[np.float64]

RAW_FRAMES = 38
RAW_CHUNK_FRAMES = 19
"""What fits 10 MB: 512 x 512 pixels of uint16."""

EYE_START_FRAME = 60
BLINK_RATE_HZ = 0.05
_SPHERICAL_FRAME = (
    "(0,0) is the center of the monitor; angle of incidence is calculated with respect to "
    "a right-facing vector."
)


def write_stim_b(path: Path) -> None:
    """The processed file of the tutorial's session."""
    write_processed(SESSION_B, path)


def write_stim_c(path: Path) -> None:
    """The processed file of the quick start's session."""
    write_processed(SESSION_C, path)


def write_stim_c_raw(path: Path) -> None:
    """The movie that goes with the quick start's session."""
    write_raw(SESSION_C, path)


def write_processed(session: AllenSession, path: Path) -> None:
    """Write the `_behavior+image+ophys.nwb` file of `session`."""
    name = f"{session.session_id} processed"
    times = frame_times()
    shown = presentations(session.epochs, times, generator(f"{name} stimuli"))
    activity = simulate(session.n_rois, shown, times, generator(f"{name} activity"))
    store = ArrayStore()
    with seeded_ids(name):
        nwbfile = new_file(session)
        add_imaging_plane(nwbfile)
        _add_behaviour(nwbfile, session, times)
        allen_ophys.add_ophys(nwbfile, session, activity, times, store)
        _add_epochs(nwbfile, session, times)
        noise = allen_stimuli.add_stimuli(nwbfile, session.epochs, shown, times, store)
        with NWBHDF5IO(path, "w") as io:
            io.write(nwbfile)
            store.fill()
        allen_stimuli.finish(path, noise)


def _add_epochs(nwbfile: NWBFile, session: AllenSession, times: Times) -> None:
    """`/intervals/epochs`: which kind of stimulus was shown when."""
    epochs = TimeIntervals(
        name="epochs",
        description=(
            "Coarse grain experiment structure in the alternating presentations of visual stimuli."
        ),
    )
    epochs.add_column(name="stimulus_type", description="Type of visual stimuli.")
    for epoch in session.epochs:
        epochs.add_interval(
            start_time=times[epoch.start],
            stop_time=times[epoch.stop],
            stimulus_type=epoch.stimulus,
        )
    nwbfile.epochs = epochs


def _add_behaviour(nwbfile: NWBFile, session: AllenSession, times: Times) -> None:
    """`/processing/behavior`: running, and the eye where tracking it did not fail."""
    rng = generator(f"{session.session_id} behaviour")
    module = nwbfile.create_processing_module("behavior", "Processed behavioral data.")
    running = TimeSeries(
        name="running_speed",
        description=(
            "Velocity of the subject over time. Mice were positioned on a running disk during the "
            "imaging sessions, and a magnetic shaft encoder (US Digital) attached to this disk "
            "recorded the running speed of the mouse during the experiment at 60 samples per "
            "second. The running speed was down-sampled to match the timing of the 2-photon "
            "imaging (30 Hz)."
        ),
        data=packed(_running_speed(times, rng)),
        timestamps=packed(times),
        unit="cm/s",
    )
    module.add(BehavioralTimeSeries(time_series=running, name="BehavioralTimeSeries"))
    if session.eye_tracking:
        for container in _eye(times[EYE_START_FRAME:], rng):
            module.add(container)


def _running_speed(times: Times, rng: np.random.Generator) -> Times:
    """cm/s, shape (time,): mostly still, bouts of up to some 40 cm/s, a jittery encoder."""
    urge = slow_course(times, rng, period_s=25.0) + 0.6 * slow_course(times, rng, period_s=200.0)
    effort = np.clip(urge - 0.5, 0, None)
    stride = 1 + 0.12 * slow_course(times, rng, period_s=0.6)
    speed = 19.0 * effort**0.8 * stride + rng.normal(0, 0.12 + 0.9 * (effort > 0), len(times))
    return stepped(speed.astype(np.float64), 2.0**-6)


def _eye(
    times: Times, rng: np.random.Generator
) -> tuple[EyeTracking, CompassDirection, PupilTracking]:
    """Where the pupil looks, on the screen and as angles, and its size; NaN in blinks."""
    saccades = np.cumsum(
        rng.normal(0, 1, (len(times), 2)) * (rng.random((len(times), 1)) < 0.01), 0
    )
    drift = np.column_stack([slow_course(times, rng, period_s=8.0) for _ in range(2)])
    degrees = 4 * np.sin(0.4 * saccades) + 1.5 * drift + rng.normal(0, 0.15, (len(times), 2))
    size = 900 + 210 * slow_course(times, rng, period_s=30.0) + rng.normal(0, 8, len(times))
    for first in np.flatnonzero(rng.random(len(times)) < BLINK_RATE_HZ / 30):
        degrees[first : first + 5] = size[first : first + 5] = np.nan
    location = SpatialSeries(
        name="pupil_location",
        description="Location of pupil focus on the visual grid.",
        data=packed(stepped(15.0 * np.tan(np.radians(degrees)), 2.0**-8)),
        timestamps=packed(times),
        unit="m",
        reference_frame="(0,0) is the center of the monitor.",
    )
    spherical = SpatialSeries(
        name="pupil_location_spherical",
        description="Angle of pupil focus on the visual grid.",
        data=packed(stepped(degrees, 2.0**-6)),
        timestamps=packed(times),
        unit="degrees",
        reference_frame=_SPHERICAL_FRAME,
    )
    pupil = TimeSeries(
        name="pupil_size",
        description="Size of pupil dilation in units pixels.",
        data=packed(stepped(size.astype(np.float64), 0.5)),
        timestamps=packed(times),
        unit="px",
    )
    return (
        EyeTracking(spatial_series=location),
        CompassDirection(spatial_series=spherical),
        PupilTracking(time_series=pupil),
    )


def write_raw(session: AllenSession, path: Path) -> None:
    """Write the `_ophys.nwb` file: the first frames of the motion corrected movie."""
    rng = generator(f"{session.session_id} movie")
    times = frame_times()[:RAW_FRAMES]
    store = ArrayStore()
    with seeded_ids(f"{session.session_id} raw"):
        nwbfile = new_file(session, raw=True)
        movie = TwoPhotonSeries(
            name="MotionCorrectedTwoPhotonSeries",
            description=(
                "Motion corrected flourescence from calcium imaging recording. Refer to the "
                "'MotionCorrectionShiftsPerFrame' series to see how each frame was shifted."
            ),
            data=store.add(
                _movie(allen_ophys.plane_of(session), rng), chunks=(RAW_CHUNK_FRAMES, 512, 512)
            ),
            imaging_plane=add_imaging_plane(nwbfile),
            unit="n.a.",
            timestamps=packed(times),
        )
        shifts = TimeSeries(
            name="MotionCorrectionShiftsPerFrame",
            description=(
                "The continuous column (first value of the second axis) and row (second value of "
                "second axis) shiftsestimated by motion correction. Actual pixel shifts per axis "
                "are the nearest integer to these values."
            ),
            data=packed(np.cumsum(rng.normal(0, 0.4, (RAW_FRAMES, 2)), axis=0)),
            unit="n.a.",
            timestamps=movie,
        )
        nwbfile.add_acquisition(movie)
        nwbfile.add_acquisition(shifts)
        with NWBHDF5IO(path, "w") as io:
            io.write(nwbfile)
            store.fill()


def _movie(plane: Plane, rng: np.random.Generator) -> npt.NDArray[np.uint16]:
    """Frames (time, row, column) of few photons per pixel; some labelled somata light up."""
    photons = np.repeat(plane.projection[np.newaxis] / 90.0, RAW_FRAMES, axis=0).astype(np.float32)
    for rows, columns in plane.masks():
        if rng.random() < 0.15:
            since = np.arange(RAW_FRAMES) - rng.integers(-5, RAW_FRAMES)
            rise = np.where(since >= 0, np.exp(-since / 18) * (1 - np.exp(-(since + 1) / 1.5)), 0)
            photons[:, rows, columns] *= 1 + 2.0 * rise[:, np.newaxis]
    return (rng.poisson(photons) * 96 + 64).astype(np.uint16)
