"""Firing against injected current, over the sweeps of a file."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Curve, Figure, Scatter, Xy
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.icephys.sweep_data import Piece, aligned, piece_of
from dandi_tui.preview.icephys.sweep_pairs import (
    ICEPHYS,
    TABLES,
    Sweep,
    all_sweeps,
    electrode_of,
    sweeps_of,
)
from dandi_tui.preview.icephys.sweeps import MAX_BYTES
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

MAX_SWEEPS = 60
THRESHOLD_MV = -20.0
REFRACTORY_S = 0.001

SETTINGS = (("threshold", "in mV, what a spike crosses upwards; else -20"),)

VOLTS = {"volts": 1.0, "volt": 1.0, "v": 1.0, "mv": 1e-3, "millivolts": 1e-3, "millivolt": 1e-3}
AMPERES = {
    "amperes": 1.0, "ampere": 1.0, "amps": 1.0, "a": 1.0, "na": 1e-9, "pa": 1e-12,
    "nanoamperes": 1e-9, "picoamperes": 1e-12,
}  # fmt: skip
"""Units that files write, in SI."""


@dataclass(frozen=True)
class Step:
    """The largest step of a stimulus."""

    amplitude: float
    """From the baseline, in the stimulus' unit."""
    start_s: float
    stop_s: float
    flat: bool = True
    """Not a ramp: nine tenths of it within a fifth of the amplitude."""


def accepts_f_i(obj: NwbObject) -> bool:
    """Tables of sweeps, current clamp responses, and the group of what recorded them."""
    if any(map(obj.is_a, TABLES)) or obj.path == ICEPHYS:
        return True
    numeric = obj.data_dtype.startswith(("int", "uint", "float")) and "[" not in obj.data_dtype
    return obj.is_a("CurrentClampSeries") and numeric and len(obj.data_shape or ()) == 1


