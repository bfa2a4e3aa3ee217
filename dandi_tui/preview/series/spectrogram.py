"""Power over time and frequency of one trace; and the bands of a `DecompositionSeries`."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Figure, Heatmap
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.series.bands import draw_bands
from dandi_tui.preview.series.even_columns import even_columns
from dandi_tui.preview.series.frequencies import colour_range, decibels, segments, until_moves
from dandi_tui.preview.series.sampled import Sampled, accepts_waves, with_samples
from dandi_tui.preview.series.spectrum import SETTINGS as SPECTRUM_SETTINGS
from dandi_tui.preview.series.spectrum import density_unit, positive
from dandi_tui.preview.view import PIN_SETTING, Drawing
from dandi_tui.preview.words import length_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

LEAST_SEGMENT, LONGEST_SEGMENT = 64, 4096

SETTINGS = (*SPECTRUM_SETTINGS, PIN_SETTING)


def accepts_spectrogram(obj: NwbObject) -> bool:
    """A series of waves, or of bands that were made of one."""
    if obj.is_a("DecompositionSeries"):
        return len(obj.data_shape or ()) == 3 and obj.data_dtype.startswith(("float", "int"))
    return accepts_waves(obj)


@or_sentence
def draw_spectrogram(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """10 log10 of the power spectral density of overlapping segments, in dB re 1 unit²/Hz."""
    if obj.is_a("DecompositionSeries"):
        return draw_bands(file, obj, request)

    def draw(sampled: Sampled, facts: Facts) -> tuple[Figure, Facts]:
        return _figure(sampled, facts, request)

    return with_samples(file, obj, request, 1, draw)


def _figure(sampled: Sampled, facts: Facts, request: Draw) -> tuple[Figure, Facts]:
    length = _length(sampled, request)
    found = segments(sampled.values[:, 0], sampled.rate_hz, length)
    until = positive(request, "until") or np.inf
    shown = (found.frequencies > 0) & (found.frequencies <= until)
    unit = density_unit(facts.y_unit)
    words = f"Hann, segments of {length_words(length / sampled.rate_hz)}, half overlapping"
    facts = replace(
        facts,
        remarks=(*facts.remarks, words, f"dB re 1 {unit}".rstrip()),
        y_label="frequency",
        y_unit="Hz",
        moves=until_moves(sampled.rate_hz / 2, until),
    )
    middles = np.interp(found.middles, np.arange(len(sampled.times)), sampled.times)
    hop_s = (length - length // 2) / sampled.rate_hz
    columns = even_columns(found.density[:, shown].T[::-1], middles, hop_s)
    values = decibels(columns[0]) if columns else np.empty((0, 0))
    if columns is None or not np.isfinite(values).any():
        return sentence("There is no power in this window."), facts
    frequencies = found.frequencies[shown]
    half = float(found.frequencies[1]) / 2
    low, high = colour_range(values)
    figure = Heatmap(
        values=values,
        x=Axis(label="time", unit="s"),
        y=Axis(label="frequency", unit="Hz"),
        x_limits=columns[1],
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
