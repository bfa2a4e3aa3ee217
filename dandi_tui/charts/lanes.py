"""Stacked traces: the height of a lane, its scale, and where each line lies."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dandi_tui.preview.figure import Floats, Line

_BASE: Final = 2
"""Dots between a lane's floor and its baseline, where the data go up more than down."""

_FITTING: Final = (0.7, 1.5, 2.0)
"""Least, wanted and most lanes that the range of the data takes."""

_BIG: Final = 8e307
"""Differences of values up to here do not overflow."""


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """The layout of stacked traces; all lanes are alike."""

    n_lanes: int
    height: int
    """Rows of the plot; what lanes do not take is headroom above the first."""
    rows: int
    """Rows of one lane."""
    unit: float
    """Values of one lane: 1, 2 or 5 × 10ⁿ; 0 where each has its own scale."""
    base: int
    """Dots between a lane's floor and its baseline."""
    dots_down: int
    """Dots of one cell."""

    def label_row(self, lane: int) -> int:
        """The row of the plot, from the top, in which a lane's baseline lies."""
        return self.height - 1 - (self.n_lanes - 1 - lane) * self.rows - self.base // self.dots_down

    def bar_rows(self) -> range:
        """Rows of the last lane: the scale bar."""
        return range(self.height - self.rows, self.height)

    def in_cells(self, lane: int, values: Floats) -> Floats:
        """Values of a lane as cells above the plot's bottom edge.

        A lane is shifted by the median of what is drawn, which lies on its baseline: where a trace
        rests says nothing about its offset, which a stack of one scale cannot show.
        """
        floor = (self.n_lanes - 1 - lane) * self.rows
        if not self.unit:
            return floor + 0.5 / self.dots_down + _share(values) * (self.rows - 1 / self.dots_down)
        baseline = floor + (self.base + 0.5) / self.dots_down
        with np.errstate(over="ignore"):
            return baseline + above_median(values) / self.unit * self.rows


def lay_out(
    lines: Sequence[Line], height: int, *, dots_down: int, own_scale: bool = False
) -> Lanes:
    """Choose rows and scale of the lanes.

    Lanes have 3 rows, 4 where there are one or two, 2 in a plot of under 12 rows, and more where
    the plot has more rows than that; fewer if they would not fit.

    Args:
        lines: At most `height` of them.
        height: Rows of the plot.
        dots_down: Dots of one cell.
        own_scale: Each lane fills its height.
    """
    n = max(1, len(lines))
    least = 4 if n <= 2 else 2 if height < 12 else 3
    headroom = 0 if own_scale else 2 if height >= 12 else 1
    rows = max(1, min(height // n, max(least, (height - headroom) // n)))
    if own_scale:
        return Lanes(n_lanes=n, height=height, rows=rows, unit=0, base=0, dots_down=dots_down)
    values = [above_median(line.y) for line in lines]
    low, high = _percentiles(values)
    layouts = [
        Lanes(
            n_lanes=n,
            height=height,
            rows=rows,
            unit=unit,
            base=_base(low / unit * rows * dots_down, rows * dots_down),
            dots_down=dots_down,
        )
        for unit in _units(high - low)
    ]
    return next(
        (lanes for lanes in layouts if not _cut(lanes, values)), _nearest(layouts, high - low)
    )


def above_median(values: Floats) -> Floats:
    """Finite values less their median; NaN stays, infinities become large."""
    limited = np.clip(values, -_BIG, _BIG)
    finite = limited[np.isfinite(values)]
    return limited - (np.median(finite / 2) * 2 if len(finite) else 0.0)


def _share(values: Floats) -> Floats:
    """Values as a share of their own range; a constant lies in the middle."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return values
    low, high = float(finite.min()) / 2, float(finite.max()) / 2
    if not high - low > max(1e-300, 1e-13 * max(abs(low), abs(high))):
        return np.where(np.isfinite(values), 0.5, np.nan)
    with np.errstate(over="ignore"):
        return np.clip((np.clip(values, -_BIG, _BIG) / 2 - low) / (high - low), -1e6, 1e6)


def _percentiles(values: Sequence[Floats]) -> tuple[float, float]:
    """The 1st and 99th percentile of all samples about their medians."""
    pool = np.concatenate([v[np.isfinite(v)] for v in values]) if values else np.zeros(0)
    if not len(pool):
        return 0.0, 0.0
    low, high = np.percentile(pool / 4, [1, 99]) * 4
    return float(low), float(high)


def _base(down: float, lane: int) -> int:
    """Dots below the baseline: more where the data also go down, half of the lane at most."""
    wanted = math.ceil(-down) if math.isfinite(down) else _BASE
    return max(min(_BASE, lane - 1), min(wanted, lane // 2))


def _units(span: float) -> list[float]:
    """Round units with which the data take about one and a half lanes, the smallest first."""
    if not 1e-290 < span < 1e306:
        return [1.0 if span < 1 else 1e306]
    least, _, most = _FITTING
    return [unit for unit in _round(span / most) if unit <= span / least]


def _round(least: float) -> Iterator[float]:
    exponent = math.floor(math.log10(least))
    for power in (exponent, exponent + 1):
        for mantissa in (1, 2, 5):
            unit = float(f"{mantissa}e{power}")
            if unit >= least * (1 - 1e-9):
                yield unit


def _cut(lanes: Lanes, values: Sequence[Floats]) -> bool:
    """Whether the first lanes rise above the plot."""
    with np.errstate(invalid="ignore"):
        return any(
            bool((lanes.in_cells(lane, line) > lanes.height).any())
            for lane, line in enumerate(values)
        )


def _nearest(layouts: Sequence[Lanes], span: float) -> Lanes:
    wanted = max(span, 1e-300) / _FITTING[1]
    return min(layouts, key=lambda lanes: abs(math.log(lanes.unit / wanted)))
