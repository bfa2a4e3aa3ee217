"""Body parts at a frame, their skeleton, and how fast they move."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Image, Traces, Words
from dandi_tui.protocol.pictures import Facts
from tests.preview.ask import draw, show
from tests.preview.odd import opened

POSE = "/processing/behavior/camera"
NOSE = f"{POSE}/PoseEstimationSeriesNose"
N = 40


def track(part: int) -> Any:
    """(x, y) of part 0 or 1: 3 px to the right and 4 px down each sample, from (100, 50 + part)."""
    return np.stack([100 + 3.0 * np.arange(N), 50 + part + 4.0 * np.arange(N)], axis=1)


def write_pose(path: Path, **says: Any) -> Path:
    """Nose and tail at 10 Hz from 2 s; the confidence is 0.9, of the nose 0.1 at sample 5.

    The linked skeleton joins them, naming them in another way. `dimensions`, if given, are
    (width, height).
    """
    with h5py.File(path, "w") as file:
        pose = file.create_group(POSE)
        pose.attrs.update({"neurodata_type": "PoseEstimation", "namespace": "ndx-pose"})
        for i, name in enumerate(("Nose", "Tail")):
            series = pose.create_group(f"PoseEstimationSeries{name}")
            series.attrs.update({"neurodata_type": "PoseEstimationSeries", "namespace": "ndx-pose"})
            series["data"] = track(i)
            series["data"].attrs["unit"] = "pixels"
            series["timestamps"] = 2 + np.arange(N) / 10
            series["confidence"] = np.full(N, 0.9)
        pose["PoseEstimationSeriesNose/confidence"][5] = 0.1
        skeleton = file.create_group("/processing/behavior/Skeletons/mouse")
        skeleton.attrs.update({"neurodata_type": "Skeleton", "namespace": "ndx-pose"})
        skeleton["nodes"] = ["nose", "tail"]
        skeleton["edges"] = np.array([[0, 1]], dtype=np.uint8)
        pose["skeleton"] = h5py.SoftLink("/processing/behavior/Skeletons/mouse")
        for name, value in says.items():
            pose[name] = value
    return path


def image_of(file: NwbFile, **wishes: Any) -> tuple[Image, Facts]:
    figure, facts = draw(file, POSE, **wishes)
    assert isinstance(figure, Image)
    return figure, facts


def test_x_is_the_column(tmp_path: Path) -> None:
    """Positions are (x, y) in the file, (row, column) in the picture."""
    with opened(write_pose(tmp_path / "a.nwb")) as file:
        shown = show(file, POSE, frame=10)
        _, facts = image_of(file, frame=10)
    assert shown["image"]["points"] == [
        {"name": "Nose", "row": 90, "column": 130},
        {"name": "Tail", "row": 91, "column": 130},
    ]
    assert (facts.shown, facts.span[0]) == (("frame 10", "of 40"), "3.00 s")


def test_unsure_positions_are_left_out(tmp_path: Path) -> None:
    """The nose is unsure at sample 5: no place then, unless the cut is lowered."""
    with opened(write_pose(tmp_path / "a.nwb")) as file:
        nose = show(file, POSE, frame=5)["image"]["points"][0]
        _, facts = image_of(file, frame=5)
        low = show(file, POSE, frame=5, options=(("confidence", "0.05"),))["image"]["points"][0]
        with pytest.raises(UsageError):
            show(file, POSE, options=(("confidence", "high"),))
    assert (nose["row"], nose["column"]) == (None, None)
    assert (low["row"], low["column"]) == (70, 115)
    assert "1 of 2 parts seen" in facts.remarks


def test_the_skeleton_joins_the_parts(tmp_path: Path) -> None:
    """Its nodes are found though the series are called otherwise."""
    with opened(write_pose(tmp_path / "a.nwb")) as file:
        figure, facts = image_of(file)
    assert figure.bones == ((0, 1),)
    assert "skeleton mouse" in facts.remarks


def test_a_trail_is_where_a_part_was(tmp_path: Path) -> None:
    """The samples before, the oldest first, as many as there are."""
    with opened(write_pose(tmp_path / "a.nwb")) as file:
        figure, _ = image_of(file, frame=3, options=(("trail", "2"),))
        early, _ = image_of(file, frame=1)
    tail = figure.points[1].trail
    assert tail is not None
    assert tail.tolist() == track(1)[1:3, ::-1].tolist()
    assert early.points[1].trail is not None
    assert len(early.points[1].trail) == 1


@pytest.mark.parametrize(("says", "size"), [({}, (250, 250)), ({"dimensions": [[640, 480]]}, None)])
def test_the_field_is_the_video_s(
    tmp_path: Path, says: dict[str, Any], size: tuple[int, int] | None
) -> None:
    """As `dimensions` (width, height) say, else as large as the positions need."""
    with opened(write_pose(tmp_path / "a.nwb", **says)) as file:
        figure, facts = image_of(file)
    rows, columns = (n * figure.binning for n in figure.values.shape)
    assert (rows, columns) == (size or (480, 640))
    assert ("size of the field by the positions" in facts.remarks) == (size is not None)


def test_playing_goes_round(tmp_path: Path) -> None:
    """Space goes on to the next sample, from the last to the first."""
    with opened(write_pose(tmp_path / "a.nwb")) as file:
        _, facts = image_of(file, frame=N - 1)
        _, timed = image_of(file, options=(("time", "3.05"),))
    play = next(move for move in facts.moves if move.key == "space")
    assert (play.frame, play.plays) == (0, True)
    assert timed.frame == 10


def test_a_pose_of_nothing_says_so(tmp_path: Path) -> None:
    """All unsure, or without any series."""
    with opened(write_pose(tmp_path / "a.nwb")) as file:
        figure, _ = draw(file, POSE, options=(("confidence", "2"),))
    assert isinstance(figure, Words)
    with h5py.File(tmp_path / "a.nwb", "a") as made:
        for name in ("Nose", "Tail"):
            del made[f"{POSE}/PoseEstimationSeries{name}"]
    with opened(tmp_path / "a.nwb") as file:
        figure, _ = draw(file, POSE)
    assert isinstance(figure, Words)


def test_speed_is_distance_over_time(tmp_path: Path) -> None:
    """5 px in 0.1 s is 50 px/s; unknown at first and next to the unsure sample."""
    with opened(write_pose(tmp_path / "a.nwb")) as file:
        shown = show(file, NOSE, view="speed")
        figure, facts = draw(file, NOSE, view="speed", window=(2.95, 3.25))
    speeds = np.array(shown["series"][0]["y"], dtype=float)
    assert np.flatnonzero(np.isnan(speeds)).tolist() == [0, 5, 6]
    np.testing.assert_allclose(speeds[7:], 50)
    assert shown["y"] == {"label": "speed", "unit": "pixels/s"}
    assert isinstance(figure, Traces)
    np.testing.assert_allclose(figure.lines[0].y, [50, 50, 50])
    assert "confidence from 0.2" in facts.remarks
