"""The views there are, in the order of offer, and which of them can draw an object."""

from msgspec.structs import replace

from dandi_tui.preview import (
    aligned,
    correlation,
    electrodes,
    event_lanes,
    films,
    frames,
    images,
    intervals,
    overview,
    path,
    pose,
    raster,
    rois,
    spectrogram,
    spectrum,
    speed,
    tables,
    templates,
    traces,
    tuning,
    unit,
)
from dandi_tui.preview.aligned import accepts_aligned, draw_aligned
from dandi_tui.preview.correlation import accepts_correlation, draw_correlation
from dandi_tui.preview.electrodes import accepts_electrodes, draw_electrodes
from dandi_tui.preview.event_lanes import accepts_events, draw_events
from dandi_tui.preview.films import accepts_video, draw_video
from dandi_tui.preview.frames import accepts_frames, draw_frames
from dandi_tui.preview.images import accepts_image, draw_image
from dandi_tui.preview.intervals import accepts_intervals, draw_intervals
from dandi_tui.preview.note import draw_note
from dandi_tui.preview.overview import draw_overview
from dandi_tui.preview.path import accepts_path, draw_path
from dandi_tui.preview.pose import accepts_pose, draw_pose
from dandi_tui.preview.raster import accepts_units, draw_raster
from dandi_tui.preview.rois import accepts_rois, draw_rois
from dandi_tui.preview.spectrogram import accepts_spectrogram, draw_spectrogram
from dandi_tui.preview.spectrum import accepts_spectrum, draw_spectrum
from dandi_tui.preview.speed import accepts_speed, draw_speed
from dandi_tui.preview.tables import draw_table
from dandi_tui.preview.templates import accepts_template, draw_template
from dandi_tui.preview.traces import draw_traces
from dandi_tui.preview.tuning import accepts_tuning, draw_tuning
from dandi_tui.preview.unit import draw_unit
from dandi_tui.preview.values import draw_values
from dandi_tui.preview.view import View
from dandi_tui.protocol.objects import NwbObject


def _numeric(dtype: str) -> bool:
    return dtype.startswith(("int", "uint", "float", "bool")) and "[" not in dtype


def _shape(obj: NwbObject) -> tuple[int, ...] | None:
    """Of a dataset, or of what a link leads to."""
    return obj.shape if obj.kind == "dataset" else obj.data_shape


def _dtype(obj: NwbObject) -> str:
    return obj.dtype if obj.kind == "dataset" else obj.data_dtype


def _is_numeric_series(obj: NwbObject) -> bool:
    is_series = obj.is_a("TimeSeries") and not obj.is_a("ImageSeries")
    return is_series and obj.data_shape is not None and _numeric(obj.data_dtype)


def _is_text_series(obj: NwbObject) -> bool:
    return obj.is_a("TimeSeries") and obj.data_dtype == "text"


def _is_table(obj: NwbObject) -> bool:
    if obj.is_a("DynamicTable"):
        return True
    return _dtype(obj) == "table" and len(_shape(obj) or ()) == 1 and not obj.is_a("TimeSeries")


def _has_values(obj: NwbObject) -> bool:
    return obj.kind == "dataset" or bool(obj.data_dtype)


LINES = (("rows", "the first line to show, `START:`, counted from 0"),)
"""What words can be asked for."""

VIEWS: tuple[View, ...] = (
    # The order of offer: the narrowest type first, the note last.
    View("raster", accepts_units, draw_raster, raster.SETTINGS),
    View("unit", accepts_units, draw_unit, unit.SETTINGS),
    View("ROIs", accepts_rois, draw_rois, rois.SETTINGS),
    View("pose", accepts_pose, draw_pose, pose.SETTINGS),
    View("video", accepts_video, draw_video, films.SETTINGS),
    View("frames", accepts_frames, draw_frames, frames.SETTINGS),
    View("image", accepts_image, draw_image, images.SETTINGS),
    View("table", lambda obj: _is_table(obj) or _is_text_series(obj), draw_table, tables.SETTINGS),
    View("intervals", accepts_intervals, draw_intervals, intervals.SETTINGS),
    View("events", accepts_events, draw_events, event_lanes.SETTINGS),
    View("traces", _is_numeric_series, draw_traces, traces.SETTINGS),
    View("overview", _is_numeric_series, draw_overview, overview.SETTINGS),
    View("correlation", accepts_correlation, draw_correlation, correlation.SETTINGS),
    View("tuning", accepts_tuning, draw_tuning, tuning.SETTINGS),
    View("speed", accepts_speed, draw_speed, speed.SETTINGS),
    View("template", accepts_template, draw_template, templates.SETTINGS),
    View("aligned", accepts_aligned, draw_aligned, aligned.SETTINGS),
    View("spectrum", accepts_spectrum, draw_spectrum, spectrum.SETTINGS),
    View("spectrogram", accepts_spectrogram, draw_spectrogram, spectrogram.SETTINGS),
    View("electrodes", accepts_electrodes, draw_electrodes, electrodes.SETTINGS),
    View("path", accepts_path, draw_path, path.SETTINGS),
    View("values", _has_values, draw_values, LINES),
    View("note", lambda _obj: True, draw_note, LINES),
)


def views_for(obj: NwbObject) -> list[View]:
    """Every view that can draw `obj`, best first; never empty, since a note draws anything."""
    return [view for view in VIEWS if view.accepts(obj)]


def with_views(obj: NwbObject) -> NwbObject:
    """The object with the names of its views, as it crosses the pipe."""
    return replace(obj, views=tuple(view.name for view in views_for(obj)))
