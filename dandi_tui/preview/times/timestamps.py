"""Stored times, read block by block as they are needed, and whether they are as they should be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dandi_tui.nwb.axes import along, long_axis
from dandi_tui.nwb.data import Data, Range
from dandi_tui.protocol.pictures import Cost

Floats = npt.NDArray[np.float64]

BLOCK_SAMPLES = 8192
"""Timestamps read at once where they are not in chunks."""

SMALL_BLOCK_SAMPLES = 65_536
"""So many are read at once where there are no more, and may be read for a mere remark."""

KEPT_BLOCKS = 4
"""Blocks kept; a chunk of them may be 10 MB."""

MAX_LOOKED_THROUGH = 500_000
"""Times of a file on this machine that are all read once, to know whether they are in order."""

MAX_SCANNED = 4_000_000
"""Times that are all looked through where they are found to be out of order."""


@dataclass
class Timestamps:
    """The times of the first `n` samples."""

    data: Data
    n: int
    ordered: bool = True
    """No block that was read goes back in time; the others are not known."""
    complete: bool = True
    """Every time that was read is a finite number."""
    _is_looked_through: bool = False
    _blocks: dict[int, Floats] = field(default_factory=dict)
    _ends: dict[int, tuple[float, float]] = field(default_factory=dict)
    """First and last finite time of each block that was read."""

    @property
    def size(self) -> int:
        """Times in a block: a chunk, some small chunks, or all of a short recording."""
        if self.data.chunks is None:
            return self.n if 0 < self.n <= SMALL_BLOCK_SAMPLES else BLOCK_SAMPLES
        chunk = self.data.chunks[long_axis(self.data)]
        return chunk * max(1, BLOCK_SAMPLES // chunk)

    @property
    def last(self) -> int:
        """The number of the last block."""
        return max(0, self.n - 1) // self.size

    @property
    def scannable(self) -> bool:
        """Whether they are few enough to be all looked through."""
        return self.n <= MAX_SCANNED

    def block(self, number: int) -> Floats:
        """One block; the last few stay in memory."""
        if number not in self._blocks:
            while len(self._blocks) >= KEPT_BLOCKS:
                # The first block gives start and step, again and again.
                del self._blocks[next(key for key in self._blocks if key != 0)]
            span = (number * self.size, min(self.n, (number + 1) * self.size))
            self._blocks[number] = self._read(*span)
            self._note(number, self._blocks[number])
        return self._blocks[number]

    def _note(self, number: int, block: Floats) -> None:
        """Keep in mind what is odd about a block, and whether it follows those before it."""
        finite = self._check(block)
        if len(finite):
            self._ends[number] = (float(finite[0]), float(finite[-1]))
            ends = [end for _, both in sorted(self._ends.items()) for end in both]
            self.ordered = self.ordered and ends == sorted(ends)

    def _check(self, times: Floats) -> Floats:
        """The times that are finite numbers; keeps in mind if some are not, or go back."""
        finite = times[np.isfinite(times)]
        self.complete = self.complete and len(finite) == len(times)
        self.ordered = self.ordered and not (np.diff(finite) < 0).any()
        return finite

    def read(self, start: int, stop: int) -> Floats:
        """Times of samples; NaN where the file has none."""
        number = start // self.size
        if number == max(start, stop - 1) // self.size:
            first = number * self.size
            return self.block(number)[start - first : stop - first]
        times = self._read(start, stop)
        self._check(times)
        return times

    def _read(self, start: int, stop: int) -> Floats:
        read = self.data.read(*along(self.data, (start, stop)))
        return np.asarray(read, dtype=np.float64).reshape(-1)

    def cost(self, start: int, stop: int) -> Cost:
        """What reading the times of these samples would fetch."""
        return self.data.cost(*along(self.data, (start, stop)))

    def parts(self, samples: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """What `read` reads for each of some ranges: the whole block that it lies in, if one."""
        found = []
        for start, stop in samples:
            first = start // self.size
            if first == max(start, stop - 1) // self.size:
                start, stop = first * self.size, min(self.n, (first + 1) * self.size)
            found.append((start, stop))
        return list(dict.fromkeys(found))

    def wanted(self, samples: Iterable[tuple[int, int]]) -> list[tuple[Data, tuple[Range, ...]]]:
        """The same as parts of the data."""
        return [(self.data, along(self.data, part)) for part in self.parts(samples)]

    def fetch(self, samples: Iterable[tuple[int, int]]) -> None:
        """Have the times of some ranges of a remote file on their way, all at once."""
        self.data.fetch(part for _, part in self.wanted(samples))

    def known(self, sample: int) -> bool:
        """Whether a sample's time is at hand, or in a small block."""
        return sample // self.size in self._blocks or self.size <= SMALL_BLOCK_SAMPLES

    def look_through(self) -> None:
        """Learn whether they are in order, if reading them all takes no time worth mentioning.

        A clock that begins anew in the midst would else be met by chance alone.
        """
        few = self.last > 0 and self.n <= MAX_LOOKED_THROUGH and not self.data.is_remote
        if few and not self._is_looked_through:
            self._check(self._read(0, self.n))
        self._is_looked_through = True

    def extent(self) -> tuple[float, float] | None:
        """The least and the greatest time, or the first and the last if they are many; None if
        the first block has none."""
        self.look_through()
        first, last = self.block(0), self.block(self.last)
        if not np.isfinite(first).any():
            return None
        if self.last == 0 or not self.ordered:
            ends = [limits for _, block in self._each() if (limits := _limits(block))]
            return min(low for low, _ in ends), max(high for _, high in ends)
        start = float(first[np.isfinite(first)][0])
        finite = last[np.isfinite(last)]
        return start, float(finite[-1]) if len(finite) else np.nan

    def _each(self) -> Iterator[tuple[int, Floats]]:
        """The first sample and the times of each block, as many as may be looked through."""
        for number in range(min(self.last, MAX_SCANNED // self.size) + 1):
            yield number * self.size, self.block(number)

    def scan(self, window: tuple[float, float]) -> tuple[int, int]:
        """First and last + 1 of the samples in a half-open window, looking at every time."""
        first, stop = -1, 0
        for offset, block in self._each():
            inside = np.flatnonzero((block >= window[0]) & (block < window[1]))
            if len(inside):
                first = offset + int(inside[0]) if first < 0 else first
                stop = offset + int(inside[-1]) + 1
        return max(0, first), stop


def rate_of(times: Floats) -> float:
    """Samples per second of the parts without gaps; 0 where nothing can be said.

    From the mean of the steps that are about the median one, as a single step may be rounded:
    1/30 s at 10,000 s is 0.0332 or 0.0342 s in float32.

    Args:
        times: Shape (samples,), seconds, finite; in order but for a few.
    """
    steps = np.diff(times)
    steps = steps[steps > 0]
    if len(steps) == 0:
        return 0.0
    median = float(np.median(steps))
    usual = steps[np.abs(steps - median) <= median / 2 + 2 * rounding(times)]
    return 1 / float(usual.mean())


def rounding(times: Floats) -> float:
    """How far apart two times can be at least, if all of them went through float32; else 0.

    Args:
        times: Shape (samples,), finite.
    """
    largest = float(np.abs(times).max(initial=0.0))
    if largest > np.finfo(np.float32).max or not (times == times.astype(np.float32)).all():
        return 0.0
    return float(np.spacing(np.float32(largest)))


def _limits(block: Floats) -> tuple[float, float] | None:
    finite = block[np.isfinite(block)]
    return (float(finite.min()), float(finite.max())) if len(finite) else None
