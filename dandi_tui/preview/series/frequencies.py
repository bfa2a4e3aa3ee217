"""Power over frequency, by Welch's method, and over time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
