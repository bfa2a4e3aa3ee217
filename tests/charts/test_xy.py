"""Planes: where data lie, bars, bands, legends, rules, equal units, names and decades."""

from dataclasses import replace

import numpy as np

from dandi_tui.charts import ink as inks
from dandi_tui.charts.draw import Drawn, draw
from dandi_tui.preview.figure import Axis, Bars, Curve, Ribbon, Rule, Scatter, Xy
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import plain, text_of
from tests.charts.planes import histogram, psth, waveforms, xy


def drawn(figure: Xy, width: int = 76, height: int = 26, ink: Ink | None = None) -> Drawn:
    return draw(figure, width=width, height=height, ink=ink or Ink())


def plot_of(picture: Drawn) -> Plot:
    assert picture.plot is not None
    return picture.plot


def sign_at(picture: Drawn, x: float, y: float) -> str:
    column, row = plot_of(picture).cell_of(x, y)
    return plain(picture.rows[row])[column]


def is_dots(sign: str) -> bool:
    return 0x2800 < ord(sign) < 0x2900


def test_a_point_lies_in_the_cell_of_its_values() -> None:
    """One dot, where the plot says that these data are, and nowhere else."""
    x, y = np.array([3.0]), np.array([-2.0])
    figure = xy(Scatter(name="", index=0, x=x, y=y), x_limits=(0.0, 10.0), y_limits=(-5.0, 5.0))
    picture = drawn(figure)
    assert is_dots(sign_at(picture, 3.0, -2.0))
    assert sum(is_dots(sign) for row in picture.rows for sign in plain(row)) == 1


def test_a_curve_passes_through_its_samples() -> None:
    """Ascending ones and those that turn back alike; between two samples it is drawn too."""
    x, y = np.array([1.0, 9.0, 9.0, 1.0]), np.array([1.0, 1.0, 9.0, 9.0])
    for order in (slice(0, 3), slice(None)):
        figure = xy(Curve(name="", index=0, x=x[order], y=y[order]), x_limits=(0.0, 10.0))
        picture = drawn(replace(figure, y_limits=(0.0, 10.0)))
        for at in ((1.0, 1.0), (5.0, 1.0), (9.0, 5.0), (9.0, 8.9)):
            assert is_dots(sign_at(picture, *at)), at
        assert sign_at(picture, 5.0, 5.0) == " "


def test_nan_is_a_gap_in_a_curve_that_turns_back() -> None:
    """No line leads over it."""
    x, y = np.array([9.0, 6.0, np.nan, 4.0, 1.0]), np.full(5, 5.0)
    figure = xy(Curve(name="", index=0, x=x, y=y), x_limits=(0.0, 10.0), y_limits=(0.0, 10.0))
    picture = drawn(figure)
    assert is_dots(sign_at(picture, 8.0, 5.0))
    assert is_dots(sign_at(picture, 2.0, 5.0))
    assert sign_at(picture, 5.0, 5.0) == " "


def test_a_curve_from_outside_to_outside_crosses_the_plot() -> None:
    """Lines are cut at the edges, not left out."""
    figure = xy(
        Curve(name="", index=0, x=np.array([30.0, -20.0]), y=np.array([5.0, 5.0])),
        x_limits=(0.0, 10.0),
        y_limits=(0.0, 10.0),
    )
    row = plain(drawn(figure).rows[plot_of(drawn(figure)).cell_of(5.0, 5.0)[1]])
    assert sum(map(is_dots, row)) == plot_of(drawn(figure)).width


def test_bars_rise_from_zero_to_their_heights() -> None:
    """To an eighth of a cell; NaN is no bar; 0 is the bottom."""
    figure = xy(
        Bars(name="", index=0, edges=np.arange(4.0), heights=np.array([4.0, np.nan, 1.0])),
        y_limits=(0.0, 8.0),
    )
    picture = drawn(figure)
    assert sign_at(picture, 0.5, 3.5) == "█"
    assert sign_at(picture, 0.5, 4.5) == " "
    assert sign_at(picture, 1.5, 0.1) == " "
    assert sign_at(picture, 2.5, 0.5) == "█"
    assert sign_at(picture, 2.5, 1.5) == " "


def test_of_many_bars_in_a_column_the_tallest_is_drawn() -> None:
    """No peak is lost."""
    heights = np.ones(5000)
    heights[2500] = 100.0
    edges = np.linspace(0, 1, 5001)
    picture = drawn(xy(Bars(name="", index=0, edges=edges, heights=heights)))
    assert sign_at(picture, 0.5001, 90.0) == "█"
    assert sum(row.count("█") for row in map(plain, picture.rows[2:8])) == 6


def test_the_axis_of_bars_starts_at_zero() -> None:
    """Bars without a zero would lie about proportions; ticks are round."""
    rows = text_of(drawn(histogram())).split("\n")
    assert plot_of(drawn(histogram())).y_bottom == 0
    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == [
        "40",
        "30",
        "20",
        "10",
        "0",
    ]


