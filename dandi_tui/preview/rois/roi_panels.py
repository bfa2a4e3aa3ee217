"""The ROIs over their image beside a list of them, above the trace of the selected one."""

from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable
from dandi_tui.preview.figure import Figure, Image, Panels, Traces
from dandi_tui.preview.rois.masks import Places
from dandi_tui.preview.rois.roi_colours import Colouring
from dandi_tui.preview.rois.roi_list import roi_list
from dandi_tui.preview.rois.roi_traces import trace_of
from dandi_tui.preview.series.traces import draw_traces
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move, Question
from dandi_tui.protocol.requests import Draw

TRACE_SHARE = 0.28
"""Of the height, where there is a trace below."""

TRACE_ROWS = 9
"""Of the chart, from which on there is room for a trace."""

BELOW_ROWS = 24
"""Of the chart, from which on the trace is below the image; else where the image is larger."""

LOW_TRACE = 6
"""Rows of the trace below an image in a lower chart."""

AROUND_IMAGE = (14, 2)
"""Columns and rows of an image's axes and its colour bar."""

LEAST_TRACE = 8
"""Rows of the trace, with its title and its axis."""

LIST_COLUMNS = 90
"""Of the chart, from which on there is a list of ROIs beside the image."""

LIST_SHARE = 0.3
"""Of the width, where there is one."""


@dataclass(frozen=True)
class Rois:
    """What a request shows of a segmentation, once its masks are read."""

    table: NwbTable
    masks: list[Places]
    """Of each ROI its pixels: (row, column)."""
    row: int
    """The selected one."""
    colours: Colouring
    outlined: bool
    words: tuple[str, ...]


def with_trace(
    file: NwbFile, image: Image, rois: Rois, facts: Facts, request: Draw
) -> tuple[Figure, Facts, tuple[Move, ...]]:
    """The image above the trace of the selected ROI, where there is one and room for it."""
    found = trace_of(file, rois.table.path, rois.row)
    if found is None:
        return image, replace(facts, remarks=(*facts.remarks, "no trace of it in the file")), ()
    series, column = found
    enter = _to_trace(series, column)
    if request.height < TRACE_ROWS and not request.numbers:
        return image, facts, (enter,)
    asked = msgspec.structs.replace(
        request, path=series.path, view="", options=(), frame=None, fields=(),
        traces=enter.traces, height=_trace_rows(image, request) - 1,
    )  # fmt: skip
    try:
        answer = draw_traces(file, series, asked)
    except (FileFormatError, NotFoundError) as error:
        words = f"trace not read: {text.safe(error.message)}"
        return image, replace(facts, remarks=(*facts.remarks, words)), (enter,)
    name = text.safe(series.name, limit=60)
    if isinstance(answer, Question):
        words = f"trace not read: {text.size(answer.cost.to_fetch_bytes)}"
        return image, replace(facts, remarks=(*facts.remarks, words)), (enter,)
    trace, about = answer
    if not isinstance(trace, Traces):
        return image, facts, (enter,)
    unit = f" ({about.y_unit})" if about.y_unit else ""
    title = f"ROI {rois.row}  {about.y_label}{unit} from {name}"
    facts = replace(facts, span=about.span, window=about.window, extent=about.extent)
    return _together(image, trace, title, rois, request), facts, (enter,)


def _to_trace(series: NwbObject, column: int) -> Move:
    return Move(
        key="enter",
        sentence="the traces, from this ROI on",
        word="open trace",
        path=series.path,
        view="traces",
        traces=(column, column + 1),
    )


def _together(image: Image, trace: Traces, title: str, rois: Rois, request: Draw) -> Panels:
    """The image above the trace, and beside it, where there is room, the ROIs in a list.

    In a low chart the trace is beside the image, if that leaves more of it.
    """
    if _is_beside(image, request):
        return Panels(rows=((image, trace),), titles=(("", title),))
    above: tuple[Figure, ...] = (image,)
    if request.width >= LIST_COLUMNS and not request.numbers:
        n_shown = request.height - _trace_rows(image, request) - 3
        above = (image, roi_list(rois.table, rois.masks, rois.row, rois.colours, n_shown))
    below = _trace_rows(image, request)
    return Panels(
        rows=(above, (trace,)),
        heights=(max(1, request.height - below), below),
        widths=((1 - LIST_SHARE, LIST_SHARE)[: len(above)], ()),
        titles=((), (title,)),
    )


def _is_beside(image: Image, request: Draw) -> bool:
    """Whether a low chart has the trace beside the image, which is drawn as wide as it fits."""
    if request.height >= BELOW_ROWS or request.numbers:
        return False
    rows, columns = image.values.shape[:2]
    columns_a_row = 2 * columns / max(rows, 1)
    across, down = AROUND_IMAGE
    beside = min(request.width / 2 - across, (request.height - down - 1) * columns_a_row)
    below = min(request.width - across, (request.height - LOW_TRACE - down) * columns_a_row)
    return bool(beside >= below)


def _trace_rows(image: Image, request: Draw) -> int:
    """Of the trace, with its title."""
    if _is_beside(image, request):
        return request.height
    if request.height < BELOW_ROWS:
        return LOW_TRACE
    return max(LEAST_TRACE, int(request.height * TRACE_SHARE))
