"""Lanes of bars and ticks: places, labels, what does not fit."""

import numpy as np

from dandi_tui.charts.draw import Drawn, draw
from dandi_tui.preview.figure import SpanRow, Spans
from dandi_tui.protocol.pictures import Plot
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import plain, text_of
from tests.charts.planes import TIME, spans

PLAIN = Ink(colors="none")


def drawn(figure: Spans, width: int = 100, height: int = 20, ink: Ink = PLAIN) -> Drawn:
    return draw(figure, width=width, height=height, ink=ink)


def plot_of(picture: Drawn) -> Plot:
    assert picture.plot is not None
    return picture.plot


def lane(*bars: tuple[float, float], **fields: object) -> SpanRow:
    settings: dict[str, object] = {
        "name": "epochs",
        "index": 0,
        "starts": np.array([start for start, _ in bars], np.float64),
        "stops": np.array([stop for _, stop in bars], np.float64),
        **fields,
    }
    return SpanRow(**settings)  # type: ignore[arg-type]


def one(*bars: tuple[float, float], **fields: object) -> Spans:
    return Spans(rows=(lane(*bars, **fields),), x=TIME, window=(0.0, 100.0))


def row_of(picture: Drawn) -> str:
    plot = plot_of(picture)
    row = next(plain(row) for row in picture.rows if "┤" in row)
    return row[plot.column : plot.column + plot.width]


def test_a_bar_spans_the_cells_of_its_times() -> None:
    """From start to stop, cut at the window's ends."""
    picture = drawn(one((-20.0, 10.0), (50.0, 75.0), (90.0, 400.0)))
    row, plot = row_of(picture), plot_of(picture)
    for second, sign in ((5, "="), (30, " "), (52, "="), (73, "="), (80, " "), (99, "=")):
        assert row[plot.cell_of(second, 0)[0] - plot.column] == sign, second


def test_bars_shorter_than_a_cell_are_ticks() -> None:
    """None is lost, be it without length."""
    picture = drawn(one((20.0, 20.0), (40.0, 40.01), (99.999, 100.0)))
    plot = plot_of(picture)
    at = [i for i, sign in enumerate(row_of(picture)) if sign == "│"]
    assert at == [plot.cell_of(second, 0)[0] - plot.column for second in (20, 40, 99.999)]


def test_bars_that_touch_are_told_apart() -> None:
    """Trials without a pause are not one long bar."""
    picture = drawn(one((0.0, 25.0), (25.0, 50.0), (60.0, 70.0)))
    plot = plot_of(picture)
    at = [i for i, sign in enumerate(row_of(picture)) if sign == "│"]
    assert at == [plot.cell_of(25.0, 0)[0] - plot.column]


def test_labels_stand_in_bars_where_they_fit() -> None:
    """Cut in bars of 8 cells and more, left out in shorter ones."""
    labels = ("running", "no", "a very long name of a stimulus")
    picture = drawn(one((0.0, 20.0), (30.0, 32.0), (40.0, 55.0), labels=labels))
    row = row_of(picture)
    assert "running" in row
    assert "no" not in row
    assert "a very" in row
    assert "…" in row


def test_lanes_have_names_at_the_left_and_words_at_the_right() -> None:
    """In the order given, from the top."""
    rows = text_of(drawn(spans())).split("\n")
    names = [row.split("┤")[0].strip() for row in rows if "┤" in row]
    assert names == ["lane 0", "licks", "lane 1", "lane 2", "lane 3"]
    assert sum(row.endswith("30.08 Hz") for row in rows) == 4


def test_a_bar_has_its_own_colour_where_given() -> None:
    """Trials of two kinds in one lane."""
    figure = one((0.0, 20.0), (30.0, 60.0), indexes=(0, 1))
    row = next(row for row in drawn(figure, ink=Ink()).rows if "┤" in row)
    assert len({part.split("m")[0] for part in row.split("\x1b[") if "48;2;" in part}) == 2


def test_more_rows_than_fit_are_counted() -> None:
    """Those that are drawn are the first ones; rows are counted from the first."""
    picture = drawn(spans(39, first=5))
    plot = plot_of(picture)
    assert picture.remarks == (f"{plot.height} of 40 rows fit",)
    assert plot.y_top == 5


def test_the_overview_is_there_only_when_there_is_more() -> None:
    """A whole recording needs none."""
    assert "1:06:40" in text_of(drawn(spans(extent=(0.0, 4000.0))))
    assert "1:40" not in text_of(drawn(spans(extent=(0.0, 100.0))))


def test_ticks_are_bars_in_ascii_too() -> None:
    """`|` and `=`, nothing else than ASCII."""
    picture = drawn(spans(), ink=Ink(colors="none", marker="ascii"))
    assert text_of(picture).isascii()
    assert "|||||" in text_of(picture)
    assert "=1=" in text_of(picture)


def test_ticks_too_many_to_tell_apart_become_their_number_by_column() -> None:
    """Twice as many events in the second half are twice as high; a few stay ticks."""
    times = np.concatenate([np.linspace(0, 49.9, 1_000), np.linspace(50, 99.9, 2_000)])
    crowded = drawn(one(*((t, t) for t in times)), height=8)
    plot = plot_of(crowded)
    above = plain(crowded.rows[plot.row])[plot.column : plot.column + plot.width]
    assert set(above[:30]) <= set(" ▁▂")
    assert set(above[-30:]) <= set("▅▆▇█")
    assert set(row_of(crowded)) <= set("▆▇█")
    few = row_of(drawn(one((10, 10), (10.1, 10.1), (60, 60)), height=8))
    assert few.count("│") == 2
