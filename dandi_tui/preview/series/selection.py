"""Which traces and samples of a series a request shows, and what they would cost."""

from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.times.window import TimeAxis, Window
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Selection:
    """What a request shows of a series."""

    series: Series
    axis: TimeAxis
    traces: Range
    extra: tuple[int, ...]
    order: tuple[int, ...] = ()
    """All columns of the data in another order, in which `traces` count; empty: the file's."""

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns of the data that are shown, in the order shown."""
        return self.order[slice(*self.traces)] if self.order else tuple(range(*self.traces))

    @property
    def span(self) -> Range:
        """The columns from the first to the last of these, as they are read."""
        columns = self.columns
        return (min(columns), max(columns) + 1) if columns else self.traces

    def ranges(self, samples: Range) -> tuple[Range, ...]:
        """What of the data these samples are."""
        return self.series.ranges(samples, self.span, self.extra)

    def values(self, samples: Range) -> Floats:
        """Shape (sample, trace), in the series' unit and the order shown."""
        values = self.series.values(samples, self.span, self.extra)
        if not self.order:
            return values
        return values[:, [column - self.span[0] for column in self.columns]]

    def cost(self, window: Window) -> Cost:
        """What a window would fetch: values and times."""
        samples = self.axis.samples(window)
        values = self.series.data.cost(*self.ranges(samples))
        total = values + self.axis.cost(*samples)
        return msgspec.structs.replace(total, chunks=values.chunks)


def select(file: NwbFile, obj: NwbObject, request: Draw, order: tuple[int, ...] = ()) -> Selection:
    """The traces that a request asks for, else as many as fit; see `default_lanes`.

    Args:
        file: The open file.
        obj: A series.
        request: What is asked.
        order: Its columns in another order; one that does not fit the data is left out.
    """
    series = open_series(file, obj)
    lanes = series.n_traces
    if not shares_axis(series, lanes):
        lanes = default_lanes(request.height, lanes)
    start, stop = request.traces or (0, 0)
    if stop <= 0:  # as many as fit, and a full page where there are no more behind it
        start = min(start, series.n_traces - lanes) if start < series.n_traces else start
        stop = start + lanes
    if start and start >= series.n_traces:
        raise UsageError(
            f"There is no trace {start:,}.",
            hint=f"There are {series.n_traces:,}, counted from 0.",
        )
    traces = (start, min(stop, series.n_traces))
    order = order if sorted(order) == list(range(series.n_traces)) else ()
    return Selection(series, TimeAxis(series), traces, _extra(series, request), order)


def shares_axis(series: Series, n_lines: int) -> bool:
    """One or two series, or the axes of a position, share a real y axis."""
    return n_lines <= 2 or (series.obj.is_a("SpatialSeries") and series.n_traces <= 3)


def default_lanes(height: int, n_traces: int) -> int:
    """As many lanes as fit at 3 rows each (2 when under 12), with headroom above the first.

    Below the lanes are the axis, its labels, the band of epochs and the overview; from 24 rows
    on a blank one too.
    """
    rows = height - (5 if height >= 24 else 4)
    each, headroom = (3, 2) if rows >= 12 else (2, 1)
    return max(1, min(n_traces, (rows - headroom) // each))


def _extra(series: Series, request: Draw) -> tuple[int, ...]:
    """The index on each axis that is neither time nor traces."""
    axes = series.further
    asked = [part for part in request.option("index").split(",") if part.strip()]
    try:
        indexes = [int(part) for part in asked]
    except ValueError as error:
        raise UsageError("index takes whole numbers, as in index=2,0.") from error
    if len(indexes) > len(axes):
        raise UsageError(f"index takes {len(axes)} numbers here.", hint=_axes_words(axes))
    indexes += [0] * (len(axes) - len(indexes))
    if not all(0 <= i < n or (i == 0 and n == 0) for i, n in zip(indexes, axes, strict=True)):
        raise UsageError("index is outside the data.", hint=_axes_words(axes))
    return tuple(indexes)


def _axes_words(axes: tuple[int, ...]) -> str:
    return f"The further axes are {text.shape(axes)}." if axes else "There are no further axes."
