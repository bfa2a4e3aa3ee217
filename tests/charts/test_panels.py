"""Panels: sizes, titles, one axis for all, what is left out."""

import numpy as np
import pytest

from dandi_tui.charts.draw import Drawn, draw
from dandi_tui.preview.figure import Panels, Span, Words
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import EPOCHS, calcium, plain, text_of, traces
from tests.charts.planes import heatmap, histogram, psth, raster


def drawn(figure: Panels, width: int = 100, height: int = 30) -> Drawn:
    return draw(figure, width=width, height=height, ink=Ink())


def words(text: str) -> Words:
    return Words(rows=tuple((Span(text=text),) for _ in range(90)))


def axis_columns(picture: Drawn) -> list[int]:
    """Columns in which bottom axes begin."""
    return [plain(row).index("└") for row in picture.rows if "└" in row]


def test_heights_and_widths_are_shares() -> None:
    """One blank column stands between two panels; the last one gets the rest."""
    figure = Panels(
        rows=((words("a"),), (words("b"), words("c"))), heights=(2.0, 1.0), widths=((), (3.0, 1.0))
    )
    rows = [plain(row) for row in drawn(figure, 41, 30).rows]
    assert [row[0] for row in rows] == ["a"] * 20 + ["b"] * 10
    assert rows[-1].index("c") == 31
    assert rows[-1][30] == " "


def test_titles_stand_above_their_panels() -> None:
    """Dim, in a row of their own, cut to the panel's width."""
    figure = Panels(rows=((words("a"), words("b")),), titles=(("trials", "a long title"),))
    rows = [plain(row) for row in drawn(figure, 21, 10).rows]
    assert rows[0].split() == ["trials", "a", "long", "t…"] or rows[0].rstrip().endswith("…")
    assert rows[1].split() == ["a", "b"]


def test_plots_on_one_axis_begin_and_end_in_the_same_columns() -> None:
    """Whatever stands in their gutters; only the lowest has labels."""
    trials = raster(30, window=(-0.5, 1.0), groups=(), asides="")
    figure = Panels(rows=((trials,), (psth(),)), same_x=True)
    picture = drawn(figure)
    assert len(set(axis_columns(picture))) == 1
    axes = [plain(row).rstrip() for row in picture.rows if "└" in row]
    assert len({len(axis) for axis in axes}) == 1
    assert text_of(picture).count("0.6") == 1


def test_only_the_lowest_panel_has_epochs_and_overview() -> None:
    """They belong to all of them."""
    upper = calcium(2)
    lower = traces(*upper.lines, stacked=False, epochs=EPOCHS)
    text = text_of(drawn(Panels(rows=((upper,), (lower,)), same_x=True), 100, 40))
    assert text.count("static_gratings") == 1
    assert text.count("1:03:06") == 1


@pytest.mark.parametrize("height", [16, 24, 30])
def test_a_low_panel_keeps_epochs_and_overview_of_all(height: int) -> None:
    """They get rows of their own from the whole, however many panels share the rest."""
    upper = calcium(2)
    lower = traces(*upper.lines, stacked=False, epochs=EPOCHS)
    figure = Panels(rows=((upper,), (lower,)), heights=(2.0, 1.0), same_x=True)
    picture = drawn(figure, 100, height)
    assert len(picture.rows) == height
    assert text_of(picture).count("static_gratings") == 1
    assert text_of(picture).count("1:03:06") == 1


@pytest.mark.parametrize("height", range(8, 31))
@pytest.mark.parametrize("n_below", [1, 2])
def test_every_plot_that_is_shown_has_room(height: int, n_below: int) -> None:
    """On one axis a panel is drawn, or left out and that said: never a sentence in its place."""
    upper = calcium(2)
    lower = traces(*upper.lines, stacked=False, epochs=EPOCHS, extent=(0.0, 3600.0))
    rows = ((upper,), *((lower,),) * n_below)
    titles = (("",), *(("pinned",),) * n_below)
    figure = Panels(rows=rows, heights=(2.0, 1.0, 1.0), titles=titles, same_x=True)
    picture = drawn(figure, 60, height)
    assert "needs more room" not in text_of(picture)
    n_shown = 1 + text_of(picture).count("pinned")
    assert (n_shown == 1 + n_below) != any("fit" in words for words in picture.remarks)
    assert n_shown == 1 + n_below or height < 18


def test_panels_that_get_too_few_rows_are_left_out_from_the_bottom() -> None:
    """And counted."""
    figure = Panels(rows=((histogram(),), (psth(),), (heatmap(np.eye(4)),)))
    assert drawn(figure, height=30).remarks == ()
    assert drawn(figure, height=11).remarks == ("2 of 3 panels fit",)
    assert drawn(figure, height=5).remarks == ("1 of 3 panels fit",)


def test_the_plot_is_that_of_the_first_panel_that_has_one() -> None:
    """In the cells of the whole drawing, below title and words."""
    figure = Panels(rows=((words("a"),), (words("b"), histogram())), titles=((), ("", "counts")))
    picture = drawn(figure)
    assert picture.plot is not None
    column, row = picture.plot.cell_of(0.99, 1.0)
    assert column > 80
    assert plain(picture.rows[row])[column] == "█"
    assert picture.plot.row > 15


def test_remarks_are_those_of_all_panels_once() -> None:
    """Two panels may say the same."""
    figure = Panels(rows=((calcium(40),), (calcium(40),)))
    remarks = drawn(figure).remarks
    assert len(remarks) == len(set(remarks)) > 0
    assert all(remark.endswith(("fit", "cut at top")) for remark in remarks)


def test_a_title_without_room_gives_way_to_the_short_one() -> None:
    """Each of its own: `a long title` has no room in ten columns, `trials` has."""
    figure = Panels(
        rows=((words("a"), words("b")),),
        titles=(("trials", "a long title"),),
        short_titles=(("T", "short"),),
    )
    assert plain(drawn(figure, 21, 10).rows[0]).split() == ["trials", "short"]
    assert plain(drawn(figure, 41, 10).rows[0]).split() == ["trials", "a", "long", "title"]
