"""Planes with two axes: curves, points, bars, events, matrices, spans of time."""

from dataclasses import dataclass

from dandi_tui.preview.figure.parts import Axis, Colours, Epoch, Floats, Rule


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A line in a plane; NaN in either is a gap."""

    name: str
    index: int
    """Its colour in the palette."""
    x: Floats
    y: Floats
    """Both shape (samples,), in the units of the axes; x need not ascend."""
    steps: bool = False


@dataclass(frozen=True, kw_only=True)
class Scatter:
    """Points in a plane, each a dot."""

    name: str
    index: int
    x: Floats
    y: Floats
    values: Floats | None = None
    """Shape (points,): their place on the colour bar; None: all in the palette's colour."""
    labels: tuple[str, ...] = ()
    """Beside each point, where there is room."""


@dataclass(frozen=True, kw_only=True)
class Bars:
    """A histogram: a bar from 0 to each height."""

    name: str
    index: int
    edges: Floats
    """Shape (bars + 1,), ascending."""
    heights: Floats
    """Shape (bars,); NaN: no bar."""


@dataclass(frozen=True, kw_only=True)
class Ribbon:
    """A band between two lines: mean ± s.e.m."""

    name: str
    index: int
    x: Floats
    low: Floats
    high: Floats
    """All shape (samples,); NaN is a gap."""


Layer = Curve | Scatter | Bars | Ribbon


@dataclass(frozen=True, kw_only=True)
class Xy:
    """A plane with two axes of numbers."""

    layers: tuple[Layer, ...]
    """Drawn in this order; those with a name and a common index are one entry of the legend."""
    x: Axis
    y: Axis
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    """At the bottom and at the top, of which either may be greater. None: what holds all that is
    finite, with a margin; 0 is in it where there are bars."""
    rules: tuple[Rule, ...] = ()
    equal: bool = False
    """One unit is as long across as up: a field, a probe."""
    values: Axis | None = None
    """What the colours of `Scatter.values` mean: there is a colour bar then."""
    values_limits: tuple[float, float] = (0.0, 1.0)
    x_names: tuple[str, ...] = ()
    """Instead of numbers below the axis: names at 0, 1, 2, …"""
    log_x: bool = False
    log_y: bool = False
    """Decades in place of steps."""
    abreast: bool = False
    """Curves and bands of different indexes stand side by side, each over the same x; those of
    the first indexes, where there is not room for all."""


@dataclass(frozen=True, kw_only=True)
class RasterRow:
    """The events of one unit, or of one trial."""

    name: str
    index: int
    """Its colour in the palette: that of its group."""
    times: Floats
    """Shape (events,), ascending, in x's unit; those outside the window may be left out."""
    aside: str = ""
    """At the right: a mean rate."""
    selected: bool = False
    """In the highlight colour, with its name at the left."""


@dataclass(frozen=True, kw_only=True)
class Raster:
    """Events in rows over one axis; more rows than dots become a density."""

    rows: tuple[RasterRow, ...]
    """From top to bottom."""
    x: Axis
    window: tuple[float, float]
    extent: tuple[float, float] | None = None
    """Of the whole recording: then there is an overview row."""
    groups: tuple[tuple[str, int], ...] = ()
    """(name, number of rows) from top to bottom; empty: none."""
    epochs: tuple[Epoch, ...] = ()
    rules: tuple[Rule, ...] = ()
    asides: str = ""
    """What `RasterRow.aside` is: `spikes/s`."""
    first: int = 0
    """Number of the first row among all there are."""


@dataclass(frozen=True, kw_only=True)
class Heatmap:
    """A matrix of values over two axes."""

    values: Floats
    """Shape (row, column), the first row at the top; NaN: nothing known, drawn blank."""
    x: Axis
    y: Axis
    x_limits: tuple[float, float]
    """At the outer edges of the first and last column."""
    y_limits: tuple[float, float]
    """At the outer edges of the first (top) and last row."""
    low: float
    high: float
    """Values at the ends of the colour bar."""
    map: Colours = "viridis"
    unit: str = ""
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    """In place of numbers at the axes, one a row or column."""
    rules: tuple[Rule, ...] = ()
    epochs: tuple[Epoch, ...] = ()
    extent: tuple[float, float] | None = None
    """Of time: then there is an overview row."""
    square: bool = False
    """A row is as high as a column is wide: correlations."""
    selected: tuple[int, int] | None = None
    """(row, column) under a frame."""


@dataclass(frozen=True, kw_only=True)
class SpanRow:
    """One lane of bars and ticks."""

    name: str
    index: int
    starts: Floats
    stops: Floats
    """Both shape (bars,), x's unit; a bar of no length is a tick."""
    labels: tuple[str, ...] = ()
    """In each bar where it fits; empty: none."""
    indexes: tuple[int, ...] = ()
    """The colour of each bar, where they differ; empty: the row's."""
    aside: str = ""
    """At the right: `30.08 Hz`."""


@dataclass(frozen=True, kw_only=True)
class Spans:
    """Lanes of bars and ticks over one axis of time."""

    rows: tuple[SpanRow, ...]
    x: Axis
    window: tuple[float, float]
    extent: tuple[float, float] | None = None
    first: int = 0
    """Number of the first row among all there are."""
    epochs: tuple[Epoch, ...] = ()
    """Shaded behind, and named below."""
    rules: tuple[Rule, ...] = ()
