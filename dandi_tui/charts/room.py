"""What a drawing that stands beside others leaves room for."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Room:
    """Least gutters, and what is left out, so that plots one below the other line up."""

    left: int = 0
    """Columns left of the plot, at least."""
    right: int = 0
    """Columns right of it, at least."""
    labelled: bool = True
    """Tick labels below the axis, and the unit after them."""
    surrounded: bool = True
    """Band of epochs and overview, where there are any."""
    whole: int = 0
    """Rows of all plots together, for the last of them: what stands around it is of them all."""


ALONE = Room()
