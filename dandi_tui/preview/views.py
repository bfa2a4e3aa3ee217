"""The views there are, in the order of offer, and which of them can draw an object."""

from msgspec.structs import replace

from dandi_tui.preview import values
from dandi_tui.preview.aligned import aligned
from dandi_tui.preview.events import event_lanes, intervals
from dandi_tui.preview.files import card, note, timeline
from dandi_tui.preview.icephys import f_i, sweeps
from dandi_tui.preview.images import films, frames, images, templates
from dandi_tui.preview.paths import path
from dandi_tui.preview.pose import pose, speed
from dandi_tui.preview.rois import rois
from dandi_tui.preview.series import correlation, overview, spectrogram, spectrum, traces, tuning
from dandi_tui.preview.tables import columns, tables
from dandi_tui.preview.units import electrodes, raster, unit
from dandi_tui.preview.units.unit_choice import accepts_spikes
from dandi_tui.preview.view import View
from dandi_tui.protocol.objects import NwbObject


def _is_numeric_series(obj: NwbObject) -> bool:
    dtype = obj.data_dtype
    is_numeric = dtype.startswith(("int", "uint", "float", "bool")) and "[" not in dtype
    is_series = obj.is_a("TimeSeries") and not obj.is_a("ImageSeries")
    return is_series and obj.data_shape is not None and is_numeric


def _has_values(obj: NwbObject) -> bool:
    return obj.kind == "dataset" or bool(obj.data_dtype)


LINES = (("rows", "the first line to show, `START:`, counted from 0"),)
"""What words can be asked for."""

VIEWS: tuple[View, ...] = (
    # The order of offer: the narrowest type first, the note last.
    View("raster", accepts_spikes, raster.draw_raster, raster.SETTINGS),
    View("unit", accepts_spikes, unit.draw_unit, unit.SETTINGS),
    View("ROIs", rois.accepts_rois, rois.draw_rois, rois.SETTINGS),
    View("pose", pose.accepts_pose, pose.draw_pose, pose.SETTINGS),
    View("video", films.accepts_video, films.draw_video, films.SETTINGS),
    View("frames", frames.accepts_frames, frames.draw_frames, frames.SETTINGS),
    View("image", images.accepts_image, images.draw_image, images.SETTINGS),
    View("sweeps", sweeps.accepts_sweeps, sweeps.draw_sweeps, sweeps.SETTINGS),
    View("F-I", f_i.accepts_f_i, f_i.draw_f_i, f_i.SETTINGS),
    View("table", tables.accepts_table, tables.draw_table, tables.SETTINGS),
    View("intervals", intervals.accepts_intervals, intervals.draw_intervals, intervals.SETTINGS),
    View("events", event_lanes.accepts_events, event_lanes.draw_events, event_lanes.SETTINGS),
    View("traces", _is_numeric_series, traces.draw_traces, traces.SETTINGS),
    View("path", path.accepts_path, path.draw_path, path.SETTINGS),
    View("card", card.accepts_card, card.draw_card, LINES),
    View("timeline", timeline.accepts_timeline, timeline.draw_timeline, timeline.SETTINGS),
    View("overview", _is_numeric_series, overview.draw_overview, overview.SETTINGS),
    View("aligned", aligned.accepts_aligned, aligned.draw_aligned, aligned.SETTINGS),
    View("tuning", tuning.accepts_tuning, tuning.draw_tuning, tuning.SETTINGS),
    View(
        "correlation",
        correlation.accepts_correlation,
        correlation.draw_correlation,
        correlation.SETTINGS,
    ),
    View(
        "spectrum",
        spectrum.accepts_spectrum,
        spectrum.draw_spectrum,
        (*spectrum.SETTINGS, spectrum.AXIS_SETTING),
    ),
    View(
        "spectrogram",
        spectrogram.accepts_spectrogram,
        spectrogram.draw_spectrogram,
        spectrogram.SETTINGS,
    ),
    View("speed", speed.accepts_speed, speed.draw_speed, speed.SETTINGS),
    View("template", templates.accepts_template, templates.draw_template, templates.SETTINGS),
    View(
        "electrodes",
        electrodes.accepts_electrodes,
        electrodes.draw_electrodes,
        electrodes.SETTINGS,
    ),
    View("columns", tables.is_table, columns.draw_columns, columns.SETTINGS),
    View("values", _has_values, values.draw_values, LINES),
    View("note", lambda _obj: True, note.draw_note, LINES),
)


def views_for(obj: NwbObject) -> list[View]:
    """Every view that can draw `obj`, best first; never empty, since a note draws anything."""
    return [view for view in VIEWS if view.accepts(obj)]


def with_views(obj: NwbObject) -> NwbObject:
    """The object with the names of its views, as it crosses the pipe."""
    return replace(obj, views=tuple(view.name for view in views_for(obj)))
