"""Matrices: maps of colours, means, names, the cell that is selected."""

from dataclasses import replace

import numpy as np
import pytest

from dandi_tui.charts import maps
from dandi_tui.charts.draw import Drawn, draw
from dandi_tui.preview.figure import Axis, Heatmap, Image, Rule
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import plain, text_of
from tests.charts.planes import correlations, heatmap


def drawn(figure: Heatmap, width: int = 80, height: int = 30, ink: Ink | None = None) -> Drawn:
    return draw(figure, width=width, height=height, ink=ink or Ink())


def plot_of(picture: Drawn) -> Plot:
    assert picture.plot is not None
    return picture.plot


def lightness(paint: str) -> float:
    """Of `38;2;r;g;b`, as ITU-R BT.709 weighs colours, linear light."""
    shares = np.array([int(part) for part in paint.split(";")[2:]]) / 255
    return float(shares**2.2 @ np.array([0.2126, 0.7152, 0.0722]))


def test_a_map_gets_lighter_with_the_value() -> None:
    """64 steps, each at least as light as the one before."""
    for colours in ("grey", "viridis"):
        fore, back = maps.paints(colours, True)
        assert (np.diff([lightness(paint) for paint in fore]) > -1e-9).all()
        assert [paint[2:] for paint in fore] == [paint[2:] for paint in back]
        assert len(fore) == 64


@pytest.mark.parametrize("dark", [True, False])
def test_signed_values_are_grey_at_zero_and_differ_in_hue(dark: bool) -> None:
    """Blue below, ochre above, and nearest to the ground at 0, whatever the ends are."""
    shading = maps.shading(-0.2, 1.0, "signed")
    steps = shading.levels(np.array([-1.0, 0.0, 1.0, np.nan]))
    assert steps.tolist() == [0, 32, 63, -1]
    fore, _ = maps.paints("signed", dark)
    blue, grey, ochre = (list(map(int, fore[i].split(";")[2:])) for i in (0, 32, 63))
    assert blue[2] > blue[0]
    assert max(grey) - min(grey) < 25
    assert ochre[0] > ochre[2]


def test_values_lie_where_the_plot_says() -> None:
    """The one bright element of a matrix, in rows counted from the top."""
    values = np.zeros((8, 10))
    values[6, 7] = 1.0
    picture = drawn(heatmap(values, y=Axis(label="")), ink=Ink(colors="none"))
    column, row = plot_of(picture).cell_of(7.5, 6.5)
    assert plain(picture.rows[row])[column] == "@"
    column, row = plot_of(picture).cell_of(7.5, 1.5)
    assert plain(picture.rows[row])[column] == " "


def test_many_rows_are_means() -> None:
    """Half of the rows are 1, evenly: every pixel is near 0.5."""
    values = np.tile(np.array([0.0, 1.0]), 500)[:, None].repeat(20, axis=1)
    picture = drawn(heatmap(values), ink=Ink(colors="none"))
    plot = plot_of(picture)
    row = plain(picture.rows[plot.row + 3])[plot.column : plot.column + plot.width]
    assert set(row) <= set("=+")


def test_two_rows_share_a_cell() -> None:
    """By half blocks: 20 rows of a plot show 40 rows of a matrix, each in its own colour."""
    values = np.tile(np.array([0.0, 1.0]), 20)[:, None].repeat(3, axis=1)
    picture = drawn(heatmap(values, y=Axis(label="")), 60, 22)
    fore, back = maps.paints("viridis", True)
    assert plot_of(picture).height == 20
    assert all(f"\x1b[{fore[0]};{back[63]}m▀" in row for row in picture.rows[:20])


def test_nan_is_blank() -> None:
    """Nothing is known there, which is no value."""
    values = np.ones((4, 4))
    values[:2] = np.nan
    picture = drawn(heatmap(values, low=0.0))
    column, row = plot_of(picture).cell_of(1.5, 0.5)
    assert plain(picture.rows[row])[column] == " "
    column, row = plot_of(picture).cell_of(1.5, 3.5)
    assert plain(picture.rows[row])[column] == "▀"


def test_the_colour_bar_has_three_numbers_and_the_unit() -> None:
    """As high as the matrix; the unit under the first number."""
    figure = heatmap(np.arange(101.0)[None], unit="Hz", y=Axis(label=""))
    rows = text_of(drawn(figure)).split("\n")
    ends = [row.split()[-1] for row in rows if row.endswith(("100", "Hz", " 50", " 0"))]
    assert ends == ["100", "Hz", "50", "0"]


def test_names_stand_at_their_rows_and_columns() -> None:
    """All rows that fit; columns without the word that is beside the rows already."""
    rows = text_of(drawn(correlations())).split("\n")
    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == [
        f"ROI {i}" for i in range(12)
    ]
    below = next(i for i, row in enumerate(rows) if "└" in row) + 1
    assert rows[below].split()[:2] == ["0", "1"]
    chosen = next(row for row in rows if "[" in row)
    assert chosen.startswith(" ROI 3")
    picture = drawn(correlations())
    plot = plot_of(picture)
    assert chosen.index("[") + 1 == plot.cell_of(4.0, 3.5)[0]


def test_rows_that_are_counted_have_whole_numbers() -> None:
    """Two trials in twenty rows of cells: no trial is the half one."""
    figure = heatmap(np.ones((2, 30)), y=Axis(label="trial"), y_limits=(0.0, 2.0))
    rows = text_of(drawn(figure)).split("\n")
    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == ["0", "1", "2"]


def test_a_square_matrix_is_square() -> None:
    """A row is as high as a column is wide; a cell is twice as high as wide."""
    for size in ((100, 30), (60, 50)):
        plot = plot_of(drawn(correlations(), *size))
        assert abs(plot.width / plot.height / 2 - 1) < 0.1


def test_rules_cross_the_pixels() -> None:
    """Whose colour shows behind them."""
    figure = heatmap(np.ones((10, 10)), rules=(Rule(at=5.0), Rule(at=5.0, upright=False)))
    assert text_of(drawn(figure)).count("┊") >= 25
    assert "╌╌╌" in text_of(drawn(figure))


def test_an_image_honours_its_map_and_its_inversion() -> None:
    """The same pixels in another map, and from bright to dark."""
    values = np.tile(np.arange(64.0), (32, 1))
    image = Image(values=values, x=Axis(label="x"), y=Axis(label="y"), low=0.0, high=63.0)
    fore, _ = maps.paints("viridis", True)
    coloured = draw(replace(image, map="viridis"), width=80, height=30, ink=Ink())
    assert fore[0] in coloured.rows[3]
    ramp = Ink(colors="none")
    row = text_of(draw(replace(image, inverted=True), width=80, height=30, ink=ramp)).split("\n")[1]
    assert row.index("@") < row.index("=") < row.index(".")


def test_a_matrix_without_values_says_so() -> None:
    """A sentence in place of a picture."""
    assert "This matrix has no values." in text_of(drawn(heatmap(np.zeros((0, 3)))))
