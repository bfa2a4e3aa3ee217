"""Images as stored: rows down, in their unit."""

from pathlib import Path

import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Image, Words
from dandi_tui.preview.images import plane
from dandi_tui.protocol.pictures import Facts
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


def look(file: NwbFile, path: str = SERIES, **options: str) -> tuple[Image, Facts]:
    """An image as its settings say."""
    figure, facts = draw(file, path, options=tuple(sorted(options.items())))
    assert isinstance(figure, Image)
    return figure, facts


def wishes_of(facts: Facts, key: str) -> dict[str, str]:
    """The settings that a key leads to."""
    return next(dict(move.options) for move in facts.moves if move.key == key)


VALUES = np.arange(200 * 400, dtype=np.float64).reshape(200, 400)


def test_a_zoomed_image_is_a_part_of_it(tmp_path: Path) -> None:
    """Four times larger about a centre: 50 rows and 100 columns, counted in the whole image."""
    with image(tmp_path, VALUES) as file:
        figure, facts = look(file, zoom="4", centre="100,300")
        shown = show(file, SERIES, options=(("centre", "100,300"), ("zoom", "4")))["image"]
    assert shown["origin"] == [75, 250]
    assert shown["values"] == VALUES[75:125, 250:350].tolist()
    assert (figure.whole, facts.shown) == ((200, 400), ("× 4", "x 250–349  y 75–124"))
    assert figure.thumbnail is not None


def test_keys_zoom_and_move_within_the_image(tmp_path: Path) -> None:
    """`>` in, `<` out, `l` a quarter of the view to the right, never beyond the edge; 0: whole."""
    with image(tmp_path, VALUES) as file:
        _, facts = look(file)
        assert wishes_of(facts, "greater_than_sign") == {"zoom": "1.6", "centre": "100,200"}
        assert "l" not in {move.key for move in facts.moves}
        _, facts = look(file, zoom="4", centre="100,300")
        assert wishes_of(facts, "l")["centre"] == "100,325"
        assert wishes_of(facts, "0") == {"zoom": "", "centre": ""}
        figure, facts = look(file, zoom="4", centre="100,399")
        assert figure.origin == (75, 300)
        assert wishes_of(facts, "l")["centre"] == "100,350"


def test_the_cursor_reads_a_pixel(tmp_path: Path) -> None:
    """Row and column of the data, and the value; `l` moves by a fortieth of the view."""
    with image(tmp_path, VALUES) as file:
        figure, facts = look(file, cursor="3,7")
        assert "row 3, column 7: 1,207" in facts.remarks
        assert wishes_of(facts, "l")["cursor"] == "3,17"
        assert wishes_of(facts, "k")["cursor"] == "0,7"
        with pytest.raises(UsageError):
            look(file, cursor="200,0")
    assert figure.cursor == (3, 7)


def test_a_mirrored_image_is_the_same_data(tmp_path: Path) -> None:
    """Numbers stay rows down and columns across; moves go where they look to."""
    with image(tmp_path, VALUES) as file:
        shown = show(file, SERIES, options=(("flip", "x"), ("transpose", "on")))
        figure, facts = look(file, flip="x", transpose="on", cursor="100,200")
    assert shown["image"]["values"] == VALUES.tolist()
    assert (figure.flipped, figure.transposed) == ((False, True), True)
    # Columns go down, and the last one is the first: up is a greater column.
    assert wishes_of(facts, "k")["cursor"] == "100,210"
    assert wishes_of(facts, "X") == {"flip": ""}
    assert {"mirrored along x", "transposed: rows across"} <= set(facts.remarks)


def test_contrast_goes_through_presets(tmp_path: Path) -> None:
    """0.5–99.7, 2–98, 0–100 %, and again; any other by number."""
    with image(tmp_path, VALUES) as file:
        _, facts = look(file)
        assert wishes_of(facts, "b") == {"low": "2", "high": "98", "levels": ""}
        figure, facts = look(file, low="0", high="100")
        assert wishes_of(facts, "b") == {"low": "0.5", "high": "99.7", "levels": ""}
        assert (figure.low, figure.high) == (0, 79_999)
        assert "contrast 0–100 %" in facts.remarks
        for wrong in ({"low": "99", "high": "3"}, {"map": "jet"}, {"zoom": "no"}, {"centre": "1"}):
            with pytest.raises(UsageError):
                look(file, **wrong)


def test_colours_can_be_zoomed_too(ophys_file: NwbFile) -> None:
    """The cursor says red, green, blue."""
    path = "/processing/ophys/pictures/colour"
    figure, facts = look(ophys_file, path, zoom="2", centre="2,2", cursor="1,1", invert="on")
    assert figure.values.tolist() == [[[9, 10, 11]]]
    assert "row 1, column 1: 9, 10, 11" in facts.remarks
