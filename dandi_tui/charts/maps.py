"""Values as colours: maps of 64 steps, and which step a value is."""

import functools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dandi_tui.charts.ink import Paint, background, foreground
from dandi_tui.preview.figure import Colours, Floats
from dandi_tui.protocol.requests import Ink

LEVELS: Final = 64
GAMMA: Final = 0.82
"""Of greys only: steps of colour are even as they are."""

_BIG: Final = 8e307

_ANCHORS: Final = {
    "grey": ((6, 6, 7), (236, 243, 253)),
    "viridis": (
        *((48, 26, 92), (62, 56, 138), (46, 96, 156), (30, 134, 146)),
        *((48, 168, 120), (132, 202, 78), (250, 228, 84)),
    ),
    "signed": ((118, 192, 255), (56, 104, 170), (52, 56, 62), (158, 106, 28), (255, 190, 84)),
    "signed on light": (
        *((12, 70, 160), (118, 160, 214), (230, 230, 228)),
        *((216, 172, 96), (138, 80, 0)),
    ),
}
"""Evenly spaced; the lightness of `viridis` rises in even steps, of `signed` to both sides."""


@dataclass(frozen=True, kw_only=True)
class Shading:
    """How values become steps of a map."""

    low: float
    high: float
    """Finite, in order."""
    map: Colours = "grey"
    inverted: bool = False

    def levels(self, values: Floats) -> npt.NDArray[np.int_]:
        """The step of each value, 0 … 63; NaN is -1, and stays blank."""
        low, high = self._ends()
        with np.errstate(invalid="ignore", over="ignore"):
            share = (np.clip(values, low, high) / 2 - low / 2) / max(high / 2 - low / 2, 1e-300)
            share = np.clip(share, 0, 1)
            steps = np.rint((share**GAMMA if self.map == "grey" else share) * (LEVELS - 1))
        steps = LEVELS - 1 - steps if self.inverted else steps
        return np.where(np.isnan(values), -1, np.nan_to_num(steps)).astype(int)

    def _ends(self) -> tuple[float, float]:
        """Of signed values, 0 is in the middle."""
        if self.map != "signed":
            return self.low, self.high
        most = max(abs(self.low), abs(self.high))
        return -most, most


def shading(low: float, high: float, colours: Colours, *, inverted: bool = False) -> Shading:
    """A shading between any two numbers."""
    first, last = (
        min(_BIG, max(-_BIG, value)) if not math.isnan(value) else 0.0
        for value in (float(low), float(high))
    )
    return Shading(low=min(first, last), high=max(first, last), map=colours, inverted=inverted)


@functools.cache
def paints(colours: Colours, dark: bool) -> tuple[tuple[Paint, ...], tuple[Paint, ...]]:
    """Foregrounds and backgrounds of the 64 steps; signed ones depend on the ground."""
    name = "signed on light" if colours == "signed" and not dark else colours
    anchors = np.array(_ANCHORS[name], np.float64)
    at = np.linspace(0, len(anchors) - 1, LEVELS)
    mixed = [np.interp(at, np.arange(len(anchors)), channel) for channel in anchors.T]
    shades = [(int(r), int(g), int(b)) for r, g, b in np.rint(np.column_stack(mixed))]
    return tuple(map(foreground, shades)), tuple(map(background, shades))


def has_half_blocks(ink: Ink) -> bool:
    """Whether this ink shows two pixels a cell, else it shows one."""
    return ink.colors == "truecolor" and ink.marker != "ascii"