def draw_f_i(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Spikes per second during the largest step of each sweep, over the step's current.

    A spike is an upward crossing of the threshold, at least 1 ms after the one before. The
    current is the median of the stimulus during its largest step (by amplitude × duration) less
    its baseline, the median of its first hundredth; a holding current is not in it. Of a sweep
    without a step the step's times are those that most other sweeps have. Each electrode has a
    mean of its own: several are in different cells.
    """
    threshold = _threshold(request)
    sweeps = all_sweeps(file) if obj.path == ICEPHYS else sweeps_of(file, obj)
    facts = facts_of(obj)
    pairs = [pair for sweep in sweeps[:MAX_SWEEPS] if (pair := _pair(file, sweep))]
    if not pairs:
        return sentence("No sweep here has a potential and the current that was injected."), facts
    facts = replace(facts, shown=(text.plural(len(pairs), "sweep"), f"of {len(sweeps):,}"))
    cost = sum((response.cost + stimulus.cost for response, stimulus in pairs), NO_COST)
    question = too_much(request, facts, cost, f"{text.plural(len(pairs), 'sweep')}, whole")
    if question:
        return question
    largest = max(sum(piece.samples[1] - piece.samples[0] for piece in pair) for pair in pairs)
    if 16 * largest > MAX_BYTES:
        raise DandiTuiError("A sweep here is too long to hold at once.")
    steps, spikes = _counted(pairs, threshold)
    if not any(math.isfinite(step.amplitude) for step in steps):
        return sentence("The sweeps here have no samples."), facts
    crossing = f"spikes cross {text.number(threshold * 1e3)} mV upwards, 1 ms apart or more"
    words = ("numbers are spikes", crossing, "during the largest step of each sweep")
    ramps = () if all(step.flat for step in steps) else ("some stimuli are no steps",)
    cells = [electrode_of(file, response.series.obj.path) for response, _ in pairs]
    several = ("a mean of each electrode",) if len(set(cells)) > 1 else ()
    facts = replace(facts, remarks=(*words, *several, *ramps))
    return _figure(steps, spikes, cells), replace(
        facts, x_label="injected current", x_unit="A", y_label="firing rate", y_unit="spikes/s"
    )


def _threshold(request: Draw) -> float:
    """In volts."""
    asked = request.option("threshold")
    try:
        value = float(asked) if asked else THRESHOLD_MV
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(
            f"{text.safe(asked, limit=40)} is no threshold.", hint="threshold=MV, as in -20."
        )
    return value / 1e3


def _pair(file: NwbFile, sweep: Sweep) -> tuple[Piece, Piece] | None:
    """Of a current clamp sweep in units that are known: response and stimulus."""
    response, stimulus = piece_of(file, sweep.response), piece_of(file, sweep.stimulus)
    if response is None or stimulus is None:
        return None
    if not (response.axis.in_seconds and stimulus.axis.in_seconds):
        return None
    is_clamp = response.series.obj.is_a("CurrentClampSeries")
    known = _si(response, VOLTS) and _si(stimulus, AMPERES)
    return (response, stimulus) if is_clamp and known else None


def _si(piece: Piece, units: dict[str, float]) -> float:
    """The factor to SI; 0 of a unit that is none of these."""
    return units.get(piece.series.unit.strip().lower(), 0.0)


def _counted(
    pairs: Sequence[tuple[Piece, Piece]], threshold: float
) -> tuple[list[Step], list[list[float]]]:
    """The step of each sweep in amperes, and the times of its spikes."""
    steps: list[Step | None] = []
    spikes: list[list[float]] = []
    spans: list[tuple[float, float]] = []
    for response, stimulus in pairs:
        (x, y), (u, v), _ = aligned(response, stimulus)
        spikes.append(crossings(x, y * _si(response, VOLTS), threshold))
        steps.append(largest_step(u, v * _si(stimulus, AMPERES)))
        spans.append((float(x[0]), float(x[-1])) if len(x) else (0.0, 0.0))
    # What is ten thousand times smaller than the largest is the digitizer's zero.
    least = 1e-4 * max((abs(step.amplitude) for step in steps if step), default=0.0)
    steps = [step if step and abs(step.amplitude) >= least else None for step in steps]
    found = [(round(step.start_s, 6), round(step.stop_s, 6)) for step in steps if step]
    usual = Counter(found).most_common(1)
    filled = [
        step or Step(0.0, *(usual[0][0] if usual else span))
        for step, span in zip(steps, spans, strict=True)
    ]
    return filled, spikes


def crossings(x: Floats, y: Floats, threshold: float) -> list[float]:
    """Times at which a potential rises to a threshold, each at least 1 ms after the one before.

    Args:
        x: Shape (samples,), seconds, ascending.
        y: Shape (samples,), volts; NaN is below.
        threshold: In volts.
    """
    above = y >= threshold
    kept: list[float] = []
    for time in x[1:][above[1:] & ~above[:-1]].tolist():
        if not kept or time - kept[-1] >= REFRACTORY_S:
            kept.append(time)
    return kept


def largest_step(x: Floats, y: Floats) -> Step | None:
    """Of a stimulus what differs longest and most from its baseline; None if nothing does.

    Args:
        x: Shape (samples,), seconds, ascending.
        y: Shape (samples,), any unit; NaN is taken as baseline.
    """
    if not np.isfinite(y).any():
        return None
    start = y[: max(1, len(y) // 100)]
    known = start[np.isfinite(start)]
    baseline = float(np.median(known)) if len(known) else 0.0
    away = np.where(np.isfinite(y), y - baseline, 0.0)
    # A twentieth of the largest deviation is noise, or the digitizer's.
    sign = np.sign(np.where(np.abs(away) > 0.05 * np.abs(away).max(), away, 0.0))
    edges = np.flatnonzero(np.diff(sign)) + 1
    first, last = np.append(0, edges), np.append(edges, len(y))
    areas = np.abs(np.add.reduceat(np.where(sign != 0, away, 0.0), first))
    if not areas.max() > 0:
        return None
    i = int(areas.argmax())
    part = away[first[i] : last[i]]
    stop = x[min(last[i], len(x) - 1)]
    amplitude = float(np.median(part))
    low, high = np.quantile(part, (0.05, 0.95))
    flat = bool(high - low <= 0.2 * abs(amplitude))
    return Step(amplitude, float(x[first[i]]), float(stop), flat)


def _figure(steps: Sequence[Step], spikes: Sequence[list[float]], cells: Sequence[str]) -> Figure:
    counts = np.array(
        [
            sum(step.start_s <= time <= step.stop_s for time in times)
            for step, times in zip(steps, spikes, strict=True)
        ]
    )
    lengths = np.array([max(step.stop_s - step.start_s, 1e-9) for step in steps])
    current = np.array([step.amplitude for step in steps])
    rates = counts / lengths
    layers: list[Curve | Scatter] = []
    for index, cell in enumerate(dict.fromkeys(cells)):
        mine = np.array([one == cell for one in cells])
        name = text.safe(cell.rsplit("/", 1)[-1], limit=40) if not mine.all() else ""
        layers += _layers(name, index, current[mine], rates[mine], counts[mine])
    return Xy(
        layers=tuple(layers),
        x=Axis(label="injected current", unit="A"),
        y=Axis(label="firing rate", unit="spikes/s"),
        x_limits=_around(current),
        y_limits=(0.0, max(1.0, 1.1 * float(rates.max()))),
    )


def _layers(
    name: str, index: int, current: Floats, rates: Floats, counts: npt.NDArray[np.int64]
) -> tuple[Curve, Scatter]:
    """The sweeps of one electrode, and their mean at each current."""
    levels = np.unique(np.round(current, 15))
    means = np.array([rates[np.isclose(current, one, atol=1e-15)].mean() for one in levels])
    labels = tuple(map(str, counts.tolist()))
    return (
        Curve(name=f"{name} mean".lstrip(), index=index, x=levels, y=means),
        Scatter(name=f"{name} sweeps".lstrip(), index=index, x=current, y=rates, labels=labels),
    )


def _around(current: Floats) -> tuple[float, float]:
    """All currents with a margin; of one alone, 0 too."""
    low, high = float(current.min()), float(current.max())
    if high - low < 1e-3 * max(abs(low), abs(high), 1e-12):
        low, high = min(low, 0.0), max(high, 0.0)
    margin = 0.05 * (high - low) or 1e-12
    return low - margin, high + margin
