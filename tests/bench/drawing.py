"""How long a chart takes, from arrays to rows of text, in one process and one thread.

Computing time, so that other programs on the machine do not count.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dandi_tui.charts.draw import draw
from dandi_tui.preview.figure import Axis, Image, Line, Raster, RasterRow, Traces
from dandi_tui.preview.series.decimate import envelope
from dandi_tui.protocol.requests import Ink

RUNS = 9
N_SAMPLES = 100_000
WINDOW = (0.0, 3600.0)


def charts(_cache_dir: Path) -> list[tuple[str, float, float, str]]:
    """5 × 100,000 points at 120 × 30, thinned and drawn; an image at 100 × 40; 20,000 spikes."""
    rng = np.random.default_rng(1)
    x = np.linspace(*WINDOW, N_SAMPLES, endpoint=False)
    traces = rng.normal(size=(N_SAMPLES, 5))
    frame = rng.gamma(4.0, 10.0, (512, 512))

    def draw_traces() -> None:
        lines = tuple(
            Line(name=f"ROI {i}", index=i, x=kept[0], y=kept[1])
            for i, kept in enumerate(envelope(x, trace, WINDOW, 240) for trace in traces.T)
        )
        axis = Axis(label="time", unit="s")
        figure = Traces(lines=lines, x=axis, y=axis, window=WINDOW, extent=WINDOW)
        draw(figure, width=120, height=30, ink=Ink())

    def draw_image() -> None:
        axis = Axis(label="", unit="px")
        figure = Image(values=frame, x=axis, y=axis, low=10.0, high=90.0)
        draw(figure, width=100, height=40, ink=Ink())

    spikes = tuple(
        RasterRow(name=f"unit {i}", index=i, times=np.sort(rng.uniform(*WINDOW, 400)), aside="4.0")
        for i in range(50)
    )

    def draw_raster() -> None:
        figure = Raster(rows=spikes, x=Axis(label="time", unit="s"), window=WINDOW)
        draw(figure, width=120, height=30, ink=Ink())

    return [
        ("5 × 100,000 points at 120 × 30, median of 9", _median_ms(draw_traces), 60, "ms"),
        ("512 × 512 image at 100 × 40, median of 9", _median_ms(draw_image), 30, "ms"),
        ("20,000 spikes of 50 units at 120 × 30, median of 9", _median_ms(draw_raster), 20, "ms"),
    ]


def _median_ms(action: Callable[[], None]) -> float:
    action()
    seconds = []
    for _ in range(RUNS):
        start = time.thread_time()
        action()
        seconds.append(time.thread_time() - start)
    return 1e3 * statistics.median(seconds)
