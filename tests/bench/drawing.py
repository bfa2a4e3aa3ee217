"""How long a chart takes, from arrays to rows of text."""

import statistics
import time
from pathlib import Path

import numpy as np

from dandi_tui.charts.draw import draw
from dandi_tui.preview.decimate import envelope_line
from dandi_tui.preview.figure import Axis, Figure, Image, Line, Traces
from dandi_tui.protocol.requests import Ink

RUNS = 9


def charts(_cache_dir: Path) -> list[tuple[str, float, float, str]]:
    """5 × 100,000 points at 120 × 30, and a 512 × 512 image at 100 × 40, in this process."""
    return [
        ("5 × 100,000 points at 120 × 30, median of 9", _median_ms(_traces, 120, 30), 60, "ms"),
        ("512 × 512 image at 100 × 40, median of 9", _median_ms(_image, 100, 40), 30, "ms"),
    ]
