"""The words around traces: what a lane, the axes and the data are called."""

from dandi_tui import text
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series
from dandi_tui.preview.series.selection import Selection
from dandi_tui.preview.times.window import TimeAxis, Window
from dandi_tui.preview.words import chunk_words, part_words, span_of
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts

MAX_ROIS = 20_000
"""Rows of a region that are read for the words around the traces."""


def lane_word(obj: NwbObject) -> str:
    """What one trace of a series is called."""
    if obj.is_a("RoiResponseSeries"):
        return "ROI"
    return "channel" if obj.is_a("ElectricalSeries") else "trace"


def lane_names(file: NwbFile, series: Series, traces: Range) -> list[str]:
    """`ROI 0`, `channel 3`, `x`; the name of a series that has one trace."""
    obj = series.obj
    numbers = range(*traces)
    if obj.is_a("SpatialSeries") and 2 <= series.n_traces <= 3:
        return ["xyz"[i] for i in numbers]
    if series.n_traces == 1:
        return [text.safe(obj.name, limit=80)]
    if obj.is_a("AbstractFeatureSeries") and (features := _features(file, series)):
        return features[slice(*traces)]
    word = lane_word(obj)
    if word == "ROI":
        numbers_of = _roi_rows(file, series, traces)
        return [f"ROI {row}" for row in numbers_of or numbers]
    return [f"{word} {i}" for i in numbers]


def _features(file: NwbFile, series: Series) -> list[str]:
    """`orientation, degrees`: what each column is, in its own unit; none if that is not said.

    NWB core 2.11.0, `nwb.misc.yaml`, AbstractFeatureSeries: `features` and `feature_units`.
    """
    found: list[list[str]] = []
    for name in ("features", "feature_units"):
        path = f"{series.obj.path}/{name}"
        data = file.data(path) if file.exists(path) else None
        if data is None or data.dtype != "text" or data.shape != (series.n_traces,):
            found.append([])
            continue
        found.append([text.safe(word, limit=40) for word in data.read().tolist()])
    names, units = found
    both = bool(names and units)
    return [f"{name}, {unit}" for name, unit in zip(names, units, strict=True)] if both else names


def names_of(file: NwbFile, selection: Selection) -> list[str]:
    """The names of what a selection shows, in its order."""
    first = selection.span[0]
    names = lane_names(file, selection.series, selection.span)
    return [names[column - first] for column in selection.columns] if names else []


def _column_word(file: NwbFile, series: Series) -> str:
    """What the columns are counted as: not as ROIs where they are other rows than these."""
    word = lane_word(series.obj)
    if word != "ROI" or series.n_traces > MAX_ROIS:
        return word
    rows = _roi_rows(file, series, (0, series.n_traces))
    return word if rows in ([], list(range(series.n_traces))) else "trace"


def _roi_rows(file: NwbFile, series: Series, traces: Range) -> list[int]:
    """The rows of the segmentation that the columns are, by the region `rois`; none if unsaid."""
    path = f"{series.obj.path}/rois"
    if not file.exists(path):
        return []
    region = file.data(path)
    if not region.dtype.startswith(("int", "uint")) or region.n_values != series.n_traces:
        return []
    return [int(row) for row in region.read(traces).reshape(-1)]


def y_label(file: NwbFile, obj: NwbObject) -> str:
    """ΔF/F only inside `DfOverF`, also by a link; a series of ROIs elsewhere is fluorescence."""
    if not obj.is_a("RoiResponseSeries"):
        return text.safe(obj.name, limit=80)
    real = file.real_path(obj.path)
    if _in_df_over_f(obj) or (real != obj.path and _in_df_over_f(file.object(real))):
        return "ΔF/F"
    return "fluorescence"


def _in_df_over_f(obj: NwbObject) -> bool:
    """In NWB 1 the type of a container is its name, and the attribute says `Interface`."""
    holder = obj.path.rsplit("/", 2)[-2]
    return obj.parent_type == "DfOverF" or (obj.parent_type == "Interface" and holder == "DfOverF")


def trace_facts(file: NwbFile, selection: Selection, window: Window) -> Facts:
    """What stands around the traces, but for what reading them tells."""
    series, axis = selection.series, selection.axis
    unit = "s" if axis.in_seconds else ""
    remarks = list(series.remarks)
    if not axis.in_seconds and series.timestamps is not None:
        remarks.append("no time axis: sample index")
    if selection.extra:
        remarks.append("index " + ",".join(str(i) for i in selection.extra))
    word = _column_word(file, series)
    word = f"{word}s by depth" if selection.order else word
    return Facts(
        path=text.safe(series.obj.path),
        title=text.safe(series.obj.name),
        neurodata_type=text.safe(series.obj.neurodata_type),
        shown=part_words(word, *selection.traces, series.n_traces),
        span=span_of(_up_to_the_last(axis, window), axis.extent[1], unit),
        remarks=tuple(remarks),
        data=_data_words(file, selection),
        chunks=chunk_words(series.data),
        x_label="time" if axis.in_seconds else "sample",
        x_unit=unit,
        y_label=y_label(file, series.obj),
        y_unit=text.safe(series.unit, limit=40),
        window=window,
        extent=axis.extent,
        traces=selection.traces,
        n_traces=series.n_traces,
    )


def _up_to_the_last(axis: TimeAxis, window: Window) -> Window:
    """A window that ends just after the last sample, so as to hold it, ends there in words."""
    start, last = window[0], axis.extent[1]
    return (start, last) if start < last < window[1] <= axis.whole[1] else window


def _data_words(file: NwbFile, selection: Selection) -> tuple[str, ...]:
    """`113,888 × 174`, `float32`, `a.u.`, `~30.08 Hz`, `time from Corrected`."""
    series, axis = selection.series, selection.axis
    words = [text.shape(series.data.shape), series.data.dtype, text.safe(series.unit, limit=40)]
    if axis.in_seconds and series.timestamps is None:
        words.append(text.rate(series.rate_hz or 0.0))
    elif axis.in_seconds and axis.n > 1:
        steady = axis.regular and axis.step > 0
        words.append(text.rate(axis.rate_hz, measured=True) if steady else "irregular")
    if axis.in_seconds and series.timestamps is not None:
        words.append(_time_source(file, series))
    return tuple(word for word in words if word)


def _time_source(file: NwbFile, series: Series) -> str:
    """Whose timestamps they are, if they are reached by a link."""
    path = series.timestamps.path if series.timestamps is not None else ""
    real = file.real_path(path)
    if real == path:
        return ""
    owner = real.rsplit("/", 2)[-2]
    return f"time from {text.safe(owner, limit=60)}"


def free_words(selection: Selection, window: Window) -> str:
    """To what time the chunks that this window needs reach: so far nothing more is read."""
    data, axis = selection.series.data, selection.axis
    stop = axis.samples(window)[1]
    if data.chunks is None or stop == 0 or not axis.in_seconds:
        return ""
    chunk = data.chunks[selection.series.time_axis]
    last = min(axis.n, -(-stop // chunk) * chunk) - 1
    if last < stop or not axis.known(last):
        return ""
    return f"read to {float(axis.times(last, last + 1)[0]):,.0f} s"
