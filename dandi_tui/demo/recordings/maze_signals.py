"""A rat that forages in an arena, simulated: its path, its place cells, its theta rhythm."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

POSITION_HZ = 30.0
POSITION_S = 300.0
ARENA_M = 1.0

LFP_HZ = 1_250.0
LFP_S = 20.0
N_CHANNELS = 16
THETA_HZ = 8.0
THETA_DRIFT_HZ = 0.6

BANDS = {"theta": (6.0, 10.0), "beta": (14.0, 28.0), "slow gamma": (30.0, 55.0),
         "fast gamma": (60.0, 100.0)}  # fmt: skip
"""In Hz."""

N_UNITS = 12
N_INTERNEURONS = 2
WAVEFORM_HZ = 30_000.0
N_WAVEFORM = 48


@dataclass(frozen=True)
class Run:
    """Where the rat was."""

    times: Floats
    """Shape (samples,), s."""
    position: Floats
    """Shape (samples, 2): x and y in m, from the arena's corner."""
    heading: Floats
    """Shape (samples,), rad, in [0, 2π)."""
    speed: Floats
    """Shape (samples,), m/s."""


def run_about(rng: np.random.Generator) -> Run:
    """Five minutes at 30 Hz: turns at random, stops, and turns away from the walls."""
    n = int(POSITION_S * POSITION_HZ)
    dt = 1 / POSITION_HZ
    position, heading, speed = np.empty((n, 2)), np.empty(n), np.empty(n)
    at, angle, fast = np.array([0.5, 0.5]), 0.3, 0.1
    turns, pushes = rng.standard_normal((2, n))
    rests = np.repeat(rng.random(n // 90 + 1) < 0.15, 90)[:n]
    for i in range(n):
        target = 0.01 if rests[i] else 0.22
        fast = max(0.0, fast + 2.5 * (target - fast) * dt + 0.12 * np.sqrt(dt) * pushes[i])
        away = _from_walls(at, angle)
        angle += 6.0 * away * dt + 1.8 * np.sqrt(dt) * turns[i]
        at = np.clip(at + fast * dt * np.array([np.cos(angle), np.sin(angle)]), 0.02, 0.98)
        position[i], heading[i], speed[i] = at, angle % (2 * np.pi), fast
    return Run(np.arange(n, dtype=np.float64) * dt, position * ARENA_M, heading, speed)


def _from_walls(at: Floats, angle: float) -> float:
    """Which way to turn: towards the middle, the more so near a wall."""
    to_middle = np.arctan2(0.5 - at[1], 0.5 - at[0])
    nearness = max(0.0, 2 * float(np.abs(at - 0.5).max()) - 0.6) / 0.4
    return nearness * float(np.sin(to_middle - angle))


def theta_phase(times: Floats, rng: np.random.Generator) -> Floats:
    """Phase in rad of a rhythm of 8 Hz whose frequency drifts slowly; shape (samples,)."""
    drift = np.zeros_like(times)
    for hz in (0.05, 0.11, 0.27):
        drift += np.sin(2 * np.pi * (hz * times + rng.random())) * THETA_DRIFT_HZ / 3
    step = float(times[1] - times[0])
    phase: Floats = 2 * np.pi * np.cumsum(THETA_HZ + drift) * step
    return phase


def local_field(phase: Floats, rng: np.random.Generator) -> Floats:
    """µV, shape (samples, channels): theta that turns over across layers, gamma on its crest,
    and noise that falls with frequency and is shared by neighbours."""
    depth = np.arange(N_CHANNELS) / (N_CHANNELS - 1)
    turned = 2.6 / (1 + np.exp(-(depth - 0.55) / 0.08))
    size = 90 + 160 * depth
    theta = size * np.cos(phase[:, np.newaxis] - turned)
    times = np.arange(len(phase)) / LFP_HZ
    crest = np.clip(np.cos(phase), 0, None) ** 2
    gamma = 35 * crest * np.sin(2 * np.pi * 42 * times)
    near = np.exp(-(((depth - 0.5) / 0.2) ** 2))
    noise = _pink((len(phase), N_CHANNELS), rng)
    shared = noise + np.roll(noise, 1, axis=1) + np.roll(noise, -1, axis=1)
    field: Floats = theta + gamma[:, np.newaxis] * near + 28 * shared
    return field


def _pink(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Noise whose power falls as 1/f from 1 Hz on, of s.d. 1."""
    spectrum = np.fft.rfft(rng.standard_normal(shape), axis=0)
    hz = np.fft.rfftfreq(shape[0], 1 / LFP_HZ)
    spectrum /= np.sqrt(np.maximum(hz, 1.0))[:, np.newaxis]
    noise: Floats = np.fft.irfft(spectrum, shape[0], axis=0)
    return np.asarray(noise / noise.std(axis=0))


def band_amplitudes(field: Floats, every: int) -> Floats:
    """Amplitude of each band, shape (samples, channels, bands), at every so many samples.

    The analytic signal by a Fourier transform: only the band's positive frequencies, doubled.
    """
    spectrum = np.fft.fft(field, axis=0)
    hz = np.fft.fftfreq(len(field), 1 / LFP_HZ)
    found = []
    for low, high in BANDS.values():
        kept = spectrum * (2.0 * ((hz >= low) & (hz < high)))[:, np.newaxis]
        found.append(np.abs(np.fft.ifft(kept, axis=0))[::every])
    return np.stack(found, axis=2)


def place_spikes(run: Run, rng: np.random.Generator) -> list[Floats]:
    """Spike times of 12 units, s: ten place cells with a field each, two fast interneurons."""
    fine = np.arange(0, POSITION_S, 0.002)
    phase = theta_phase(fine, rng)
    where = np.stack([np.interp(fine, run.times, axis) for axis in run.position.T], axis=1)
    moving = np.interp(fine, run.times, run.speed) > 0.05
    trains = []
    for unit in range(N_UNITS):
        preferred = rng.uniform(0, 2 * np.pi)
        if unit < N_UNITS - N_INTERNEURONS:
            centre, width = rng.uniform(0.1, 0.9, 2), rng.uniform(0.09, 0.16)
            away = ((where - centre) ** 2).sum(axis=1)
            rate = 0.15 + rng.uniform(8, 22) * np.exp(-away / (2 * width**2)) * moving
        else:
            rate = np.full(len(fine), rng.uniform(9, 14))
        rate = rate * (1 + 0.8 * np.cos(phase - preferred))
        hits = np.flatnonzero(rng.random(len(fine)) < rate * 0.002)
        times = fine[hits] + rng.random(len(hits)) * 0.002
        trains.append(np.round(times[np.diff(times, prepend=-1.0) > 0.0025], 5))
    return trains


def waveforms(rng: np.random.Generator) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Mean and s.d. in V, both shape (units, samples, channels): largest on one channel each."""
    ms = (np.arange(N_WAVEFORM) - 16) / WAVEFORM_HZ * 1e3
    mean = np.empty((N_UNITS, N_WAVEFORM, N_CHANNELS))
    for unit in range(N_UNITS):
        narrow = unit >= N_UNITS - N_INTERNEURONS
        trough, rebound = (0.09, 0.22) if narrow else (0.15, 0.45)
        shape = -np.exp(-((ms / trough) ** 2))
        shape += 0.35 * np.exp(-(((ms - 2.2 * rebound) / rebound) ** 2))
        away = np.abs(np.arange(N_CHANNELS) - rng.integers(2, N_CHANNELS - 2))
        mean[unit] = rng.uniform(60, 180) * shape[:, np.newaxis] * np.exp(-away / 1.4)
    sd = 7 + 0.08 * np.abs(mean) + rng.uniform(0, 1, mean.shape)
    volts = (np.round(values, 1) * 1e-6 for values in (mean, sd))
    first, second = (values.astype(np.float32) for values in volts)
    return first, second
