"""Series of starts and ends as bars.

NWB core 2.11.0, `nwb.misc.yaml`, IntervalSeries: values above 0 are where an interval starts,
those below 0 where it ends; other numbers than ±1 are other kinds of intervals.
"""

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.events.marks import Marks, one_lane, together
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost

Floats = npt.NDArray[np.float64]

MAX_KINDS = 50
"""Kinds of one series that become lanes: of more it is no series of intervals."""


def interval_series(file: NwbFile, obj: NwbObject) -> list[Series]:
    """The series itself, or those that a container holds; damaged ones are left out."""
    if obj.data_shape is not None:
        return [open_series(file, obj)]
    found = []
    for child in file.children(obj.path):
        try:
            target = file.target(child)
            if target.is_a("IntervalSeries"):
                found.append(open_series(file, target))
        except (NotFoundError, FileFormatError):
            continue
    return found


def times_cost(series: Series) -> Cost:
    """What reading all times would fetch."""
    return TimeAxis(series).cost(0, series.n_samples)


def read_intervals(series: Series) -> tuple[Marks, tuple[str, ...]]:
    """The bars of a series, a lane for each kind, and what is odd about them."""
    name = text.safe(series.obj.name, limit=80)
    samples = (0, series.n_samples)
    if not series.n_samples:
        return one_lane(name, np.empty(0)), ()
    times = TimeAxis(series).times(*samples)
    values = np.asarray(series.data.read(samples), dtype=np.float64).reshape(len(times), -1)[:, 0]
    known = np.isfinite(times) & np.isfinite(values) & (values != 0)
    order = np.argsort(times[known], kind="stable")
    times, values = times[known][order], values[known][order]
    kinds = np.unique(np.abs(values))
    if len(kinds) > MAX_KINDS:
        raise FileFormatError(
            f"{series.obj.path} has {len(kinds):,} kinds of intervals.",
            hint="Its values should be ±1, ±2, …",
        )
    parts, n_open = [], 0
    for kind in kinds:
        own = np.abs(values) == kind
        starts, stops, n_odd = pairs(times[own], values[own] > 0)
        n_open += n_odd
        words = name if len(kinds) == 1 else f"{name} {text.number(float(kind))}"
        parts.append(one_lane(words, starts, stops))
    odd = (f"{text.plural(n_open, 'interval')} with one end only",) if n_open else ()
    return together(parts) if parts else one_lane(name, np.empty(0)), odd


def pairs(times: Floats, begins: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, int]:
    """Starts and stops of the intervals of one kind.

    A start is ended by the next end; one that another start follows ends there. An end without a
    start, and a last start without an end, are moments.

    Args:
        times: Shape (marks,), seconds, ascending.
        begins: Shape (marks,): whether an interval starts or ends there.

    Returns:
        Starts, stops, and how many had one end only.
    """
    after = np.append(times[1:], times[-1:])
    ends_next = np.append(~begins[1:], False) if len(begins) else begins
    follows_start = np.append(False, begins[:-1]) if len(begins) else begins
    is_bar = begins | ~follows_start
    starts = times[is_bar]
    stops = np.where(begins, after, times)[is_bar]
    n_odd = int((begins & ~ends_next).sum() + (~begins & ~follows_start).sum())
    return starts, stops, n_odd