def test_a_curve_runs_over_bars_whose_colour_shows_behind_it() -> None:
    """In a cell of both, dots in front, the bar behind."""
    bars = Bars(name="", index=0, edges=np.array([0.0, 10.0]), heights=np.array([10.0]))
    curve = Curve(name="", index=1, x=np.array([0.0, 10.0]), y=np.array([5.0, 5.0]))
    picture = drawn(xy(bars, curve))
    row = picture.rows[plot_of(picture).cell_of(5.0, 5.0)[1]]
    behind = inks.swapped(inks.block(Ink(), 0))
    assert f"{inks.trace(Ink(), 1)};{behind}" in row


def test_a_band_is_a_tint_or_a_shade() -> None:
    """A quarter of the colour behind the data; without true colour `░`, in ASCII `:`."""
    x = np.linspace(0, 10, 50)
    figure = xy(Ribbon(name="", index=0, x=x, low=x * 0 + 2, high=x * 0 + 4))
    figure = replace(figure, y_limits=(0.0, 10.0))
    picture = drawn(figure)
    assert "48;2;" in picture.rows[plot_of(picture).cell_of(5.0, 3.0)[1]]
    assert "48;2;" not in picture.rows[plot_of(picture).cell_of(5.0, 5.0)[1]]
    assert sign_at(drawn(figure, ink=Ink(colors="16")), 5.0, 3.0) == "░"
    assert sign_at(drawn(figure, ink=Ink(colors="none", marker="ascii")), 5.0, 3.0) == ":"


def test_two_names_make_a_legend_at_the_right() -> None:
    """Each colour once; one name alone needs none."""
    assert plain(drawn(psth()).rows[0]).rstrip().endswith("━ left  ━ right")
    alone = replace(psth(), layers=psth().layers[:2])
    assert "━" not in text_of(drawn(alone))


def test_rules_stand_behind_the_data() -> None:
    """`┊` at an x and `╌` at a y, wherever nothing else is."""
    picture = drawn(psth())
    assert sign_at(picture, 0.0, 29.0) == "┊"
    assert sign_at(picture, 0.3, 4.95) == "╌"
    rule = xy(rules=(Rule(at=20.0), Rule(at=np.nan)), x_limits=(0.0, 10.0))
    assert "┊" not in text_of(drawn(rule))


def test_equal_units_are_as_long_across_as_up() -> None:
    """A cell is twice as high as wide, at every size and for every field."""
    for right, top in ((80.0, 80.0), (20.0, 4000.0), (4000.0, 1.0)):
        figure = xy(x_limits=(0.0, right), y_limits=(0.0, top), equal=True)
        for size in ((76, 26), (200, 20), (40, 40)):
            plot = plot_of(drawn(figure, *size))
            across = (plot.x_stop - plot.x_start) / plot.width
            up = (plot.y_top - plot.y_bottom) / plot.height
            assert abs(up / across - 2) < 1e-6
            assert plot.x_start <= 1e-9
            assert plot.y_top >= top - 1e-6


def test_an_axis_may_grow_downwards_and_says_so() -> None:
    """The greater value at the bottom, in equal units too; both ways are written at the axes."""
    one = Scatter(name="", index=0, x=np.array([10.0]), y=np.array([90.0]))
    figure = replace(
        xy(one, x_limits=(0.0, 20.0), y_limits=(100.0, 0.0), equal=True),
        x=Axis(label="x", unit="µm", towards="right"),
        y=Axis(label="y", unit="µm", towards="inferior down"),
    )
    picture = drawn(figure)
    plot = plot_of(picture)
    assert plot.y_top < 1
    assert plot.y_bottom > 99
    assert is_dots(sign_at(picture, 10.0, 90.0))
    assert plot.cell_of(10.0, 90.0)[1] > plot.row + plot.height // 2
    assert "y µm, inferior down" in plain(picture.rows[0])
    assert plain(picture.rows[-1]).rstrip().endswith("x µm, right")


def test_names_stand_below_what_they_name() -> None:
    """Cut where they are long, thinned out where they do not fit."""
    few = xy(x_names=("left", "right", "a name that is too long for its place"))
    row = plain(drawn(few).rows[-1])
    assert row.split() == ["left", "right", "a", "name", "that", "is", "too…"] or "…" in row
    assert abs(row.index("right") + 2 - plot_of(drawn(few)).cell_of(1.0, 0.0)[0]) <= 1
    many = xy(x_names=tuple(f"unit {i}" for i in range(100)))
    assert 4 < plain(drawn(many).rows[-1]).count("uni") < 20


