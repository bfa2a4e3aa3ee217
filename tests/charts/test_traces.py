"""Traces: lanes, their scale bar, what is cut, epochs and the overview."""

from dataclasses import replace

import numpy as np

from dandi_tui.charts.draw import Drawn, draw
from dandi_tui.preview.figure import Axis, Line
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import EPOCHS, calcium, line, plain, text_of, traces

INK = Ink()


def drawn(figure: object, width: int = 76, height: int = 26, ink: Ink = INK) -> Drawn:
    return draw(figure, width=width, height=height, ink=ink)  # type: ignore[arg-type]


def with_spikes(*heights: float, rest: float = 0.0) -> Line:
    """A flat line of 80 s that rises for 3 s at 10, 20, 30 s …"""
    y = np.full(800, rest)
    for number, height in enumerate(heights):
        y[100 * (number + 1) : 100 * (number + 1) + 30] += height
    return line(y)


def test_lanes_are_named_at_their_baselines() -> None:
    """Three rows apart, the first on top, each with a tick on the axis."""
    rows = text_of(drawn(calcium())).split("\n")
    at = [row for row, words in enumerate(rows) if "┤" in words]
    assert [rows[row].split("┤")[0].strip() for row in at] == [f"ROI {i}" for i in range(6)]
    assert set(np.diff(at)) == {3}


def test_narrow_charts_name_lanes_by_number() -> None:
    """At 80 columns of terminal the gutter is three wide."""
    rows = text_of(drawn(calcium(4), 49, 18)).split("\n")
    assert [row[:3] for row in rows if "┤" in row] == ["0 ┤", "1 ┤", "2 ┤", "3 ┤"]


def test_a_narrow_gutter_has_the_numbers_of_the_names() -> None:
    """Columns 0 and 1 may be rows 12 and 3 of the segmentation."""
    figure = calcium(2)
    names = ("ROI 12", "ROI 3")
    lines = [replace(one, name=name) for one, name in zip(figure.lines, names, strict=True)]
    rows = text_of(drawn(replace(figure, lines=tuple(lines), stacked=True), 49, 18)).split("\n")
    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == ["12", "3"]


def test_the_scale_bar_is_one_lane_of_round_units() -> None:
    """`┐│┘` spans the rows of a lane, and a transient of that size is as high."""
    rows = text_of(drawn(traces(with_spikes(1.0, 1.0, 1.0), with_spikes(1.0, 1.0)))).split("\n")
    bar = [
        row for row, words in enumerate(rows) if words.rstrip().endswith(("┐", "│", "┘", "a.u."))
    ]
    bar = [row for row in bar if any(sign in rows[row][60:] for sign in "┐│┘")]
    assert "1 a.u." in text_of(drawn(traces(with_spikes(1.0, 1.0, 1.0))))
    baseline = max(row for row, words in enumerate(rows) if "┤" in words)
    top = min(row for row in range(12, 26) if "⣿" in rows[row] or "⡇" in rows[row])
    assert abs((baseline - top) - len(bar)) <= 1


def test_an_offset_does_not_move_a_lane() -> None:
    """Lanes are shifted by their own median: raw fluorescence of 800 is drawn like ΔF/F."""
    low = drawn(traces(with_spikes(1.0), with_spikes(1.0)))
    high = drawn(traces(with_spikes(1.0, rest=800.0), with_spikes(1.0, rest=-3.0)))
    assert text_of(low) == text_of(high)


def test_what_rises_above_the_plot_is_cut_and_said() -> None:
    """One spike in a thousand samples does not flatten the others."""
    tall = with_spikes(1.0, 1.0)
    tall.y[400] = 50.0
    figure = traces(tall, with_spikes(1.0), with_spikes(1.0, 1.0))
    assert drawn(figure).remarks == ("1 trace cut at top",)
    assert drawn(traces(with_spikes(1.0), with_spikes(1.0))).remarks == ()


def test_a_single_sample_survives_a_hundred_thousand() -> None:
    """A spike of one sample is still drawn."""
    x = np.linspace(0, 80, 100_000)
    y = np.zeros(100_000)
    y[60_000] = 1.0
    figure = traces(Line(name="a", index=0, x=x, y=y), stacked=False)
    rows = text_of(drawn(figure)).split("\n")
    assert sum(row.count("⢸") + row.count("⡇") for row in rows) > 10


