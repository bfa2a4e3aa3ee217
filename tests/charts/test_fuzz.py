"""plotext 6 aborts the process on NaN and far outliers: nothing of that may reach it."""

import os
import subprocess
import sys

import pytest

from tests.shared import ROOT

FUZZ = """
import sys
import numpy as np
from dandi_tui.charts.draw import draw
from dandi_tui.preview.figure import (
    Axis, Bars, Curve, Image, Line, Panels, RasterRow, Ribbon, Rule, Scatter, SpanRow, Spans)
from tests.charts.figures import INKS, assert_sound, line, traces
from tests.charts.planes import TIME, heatmap, raster, xy

random = np.random.default_rng(int(sys.argv[1]))
EXTREMES = [np.nan, np.inf, -np.inf, 1e300, -1e300, 1.7e308, -1.7e308, 5e-324, 0.0, -0.0, 1e-310]

def values(n):
    y = random.normal(0, 1, n) * 10.0 ** random.integers(-300, 300)
    kind = random.integers(6)
    if kind == 0:
        y[:] = random.choice(EXTREMES)
    elif kind == 1:
        y[random.random(n) < random.random()] = np.nan
    elif kind == 2:
        y = random.choice(EXTREMES, n)
    elif kind == 3 and n:
        y[random.integers(n)] = random.choice(EXTREMES)
    elif kind == 4:
        y = 1e9 + random.normal(0, 1e-7, n)
    return y

def axis(n, window):
    x = np.sort(random.uniform(window[0] - 1, window[1] + 1, n))
    kind = random.integers(5)
    if kind == 0 and n:
        x[random.integers(n)] = random.choice(EXTREMES)
    elif kind == 1:
        x = random.permutation(x)
    elif kind == 2:
        x[:] = window[0]
    return x

def plane(n):
    edges = np.sort(values(n + 1))
    layers = (
        Bars(name="a", index=0, edges=edges, heights=values(n)),
        Ribbon(name="b", index=1, x=values(n), low=values(n), high=values(n)),
        Curve(name="c", index=2, x=edges, y=values(n + 1), steps=bool(random.integers(2))),
        Curve(name="d", index=3, x=values(n), y=values(n)),
        Scatter(name="e", index=4, x=values(n), y=values(n), values=values(n), labels=("f",) * n),
    )
    limits = [tuple(random.choice(EXTREMES, 2)) if random.integers(2) else None for _ in range(2)]
    chosen = tuple(layer for layer in layers if random.integers(2))
    return xy(*chosen, x_limits=limits[0], y_limits=limits[1], equal=bool(random.integers(2)),
              abreast=bool(random.integers(2)), log_x=bool(random.integers(2)),
              log_y=bool(random.integers(2)),
              values=Axis(label="v") if random.integers(2) else None,
              rules=tuple(Rule(at=float(v), upright=bool(random.integers(2))) for v in EXTREMES))

def others(window):
    n = int(random.choice([1, 3, 40, 400]))
    rows = tuple(RasterRow(name="", index=i, times=values(5)) for i in range(n))
    bars = tuple(SpanRow(name="s", index=i, starts=values(9), stops=values(9)) for i in range(n))
    limits = tuple(random.choice(EXTREMES, 2))
    low, high = random.choice(EXTREMES, 2)
    matrix = heatmap(values(600).reshape(20, 30), x_limits=limits, y_limits=limits[::-1],
                     low=low, high=high, map=str(random.choice(["grey", "viridis", "signed"])),
                     square=bool(random.integers(2)), selected=(3, 4), rules=(Rule(at=limits[0]),))
    return [raster(1, rows=rows, window=window, groups=(("g", n // 2), ("h", n))),
            Spans(rows=bars, x=TIME, window=window, extent=limits), matrix]

for _ in range(int(sys.argv[2])):
    n = int(random.choice([0, 1, 2, 3, 50, 3000]))
    start = float(random.choice([0, -5, 1.7e9, 3e4, np.nan, 1e300]))
    window = (start, start + float(random.choice([0, 1e-6, 0.01, 80, 1e5, -1, np.inf, 1e300])))
    sound = (0.0, 1.0) if not np.isfinite(window).all() else window
    lines = []
    for index in range(random.integers(0, 8)):
        x = axis(n, sound) if sound[1] > sound[0] else np.zeros(n)
        lines.append(Line(name="a" * int(random.integers(40)), index=index, x=x, y=values(n)))
    figure = traces(*lines, window=window, stacked=bool(random.integers(2)),
                    own_scale=bool(random.integers(2)), steps=bool(random.integers(2)))
    image = Image(values=values(600).reshape(20, 30), x=Axis(label="x"), y=Axis(label="y"),
                  low=float(random.choice(EXTREMES)), high=float(random.choice(EXTREMES)))
    width, height = int(random.integers(20, 160)), int(random.integers(6, 50))
    ink = INKS[random.integers(len(INKS))]
    planes = [plane(min(n, 50)), *others(window)]
    both = Panels(rows=((planes[0], figure), tuple(planes[1:])), same_x=True)
    for drawing in (figure, image, *planes, both):
        assert_sound(draw(drawing, width=width, height=height, ink=ink), width, height)
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_no_numbers_kill_the_process(seed: int) -> None:
    """NaN, infinities, outliers, constants, denormals, one point, none: always a drawing."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", FUZZ, str(seed), "80"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=500,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
