"""Rasters: no event is lost, groups have names, many rows become a density."""

from dataclasses import replace

import numpy as np
import pytest

from dandi_tui.charts import ink as inks
from dandi_tui.charts.draw import Drawn, draw
from dandi_tui.preview.figure import Axis, Epoch, Raster, RasterRow, Rule
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import plain, text_of
from tests.charts.planes import TIME, raster


def drawn(figure: Raster, width: int = 100, height: int = 30, ink: Ink | None = None) -> Drawn:
    return draw(figure, width=width, height=height, ink=ink or Ink())


def plot_of(picture: Drawn) -> Plot:
    assert picture.plot is not None
    return picture.plot


def n_dots(picture: Drawn) -> int:
    """Lit dots in the plot."""
    plot = plot_of(picture)
    rows = picture.rows[plot.row : plot.row + plot.height]
    signs = [s for row in rows for s in plain(row)[plot.column : plot.column + plot.width]]
    return sum((ord(sign) - 0x2800).bit_count() for sign in signs if 0x2800 < ord(sign) < 0x2900)


def with_times(*times: list[float], window: tuple[float, float] = (0.0, 10.0)) -> Raster:
    rows = tuple(
        RasterRow(name="", index=i, times=np.array(row, np.float64)) for i, row in enumerate(times)
    )
    return Raster(rows=rows, x=TIME, window=window)


@pytest.mark.parametrize("n", [1, 12, 26, 40, 52])
def test_no_event_is_lost(n: int) -> None:
    """Every event in the window lights the cell in which the plot says that it is."""
    figure = raster(n)
    picture = drawn(figure)
    plot = plot_of(picture)
    for number, row in enumerate(figure.rows):
        for time in row.times[:50].tolist():
            # Half a dot above the middle of the unit: dots are a quarter of a cell.
            column, y = plot.cell_of(time, number + 0.5 - n / plot.height / 8)
            assert 0x2800 < ord(plain(picture.rows[y])[column]) < 0x2900


def test_two_units_share_a_row_of_cells_with_one_row_of_dots_each() -> None:
    """50 events in one unit of 52 are 50 dots; in a unit that has a row to itself, 3 a mark."""
    times = (np.arange(50) * 0.2 + 0.05).tolist()
    assert n_dots(drawn(with_times(times, *[[]] * 55))) == 50
    assert n_dots(drawn(with_times(times, *[[]] * 27))) == 150


def test_events_outside_the_window_are_not_drawn() -> None:
    """Nor are NaN and infinities."""
    figure = with_times([-1.0, 10.5, float("nan"), float("inf"), -float("inf")])
    assert n_dots(drawn(figure)) == 0
    assert n_dots(drawn(with_times([0.0, 10.0]))) > 0


def test_groups_have_names_and_lines_in_their_colours() -> None:
    """From top to bottom, each name once, in the palette's colour of its units."""
    picture = drawn(raster(48))
    words = [row[:5].strip() for row in text_of(picture).split("\n")]
    assert [word for word in words if word.isalnum()] == ["VISp", "CA1", "DG", "LP", "PO"]
    named = next(row for row in picture.rows if "VISp" in row)
    assert "\x1b[38;2;59;142;252mVISp" in named
    assert plain(named)[5] == "│"


def test_every_tenth_row_has_its_number() -> None:
    """Of all there are, not of those drawn; the last one too."""
    rows = text_of(drawn(raster(48, first=100))).split("\n")
    numbers = [row.split("┤")[0].split()[-1] for row in rows if "┤" in row]
    assert numbers == ["100", "110", "120", "130", "140", "147"]


def test_units_with_a_row_each_are_named() -> None:
    """In place of numbers."""
    rows = text_of(drawn(raster(12))).split("\n")
    names = [row.split("┤")[0].split("│")[-1].strip() for row in rows if "┤" in row]
    assert names == [f"unit {i}" for i in range(12)]