def test_lines_break_at_nan() -> None:
    """A gap stays a gap, on either axis."""
    y = np.zeros(800)
    y[200:600] = np.nan
    picture = drawn(traces(line(y), stacked=False))
    assert picture.plot is not None
    column = picture.plot.cell_of(40.0, 0.0)[0]
    assert {plain(row)[column] for row in picture.rows[1:16]} == {" "}


def test_a_shared_axis_has_numbers_and_a_unit() -> None:
    """One or two series get a y axis, with the unit above it and no scale bar."""
    figure = traces(line(np.linspace(0, 40, 800)), stacked=False, y=Axis(label="", unit="cm/s"))
    rows = text_of(drawn(figure)).split("\n")
    assert rows[0].strip() == "cm/s"
    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == [
        "40",
        "30",
        "20",
        "10",
        "0",
    ]
    assert "┐" not in text_of(drawn(figure))


def test_epochs_are_named_in_the_band_and_tinted_behind_the_data() -> None:
    """Blank ones are dots; a name that does not fit is cut at its end."""
    picture = drawn(calcium())
    band = plain(picture.rows[23])
    assert "static_gratings" in band
    assert "····" in band
    assert "natural_s" in band
    assert "48;2;22;32;44" in picture.rows[0]


def test_the_overview_shows_the_window_in_the_recording() -> None:
    """The window is at least one cell, between the times of start and end."""
    row = plain(drawn(traces(epochs=EPOCHS, window=(3700.0, 3710.0))).rows[-1])
    assert row.split()[0] == "0:27"
    assert row.split()[-1] == "1:03:06"
    assert row.count("█") >= 1
    assert row.index("█") > 60


def test_low_charts_drop_the_overview_first_then_the_band() -> None:
    """The plot itself is the last to go."""
    assert "█" in text_of(drawn(calcium(2), height=14))
    assert "█" not in text_of(drawn(calcium(2), height=13))
    assert "static_gratings" in text_of(drawn(calcium(2), height=13))
    assert "static_gratings" not in text_of(drawn(calcium(2), height=9))
    assert "┤" in text_of(drawn(calcium(2), height=6))


def test_more_traces_than_rows_say_how_many_fit() -> None:
    """No lane is under one row."""
    assert drawn(calcium(40)).remarks[-1] == "21 of 40 traces fit"


def test_an_empty_window_says_so() -> None:
    """Axes without data need a word."""
    assert "No finite values in this window." in text_of(drawn(traces(line(np.full(10, np.nan)))))


def test_time_is_in_seconds_under_ten_minutes_then_a_clock() -> None:
    """The unit stands once, after the last label."""
    assert "80 s" in text_of(drawn(traces(window=(0.0, 80.0))))
    assert "1:00:00" in text_of(drawn(traces(window=(3000.0, 5000.0))))


def test_steps_hold_their_value() -> None:
    """A value holds until the next sample: the line between them is level, then upright."""
    x, y = np.array([0.0, 40.0, 80.0]), np.array([0.0, 1.0, 1.0])
    figure = traces(Line(name="a", index=0, x=x, y=y), stacked=False, steps=True)
    picture = drawn(figure)
    assert picture.plot is not None
    column = picture.plot.cell_of(20.0, 0.0)[0]
    signs = [plain(row)[column] for row in picture.rows[:23]]
    assert len([sign for sign in signs if ord(sign) > 0x2800]) == 1
    assert ord(signs[picture.plot.cell_of(20.0, 0.0)[1]]) > 0x2800


def test_a_unit_that_has_no_room_is_left_out_and_said_to_be() -> None:
    """Narrow lanes have none at their scale bar; one trace alone has it above its axis."""
    assert drawn(calcium(4), 49, 18).unit_left_out
    assert not drawn(calcium(4), 76, 18).unit_left_out
    alone = traces(line(np.sin(np.arange(800.0))), stacked=False)
    assert not drawn(alone, 49, 18).unit_left_out
    assert "a.u." in text_of(drawn(alone, 49, 18))
    assert drawn(alone, 49, 9).unit_left_out
