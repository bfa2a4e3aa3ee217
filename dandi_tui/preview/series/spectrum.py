"""Power over frequency of the traces of a series in a window."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Curve, Figure, Xy
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.series.frequencies import in_columns, segments, until_moves
from dandi_tui.preview.series.sampled import Sampled, accepts_waves, with_samples
from dandi_tui.preview.series.stored_spectrum import draw_stored_spectrum
from dandi_tui.preview.series.trace_words import lane_names
from dandi_tui.preview.view import Drawing
from dandi_tui.preview.words import length_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

MAX_TRACES = 6
SEGMENT_S = 1.0
LEAST_SEGMENT = 256
"""Samples of a segment, where a second has fewer."""

PARTS = 4
"""A segment is no longer than this part of the window, so that some are averaged."""

SETTINGS = (
    ("segment", "seconds of one segment; else 1, less in a window under 4, at least 256 samples"),
    ("until", "the highest frequency shown, in Hz"),
    ("index", "of data with more axes: the index on each further one, `2,0`"),
)
"""Those of the spectrogram too."""

AXIS_SETTING = ("axis", "`linear`: even steps of frequency; else decades")


def accepts_spectrum(obj: NwbObject) -> bool:
    """A series of waves, or a spectrum that the file holds."""
    return accepts_waves(obj) or (obj.is_a("Spectrum") and obj.kind == "group")


@or_sentence
def draw_spectrum(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Welch's power spectral density in unit²/Hz, a curve a trace; see `frequencies.segments`.

    0 Hz is left out, as the mean of each segment is taken off.
    """
    if obj.is_a("Spectrum"):
        return draw_stored_spectrum(file, obj, request)

    def draw(sampled: Sampled, facts: Facts) -> tuple[Figure, Facts]:
        return _figure(file, sampled, facts, request)

    return with_samples(file, obj, request, MAX_TRACES, draw)


def _figure(file: NwbFile, sampled: Sampled, facts: Facts, request: Draw) -> tuple[Figure, Facts]:
    length = segment_length(sampled, request)
    until = positive(request, "until") or np.inf
    log = _in_decades(request)
    names = lane_names(file, sampled.selection.series, sampled.selection.traces)
    curves = []
    n, n_missing = 0, 0
    for i, name in enumerate(names):
        found = segments(sampled.values[:, i], sampled.rate_hz, length)
        n, n_missing = n + len(found.density), n_missing + found.n_missing
        shown = (found.frequencies > 0) & (found.frequencies <= until)
        density = _positive(found.mean()[shown])
        index = sampled.selection.traces[0] + i
        x = found.frequencies[shown]
        if not (request.numbers or request.full):
            x, density = in_columns(x, density, request.width, log=log)
        curves.append(Curve(name=name, index=index, x=x, y=density))
    words = _words(length / sampled.rate_hz, n, n_missing, request)
    facts = replace(
        facts,
        remarks=(*facts.remarks, *words),
        x_label="frequency",
        x_unit="Hz",
        y_label="power",
        y_unit=density_unit(facts.y_unit),
        moves=(_axis_move(log), *until_moves(sampled.rate_hz / 2, until)),
    )
    if not any(np.isfinite(curve.y).any() for curve in curves):
        return sentence("There is no power in this window."), facts
    figure = Xy(
        layers=tuple(curves),
        x=Axis(label="frequency", unit="Hz"),
        y=Axis(label="power", unit=facts.y_unit),
        log_x=log,
        log_y=True,
    )
    return figure, facts


def _words(length_s: float, n: int, n_missing: int, request: Draw) -> tuple[str, ...]:
    """How it was computed: of `n` segments, so many with gaps left out."""
    return (
        f"Welch, Hann, segments of {length_words(length_s)}",
        *(() if request.numbers or request.full else ("means in columns",)),
        *((f"{n_missing:,} of {n:,} segments with gaps left out",) if n_missing else ()),
    )


def _in_decades(request: Draw) -> bool:
    asked = request.option("axis", "log")
    if asked not in ("log", "linear"):
        raise UsageError(f"axis cannot be {text.safe(asked, limit=20)}.", hint="axis=log|linear")
    return asked == "log"


def _axis_move(log: bool) -> Move:
    """`w`: decades, or even steps."""
    sentence_ = "even steps of frequency" if log else "decades of frequency"
    return Move(key="w", sentence=sentence_, word="linear" if log else "decades",
                options=(("axis", "linear" if log else ""),))  # fmt: skip


def _positive(density: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """No power has no logarithm; what overflowed is not known."""
    return np.where((density > 0) & np.isfinite(density), density, np.nan)


def density_unit(unit: str) -> str:
    """`volts²/Hz`, `(cm/s)²/Hz`; of a series without a unit nothing."""
    is_compound = any(sign in " */·^-−²³0123456789" for sign in unit)
    squared = f"({unit})²" if is_compound else f"{unit}²"
    return f"{squared}/Hz" if unit else ""


def segment_length(sampled: Sampled, request: Draw) -> int:
    """Samples of a segment, no more than there are."""
    asked = positive(request, "segment") * sampled.rate_hz
    n = len(sampled.values)
    usual = min(max(SEGMENT_S * sampled.rate_hz, LEAST_SEGMENT), max(n // PARTS, LEAST_SEGMENT))
    return max(2, min(n, round(min(asked or usual, 1e9))))


def positive(request: Draw, key: str) -> float:
    """A setting that is a number above 0; 0 if it is not set."""
    asked = request.option(key)
    try:
        value = float(asked) if asked else 0.0
    except ValueError:
        value = -1.0
    if asked and not 0 < value < 1e9:
        raise UsageError(f"{key} takes a number above 0, not {text.safe(asked, limit=20)}.")
    return value
