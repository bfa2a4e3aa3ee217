"""Lines reduced to what a terminal can show: paths in a plane, and angles that turn round."""

import math

import numpy as np
import numpy.typing as npt

from dandi_tui.preview.series.decimate import envelope

Floats = npt.NDArray[np.float64]

MAX_POINTS = 20_000
"""Points of a path that are drawn: beyond that all dots of a terminal are taken."""


def thin_path(x: Floats, y: Floats, dots: tuple[int, int]) -> npt.NDArray[np.int64]:
    """The samples at which a path comes to another dot, and its outermost ones.

    Samples that stay on one dot draw nothing new. The first sample of each gap (NaN) is kept, so
    that lines break where tracking does. What is still too much is thinned evenly.

    Args:
        x: Shape (samples,), finite or NaN.
        y: The same.
        dots: How many dots there are across and down.

    Returns:
        Indexes of the samples kept, ascending.
    """
    seen = np.isfinite(x) & np.isfinite(y)
    if not seen.any():
        return np.arange(min(1, len(x)))
    column, row = _dot_of(x, seen, dots[0]), _dot_of(y, seen, dots[1])
    place = np.where(seen, column * dots[1] + row, -1)
    keep = np.flatnonzero(np.diff(place, prepend=-2))
    if len(keep) > MAX_POINTS:
        keep = keep[:: math.ceil(len(keep) / MAX_POINTS)]
    inside = np.flatnonzero(seen)
    ends = [inside[pick(part[inside])] for part in (x, y) for pick in (np.argmin, np.argmax)]
    return np.union1d(keep, [*ends, inside[0], inside[-1]])


def _dot_of(values: Floats, seen: npt.NDArray[np.bool_], dots: int) -> npt.NDArray[np.int64]:
    low, high = float(values[seen].min()), float(values[seen].max())
    length = high / 2 - low / 2
    if not length > 0:
        return np.zeros(len(values), dtype=np.int64)
    share = (np.where(seen, values, low) / 2 - low / 2) / length
    return np.clip((share * dots).astype(np.int64), 0, dots - 1)


MAX_PIECES = 2_000
"""Pieces of a line that are reduced one by one."""


def envelope_of_pieces(
    x: Floats, y: Floats, window: tuple[float, float], columns: int
) -> tuple[Floats, Floats]:
    """`envelope` of each piece between NaN, so that a break within one column stays a break.

    An angle that turns while one column passes has both its ends there, and no line between.
    """
    breaks = np.flatnonzero(np.isnan(y))
    if not len(breaks) or len(breaks) > MAX_PIECES:
        return envelope(x, y, window, columns)
    pieces = zip(np.split(x, breaks), np.split(y, breaks), strict=True)
    kept = [envelope(*piece, window, columns) for piece in pieces]
    return np.concatenate([a for a, _ in kept]), np.concatenate([b for _, b in kept])


def turn_of(unit: str) -> float:
    """A whole turn in an angle's unit; 0 if the unit is no angle."""
    word = unit.strip().lower()
    if word.startswith("rad"):
        return 2 * math.pi
    return 360.0 if word.startswith("deg") or word == "°" else 0.0


def break_turns(x: Floats, y: Floats, unit: str) -> tuple[Floats, Floats]:
    """Put a NaN where an angle within one turn jumps by more than half of it.

    An angle that passes π goes on at -π: the line between both would be no movement. Angles that
    are counted on over several turns do not jump, and stay as they are.

    Args:
        x: Shape (samples,), seconds, ascending.
        y: Shape (samples,), in `unit`.
        unit: As the file says it: `radians`, `degrees`.
    """
    turn = turn_of(unit)
    finite = y[np.isfinite(y)]
    with np.errstate(over="ignore", invalid="ignore"):
        if not turn or not len(finite) or np.ptp(finite) > 1.01 * turn:
            return x, y
        jumps = np.flatnonzero(np.abs(np.diff(y)) > turn / 2) + 1
    if not len(jumps):
        return x, y
    middles = (x[jumps - 1] + x[jumps]) / 2
    return np.insert(x, jumps, middles), np.insert(y, jumps, np.nan)
