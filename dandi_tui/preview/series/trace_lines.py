"""What was read of some traces, as a figure of lines."""

from dandi_tui import text
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series
from dandi_tui.preview.figure import Axis, Epoch, Line, Traces
from dandi_tui.preview.series.selection import Selection, shares_axis
from dandi_tui.preview.series.trace_reading import Reading
from dandi_tui.preview.series.trace_words import names_of, y_label
from dandi_tui.preview.times.window import TimeAxis, Window


def lines_figure(
    file: NwbFile,
    selection: Selection,
    window: Window,
    read: Reading,
    epochs: tuple[Epoch, ...] = (),
    *,
    own_scale: bool = False,
) -> Traces:
    """The lines of a selection over a window, in lanes or on one axis."""
    series, columns = selection.series, selection.columns
    names = names_of(file, selection)
    return Traces(
        lines=tuple(
            Line(name=name, index=column, x=x, y=y)
            for name, column, x, y in zip(names, columns, read.xs, read.ys, strict=True)
        ),
        x=time_axis(selection.axis),
        y=Axis(label=y_label(file, series.obj), unit=text.safe(series.unit, limit=40)),
        window=window,
        extent=selection.axis.extent,
        epochs=epochs,
        stacked=not shares_axis(series, len(read.ys)),
        own_scale=own_scale,
        steps=_holds(file, series),
    )


def time_axis(axis: TimeAxis) -> Axis:
    """Seconds of the session, or the number of the sample."""
    return Axis(label="time", unit="s") if axis.in_seconds else Axis(label="sample")


def _holds(file: NwbFile, series: Series) -> bool:
    """Whether a value holds until the next sample."""
    if series.obj.is_a("IndexSeries") or series.obj.is_a("IntervalSeries"):
        return True
    return bool(file.attribute(series.data.path, "continuity") == "step")
