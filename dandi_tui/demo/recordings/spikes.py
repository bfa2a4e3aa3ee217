"""Units as a sorter finds them: spike trains with a refractory period, waveforms with a trough."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui.demo.recordings.storage import stepped

Array = npt.NDArray[np.float64]

REFRACTORY_S = 0.002
TIME_STEP_S = 2.0**-15
"""Spike times are multiples of this, 31 µs: near a sample of 30 kHz, and packs."""
SAMPLE_HZ = 30_000.0
WAVEFORM_SAMPLES = 128
WAVEFORM_CHANNELS = 40
TROUGH_SAMPLE = 42
N_CONTACTS = 384
ROW_UM = 20.0
"""Distance of the rows of a probe of Neuropixels 1.0, two contacts each."""


@dataclass(frozen=True)
class Unit:
    """One sorted unit: what it is, and its spikes in seconds, µV and µm from the probe's tip."""

    probe: int
    channel: int
    """Of its probe, the one with the largest waveform."""
    rate_hz: float
    amplitude_uv: float
    narrow: bool
    label: str
    """The sorter's: good, mua or noise."""
    times: Array
    amplitudes: Array
    depths: Array

    @property
    def depth_um(self) -> float:
        """Of its channel, from the probe's tip."""
        return self.channel // 2 * ROW_UM + ROW_UM


def make_units(n: int, probes: int, span_s: float, rng: np.random.Generator) -> list[Unit]:
    """`n` units of all probes, by probe and then from the tip upwards."""
    seconds = int(span_s) + 1
    drives = [_drive(seconds, rng) for _ in range(8)]
    places = sorted(
        (int(rng.integers(probes)), int(rng.integers(8, N_CONTACTS - 8))) for _ in range(n)
    )
    return [_unit(probe, at, span_s, drives[at * 8 // N_CONTACTS], rng) for probe, at in places]


def _drive(seconds: int, rng: np.random.Generator) -> Array:
    """How active a part of the brain is, second by second, around 1."""
    slow = np.interp(
        np.arange(seconds),
        np.arange(0, seconds + 60, 60),
        rng.normal(0, 0.35, len(np.arange(0, seconds + 60, 60))),
    )
    return np.asarray(np.exp(slow + rng.normal(0, 0.25, seconds)))


def _unit(probe: int, channel: int, span_s: float, drive: Array, rng: np.random.Generator) -> Unit:
    narrow = bool(rng.random() < 0.22)
    rate_hz = float(np.clip(rng.lognormal(np.log(2.6 if narrow else 0.9), 0.85), 0.08, 9.0))
    amplitude = float(np.clip(rng.lognormal(np.log(105), 0.45), 45, 420))
    label = str(rng.choice(["good", "mua", "noise"], p=[0.62, 0.3, 0.08]))
    times = spike_times(rate_hz, span_s, drive, rng)
    drift = 1 + 0.06 * np.sin(times / span_s * rng.uniform(2, 6) + rng.uniform(0, 6))
    amplitudes = amplitude * drift * rng.normal(1, 0.09, len(times))
    depths = channel // 2 * ROW_UM + ROW_UM + rng.normal(0, 6, len(times)) + 8 * (drift - 1)
    return Unit(
        probe=probe,
        channel=channel,
        rate_hz=len(times) / span_s,
        amplitude_uv=amplitude,
        narrow=narrow,
        label=label,
        times=times,
        amplitudes=stepped(amplitudes, 1.0),
        depths=stepped(depths, 1.0),
    )


def spike_times(rate_hz: float, span_s: float, drive: Array, rng: np.random.Generator) -> Array:
    """Times in seconds, in order, of one unit; no two are nearer than the refractory period.

    Args:
        rate_hz: Mean rate, roughly.
        span_s: How long the recording is.
        drive: Relative rate, second by second, mean about 1.
        rng: Random numbers.
    """
    n = rng.poisson(rate_hz * span_s * 0.85)
    course = np.concatenate([[0.0], np.cumsum(drive)])
    even = rng.uniform(0, course[-1], n)
    times = np.interp(even, course, np.linspace(0, span_s, len(course)))
    leaders = times[rng.random(n) < 0.18]
    followers = leaders + REFRACTORY_S + rng.gamma(2.0, 0.003, len(leaders))
    return _refractory(np.concatenate([times, followers[followers < span_s]]))


def _refractory(times: Array) -> Array:
    """On the grid of times, in order, without what follows a kept spike too soon."""
    times = np.sort(stepped(times, TIME_STEP_S))
    while True:
        soon = np.flatnonzero(np.diff(times) < REFRACTORY_S) + 1
        if not len(soon):
            return times
        first = np.concatenate([[True], np.diff(soon) > 1])
        times = np.delete(times, soon[first])


def waveforms(units: list[Unit], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Mean waveforms in volts, shape (unit, sample, channel): 128 at 30 kHz, on the 40 nearest.

    NaN for units that are noise, and for channels past an end of the probe.
    """
    whole = np.full((len(units), WAVEFORM_SAMPLES, WAVEFORM_CHANNELS), np.nan, np.float32)
    for unit, waveform in zip(units, whole, strict=True):
        if unit.label != "noise":
            channels = unit.channel - WAVEFORM_CHANNELS // 2 + 1 + np.arange(WAVEFORM_CHANNELS)
            inside = (channels >= 0) & (channels < N_CONTACTS)
            waveform[:, inside] = _waveform(unit, channels[inside], rng)
    return np.asarray(stepped(whole, 2.0**-22), np.float32)


def _waveform(unit: Unit, channels: npt.NDArray[np.intp], rng: np.random.Generator) -> Array:
    """Volts (sample, channel): a sharp trough, then a slower peak; weaker and later far away."""
    across = np.where(channels % 2 == unit.channel % 2, 0.0, 32.0)
    along = (channels // 2 - unit.channel // 2) * ROW_UM
    away = np.hypot(across, along)
    share = np.exp(-away / rng.uniform(24, 45)) * rng.uniform(0.93, 1.07, len(channels))
    share[channels == unit.channel] = 1.0
    ms = (np.arange(WAVEFORM_SAMPLES) - TROUGH_SAMPLE)[:, np.newaxis] / SAMPLE_HZ * 1e3
    ms = ms - away / 400.0 * 0.35
    width, until_peak, peak = (0.075, 0.28, 0.42) if unit.narrow else (0.12, 0.62, 0.26)
    width *= rng.uniform(0.85, 1.25)
    until_peak *= rng.uniform(0.85, 1.2)
    peak *= rng.uniform(0.5, 1.4)
    trough = np.exp(-((ms / width) ** 2))
    after = np.exp(-(((ms - until_peak) / (0.42 * until_peak)) ** 2)) * (ms > -0.1)
    before = rng.uniform(0, 0.12) * np.exp(-(((ms + 0.3) / 0.1) ** 2))
    shape = -trough + peak * after + before
    noise = rng.normal(0, 0.4, shape.shape)
    return np.asarray((unit.amplitude_uv * shape * share + noise) * 1e-6)
