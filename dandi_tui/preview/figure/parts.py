"""What many figures have."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An axis in words; an empty unit is not written."""

    label: str
    unit: str = ""
    towards: str = ""
    """Which way it grows, where that is not plain: `inferior down`; the label is written then."""


@dataclass(frozen=True, kw_only=True)
class Epoch:
    """A named span of time."""

    start_s: float
    stop_s: float
    kind: str
    family: str = ""
    """What its colour goes by: the condition of a trial; empty: its kind."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A dashed line through the whole plot."""

    at: float
    upright: bool = True
    """At an x; else at a y."""


Colours = Literal["grey", "viridis", "signed"]
"""Of values: greys; a map for unsigned ones; blue, grey, ochre centred on 0 for signed ones."""
