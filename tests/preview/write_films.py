"""Writes videos and the NWB file that names them: `python -m tests.preview.write_films FOLDER`.

In a process of its own, since ndx-pose changes what pynwb writes into every file from then on.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

N, HEIGHT, WIDTH = 40, 48, 64


def pixels(number: int) -> npt.NDArray[np.uint8]:
    """Frame n: red grows by 3 a frame, a white square at row n, column n."""
    frame = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    frame[..., 0] = 3 * number
    frame[number : number + 4, number : number + 4] = 255
    return frame


def write_video(path: Path, first: int, n: int) -> None:
    """Lossless, 20 frames a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=20)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "bgr0"
        for number in range(first, first + n):
            frame = av.VideoFrame.from_ndarray(pixels(number), format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def write_session(folder: Path) -> None:
    """Two videos of 25 and 15 frames, from 2.5 s on; a pose of two parts on the first."""
    from ndx_pose import PoseEstimation, PoseEstimationSeries  # see above
    from pynwb import NWBHDF5IO, NWBFile  # with it
    from pynwb.image import ImageSeries  # with it

    (folder / "films").mkdir()
    write_video(folder / "films" / "a.mkv", 0, 25)
    write_video(folder / "films" / "b.mkv", 25, 15)
    file = NWBFile("films", "films", datetime(2026, 1, 1, tzinfo=UTC))
    times = 2.5 + np.arange(N) / 20
    names = ["./films/a.mkv", "./films/b.mkv"]
    about: dict[str, Any] = {"format": "external", "timestamps": times, "unit": "n.a."}
    film = ImageSeries(name="Film", external_file=names, starting_frame=[0, 25], **about)
    first = ImageSeries(name="First", external_file=names[:1], starting_frame=[0], **about)
    file.add_acquisition(film)
    file.add_acquisition(first)
    about = {"unit": "pixels", "reference_frame": "top left", "timestamps": times}
    parts = [
        PoseEstimationSeries(
            name=name,
            data=np.column_stack([np.arange(N) + across, np.arange(N)]),
            confidence=np.ones(N),
            **about,
        )
        for name, across in (("nose", 0.0), ("tail", 5.0))
    ]
    pose = PoseEstimation(name="Pose", pose_estimation_series=parts, source_video=first)
    file.create_processing_module("behavior", "b").add(pose)
    where = folder / "session.nwb"
    with NWBHDF5IO(str(where), "w") as io:
        io.write(file)


if __name__ == "__main__":
    write_session(Path(sys.argv[1]))
