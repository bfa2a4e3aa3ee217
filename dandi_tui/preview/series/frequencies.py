"""Power over frequency, by Welch's method, and over time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.protocol.pictures import Move

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Segments:
    """Power spectral densities of overlapping parts of a signal."""

    frequencies: Floats
    """Shape (frequencies,), Hz, from 0 to half the rate."""
    density: Floats
    """Shape (segments, frequencies), unit²/Hz; NaN for a segment with missing samples."""
    middles: Floats
    """Shape (segments,): the middle of each in samples from the first."""

    @property
    def n_missing(self) -> int:
        """Segments that are left out."""
        return int(np.isnan(self.density).any(axis=1).sum())

    def mean(self) -> Floats:
        """Over the segments without missing samples, shape (frequencies,); else NaN."""
        good = self.density[~np.isnan(self.density).any(axis=1)]
        if not len(good):
            return np.full(len(self.frequencies), np.nan)
        return np.asarray(good.mean(axis=0))


def segments(values: Floats, rate_hz: float, length: int) -> Segments:
    """One-sided power spectral density of each segment.

    Segments overlap by half; each has its mean taken off (constant detrending), is weighted by a
    periodic Hann window w, and gives |FFT|² / (rate × Σw²), doubled but for 0 Hz and half the
    rate. Their mean is what `scipy.signal.welch(values, rate_hz, nperseg=length)` returns.

    Args:
        values: Shape (samples,), in the series' unit; NaN is missing.
        rate_hz: Samples per second.
        length: Samples of a segment, at least 2 and no more than there are.

    Source:
        Welch, IEEE Trans. Audio Electroacoust. 15 (1967).
    """
    starts = np.arange(0, len(values) - length + 1, length - length // 2)
    parts = np.lib.stride_tricks.sliding_window_view(values, length)[starts]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    weighted = (parts - parts.mean(axis=1, keepdims=True)) * window
    with np.errstate(over="ignore", invalid="ignore"):
        density = np.abs(np.fft.rfft(weighted, axis=1)) ** 2 / (rate_hz * (window**2).sum())
    density[:, 1 : (-1 if length % 2 == 0 else None)] *= 2
    middles = np.asarray(starts + (length - 1) / 2, dtype=np.float64)
    frequencies = np.asarray(np.fft.rfftfreq(length, 1 / rate_hz), dtype=np.float64)
    return Segments(frequencies, density, middles)


def decibels(density: Floats) -> Floats:
    """10 log10 of a density in unit²/Hz; NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 10 * np.log10(density)
    return np.where(np.isfinite(found), found, np.nan)


def colour_range(values: Floats) -> tuple[float, float]:
    """The ends of the colours of values that are not all NaN: percentiles 0.5 and 99.7."""
    low, high = (float(v) for v in np.percentile(values[np.isfinite(values)], (0.5, 99.7)))
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def in_columns(frequencies: Floats, density: Floats, n: int, *, log: bool) -> tuple[Floats, Floats]:
    """Means over the frequencies that share a column of a picture.

    Args:
        frequencies: Shape (frequencies,), Hz, above 0, ascending.
        density: The same shape; NaN where there is none.
        n: Columns.
        log: Columns are alike in decades; else in Hz.

    Returns:
        Frequencies and densities, of each column that has any the mean; where frequencies are
        further apart than columns, they are as they were.
    """
    if len(frequencies) < 2:
        return frequencies, density
    places = np.log(frequencies) if log else frequencies
    share = (places - places[0]) / (places[-1] - places[0])
    column = np.minimum((share * n).astype(np.int64), n - 1)
    present = np.isfinite(density)
    _, which = np.unique(column, return_inverse=True)
    counts = np.bincount(which)
    known = np.bincount(which, weights=present)
    total = np.bincount(which, weights=np.where(present, density, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(known > 0, total / known, np.nan)
    return np.bincount(which, weights=frequencies) / counts, means


def until_moves(highest: float, until: float) -> tuple[Move, ...]:
    """`z` and `Z`: half, and twice, the highest frequency that is shown.

    Args:
        highest: Of the data.
        until: That is shown.
    """
    shown = min(highest, until)
    larger = "" if 2 * shown >= highest else f"{2 * shown:.6g}"
    moves = [
        Move(key="z", sentence=f"up to {shown / 2:.4g} Hz", word="frequencies",
             options=(("until", f"{shown / 2:.6g}"),))
    ]  # fmt: skip
    if shown < highest:
        words = f"up to {larger or text.number(highest)} Hz"
        moves.append(Move(key="Z", sentence=words, options=(("until", larger),), pair=True))
    return tuple(moves)
