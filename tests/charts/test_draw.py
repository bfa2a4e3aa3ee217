"""Whatever the figure, the size and the ink: exact rows, colours only, cells that map to data."""

import numpy as np
import pytest

from dandi_tui.charts.draw import draw
from dandi_tui.preview.figure import Image, Traces
from dandi_tui.protocol.requests import Ink
from tests.charts import planes
from tests.charts.figures import INKS, assert_sound, examples, gradient, plain, text_of, traces

FIGURES = examples()


@pytest.mark.parametrize("ink", INKS, ids=lambda ink: f"{ink.colors}-{ink.marker}-{ink.dark}")
def test_every_figure_is_exactly_as_large_as_asked_in_every_ink(ink: Ink) -> None:
    """Rows have the width of the terminal, hold colours only, and end without any."""
    for figure in FIGURES:
        for width, height in ((20, 6), (40, 6), (49, 18), (97, 31)):
            assert_sound(draw(figure, width=width, height=height, ink=ink), width, height)


def test_every_figure_is_exactly_as_large_as_asked_at_random_sizes() -> None:
    """From far too small to huge, no size breaks a row."""
    random = np.random.default_rng(7)
    for figure in FIGURES:
        for _ in range(4):
            width, height = int(random.integers(1, 301)), int(random.integers(1, 91))
            ink = INKS[int(random.integers(len(INKS)))]
            assert_sound(draw(figure, width=width, height=height, ink=ink), width, height)


@pytest.mark.parametrize("size", [(40, 10), (76, 26), (200, 60)])
def test_a_cell_is_a_data_point_and_back(size: tuple[int, int]) -> None:
    """Every cell of every plot maps to data that map to the same cell."""
    for figure in FIGURES:
        plot = draw(figure, width=size[0], height=size[1], ink=Ink()).plot
        for column in range(plot.column, plot.column + plot.width) if plot else ():
            for row in range(plot.row, plot.row + plot.height) if plot else ():
                assert plot is not None
                assert plot.cell_of(*plot.data_at(column, row)) == (column, row)


def test_the_plot_spans_the_window_and_the_image() -> None:
    """The outer edges of the plot are the window's ends, and the image's first and last pixel."""
    figure = traces(window=(500.0, 580.0))
    plot = draw(figure, width=76, height=26, ink=Ink()).plot
    assert plot is not None
    assert (plot.x_start, plot.x_stop) == (500.0, 580.0)

    plot = draw(gradient(256, 512), width=76, height=26, ink=Ink()).plot
    assert plot is not None
    assert (plot.x_start, plot.x_stop, plot.y_top, plot.y_bottom) == (0, 512, 0, 256)


def test_what_is_too_small_says_so() -> None:
    """No picture is better than a wrong one."""
    for figure in FIGURES:
        if isinstance(figure, Traces | Image):
            drawn = draw(figure, width=40, height=2, ink=Ink())
            assert "needs more room" in text_of(drawn)
            assert drawn.plot is None


def test_without_colour_there_is_not_one_escape() -> None:
    """`none` is text alone, and with marker `ascii` charts are ASCII alone."""
    for figure in (FIGURES[0], FIGURES[7], *planes.kind()):
        drawn = draw(figure, width=76, height=26, ink=Ink(colors="none", marker="ascii"))
        assert all(row == plain(row) and row.isascii() for row in drawn.rows)
