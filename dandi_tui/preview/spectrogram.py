"""Power over time and frequency of one trace; and the bands of a `DecompositionSeries`."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import open_table
from dandi_tui.preview.figure import Axis, Figure, Heatmap
from dandi_tui.preview.frequencies import decibels, segments
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.sampled import MAX_VALUES, Sampled, accepts_waves, with_samples
from dandi_tui.preview.selection import select
from dandi_tui.preview.spectrum import SETTINGS as SPECTRUM_SETTINGS
from dandi_tui.preview.spectrum import density_unit, positive
from dandi_tui.preview.trace_words import trace_facts
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.window import asked_window
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

LEAST_SEGMENT, LONGEST_SEGMENT = 64, 4096

SETTINGS = SPECTRUM_SETTINGS


def accepts_spectrogram(obj: NwbObject) -> bool:
    """A series of waves, or of bands that were made of one."""
    if obj.is_a("DecompositionSeries"):
        return len(obj.data_shape or ()) == 3 and obj.data_dtype.startswith(("float", "int"))
    return accepts_waves(obj)


@or_sentence
def draw_spectrogram(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """10 log10 of the power spectral density of overlapping segments, in dB re 1 unit²/Hz."""
    if obj.is_a("DecompositionSeries"):
        return _draw_bands(file, obj, request)

    def draw(sampled: Sampled, facts: Facts) -> tuple[Figure, Facts]:
        return _figure(sampled, facts, request)

    return with_samples(file, obj, request, 1, draw)


def _figure(sampled: Sampled, facts: Facts, request: Draw) -> tuple[Figure, Facts]:
    length = _length(sampled, request)
    found = segments(sampled.values[:, 0], sampled.rate_hz, length)
    shown = (found.frequencies > 0) & (found.frequencies <= (positive(request, "until") or np.inf))
    unit = density_unit(facts.y_unit)
    words = f"Hann, segments of {text.duration(length / sampled.rate_hz)}, half overlapping"
    facts = replace(
        facts,
        remarks=(*facts.remarks, words, f"dB re 1 {unit}".rstrip()),
        y_label="frequency",
        y_unit="Hz",
    )
    values = decibels(found.density[:, shown]).T[::-1]
    if not np.isfinite(values).any():
        return sentence("There is no power in this window."), facts
    frequencies = found.frequencies[shown]
    half = float(found.frequencies[1]) / 2
    middles = sampled.start_s + found.middles / sampled.rate_hz
    hop = (length - length // 2) / sampled.rate_hz / 2
    low, high = _colours(values)
    figure = Heatmap(
        values=values,
        x=Axis(label="time", unit="s"),
        y=Axis(label="frequency", unit="Hz"),
        x_limits=(float(middles[0] - hop), float(middles[-1] + hop)),
        y_limits=(float(frequencies[-1]) + half, float(frequencies[0]) - half),
        low=low,
        high=high,
        unit="dB",
        extent=facts.extent,
    )
    return figure, facts


def _length(sampled: Sampled, request: Draw) -> int:
    """So long that there are about as many segments as columns."""
    asked = positive(request, "segment") * sampled.rate_hz
    n = len(sampled.values)
    wanted = asked or np.clip(2 * n / max(1, request.width), LEAST_SEGMENT, LONGEST_SEGMENT)
    return max(2, min(n, round(min(float(wanted), 1e9))))


def _colours(values: Floats) -> tuple[float, float]:
    """Percentiles 0.5 and 99.7."""
    low, high = (float(v) for v in np.percentile(values[np.isfinite(values)], (0.5, 99.7)))
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _draw_bands(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Bands over time of one channel, the lowest at the bottom.

    NWB core 2.11.0, `nwb.misc.yaml`, DecompositionSeries: data (time, channel, band), and a table
    `bands` with `band_name` and `band_limits` in Hz.
    """
    first = (request.traces or (0, 0))[0]
    selection = select(file, obj, replace(request, traces=(first, first + 1)))
    series, axis = selection.series, selection.axis
    window = (0.0, 1.0)
    if axis.n:
        window = asked_window(axis, request.window or (-np.inf, np.inf))
    facts = trace_facts(file, selection, window)
    if axis.n == 0 or 0 in series.shape or len(series.shape) != 3:
        return sentence(f"This series is empty ({text.shape(series.data.shape)})."), facts
    if series.time_axis != 0 or not axis.in_seconds or not axis.regular:
        return sentence("The times of this series are irregular: see its traces."), facts
    start, stop = axis.samples(window)
    part = ((start, stop), selection.traces, (0, series.shape[2]))
    cost = series.data.cost(*part)
    question = too_much(request, facts, cost)
    if question:
        return question
    if (stop - start) * series.shape[2] > MAX_VALUES:
        raise DandiTuiError("These values are too many.", hint="Ask for a smaller window.")
    values = np.asarray(series.data.read(*part)[:, 0], dtype=np.float64).T[::-1]
    values = values * series.conversion + series.offset
    facts = replace(facts, cost=cost_words(cost, series.data), y_label="band", y_unit="")
    if not np.isfinite(values).any():
        return sentence("All values in this window are NaN."), facts
    times = axis.times(start, stop)
    half = axis.step / 2
    low, high = _colours(values)
    figure = Heatmap(
        values=values,
        x=Axis(label="time", unit="s"),
        y=Axis(label="band"),
        x_limits=(float(times[0] - half), float(times[-1] + half)),
        y_limits=(float(series.shape[2]), 0.0),
        low=low,
        high=high,
        unit=text.safe(series.unit, limit=40),
        row_names=tuple(reversed(_band_names(file, obj, series.shape[2]))),
        extent=facts.extent,
    )
    return figure, facts


def _band_names(file: NwbFile, obj: NwbObject, n: int) -> list[str]:
    """The names of the bands, else their limits, else their numbers."""
    numbers = [f"band {i}" for i in range(n)]
    path = f"{obj.path}/bands"
    try:
        table = open_table(file, file.object(path)) if file.exists(path) else None
        if table is None or table.n_rows != n:
            return numbers
        if "band_name" in table.names:
            return [text.safe(name, limit=40) for name in table.cells("band_name", (0, n))]
    except DandiTuiError:
        return numbers
    return numbers
