"""The views there are, in the order of offer, and which of them can draw an object."""

from msgspec.structs import replace

from dandi_tui.preview import (
    columns,
    f_i,
    films,
    frames,
    images,
    pose,
    rois,
    speed,
    sweeps,
    tables,
    templates,
    timeline,
    traces,
)
from dandi_tui.preview.card import accepts_card, draw_card
from dandi_tui.preview.columns import draw_columns
from dandi_tui.preview.f_i import accepts_f_i, draw_f_i
from dandi_tui.preview.films import accepts_video, draw_video
from dandi_tui.preview.frames import accepts_frames, draw_frames
from dandi_tui.preview.images import accepts_image, draw_image
from dandi_tui.preview.note import draw_note
from dandi_tui.preview.pose import accepts_pose, draw_pose
from dandi_tui.preview.rois import accepts_rois, draw_rois
from dandi_tui.preview.speed import accepts_speed, draw_speed
from dandi_tui.preview.sweeps import accepts_sweeps, draw_sweeps
from dandi_tui.preview.tables import accepts_table, draw_table, is_table
from dandi_tui.preview.templates import accepts_template, draw_template
from dandi_tui.preview.timeline import accepts_timeline, draw_timeline
from dandi_tui.preview.traces import draw_traces
from dandi_tui.preview.values import draw_values
from dandi_tui.preview.view import View
from dandi_tui.protocol.objects import NwbObject


def _numeric(dtype: str) -> bool:
    return dtype.startswith(("int", "uint", "float", "bool")) and "[" not in dtype


def _is_numeric_series(obj: NwbObject) -> bool:
    is_series = obj.is_a("TimeSeries") and not obj.is_a("ImageSeries")
    return is_series and obj.data_shape is not None and _numeric(obj.data_dtype)


def _has_values(obj: NwbObject) -> bool:
    return obj.kind == "dataset" or bool(obj.data_dtype)


LINES = (("rows", "the first line to show, `START:`, counted from 0"),)
"""What words can be asked for."""

VIEWS: tuple[View, ...] = (
    # The order of offer: the narrowest type first, the note last.
    View("ROIs", accepts_rois, draw_rois, rois.SETTINGS),
    View("pose", accepts_pose, draw_pose, pose.SETTINGS),
    View("video", accepts_video, draw_video, films.SETTINGS),
    View("frames", accepts_frames, draw_frames, frames.SETTINGS),
    View("image", accepts_image, draw_image, images.SETTINGS),
    View("sweeps", accepts_sweeps, draw_sweeps, sweeps.SETTINGS),
    View("F-I", accepts_f_i, draw_f_i, f_i.SETTINGS),
    View("traces", _is_numeric_series, draw_traces, traces.SETTINGS),
    View("speed", accepts_speed, draw_speed, speed.SETTINGS),
    View("template", accepts_template, draw_template, templates.SETTINGS),
    View("table", accepts_table, draw_table, tables.SETTINGS),
    View("columns", is_table, draw_columns, columns.SETTINGS),
    View("card", accepts_card, draw_card, LINES),
    View("timeline", accepts_timeline, draw_timeline, timeline.SETTINGS),
    View("values", _has_values, draw_values, LINES),
    View("note", lambda _obj: True, draw_note, LINES),
)


def views_for(obj: NwbObject) -> list[View]:
    """Every view that can draw `obj`, best first; never empty, since a note draws anything."""
    return [view for view in VIEWS if view.accepts(obj)]


def with_views(obj: NwbObject) -> NwbObject:
    """The object with the names of its views, as it crosses the pipe."""
    return replace(obj, views=tuple(view.name for view in views_for(obj)))
