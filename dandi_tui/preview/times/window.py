"""Where a window of time lies among the samples, found without reading all timestamps."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dandi_tui.errors import UsageError
from dandi_tui.nwb.series import Series
from dandi_tui.preview.series.decimate import longest_step
from dandi_tui.preview.times.timestamps import Timestamps, rate_of
from dandi_tui.protocol.pictures import NO_COST, Cost

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]

LENGTHS_S = (60.0, 10.0, 1.0, 0.1)
"""A first window is the longest of these that costs little enough."""

LENGTHS_SAMPLES = (10_000.0, 1_000.0, 100.0, 10.0)
"""The same where a series has no time axis."""


@dataclass
class TimeAxis:
    """Times of the samples of one series, by sample index; stored ones are read block by block."""

    series: Series

    @cached_property
    def stored(self) -> Timestamps | None:
        """The times as the file has them; None if they are computed from a rate."""
        data = self.series.timestamps
        return None if data is None else Timestamps(data, self.n)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is odd about the times, as far as they were read."""
        if self.stored is None or not self.in_seconds:
            return ()
        many = self.stored.scannable or self.stored.ordered
        return (
            *(() if self.stored.complete else ("some times are no numbers: left out",)),
            *(() if self.stored.ordered else ("times are not in order",)),
            *(() if many else ("samples may be missing",)),
        )

    @property
    def n(self) -> int:
        """Number of samples."""
        return self.series.n_samples

    @cached_property
    def in_seconds(self) -> bool:
        """Whether there are times; otherwise x is the sample's index."""
        if self.stored is None:
            return self.series.rate_hz is not None
        if self.n:
            self.stored.fetch(((0, 1), (self.n - 1, self.n)))
        return self.n == 0 or bool(np.isfinite(self.stored.block(0)).any())

    @cached_property
    def step(self) -> float:
        """Median step of time; of timestamps, that of the first block, put in order."""
        if not self.in_seconds:
            return 1.0
        steps = self._steps_in_order()
        if steps is None:
            return 1.0 / (self.series.rate_hz or 1.0)
        forward = steps[steps > 0]
        return float(np.median(forward)) if len(forward) else 0.0

    @cached_property
    def rate_hz(self) -> float:
        """Samples per second of the parts without gaps; of timestamps, in the first block."""
        if self.stored is None or not self.in_seconds:
            return 1 / self.step
        block = self.stored.block(0)
        return rate_of(block[np.isfinite(block)])

    @cached_property
    def longest_step(self) -> float:
        """A step of time that is longer is a gap; see `decimate.longest_step`."""
        if not self.in_seconds:
            return 3.0
        steps = self._steps_in_order()
        return 3 * self.step if steps is None else longest_step(steps)

    def _steps(self) -> Floats | None:
        """Between the stored times of the first block, two by two."""
        if self.stored is None:
            return None
        steps = np.diff(self.stored.block(0))
        return np.asarray(steps[np.isfinite(steps)])

    def _steps_in_order(self) -> Floats | None:
        """The same once the times are sorted, as samples are before they are drawn."""
        steps = self._steps()
        if steps is None or self.stored is None or not (steps < 0).any():
            return steps
        block = self.stored.block(0)
        return np.asarray(np.diff(np.sort(block[np.isfinite(block)])))

    @cached_property
    def regular(self) -> bool:
        """Whether the steps of time are about the same, so that a rate means something."""
        steps = self._steps()
        if steps is None:
            return True
        if len(steps) < 2:
            return False
        low, middle, high = np.quantile(steps, (0.05, 0.5, 0.95))
        return bool(high - low <= 0.2 * middle)

    @cached_property
    def extent(self) -> Window:
        """Time of the first and the last sample; the least and the greatest, if known."""
        if self.n == 0:
            return (0.0, 0.0)
        limits = self.stored.extent() if self.stored and self.in_seconds else None
        if limits is None:
            return (self._computed(0), self._computed(self.n - 1))
        start, stop = limits
        return (start, stop if math.isfinite(stop) else start + self.step * (self.n - 1))

    def remeasured(self) -> bool:
        """Whether the extent is another now that times were met that go back.

        It was that of the first and the last time, as if all in between lay between them.
        """
        is_sure = self.stored is None or self.stored.ordered or not self.stored.scannable
        if is_sure or "extent" not in self.__dict__:
            return False
        before = self.__dict__.pop("extent")
        return bool(self.extent != before)

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
        if self.n == 0:
            return (0, 0)
        stored = self.stored if self.in_seconds else None
        if stored is not None and stored.last == 0:
            return stored.scan(window)
        if stored is not None:
            stored.look_through()
        first = self._first_at(window[0])
        found = first, self._first_at(window[1], first)
        # Bisecting has perhaps only now met times that go back.
        if stored is not None and not stored.ordered and stored.scannable:
            return stored.scan(window)
        return found

    def times(self, start: int, stop: int) -> Floats:
        """Times of samples; NaN where the file has none."""
        if self.stored is None or not self.in_seconds:
            return self._computed_many(np.arange(start, stop, dtype=np.float64))
        return self.stored.read(start, stop)

    def cost(self, start: int, stop: int) -> Cost:
        """What reading the times of these samples would fetch."""
        if self.stored is None:
            return NO_COST
        return self.stored.cost(start, stop)

    def known(self, sample: int) -> bool:
        """Whether a sample's time is at hand, or in a small block."""
        return self.stored is None or not self.in_seconds or self.stored.known(sample)

    def _computed(self, sample: int) -> float:
        return float(self._computed_many(np.array([sample], dtype=np.float64))[0])

    def _computed_many(self, samples: Floats) -> Floats:
        rate = self.series.rate_hz if self.series.timestamps is None else None
        if rate is None:
            return samples
        return samples / rate + (self.series.starting_time or 0.0)

    def _first_at(self, time: float, known: int = 0) -> int:
        """The first sample at or after a time; not before `known`."""
        if self.stored is not None and self.in_seconds:
            return self._first_stored_at(self.stored, time, known)
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

    def _first_stored_at(self, stored: Timestamps, time: float, known: int) -> int:
        """Bisect block by block; blocks are guessed by interpolation, as times grow evenly."""
        low = min(known // stored.size, stored.last)
        high = low if _ends_at_or_after(stored.block(low), time) else stored.last
        while low < high:
            middle = self._guess(stored, time, low, high)
            telling = _telling(stored, middle, high)
            if telling is None:
                high = middle
            elif not _ends_at_or_after(stored.block(telling), time):
                low = min(telling + 1, high)
            elif (stored.block(telling) < time).any():
                low = high = telling
            else:
                high = middle
        block = stored.block(low)
        inside = np.flatnonzero(block >= time)
        return low * stored.size + (int(inside[0]) if len(inside) else len(block))

    def _guess(self, stored: Timestamps, time: float, low: int, high: int) -> int:
        """A block in [low, high): where the time would be if steps were even, else the middle."""
        first, last = self.extent
        middle = (low + high) // 2
        if high - low < 4 or last <= first or not math.isfinite(time):
            return middle
        guess = int((time - first) / (last - first) * self.n) // stored.size
        return guess if low <= guess < high else middle


def _telling(stored: Timestamps, first: int, last: int) -> int | None:
    """The first of some blocks that has a time at all; None if none has."""
    blocks = range(first, last + 1)
    return next((i for i in blocks if np.isfinite(stored.block(i)).any()), None)


def _ends_at_or_after(block: Floats, time: float) -> bool:
    """Whether the last time of a block, NaN left out, is at or after a time."""
    finite = block[np.isfinite(block)]
    return bool(len(finite) and finite[-1] >= time)


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
        if part[1] < window[1] and cost(part).to_fetch_bytes <= limit_bytes:
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
