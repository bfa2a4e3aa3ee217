"""Time series as lines or as a heatmap."""

from msgspec.structs import replace

from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.rois.roi_traces import roi_home
from dandi_tui.preview.series.selection import Selection, select, shares_axis
from dandi_tui.preview.series.trace_heatmap import draw_heatmap, style_moves, style_of, with_rows
from dandi_tui.preview.series.trace_lines import lines_figure
from dandi_tui.preview.series.trace_order import order_moves, order_of, order_remarks
from dandi_tui.preview.series.trace_reading import read_window, why_nothing
from dandi_tui.preview.series.trace_words import free_words, names_of, trace_facts
from dandi_tui.preview.times.epoch_moves import interval_moves
from dandi_tui.preview.times.epochs import NO_SHADING, Shading, shading
from dandi_tui.preview.times.window import Window, asked_window, first_window, smaller_window
from dandi_tui.preview.view import PIN_SETTING
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move, Question
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings

SETTINGS = (
    ("index", "of data with more axes: the index on each further one, `2,0`"),
    ("scale", "`own`: each trace fills its lane; else one scale for all"),
    ("epochs", "what is shaded: `off`, or the name or path of a table of intervals"),
    ("style", "`lanes` or `heatmap`; of 25 traces or more that are asked for, the heatmap"),
    ("order", "`depth`: channels by the height of their electrodes, the highest first"),
    PIN_SETTING,
)


def draw_traces(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """The traces of a series over a window of time."""
    style = style_of(obj, request)
    order = order_of(file, obj, request)
    selection = select(file, obj, with_rows(obj, request, style), order)
    window = first_or_asked(selection, request)
    cost = selection.cost(window)
    if selection.axis.remeasured():
        window = first_or_asked(selection, request)
        cost = selection.cost(window)
    facts = trace_facts(file, selection, window)
    remarks = order_remarks(obj, request, selection.order)
    facts = replace(facts, remarks=facts.remarks + remarks)
    if request.budget_bytes and cost.to_fetch_bytes > request.budget_bytes:
        smaller = smaller_window(selection.axis, selection.cost, window, request.budget_bytes)
        what = ", ".join(part for part in (facts.shown[0], facts.span[0]) if part)
        return Question(facts=facts, what=what or facts.title, cost=cost, smaller=smaller)
    facts = replace(
        facts,
        cost=cost_words(cost, selection.series.data),
        free=free_words(selection, window),
    )
    shaded = _shading(file, selection, request)
    moves = (
        *interval_moves(shaded, window, selection.axis.extent),
        *style_moves(selection, request, style),
        *order_moves(obj, request),
        *_roi_move(file, selection),
    )
    facts = replace(facts, remarks=facts.remarks + shaded.remarks, moves=moves)
    drawing = draw_heatmap if style == "heatmap" else _lanes
    return drawing(file, selection, window, request, facts, shaded)


def first_or_asked(selection: Selection, request: Draw) -> Window:
    """The window of a request, else the longest from the start that costs little enough."""
    axis = selection.axis
    if axis.n == 0:
        return (0.0, 1.0)
    if request.window is not None:
        return asked_window(axis, request.window)
    return first_window(axis, selection.cost, Settings.first_window_bytes)


def _roi_move(file: NwbFile, selection: Selection) -> tuple[Move, ...]:
    """`Enter` to the ROI, in its image, that the first trace shown is of."""
    obj = selection.series.obj
    if not obj.is_a("RoiResponseSeries") or not selection.columns:
        return ()
    try:
        home = roi_home(file, obj, selection.columns[0])
    except DandiTuiError:
        return ()
    if home is None:
        return ()
    path, row = home
    words = f"ROI {row} in its image"
    options = (("roi", str(row)),)
    return (
        Move(key="enter", sentence=words, word="show ROI", path=path, view="ROIs", options=options),
    )


def _lanes(
    file: NwbFile,
    selection: Selection,
    window: Window,
    request: Draw,
    facts: Facts,
    shaded: Shading,
) -> tuple[Figure, Facts]:
    """The lines, or a sentence where there are none."""
    read = read_window(selection, window, request)
    facts = replace(facts, remarks=facts.remarks + read.remarks)
    nothing = why_nothing(selection.series, read.ys)
    if nothing and not request.numbers:
        return sentence(nothing), facts
    names = names_of(file, selection)
    if shares_axis(selection.series, len(read.ys)) and len(names) > 1:
        facts = replace(facts, legend=tuple(zip(names, selection.columns, strict=True)))
    if len(read.ys) and sum(map(len, read.ys)) == 0:
        facts = replace(facts, remarks=(*facts.remarks, "no samples here"))
    own_scale = request.option("scale") == "own"
    figure = lines_figure(file, selection, window, read, shaded.epochs, own_scale=own_scale)
    return figure, facts


def _shading(file: NwbFile, selection: Selection, request: Draw) -> Shading:
    """The intervals behind, where they mean something and are not switched off."""
    if not selection.axis.in_seconds or request.numbers or selection.axis.n == 0:
        return NO_SHADING
    return shading(file, request.option("epochs"))
