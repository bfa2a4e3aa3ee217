"""How fast a body part moves: distance from sample to sample over time."""

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Epoch, Figure, Floats, Line, Traces
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.pose.body_parts import BodyPart, open_part
from dandi_tui.preview.pose.pose import confidence_of
from dandi_tui.preview.series.decimate import envelope
from dandi_tui.preview.series.selection import Selection
from dandi_tui.preview.series.trace_words import trace_facts
from dandi_tui.preview.times.epochs import read_epochs
from dandi_tui.preview.times.window import TimeAxis, Window, asked_window, first_window
from dandi_tui.preview.view import PIN_SETTING, too_much
from dandi_tui.preview.words import missing_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost, Facts, Move, Question
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings

SETTINGS = (("confidence", "samples that are less sure are left out (0.2)"), PIN_SETTING)

MAX_SAMPLES = 10_000_000
"""Samples whose speed is computed at once."""


def accepts_speed(obj: NwbObject) -> bool:
    """A body part."""
    shape = obj.data_shape or ()
    return obj.is_a("PoseEstimationSeries") and len(shape) == 2 and shape[1] >= 2


def draw_speed(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """The speed in the plane of the image over a window of time.

    The speed at a sample is the distance from the sample before it, in the series' unit, over the
    time between them: a backward difference, not smoothed. It is NaN where either position is
    missing or less sure than the cut, and where time does not go forward.
    """
    part = open_part(file, obj)
    if part is None or part.series.n_samples < 2:
        return sentence("There are no two positions in a plane here."), facts_of(obj)
    axis = TimeAxis(part.series)
    if not axis.in_seconds:
        return sentence("These positions have no times."), facts_of(obj)
    selection = Selection(part.series, axis, (0, 2), ())
    least = confidence_of(request)
    window = _window(part, selection, request)
    facts = _facts(file, selection, window, least, part)
    cost = _cost(part, selection, window)
    question = too_much(request, facts, cost)
    if question is not None:
        return question
    x, y = _in_window(part, axis, window, least)
    facts = replace(
        facts,
        cost=text.size(cost.fetch_bytes),
        remarks=facts.remarks + missing_words(int(np.isnan(y).sum()), len(y)),
    )
    if len(y) and np.isnan(y).all() and not request.numbers:
        return sentence("No two positions in a row are sure enough here."), facts
    if not request.full and len(x) > 2 * request.width:
        x, y = envelope(x, y, window, 2 * request.width)
    line = Line(name=part.name, index=0, x=x, y=y)
    epochs = () if request.numbers else read_epochs(file)
    return _figure(line, facts, window, axis.extent, epochs), facts


def _figure(
    line: Line, facts: Facts, window: Window, extent: Window, epochs: tuple[Epoch, ...]
) -> Traces:
    return Traces(
        lines=(line,),
        x=Axis(label="time", unit="s"),
        y=Axis(label="speed", unit=facts.y_unit),
        window=window,
        extent=extent,
        epochs=epochs,
        stacked=False,
    )


def _in_window(
    part: BodyPart, axis: TimeAxis, window: Window, least: float
) -> tuple[Floats, Floats]:
    """Times and speeds of the samples in a window."""
    start, stop = axis.samples(window)
    if stop - start > MAX_SAMPLES:
        raise DandiTuiError(
            f"{stop - start:,} samples are too many to hold at once.", hint="Take a smaller window."
        )
    x, y = speed(part, axis, (start, stop), least)
    keep = (x >= window[0]) & (x < window[1])
    return x[keep], y[keep]


def speed(part: BodyPart, axis: TimeAxis, samples: Range, least: float) -> tuple[Floats, Floats]:
    """Times in seconds, and unit per second, of samples; NaN for the first of all."""
    first = max(0, samples[0] - 1)
    places, times = part.read((first, samples[1]), least), axis.times(first, samples[1])
    n = min(len(places), len(times))
    steps = np.diff(times[:n])
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = np.hypot(*np.diff(places[:n], axis=0).T)
        between = np.where(steps > 0, moved / steps, np.nan)
    if samples[0] == 0:
        return times[:n], np.concatenate([[np.nan], between])
    return times[1:n], between


def _window(part: BodyPart, selection: Selection, request: Draw) -> Window:
    axis = selection.axis
    if request.window is not None:
        return asked_window(axis, request.window)
    return first_window(
        axis, lambda window: _cost(part, selection, window), Settings.first_window_bytes
    )


def _cost(part: BodyPart, selection: Selection, window: Window) -> Cost:
    cost = selection.cost(window)
    if part.confidence is None:
        return cost
    return cost + part.confidence.cost(selection.axis.samples(window))


def _facts(
    file: NwbFile, selection: Selection, window: Window, least: float, part: BodyPart
) -> Facts:
    facts = trace_facts(file, selection, window)
    cut = (f"confidence from {least:g}",) if part.confidence is not None else ()
    unit = facts.y_unit or "unit"
    larger = 0.9 if least < 0.9 else 0.0
    move = Move(
        key="c",
        sentence=f"confidence from {larger:g}",
        word="confidence",
        options=(("confidence", f"{larger:g}"),),
    )
    return replace(
        facts,
        shown=("speed", ""),
        remarks=(*facts.remarks, *cut),
        y_label="speed",
        y_unit=f"{unit}/s",
        traces=None,
        n_traces=0,
        moves=(move,) if part.confidence is not None else (),
    )
