"""What the cameras of 000409 saw: poses by Lightning Pose, pupils, motion energy."""

from typing import Any

import numpy as np
import numpy.typing as npt
from hdmf.backends.hdf5 import H5DataIO
from pynwb import NWBFile, ProcessingModule, TimeSeries

from dandi_tui.demo.recordings.extensions import make
from dandi_tui.demo.recordings.ibl_session import IblSession
from dandi_tui.demo.recordings.pose import (
    Camera,
    Movements,
    motion_energy,
    positions,
    pupil_diameter,
)
from dandi_tui.demo.recordings.seeded import generator
from dandi_tui.demo.recordings.storage import ArrayStore, packed

Array = npt.NDArray[np.float64]

CONFIDENCE_CHUNK = (2_204,)


def add_cameras(nwbfile: NWBFile, session: IblSession, moves: Movements, store: ArrayStore) -> None:
    """Add `pose_estimation`, `pupil` and `motion_energy` for the cameras that the session has."""
    pose = nwbfile.create_processing_module(
        "pose_estimation", "Pose estimation from video using Lightning Pose."
    )
    pupil = nwbfile.create_processing_module(
        "pupil", "Pupil diameter measurements from video-based eye tracking."
    )
    energy = nwbfile.create_processing_module(
        "motion_energy",
        "Motion energy quantifies total movement within video regions of interest (ROIs).",
    )
    skeletons = {camera.name: _skeleton(camera, nwbfile) for camera in session.cameras}
    pose.add(make("ndx-pose", "Skeletons", name="Skeletons", skeletons=list(skeletons.values())))
    for camera in session.cameras:
        rng = generator(f"{session.eid} {camera.name}")
        times = camera.times(rng)
        pose.add(_estimation(camera, skeletons[camera.name], times, moves, store, rng))
        if camera.view != "Body":
            _add_pupil(pupil, camera, times, store, rng)
        energy.add(
            TimeSeries(
                name=f"{camera.name}MotionEnergy",
                description=f"Motion energy calculated for a region of the {camera.name} video.",
                data=store.add(motion_energy(times, moves, rng), (camera.n_frames,)),
                timestamps=packed(times, (camera.n_frames,)),
                unit="a.u.",
            )
        )


def _skeleton(camera: Camera, nwbfile: NWBFile) -> Any:
    """The nodes of a camera, without edges."""
    return make(
        "ndx-pose",
        "Skeleton",
        name=camera.name,
        nodes=[f"PoseEstimationSeries{part}" for part in camera.parts],
        edges=np.empty((0, 2), np.uint8),
    )


def _estimation(
    camera: Camera,
    skeleton: Any,
    times: Array,
    moves: Movements,
    store: ArrayStore,
    rng: np.random.Generator,
) -> Any:
    """One series per body part; the first has the timestamps, the others link to them."""
    timestamps: Any = packed(times, (len(times),))
    series: list[Any] = []
    for part, rest in camera.parts.items():
        name = f"PoseEstimationSeries{part}"
        xy, confidence = positions(part, rest, times, moves, rng)
        series.append(
            make(
                "ndx-pose",
                "PoseEstimationSeries",
                name=name,
                description=f"Marker placed on or around, labeled '{name}'.",
                data=store.add(xy, (len(times), 2)),
                unit="px",
                reference_frame=(
                    "(0,0) corresponds to the upper left corner when using width by height "
                    "convention."
                ),
                timestamps=timestamps,
                confidence=_confidence(camera, confidence, store),
            )
        )
        timestamps = series[0]
    return make(
        "ndx-pose",
        "PoseEstimation",
        name=camera.name,
        description="Estimated positions of body parts using Lightning Pose.",
        source_software="Lightning Pose",
        pose_estimation_series=series,
        skeleton=skeleton,
    )


def _confidence(camera: Camera, confidence: Array, store: ArrayStore) -> H5DataIO:
    """In tiny chunks and not compressed, as the real ones; but only where that is little."""
    if camera.view == "Body":
        return H5DataIO(data=confidence, chunks=CONFIDENCE_CHUNK)
    return store.add(confidence, (len(confidence),))


def _add_pupil(
    module: ProcessingModule,
    camera: Camera,
    times: Array,
    store: ArrayStore,
    rng: np.random.Generator,
) -> None:
    """Raw and smoothed diameter, each with timestamps of its own."""
    raw, smoothed = pupil_diameter(times, rng)
    for name, about, data in (
        ("", "Raw pupil diameter estimated from pose tracking keypoints.", raw),
        ("Smoothed", "Smoothed pupil diameter.", smoothed),
    ):
        module.add(
            TimeSeries(
                name=f"{camera.view}PupilDiameter{name}",
                description=about,
                data=store.add(data, (len(data),)),
                timestamps=packed(times, (len(times),)),
                unit="px",
            )
        )
