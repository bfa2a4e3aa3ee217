"""Where a window of time lies among the samples, found without reading all timestamps."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dandi_tui.errors import UsageError
from dandi_tui.nwb.axes import along, long_axis
from dandi_tui.nwb.data import Data
from dandi_tui.nwb.series import Series
from dandi_tui.protocol.pictures import Cost

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]

LENGTHS_S = (60.0, 10.0, 1.0, 0.1)
"""A first window is the longest of these that costs little enough."""

LENGTHS_SAMPLES = (10_000.0, 1_000.0, 100.0, 10.0)
"""The same where a series has no time axis."""

BLOCK_SAMPLES = 8192
"""Timestamps read at once where they are not in chunks."""

SMALL_BLOCK_SAMPLES = 65_536
"""A block of so many timestamps may be read for a mere remark."""

KEPT_BLOCKS = 4
"""Blocks of timestamps kept; a chunk of them may be 10 MB."""


@dataclass
class TimeAxis:
    """Times of the samples of one series, by sample index; reads timestamps block by block."""

    series: Series
    _blocks: dict[int, Floats] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of samples."""
        return self.series.n_samples

    @cached_property
    def in_seconds(self) -> bool:
        """Whether there are times; otherwise x is the sample's index."""
        if self._unusable():
            return False
        return self.series.timestamps is not None or self.series.rate_hz is not None

    def _unusable(self) -> bool:
        """Whether no timestamp of the first block is a number."""
        if self.series.timestamps is None or self.n == 0:
            return False
        return not np.isfinite(self._block(0)).any()

    @cached_property
    def step(self) -> float:
        """Median step of time; of timestamps, that of the first block."""
        if not self.in_seconds:
            return 1.0
        if self.series.timestamps is None:
            return 1.0 / (self.series.rate_hz or 1.0)
        steps = self._steps()
        return float(np.median(steps)) if len(steps) else 0.0

    def _steps(self) -> Floats:
        steps = np.diff(self._block(0))
        return np.asarray(steps[np.isfinite(steps) & (steps > 0)])

    @cached_property
    def regular(self) -> bool:
        """Whether the steps of time are about the same, so that a rate means something."""
        if self.series.timestamps is None:
            return True
        steps = self._steps()
        if len(steps) < 2:
            return False
        low, middle, high = np.quantile(steps, (0.05, 0.5, 0.95))
        return bool(high - low <= 0.2 * middle)

    @cached_property
    def extent(self) -> Window:
        """Time of the first and the last sample."""
        if self.n == 0:
            return (0.0, 0.0)
        if self.series.timestamps is None or not self.in_seconds:
            return (self._computed(0), self._computed(self.n - 1))
        first, last = self._block(0), self._block((self.n - 1) // self._size())
        if self.n <= self._size():
            return (float(np.nanmin(first)), float(np.nanmax(first)))
        finite = last[np.isfinite(last)]
        start = float(first[np.isfinite(first)][0])
        return (start, float(finite[-1]) if len(finite) else start + self.step * (self.n - 1))

    @property
    def whole(self) -> Window:
        """The window that holds every sample, the last one too."""
        start, stop = self.extent
        return (start, self.just_after(stop))

    def just_after(self, stop: float) -> float:
        """Half a step or so past a time: a half-open window up to there includes it."""
        return stop + max(self.step, float(np.spacing(abs(stop))), 1e-9)

    def samples(self, window: Window) -> tuple[int, int]:
        """First and last + 1 of the samples that may lie in a half-open window."""
        start, stop = window
        if self.series.timestamps is not None and self.in_seconds and self.n <= self._size():
            inside = np.flatnonzero((self._block(0) >= start) & (self._block(0) < stop))
            return (int(inside[0]), int(inside[-1]) + 1) if len(inside) else (0, 0)
        first = self._first_at(start)
        return first, self._first_at(stop, first)

    def times(self, start: int, stop: int) -> Floats:
        """Times of samples; NaN where the file has none."""
        if self.series.timestamps is None or not self.in_seconds:
            return self._computed_many(np.arange(start, stop, dtype=np.float64))
        size = self._size()
        if start // size == max(start, stop - 1) // size:
            offset = start // size * size
            return self._block(start // size)[start - offset : stop - offset]
        return _read(self.series.timestamps, (start, stop))

    def cost(self, start: int, stop: int) -> Cost:
        """What reading the times of these samples would fetch."""
        if self.series.timestamps is None:
            return Cost(chunks=0, fetch_bytes=0, memory_bytes=0)
        return self.series.timestamps.cost(*along(self.series.timestamps, (start, stop)))

    def known(self, sample: int) -> bool:
        """Whether a sample's time is at hand, or in a small block."""
        if self.series.timestamps is None or not self.in_seconds:
            return True
        return sample // self._size() in self._blocks or self._size() <= SMALL_BLOCK_SAMPLES

    def _computed(self, sample: int) -> float:
        return float(self._computed_many(np.array([sample], dtype=np.float64))[0])

    def _computed_many(self, samples: Floats) -> Floats:
        rate = self.series.rate_hz if self.series.timestamps is None else None
        if rate is None:
            return samples
        return samples / rate + (self.series.starting_time or 0.0)

    def _first_at(self, time: float, known: int = 0) -> int:
        """The first sample at or after a time; not before `known`."""
        if self.series.timestamps is not None and self.in_seconds:
            return self._first_timestamp_at(time, known)
        start, step = self.extent[0], self.step
        if not math.isfinite(time):
            return 0 if time < 0 else self.n
        sample = min(self.n, max(0, math.ceil((time - start) / step)))
        # Rounding may be off by one either way; the times themselves decide.
        while sample > 0 and self._computed(sample - 1) >= time:
            sample -= 1
        while sample < self.n and self._computed(sample) < time:
            sample += 1
        return sample

    def _first_timestamp_at(self, time: float, known: int) -> int:
        """Bisect block by block; blocks are guessed by interpolation, as times grow evenly."""
        size = self._size()
        high = (self.n - 1) // size
        low = min(known // size, high)
        if self._ends_at_or_after(low, time):
            high = low
        while low < high:
            middle = self._guess(time, low, high)
            if self._ends_at_or_after(middle, time):
                high = middle
                if (self._block(middle) < time).any():
                    low = middle
            else:
                low = middle + 1
        block = self._block(low)
        inside = np.flatnonzero(block >= time)
        return low * size + (int(inside[0]) if len(inside) else len(block))

    def _ends_at_or_after(self, number: int, time: float) -> bool:
        """Whether the last time of a block, NaN left out, is at or after a time."""
        block = self._block(number)
        finite = block[np.isfinite(block)]
        return bool(len(finite) and finite[-1] >= time)

    def _guess(self, time: float, low: int, high: int) -> int:
        """A block in [low, high): where the time would be if steps were even, else the middle."""
        first, last = self.extent
        middle = (low + high) // 2
        if high - low < 4 or last <= first or not math.isfinite(time):
            return middle
        guess = int((time - first) / (last - first) * self.n) // self._size()
        return guess if low <= guess < high else middle

    def _size(self) -> int:
        timestamps = self.series.timestamps
        if timestamps is None:
            return BLOCK_SAMPLES
        return block_samples(timestamps)

    def _block(self, number: int) -> Floats:
        if number not in self._blocks:
            timestamps = self.series.timestamps
            size = self._size()
            span = (number * size, min(self.n, (number + 1) * size))
            read = np.empty(0) if timestamps is None else _read(timestamps, span)
            while len(self._blocks) >= KEPT_BLOCKS:
                # The first block gives start and step, again and again.
                del self._blocks[next(key for key in self._blocks if key != 0)]
            self._blocks[number] = read
        return self._blocks[number]


def _read(timestamps: Data, span: tuple[int, int]) -> Floats:
    """Shape (samples,)."""
    return np.asarray(timestamps.read(*along(timestamps, span)), dtype=np.float64).reshape(-1)


def block_samples(timestamps: Data) -> int:
    """Timestamps that are read at once: a chunk, or some small chunks."""
    if timestamps.chunks is None:
        return BLOCK_SAMPLES
    chunk = timestamps.chunks[long_axis(timestamps)]
    return chunk * max(1, BLOCK_SAMPLES // chunk)


def first_window(axis: TimeAxis, cost: Callable[[Window], Cost], limit_bytes: int) -> Window:
    """From the first sample on: the longest of 60, 10, 1, 0.1 s that fetches little enough.

    Where even the shortest fetches more than that, as chunks are large, the longest that
    fetches no more than the shortest.
    """
    start, stop = axis.whole
    lengths = LENGTHS_S if axis.in_seconds else LENGTHS_SAMPLES
    windows = [(start, min(stop, start + length)) for length in lengths]
    allowed = max(limit_bytes, cost(windows[-1]).fetch_bytes)
    return next(window for window in windows if cost(window).fetch_bytes <= allowed)


def smaller_window(
    axis: TimeAxis, cost: Callable[[Window], Cost], window: Window, limit_bytes: int
) -> tuple[Window, Cost] | None:
    """The longest part of a window, from its start, that fetches no more than the limit."""
    start = max(window[0], axis.extent[0])
    for length in LENGTHS_S if axis.in_seconds else LENGTHS_SAMPLES:
        part = (start, start + length)
        if part[1] < window[1] and cost(part).fetch_bytes <= limit_bytes:
            return part, cost(part)
    return None


def asked_window(axis: TimeAxis, window: Window) -> Window:
    """A window as asked; infinite ends are the recording's own."""
    start, stop = window
    first, last = axis.whole
    start = first if math.isinf(start) or math.isnan(start) else start
    stop = last if math.isinf(stop) or math.isnan(stop) else stop
    if stop <= start:
        raise UsageError(
            f"The window {start:g}:{stop:g} is empty.",
            hint=f"The recording spans {first:g} to {axis.extent[1]:g}.",
        )
    return start, stop
