"""Lines over time."""

from dataclasses import dataclass

from dandi_tui.preview.figure.parts import Axis, Epoch, Floats


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
    from_zero: bool = False
    """A common axis begins at 0, or has it in it."""
    unread: tuple[tuple[float, float], ...] = ()
    """Seconds: stretches that were not read, dashed along the floor; a gap of the data is not."""
