"""Frames of image series, and what an index series showed."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Image, Words
from dandi_tui.protocol.pictures import Move
from tests.preview.ask import draw, show
from tests.preview.odd import SERIES, opened, series

MOVIE = "/acquisition/movie"
SHOWN = "/stimulus/presentation/shown"


def moves_of(file: NwbFile, path: str, **wishes: object) -> dict[str, Move]:
    _, facts = draw(file, path, **wishes)
    return {move.key: move for move in facts.moves}


@pytest.mark.parametrize(
    ("time", "frame"), [("1.0", 0), ("1.3", 1), ("1.4", 2), ("99", 3), ("-5", 0)]
)
def test_a_time_finds_the_frame_that_is_on(ophys_file: NwbFile, time: str, frame: int) -> None:
    """Frames at 1, 1.2, 1.4, 1.6 s: the last one at or before; a number goes before a time."""
    _, facts = draw(ophys_file, MOVIE, options=(("time", time),))
    assert facts.frame == frame
    _, facts = draw(ophys_file, MOVIE, frame=1, options=(("time", time),))
    assert facts.frame == 1


def test_a_mean_of_frames(ophys_file: NwbFile) -> None:
    """From this frame on, no more than there are: 2 × (6 … 23) averaged over frames 1 to 3."""
    shown = show(ophys_file, MOVIE, frame=1, options=(("mean", "10"),))
    expected = (2.0 * np.arange(24).reshape(4, 2, 3))[1:].mean(axis=0)
    assert shown["image"]["values"] == expected.tolist()
    _, facts = draw(ophys_file, MOVIE, frame=1, options=(("mean", "10"),))
    assert "mean of 3 frames" in facts.remarks
    _, facts = draw(ophys_file, MOVIE, frame=1, options=(("cursor", "1,2"), ("mean", "10")))
    assert f"row 1, column 2: {expected[1, 2]:g} n.a." in facts.remarks
    with pytest.raises(UsageError):
        draw(ophys_file, MOVIE, options=(("mean", "few"),))


def test_playing_keeps_the_contrast_and_begins_again(ophys_file: NwbFile) -> None:
    """Space goes on to the next frame; after the last comes the first."""
    play = moves_of(ophys_file, MOVIE)["space"]
    assert (play.plays, play.frame) == (True, 1)
    levels = dict(play.options)["levels"]
    figure, facts = draw(ophys_file, MOVIE, frame=1, options=(("levels", levels),))
    assert isinstance(figure, Image)
    assert (figure.low, figure.high) == pytest.approx(tuple(map(float, levels.split(","))))
    assert "contrast kept" in facts.remarks
    assert moves_of(ophys_file, MOVIE, frame=3)["space"].frame == 0


def test_planes_of_a_volume_follow_each_other(tmp_path: Path) -> None:
    """Axes (frame, row, column, plane): `z` and `Z` go round."""
    values = np.arange(2 * 3 * 4 * 5, dtype=np.int16).reshape(2, 3, 4, 5)
    with series(tmp_path, values, "TwoPhotonSeries", start=0.0, rate=1.0) as file:
        shown = show(file, SERIES, frame=1, options=(("index", "4"),))
        moves = moves_of(file, SERIES, options=(("index", "4"),))
    assert shown["image"]["values"] == values[1, :, :, 4].tolist()
    assert moves["z"].options == (("index", "0"),)
    assert moves["Z"].options == (("index", "3"),)


def test_only_the_part_in_view_is_read(tmp_path: Path) -> None:
    """Zoomed 4 times, an eighth of the chunks is fetched."""
    path = tmp_path / "big.nwb"
    with h5py.File(path, "w") as made:
        group = made.create_group(SERIES)
        group.attrs.update({"neurodata_type": "ImageSeries", "namespace": "core"})
        values = np.random.default_rng(0).integers(0, 60_000, (1, 1600, 1600), dtype=np.uint16)
        group.create_dataset("data", data=values, chunks=(1, 100, 100))
    with opened(path) as file:
        shown = show(file, SERIES, options=(("centre", "200,400"), ("zoom", "4")))["image"]
        _, facts = draw(file, SERIES, options=(("centre", "200,400"), ("zoom", "4")))
    assert shown["origin"] == [0, 200]
    assert shown["values"] == values[0, :400, 200:600].tolist()
    assert facts.cost.startswith("16 of 256")


def test_an_index_series_shows_its_image(ophys_file: NwbFile) -> None:
    """Sample 0 is image 0 by `order_of_images`, sample 1 is the one in colour."""
    gray = show(ophys_file, SHOWN, view="template", frame=0)
    assert gray["image"]["values"] == [[0, 1, 2], [3, 4, 5]]
    figure, facts = draw(ophys_file, SHOWN, view="template", frame=1)
    assert isinstance(figure, Image)
    assert figure.values.shape == (2, 2, 3)
    assert facts.shown == ("sample 1", "of 3")
    assert facts.span[0] == "1.00 s"
    assert "image 1: colour" in facts.remarks


def write_index(path: Path, indexes: list[int], names: list[str]) -> Path:
    """An index series over images (2, 2), each full of its place in `names`, in no given order."""
    with h5py.File(path, "w") as made:
        group = made.create_group(SERIES)
        group.attrs.update({"neurodata_type": "IndexSeries", "namespace": "core"})
        group["data"] = np.array(indexes, dtype=np.uint32)
        group["timestamps"] = np.arange(len(indexes), dtype=float)
        images = made.create_group("/stimulus/templates/scenes")
        images.attrs.update({"neurodata_type": "Images", "namespace": "core"})
        for i, name in enumerate(names):
            images[name] = np.full((2, 2), i, dtype=np.uint8)
            images[name].attrs.update({"neurodata_type": "Image", "namespace": "core"})
        group["indexed_images"] = h5py.SoftLink("/stimulus/templates/scenes")
    return path


def test_images_without_an_order_are_counted_by_their_names(tmp_path: Path) -> None:
    """Scene10 comes after Scene9, not after Scene1."""
    path = write_index(tmp_path / "a.nwb", [10, 2], [f"Scene{i}" for i in range(12)])
    with opened(path) as file:
        assert show(file, SERIES, view="template")["image"]["values"] == [[10, 10], [10, 10]]
        assert show(file, SERIES, view="template", frame=1)["image"]["values"] == [[2, 2], [2, 2]]


def test_a_blank_index_shows_nothing(tmp_path: Path) -> None:
    """4294967295 is -1, and an index beyond the images is said."""
    with opened(write_index(tmp_path / "a.nwb", [2**32 - 1, 7], ["a", "b"])) as file:
        figures = [draw(file, SERIES, view="template", frame=i)[0] for i in (0, 1)]
    assert [type(figure) for figure in figures] == [Words, Words]
    assert "its index is blank" in figures[0].note  # type: ignore[union-attr]
    assert "beyond the 2 images" in figures[1].note  # type: ignore[union-attr]


def test_an_index_series_shows_a_frame_of_a_movie(tmp_path: Path) -> None:
    """`indexed_timeseries`: one frame of the movie that was presented."""
    path = write_index(tmp_path / "a.nwb", [1, 0], ["a"])
    with h5py.File(path, "a") as made:
        del made[f"{SERIES}/indexed_images"]
        movie = made.create_group("/stimulus/templates/movie")
        movie.attrs.update({"neurodata_type": "ImageSeries", "namespace": "core"})
        movie["data"] = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
        made[f"{SERIES}/indexed_timeseries"] = h5py.SoftLink("/stimulus/templates/movie")
    with opened(path) as file:
        shown = show(file, SERIES, view="template")
        _, facts = draw(file, SERIES, view="template")
    assert shown["image"]["values"] == [[6, 7, 8], [9, 10, 11]]
    assert "frame 1 of movie" in facts.remarks
