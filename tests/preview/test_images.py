"""Images as stored: rows down, in their unit."""

from pathlib import Path

import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview import plane
from dandi_tui.preview.figure import Image, Words
from tests.preview.ask import draw, show
from tests.preview.odd import SERIES, image


def test_an_image_is_rows_down(ophys_file: NwbFile) -> None:
    """The first axis of the dataset is the row, as `imshow` has it."""
    shown = show(ophys_file, "/processing/ophys/pictures/gray")
    assert shown["image"]["values"] == [[0, 1, 2], [3, 4, 5]]
    assert (shown["x"]["label"], shown["y"]["label"]) == ("column", "row")


def test_colours_are_a_third_axis(ophys_file: NwbFile) -> None:
    """RGB stays RGB."""
    shown = show(ophys_file, "/processing/ophys/pictures/colour")
    assert shown["image"]["values"][0] == [[0, 1, 2], [3, 4, 5]]


def test_a_frame_is_scaled(ophys_file: NwbFile) -> None:
    """Frame 1 of the movie, × 2, at 1.2 s."""
    shown = show(ophys_file, "/acquisition/movie", frame=1)
    assert shown["image"]["values"] == [[12, 14, 16], [18, 20, 22]]
    _, facts = draw(ophys_file, "/acquisition/movie", frame=1)
    assert (facts.shown, facts.span[0]) == (("frame 1", "of 4"), "1.20 s")
    with pytest.raises(UsageError):
        show(ophys_file, "/acquisition/movie", frame=4)


def test_frames_in_another_file_are_named(ophys_file: NwbFile) -> None:
    """An external ImageSeries has no pixels here, but says where they are."""
    for view in ("frames", "note"):
        figure, _ = draw(ophys_file, "/acquisition/outside", view=view)
        assert isinstance(figure, Words)
        assert "a.mp4" in figure.note


def test_contrast_is_by_percentile(ophys_file: NwbFile) -> None:
    """The ends of the colour bar are the data's own numbers."""
    figure, _ = draw(ophys_file, "/processing/ophys/pictures/gray")
    assert isinstance(figure, Image)
    assert (figure.low, figure.high) == tuple(np.percentile(np.arange(6), (0.5, 99.7)))


def test_too_many_pixels_are_averaged(ophys_file: NwbFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Squares of pixels become their mean, and the figure says how large they are."""
    monkeypatch.setattr(plane, "MAX_PIXELS", 2)
    shown = show(ophys_file, "/processing/ophys/pictures/gray")
    assert shown["image"]["values"] == [[2.0]]
    assert shown["image"]["binning"] == 2


def test_an_index_series_is_not_scaled(ophys_file: NwbFile) -> None:
    """Its values are indices, and hold until the next."""
    shown = show(ophys_file, "/stimulus/presentation/shown")
    assert shown["series"][0]["y"] == [0, 1, 0]


def test_colours_may_be_the_first_axis(tmp_path: Path) -> None:
    """MATLAB's (row, column, colour) is (colour, column, row) in HDF5: turned, and said."""
    meant = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    with image(tmp_path, meant.T, "RGBImage") as file:
        assert show(file, SERIES)["image"]["values"] == meant.tolist()
        assert "axes reversed: colours are the first" in draw(file, SERIES)[1].remarks


def test_a_plane_of_a_volume_is_named(tmp_path: Path) -> None:
    """An image of three axes that are not colours shows one plane, and says which."""
    values = np.arange(2 * 3 * 5).reshape(2, 3, 5)
    with image(tmp_path, values) as file:
        shown = show(file, SERIES, options=(("index", "4"),))
        assert "plane 0" in draw(file, SERIES)[1].remarks
    assert shown["image"]["values"] == values[..., 4].tolist()


def test_contrast_leaves_out_what_is_no_number(tmp_path: Path) -> None:
    """NaN and infinity neither darken nor brighten the others."""
    values = np.arange(16.0).reshape(4, 4)
    values[0, :2] = np.nan, np.inf
    with image(tmp_path, values) as file:
        figure, facts = draw(file, SERIES)
    assert isinstance(figure, Image)
    assert 2 <= figure.low < figure.high <= 15
    assert facts.remarks == ("6 % NaN", "some values are infinite")


@pytest.mark.parametrize("kind", [np.float32, np.uint8, np.uint16])
def test_full_colour_is_full_in_every_type(tmp_path: Path, kind: type) -> None:
    """Fractions of 1, bytes, and 16 bits are the same red."""
    full = 1 if kind is np.float32 else np.iinfo(kind).max
    with image(tmp_path, np.full((2, 2, 3), (full, 0, 0), kind), "RGBImage") as file:
        figure, _ = draw(file, SERIES)
    assert isinstance(figure, Image)
    assert figure.values[0, 0].tolist() == [255, 0, 0]