def test_rates_stand_at_the_right_with_their_unit_above() -> None:
    """One a row of cells; none where the chart is narrow."""
    rows = text_of(drawn(raster(48))).split("\n")
    assert rows[0].strip() == "spikes/s"
    assert sum(row.endswith("4.0") for row in rows) >= 24
    assert "spikes/s" not in text_of(drawn(raster(40), 50, 30))


def test_more_rows_than_dots_become_a_density() -> None:
    """In events per second and row: the mean over all cells is the rate of the units."""
    picture = drawn(raster(900, 4.0))
    rows = text_of(picture).split("\n")
    assert n_dots(picture) == 0
    assert plot_of(picture).y_bottom == 900
    middle = next(row for row in rows if row.endswith("spikes/s"))
    assert "▀▀ spikes/s" in middle
    top = float(rows[0].split()[-1])
    assert 4.0 < top < 12.0


def test_a_density_is_in_events_per_second_and_row() -> None:
    """300 units with 4 events each in every second are 4 spikes/s everywhere."""
    times = (np.arange(40) * 0.25 + 0.1).tolist()
    figure = replace(with_times(*[times] * 300), asides="spikes/s")
    rows = text_of(drawn(figure, 33, 30)).split("\n")
    assert rows[1].endswith("spikes/s")
    assert float(rows[0].split()[-1]) == pytest.approx(4.0, rel=0.5)
    assert "1/s" in text_of(drawn(replace(figure, asides="depth"), 33, 30))


def test_a_density_shows_where_events_are() -> None:
    """Units that fire only in the second half are dark in the first."""
    times = np.linspace(5.0, 10.0, 200).tolist()
    picture = drawn(with_times(*[times] * 300), ink=Ink(colors="none"))
    plot = plot_of(picture)
    row = plain(picture.rows[plot.row + 5])[plot.column : plot.column + plot.width]
    assert row[: plot.width // 2 - 1].strip() == ""
    assert set(row[plot.width // 2 + 1 :]) <= set("#%@")


def test_rules_epochs_and_overview_are_there_too() -> None:
    """`┊` behind the events, a band with names, the window in the whole recording."""
    figure = raster(
        20, 0.2, rules=(Rule(at=1210.0),), extent=(0.0, 5214.0),
        epochs=(Epoch(start_s=1202.0, stop_s=1208.0, kind="natural_scenes"),),
    )  # fmt: skip
    picture = drawn(figure, 100, 36)
    assert text_of(picture).count("┊") > 10
    assert "natural_scenes" in text_of(picture)
    assert "1:26:54" in plain(picture.rows[-1])
    assert "48;2;22;32;44" in picture.rows[3]


def test_ascii_tells_the_upper_unit_from_the_lower() -> None:
    """`'` and `.`, `:` for both; `|` for a unit with a row to itself."""
    ink = Ink(colors="none", marker="ascii")
    figure = with_times([1.0, 5.0], [3.0, 5.0], *[[]] * 54)
    row = plain(drawn(figure, ink=ink).rows[0])
    assert [sign for sign in row[6:] if sign != " "] == ["'", ".", ":"]
    assert "|" in plain(drawn(with_times([5.0]), ink=ink).rows[3])[6:]


def test_a_raster_of_nothing_says_so() -> None:
    """No rows at all is a sentence; rows without events are an empty plot."""
    empty = Raster(rows=(), x=Axis(label="time", unit="s"), window=(0.0, 1.0))
    assert "There are no rows of events here." in text_of(drawn(empty))
    assert n_dots(drawn(with_times([], []))) == 0


def test_the_selected_unit_has_its_name_and_the_highlight() -> None:
    """Also where two units share a row, which otherwise only has numbers of rows."""
    figure = raster(40)
    rows = list(figure.rows)
    rows[7] = replace(rows[7], name="▸u7", selected=True)
    picture = drawn(replace(figure, rows=tuple(rows)))
    row = next(row for row in picture.rows if "▸u7" in plain(row))
    assert inks.role(Ink(), "highlight") in row
    assert not any(inks.role(Ink(), "highlight") in row for row in drawn(figure).rows)
