"""ΔF/F as GCaMP6f shows it: sparse events with a fast rise, an exponential decay, and noise."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui.demo.recordings.session import MOVIE_FRAMES, Presentations
from dandi_tui.demo.recordings.storage import stepped

Traces = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

DFF_STEP = 2.0**-7
"""ΔF/F is a multiple of this: about an eighth of the noise."""
KERNEL_FRAMES = 150
"""5 s: the slowest decay is over by then."""


@dataclass(frozen=True)
class Neuron:
    """What one ROI does. Rates in events a second, times in seconds, the rest in ΔF/F."""

    burst_rate: float
    burst_events: float
    amplitude: float
    rise_s: float
    decay_s: float
    noise: float
    kind: int
    """The kind of stimulus that it answers, an index of the session's; -1 for none."""
    preferred: tuple[int, ...]
    """The conditions that it answers."""
    reliability: float


def neurons(
    n_rois: int, shown: tuple[Presentations, ...], rng: np.random.Generator
) -> list[Neuron]:
    """Cells as they come: most are quiet, a few busy; six in ten answer one kind of stimulus."""
    return [_neuron(shown, rng) for _ in range(n_rois)]


def _neuron(shown: tuple[Presentations, ...], rng: np.random.Generator) -> Neuron:
    """One cell; for each kind as many preferred conditions as give some hundred chances at most."""
    kind = int(rng.integers(len(shown))) if rng.random() < 0.6 else -1
    chosen: tuple[int, ...] = ()
    if kind >= 0:
        n = {MOVIE_FRAMES: 2, 4_100: 60}.get(shown[kind].n_conditions, 3)
        chosen = tuple(int(c) for c in rng.choice(shown[kind].n_conditions, n, replace=False))
    return Neuron(
        burst_rate=float(np.clip(rng.lognormal(np.log(0.035), 0.8), 0.006, 0.2)),
        burst_events=float(rng.uniform(1.2, 3.0)),
        amplitude=float(np.clip(rng.lognormal(np.log(0.36), 0.45), 0.15, 0.8)),
        rise_s=float(rng.uniform(0.025, 0.045)),
        decay_s=float(rng.uniform(0.42, 0.95)),
        noise=float(np.clip(rng.lognormal(np.log(0.06), 0.2), 0.045, 0.1)),
        kind=kind,
        preferred=chosen,
        reliability=float(rng.uniform(0.25, 0.85)),
    )


def events_of(
    neuron: Neuron,
    shown: tuple[Presentations, ...],
    times: Times,
    rng: np.random.Generator,
) -> tuple[Times, Times]:
    """Onsets in seconds, in order, and amplitudes in ΔF/F of one cell: bursts and answers."""
    start, stop = times[0], times[-1] - 1.0
    n_bursts = rng.poisson(neuron.burst_rate * (stop - start))
    sizes = rng.geometric(1 / neuron.burst_events, n_bursts)
    within = rng.exponential(0.14, sizes.sum())
    firsts = np.cumsum(sizes) - sizes
    since = np.cumsum(within) - np.repeat(np.cumsum(within)[firsts], sizes)
    onsets = np.repeat(rng.uniform(start, stop, n_bursts), sizes) + since
    if neuron.kind >= 0:
        onsets = np.concatenate([onsets, _answers(neuron, shown[neuron.kind], rng)])
    onsets = np.sort(onsets[onsets < stop])
    return onsets, neuron.amplitude * rng.lognormal(0.0, 0.4, len(onsets))


def _answers(neuron: Neuron, shown: Presentations, rng: np.random.Generator) -> Times:
    """Onsets of the events that preferred conditions evoke, 50 to 200 ms after each."""
    seen = shown.onset_s[np.isin(shown.index, neuron.preferred)]
    seen = seen[rng.random(len(seen)) < neuron.reliability]
    evoked = np.repeat(seen, 1 + rng.poisson(1.0, len(seen)))
    return evoked + rng.gamma(4.0, 0.03, len(evoked))


def transients(neuron: Neuron, onsets: Times, amplitudes: Times, times: Times) -> Traces:
    """The clean ΔF/F of events, shape (time,): each rises to its amplitude, then decays."""
    after = np.searchsorted(times, onsets)[:, np.newaxis] + np.arange(KERNEL_FRAMES)
    inside = after < len(times)
    after = np.where(inside, after, len(times) - 1)
    since = (times[after] - onsets[:, np.newaxis]).astype(np.float32)
    values = np.exp(-since / neuron.decay_s) * (1 - np.exp(-since / neuron.rise_s))
    ratio = neuron.decay_s / neuron.rise_s
    peak = ratio / (1 + ratio) * (1 + ratio) ** (-1 / ratio)
    values *= inside * (amplitudes[:, np.newaxis] / peak)
    summed = np.bincount(after.ravel(), values.ravel(), minlength=len(times))
    return summed.astype(np.float32)


@dataclass(frozen=True)
class Activity:
    """ΔF/F and the events in it, both (time, roi), and the neuropil's course (time,)."""

    dff: Traces
    events: Traces
    neuropil: Traces


def simulate(
    n_rois: int, shown: tuple[Presentations, ...], times: Times, rng: np.random.Generator
) -> Activity:
    """A field of view: transients, photon noise that grows with the signal, a tiny drift."""
    dff = np.empty((n_rois, len(times)), np.float32)
    events = np.zeros_like(dff)
    shared = slow_course(times, rng, period_s=2.0) + slow_course(times, rng, period_s=40.0)
    for row, (neuron, trace) in enumerate(zip(neurons(n_rois, shown, rng), dff, strict=True)):
        onsets, amplitudes = events_of(neuron, shown, times, rng)
        clean = transients(neuron, onsets, amplitudes, times)
        rng.standard_normal(out=trace, dtype=np.float32)
        trace *= neuron.noise * np.sqrt(1 + clean)
        trace += clean
        trace += 0.006 * shared + 0.008 * slow_course(times, rng, period_s=300.0)
        stepped(trace, DFF_STEP)
        found = amplitudes > 2 * neuron.noise
        heights = stepped(amplitudes[found], DFF_STEP)
        np.add.at(events[row], np.searchsorted(times, onsets[found]), heights)
    return Activity(dff.T, events.T, shared)


def slow_course(times: Times, rng: np.random.Generator, *, period_s: float) -> Traces:
    """A smooth random course of mean 0 and deviation about 1, shape (time,)."""
    knots = np.arange(times[0], times[-1] + 2 * period_s, period_s / 2)
    heights = np.convolve(rng.standard_normal(len(knots)), [0.4, 0.8, 0.4], mode="same")
    course: Traces = np.interp(times, knots, heights).astype(np.float32)
    return course
