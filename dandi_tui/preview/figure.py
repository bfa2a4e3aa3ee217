"""What to draw: arrays with units, without size or ink. `preview` makes figures, `charts` draws."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An axis in words; an empty unit is not written."""

    label: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One trace as drawn: decimated to the width, or whole."""

    name: str
    """`ROI 0`, `x`, the channel: safe text."""
    index: int
    """Which trace of the series it is: its colour, and its number in a narrow gutter."""
    x: Floats
    """Shape (samples,), seconds of session time, ascending."""
    y: Floats
    """Shape (samples,), in the series' unit (value × conversion + offset); NaN is a gap, and
    `preview` puts one where time jumps."""


@dataclass(frozen=True, kw_only=True)
class Epoch:
    """A named span of time."""

    start_s: float
    stop_s: float
    kind: str


@dataclass(frozen=True, kw_only=True)
class Traces:
    """Lines over time: stacked in lanes of one scale, or on a common axis."""

    lines: tuple[Line, ...]
    x: Axis
    y: Axis
    window: tuple[float, float]
    """Seconds, half open; what the axis spans."""
    extent: tuple[float, float]
    """Seconds: first and last sample of the whole recording."""
    epochs: tuple[Epoch, ...] = ()
    """All epochs of the session, not only of the window."""
    stacked: bool = True
    """False: one or two series, or x/y/z, on one real y axis."""
    own_scale: bool = False
    """Each lane fills its height (key `a`)."""
    steps: bool = False
    """The value holds until the next sample."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture in pixels."""

    values: npt.NDArray[np.float64] | npt.NDArray[np.uint8]
    """Shape (row, column) in `unit`; or (row, column, 3 or 4) as uint8."""
    x: Axis
    y: Axis
    low: float
    high: float
    """The values drawn darkest and brightest (percentiles 0.5 and 99.7)."""
    unit: str = ""
    origin: tuple[int, int] = (0, 0)
    """(row, column) of the first pixel in the whole image."""
    binning: int = 1
    """So many pixels of the image went into one of `values`, each way."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: JSON values in cells (str, int, float, bool, None, list)."""

    name: str
    cells: tuple[object, ...]
    numeric: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Some rows and columns of a table."""

    columns: tuple[Column, ...]
    first_row: int
    n_rows: int
    """In the whole table."""
    n_columns: int = 0
    """In the whole table; 0 if there are no more than these."""
    keep_last: bool = False
    """Of columns that do not all fit, the first one and the last ones are drawn."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Text in one role: text, bright, dim, faint, accent, key, success, warning, error."""

    text: str
    role: str = "text"


@dataclass(frozen=True, kw_only=True)
class Words:
    """Lines of text: notes, values, an object's fields. Never wider than drawn: `charts` cuts."""

    rows: tuple[tuple[Span, ...], ...]
    centred: bool = False
    """A single sentence in the middle."""
    note: str = ""
    """The same as plain text, for `--json`."""
    first_line: int = 0
    """The first of the wrapped lines to draw."""


Figure = Traces | Image | Table | Words
