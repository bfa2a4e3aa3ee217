"""Figures with known content, kind ones and hostile ones, and what every drawing must hold."""

import re
from typing import Literal

import numpy as np
from rich.cells import cell_len

from dandi_tui.charts.draw import Drawn
from dandi_tui.preview.figure import (
    Axis,
    Column,
    Epoch,
    Figure,
    Floats,
    Image,
    Line,
    Span,
    Table,
    Traces,
    Words,
)
from dandi_tui.protocol.requests import Ink
from tests.charts import planes

SGR = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "\x1b[31mROI\x07 日本語 e\u0301❤\ufe0f \u202eevil\u202c 👍🏽 🇩🇪"

COLOURS: tuple[Literal["truecolor", "16", "none"], ...] = ("truecolor", "16", "none")
MARKERS: tuple[Literal["braille", "hd", "ascii"], ...] = ("braille", "hd", "ascii")
INKS = [
    Ink(dark=dark, colors=colors, marker=marker)
    for dark in (True, False)
    for colors in COLOURS
    for marker in MARKERS
]


def plain(row: str) -> str:
    """A row without its colours."""
    return SGR.sub("", row)


def text_of(drawn: Drawn) -> str:
    """All rows without colours."""
    return "\n".join(plain(row).rstrip() for row in drawn.rows)


def assert_sound(drawn: Drawn, width: int, height: int) -> None:
    """Exact size, colours only, every row self-contained, the plot inside."""
    assert len(drawn.rows) == height
    for row in drawn.rows:
        words = plain(row)
        assert cell_len(words) == width, repr(words)
        assert "\x1b" not in words
        assert words.isprintable(), repr(words)
        assert not SGR.search(row) or row.rfind("\x1b[0m") == row.rfind("\x1b")
    if drawn.plot is not None:
        plot = drawn.plot
        assert plot.column >= 0
        assert plot.row >= 0
        assert 0 < plot.width <= width - plot.column
        assert 0 < plot.height <= height - plot.row


def line(y: Floats, index: int = 0, *, start_s: float = 0.0, name: str = "") -> Line:
    """A line at 10 Hz."""
    x = start_s + np.arange(len(y)) / 10
    return Line(name=name or f"ROI {index}", index=index, x=x, y=y)


def traces(*lines: Line, window: tuple[float, float] = (0.0, 80.0), **fields: object) -> Traces:
    """Traces in a.u. over a window of a recording of an hour."""
    settings: dict[str, object] = {
        "lines": lines,
        "x": Axis(label="time", unit="s"),
        "y": Axis(label="", unit="a.u."),
        "window": window,
        "extent": (26.7, 3786.0),
        **fields,
    }
    return Traces(**settings)  # type: ignore[arg-type]


EPOCHS = (
    Epoch(start_s=0.0, stop_s=40.0, kind="static_gratings"),
    Epoch(start_s=40.0, stop_s=60.0, kind="spontaneous"),
    Epoch(start_s=60.0, stop_s=1000.0, kind="natural_scenes"),
)


def calcium(n_lines: int = 6, seed: int = 0) -> Traces:
    """Transients of about 1 on little noise, each line with an offset of its own."""
    random = np.random.default_rng(seed)
    seconds = np.arange(800) / 10
    lines = []
    for index in range(n_lines):
        y = random.normal(0, 0.03, 800) + index
        for at in random.uniform(0, 80, 4):
            since = np.clip(seconds - at, 0, None)
            y += random.gamma(3, 0.4) * np.exp(-since) * (since > 0)
        lines.append(line(y, index))
    return traces(*lines, epochs=EPOCHS)


def gradient(n_rows: int = 512, n_columns: int = 512) -> Image:
    """Brightness 0 at the left, rising by 1 a column."""
    values = np.tile(np.arange(n_columns, dtype=np.float64), (n_rows, 1))
    return Image(
        values=values, x=Axis(label="x"), y=Axis(label="y"), low=0.0, high=float(n_columns - 1)
    )


def examples() -> list[Figure]:
    """One of each kind, and odd ones, with hostile text wherever text goes."""
    random = np.random.default_rng(1)
    odd = random.normal(0, 1, 800)
    odd[100:300] = np.nan
    odd[400] = np.inf
    rgba = random.integers(0, 256, (30, 50, 4)).astype(np.uint8)
    holes = np.where(random.random((9, 700)) < 0.2, np.nan, 1e300)
    return [
        calcium(),
        calcium(40),
        traces(line(odd, 3, name=HOSTILE), epochs=(Epoch(start_s=1, stop_s=50, kind=HOSTILE),)),
        traces(line(odd), line(odd * 1e9, 7), stacked=False, y=Axis(label="", unit=HOSTILE)),
        traces(line(odd), steps=True, own_scale=True, window=(10.0, 10.001)),
        traces(line(odd), window=(1.7e9, 1.7e9 + 0.01)),
        traces(),
        gradient(),
        gradient(3, 1000),
        gradient(1, 1),
        Image(values=holes, x=Axis(label="x", unit=HOSTILE), y=Axis(label="y"), low=1, high=1),
        Image(values=rgba, x=Axis(label="x"), y=Axis(label="y"), low=0, high=255),
        Table(
            columns=(
                Column(name="id", cells=(517478757, 3, None), numeric=True),
                Column(name=HOSTILE, cells=(HOSTILE, ["a", 1], True)),
                Column(name="rate", cells=(1234.5678, 0.25, float("nan")), numeric=True),
            ),
            first_row=0,
            n_rows=3,
        ),
        Table(columns=(), first_row=0, n_rows=0),
        Words(rows=((Span(text="No view for \x1b[31mthis.", role="dim"),),), centred=True),
        Words(rows=((Span(text="description  ", role="dim"), Span(text=HOSTILE * 20)), ())),
        Words(rows=()),
        *planes.examples(),
    ]