def test_decades_have_ticks_at_powers_of_ten() -> None:
    """A value lies where the plot says; what is not above 0 is a gap."""
    x = np.array([-1.0, 0.0, 1.0, 10.0, 100.0, 1000.0])
    figure = xy(Scatter(name="", index=0, x=x, y=x), log_x=True, log_y=True)
    picture = drawn(figure)
    assert {"1", "10", "100", "1,000"} <= set(plain(picture.rows[-1]).split())
    assert all(is_dots(sign_at(picture, value, value)) for value in (1.0, 10.0, 1000.0))
    assert sum(is_dots(sign) for row in picture.rows for sign in plain(row)) == 4


def test_values_of_points_have_a_colour_bar_with_their_unit() -> None:
    """From the lowest to the highest value, the unit under the first number."""
    x = np.arange(10.0)
    figure = xy(
        Scatter(name="", index=0, x=x, y=x, values=x),
        values=Axis(label="depth", unit="µm"),
        values_limits=(0.0, 400.0),
    )
    rows = text_of(drawn(figure)).split("\n")
    assert [row.split()[-1] for row in (rows[1], rows[2], rows[-3])] == ["400", "µm", "0"]


def test_labels_stand_beside_points_where_nothing_is() -> None:
    """Two points in one place cannot both be named."""
    x, y = np.array([2.0, 8.0, 8.0]), np.array([5.0, 2.0, 2.0])
    figure = xy(
        Scatter(name="", index=0, x=x, y=y, labels=("CA1", "DG", "XYZ")),
        x_limits=(0.0, 10.0),
        y_limits=(0.0, 10.0),
    )
    row = plain(drawn(figure).rows[plot_of(drawn(figure)).cell_of(2.0, 5.0)[1]])
    assert row.index("CA1") == plot_of(drawn(figure)).cell_of(2.0, 5.0)[0] + 2
    assert "DG" in text_of(drawn(figure))


def test_curves_abreast_have_columns_of_their_own_and_one_scale() -> None:
    """Troughs of 3, 2 and 1 µV stand side by side under their names, each as deep as it is."""
    picture = drawn(waveforms(), width=60)
    names = plain(picture.rows[0])
    plot = plot_of(picture)
    starts = [plot.column + place * ((plot.width - 2) // 3 + 1) for place in range(3)]
    depths = [_lowest(picture, start, start + (plot.width - 2) // 3) for start in starts]
    assert [names.index(name) > start for name, start in zip("567", starts, strict=True)] == [
        True
    ] * 3
    assert depths[0] > depths[1] > depths[2]
    assert plain(picture.rows[-1]).split() == ["0", "2"] * 3 + ["ms"]
    assert picture.remarks == ()


def _lowest(picture: Drawn, start: int, stop: int) -> int:
    """The lowest row with dots between two columns."""
    found = [i for i, row in enumerate(picture.rows) if any(map(is_dots, plain(row)[start:stop]))]
    return max(found)


def test_curves_that_do_not_fit_abreast_are_left_out_and_counted() -> None:
    """The first ones stay, without those of the others over them."""
    picture = drawn(waveforms(), width=22)
    assert picture.remarks == ("2 of 3 curves fit",)
    assert "7" not in plain(picture.rows[0])
    assert drawn(waveforms(), width=16).remarks == ("1 of 3 curves fit",)


def test_labels_of_axes_to_scale_are_whole() -> None:
    """As few units across as there are, there are more ticks up, whose labels are longer."""
    square = np.array([0.0, 1.0, 1.0, 0.0])
    curve = Curve(name="", index=0, x=square, y=np.array([0.0, 0.0, 1.0, 1.0]))
    figure = xy(curve, equal=True)
    for width in range(30, 50):
        rows = text_of(drawn(figure, width, 26)).split("\n")
        labels = [row.split("┤")[0].strip() for row in rows if "┤" in row]
        assert not any(label.startswith((".", "-.")) for label in labels), (width, labels)


def test_the_unit_of_a_low_plot_stands_left_of_its_axis() -> None:
    """Seven rows have none for it; where a label is in the first one, it is in the second."""
    low = drawn(psth(), 76, 7)
    assert sum("spikes/s│" in plain(row) for row in low.rows[:2]) == 1
    assert "spikes/s" not in text_of(drawn(psth(), 40, 7))


def test_an_axis_that_is_full_of_numbers_gives_its_last_one_for_the_unit() -> None:
    """What the numbers are is worth more than one of them, of which two stay in any case."""
    x = np.arange(118.0)
    figure = xy(Curve(name="", index=0, x=x, y=x), x=Axis(label="image"), x_limits=(-1.0, 120.0))
    words = plain(drawn(figure, 100).rows[-1]).split()
    assert words[-2:] == ["110", "image"]
    few = plain(drawn(replace(figure, x_limits=(-1.0, 20.0)), 24).rows[-1]).split()
    assert few[:2] == ["0", "10"]
