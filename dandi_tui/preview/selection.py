"""Which traces and samples of a series a request shows, and what they would cost."""

from dataclasses import dataclass

import msgspec

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.window import TimeAxis, Window
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost
from dandi_tui.protocol.requests import Draw


@dataclass(frozen=True)
class Selection:
    """What a request shows of a series."""

    series: Series
    axis: TimeAxis
    traces: Range
    extra: tuple[int, ...]

    def ranges(self, samples: Range) -> tuple[Range, ...]:
        """What of the data these samples are."""
        return self.series.ranges(samples, self.traces, self.extra)

    def cost(self, window: Window) -> Cost:
        """What a window would fetch: values and times."""
        samples = self.axis.samples(window)
        values = self.series.data.cost(*self.ranges(samples))
        total = values + self.axis.cost(*samples)
        return msgspec.structs.replace(total, chunks=values.chunks)


def select(file: NwbFile, obj: NwbObject, request: Draw) -> Selection:
    """The traces that a request asks for, else as many as fit; see `default_lanes`."""
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
    return Selection(series, TimeAxis(series), traces, _extra(series, request))


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
