"""Images: proportions, contrast, the colour bar, and small bright spots."""

import numpy as np

from dandi_tui.charts.draw import draw
from dandi_tui.charts.halfblocks import resize
from dandi_tui.preview.figure import Axis, Image
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import gradient, plain, text_of

INK = Ink()


def image(values: object, **fields: object) -> Image:
    settings = {"x": Axis(label="x"), "y": Axis(label="y"), "low": 0.0, "high": 255.0, **fields}
    return Image(values=values, **settings)  # type: ignore[arg-type]


def test_an_image_keeps_its_proportions() -> None:
    """A cell is twice as high as wide, so a square image has twice as many columns as rows."""
    for shape, ratio in (((512, 512), 2.0), ((256, 512), 4.0), ((100, 25), 0.5)):
        plot = draw(gradient(*shape), width=116, height=30, ink=INK).plot
        assert plot is not None
        assert abs(plot.width / plot.height / ratio - 1) < 0.1


def test_two_pixels_a_cell_from_dark_to_bright() -> None:
    """A gradient from left to right is one, and a small image is enlarged by repetition."""
    row = draw(gradient(4, 4), width=80, height=30, ink=INK).rows[3]
    reds = [int(part.split(";")[2]) for part in row.split("\x1b[") if part.startswith("38;2;")]
    greys = sorted(set(reds[1:5]))
    assert reds[1:5] == greys
    assert greys[0] < 20
    assert greys[-1] > 220


def test_the_colour_bar_has_the_numbers_of_the_data() -> None:
    """The top, the middle and the bottom of the contrast, not 0 to 255."""
    rows = text_of(draw(image(np.eye(64), low=19.0, high=165.0), width=80, height=30, ink=INK))
    numbers = [row.split()[-1] for row in rows.split("\n") if row.endswith(("165", "92", "19"))]
    assert numbers == ["165", "92", "19"]


def test_pixel_axes_start_at_the_origin_top_left() -> None:
    """Ticks count pixels of the whole image, downwards."""
    rows = text_of(draw(gradient(), width=116, height=30, ink=INK)).split("\n")
    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == [
        "0", "100", "200", "300", "400", "500",
    ]  # fmt: skip
    assert rows[29].split() == ["0", "100", "200", "300", "400", "500"]

    crop = image(np.zeros((64, 64)), origin=(150, 180), binning=2)
    rows = text_of(draw(crop, width=116, height=30, ink=INK)).split("\n")
    assert rows[29].split()[0] == "180"


def test_a_small_bright_spot_survives_a_whole_field() -> None:
    """Where the mean would leave a quarter; noise of one pixel is still averaged away."""
    values = np.zeros((512, 512))
    values[300:305, 200:205] = 1.0
    assert resize(values, 56, 56).max() > 0.45
    values = np.zeros((512, 512))
    values[300, 200] = 1.0
    assert resize(values, 56, 56).max() < 0.1


def test_nan_is_blank() -> None:
    """Pixels without a value show the terminal's ground."""
    values = np.full((40, 40), 200.0)
    values[:20] = np.nan
    picture = draw(image(values), width=60, height=22, ink=INK)
    assert picture.plot is not None
    column = picture.plot.column + 1
    assert plain(picture.rows[0])[column] == " "
    assert plain(picture.rows[-3])[column] == "▀"


def test_colours_are_laid_over_the_ground() -> None:
    """RGBA that is transparent shows the theme's background; there is no colour bar."""
    values = np.zeros((10, 10, 4), np.uint8)
    values[..., 0] = 255
    opaque = values.copy()
    opaque[..., 3] = 255
    assert "38;2;255;0;0" in draw(image(opaque), width=40, height=12, ink=INK).rows[2]
    assert "38;2;255;0;0" not in draw(image(values), width=40, height=12, ink=INK).rows[2]


def test_without_colour_an_image_is_a_ramp() -> None:
    """Ten signs from dark to bright; five blocks in 16 colours; reversed on a light ground."""
    figure = gradient(64, 64)
    row = text_of(draw(figure, width=80, height=30, ink=Ink(colors="none"))).split("\n")[1]
    assert row.index(".") < row.index("=") < row.index("@")
    row = text_of(draw(figure, width=80, height=30, ink=Ink(colors="16"))).split("\n")[1]
    assert row.index("░") < row.index("▓") < row.index("█")
    light = draw(figure, width=80, height=30, ink=Ink(colors="none", dark=False))
    assert text_of(light).split("\n")[1].index("@") < 10
