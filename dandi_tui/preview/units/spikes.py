"""Spike times of the units of a table, read by unit and window, never all at once.

NWB core 2.11.0, `nwb.misc.yaml`, Units: `spike_times` holds the times of all units one after the
other, in seconds; `spike_times_index` says where the part of each unit ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]

BLOCK_SPIKES = 4096
"""Spikes read at once where they are not in chunks: 32 kB."""

WHOLE_SPIKES = 16_384
"""A unit of no more spikes is read whole, as bisecting it would take longer."""

KEPT_SPIKES = 4_000_000
"""Spikes that stay in memory: 32 MB."""


@dataclass
class Spikes:
    """The spike times of a table of units."""

    data: Data
    ends: npt.NDArray[np.int64]
    """Shape (units,): where the part of each ends."""
    odd: set[str] = field(default_factory=set)
    """What was found to be odd, in words."""
    _blocks: dict[int, Floats] = field(default_factory=dict)
    _ends: dict[int, Window] = field(default_factory=dict)
    """First and last spike of the units that were asked for them."""

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return len(self.ends)

    @property
    def size(self) -> int:
        """Spikes in a block: a chunk, some small chunks, or some thousand values."""
        if self.data.chunks is None:
            return BLOCK_SPIKES
        return self.data.chunks[0] * max(1, BLOCK_SPIKES // self.data.chunks[0])

    def part(self, unit: int) -> Range:
        """First and last + 1 of the unit's values."""
        return (int(self.ends[unit - 1]) if unit else 0, int(self.ends[unit]))

    def count(self, unit: int) -> int:
        """How many spikes a unit has."""
        start, stop = self.part(unit)
        return stop - start

    def all(self, unit: int) -> Floats:
        """Every spike of a unit, shape (spikes,), in seconds, ascending."""
        return self._in_order(self.values(self.part(unit)))

    def spikes(self, unit: int, window: Window) -> Floats:
        """The spikes of a unit in a half-open window, found by bisection if they are many."""
        times = self._in_order(self.values(self.place(unit, window)))
        return times[(times >= window[0]) & (times < window[1])]

    def place(self, unit: int, window: Window) -> Range:
        """Which values hold the spikes of a unit in a window, by bisection if they are many."""
        start, stop = self.part(unit)
        if stop - start <= WHOLE_SPIKES:
            return (start, stop)
        found = (self._first_at(unit, window[0]), self._first_at(unit, window[1]))
        # Bisecting has perhaps only now met times that go back.
        return found if self.in_order_so_far(unit) and found[1] >= found[0] else (start, stop)

    def in_order_so_far(self, unit: int) -> bool:
        """Whether a unit's blocks in memory ascend, in themselves and one after the other."""
        start, stop = self.part(unit)
        numbers = range(start // self.size, -(-stop // self.size))
        known = [max(start, i * self.size) for i in numbers if i in self._blocks]
        times = np.concatenate([np.empty(0), *(self._block_of(unit, i) for i in known)])
        return not bool((np.diff(times[np.isfinite(times)]) < 0).any())

    def ends_of(self, unit: int) -> Window | None:
        """The first and the last spike of a unit; None if it has none."""
        start, stop = self.part(unit)
        if stop - start <= WHOLE_SPIKES:
            times = self._in_order(self.values((start, stop)))
        else:
            times = np.concatenate([self._block_of(unit, start), self._block_of(unit, stop - 1)])
            times = times[np.isfinite(times)]
        if not len(times):
            return None
        self._ends[unit] = (float(times.min()), float(times.max()))
        return self._ends[unit]

    def cost(self, units: Iterable[int], share: float = 0.0) -> Cost:
        """What reading a window of these units fetches at most; it is a share of their time.

        Of a unit of many spikes, bisecting for both ends of the window reads the first, the
        last and some other blocks; where these are in the same chunks, not even so much.
        """
        wanted: set[int] = set()
        for unit in units:
            wanted.update(self._blocks_of(unit, share))
        return sum((self._run_cost(*run) for run in _runs(wanted)), NO_COST)

    def _blocks_of(self, unit: int, share: float) -> Iterable[int]:
        """The blocks that reading a unit may take: evenly spread ones if it is bisected."""
        start, stop = self.part(unit)
        if stop <= start:
            return ()
        first, last = start // self.size, (stop - 1) // self.size
        n = last - first + 1
        steps = 2 + 2 * n.bit_length() + int(share * n)
        if stop - start <= WHOLE_SPIKES or n <= steps:
            return range(first, last + 1)
        return [int(number) for number in np.linspace(first, last, steps)]

    def _run_cost(self, first: int, last: int) -> Cost:
        return self.data.cost((first * self.size, min(self.n, (last + 1) * self.size)))

    @property
    def n(self) -> int:
        """Spikes of all units."""
        return self.data.n_values

    def _block(self, number: int) -> Floats:
        """One block; those read last stay in memory, however large chunks are."""
        if number not in self._blocks:
            self._fill(number, number)
        return self._blocks[number]

    def _fill(self, first: int, last: int) -> None:
        """Read blocks that follow each other at once."""
        size = self.size
        while self._blocks and (len(self._blocks) + last - first + 1) * size > KEPT_SPIKES:
            del self._blocks[next(iter(self._blocks))]
        part = (first * size, min(self.n, (last + 1) * size))
        values = np.asarray(self.data.read(part), dtype=np.float64).reshape(-1)
        for i in range(last - first + 1):
            self._blocks[first + i] = values[i * size : (i + 1) * size]

    def read_ahead(self, units: Iterable[int]) -> None:
        """Read neighbours at once of which each would be read whole: it saves round trips."""
        few = [unit for unit in units if self.count(unit) <= WHOLE_SPIKES]
        wanted = {block for unit in few for block in self._blocks_of(unit, 1.0)}
        for first, last in _runs({block for block in wanted if block not in self._blocks}):
            for start in range(first, last + 1, self._many):
                self._fill(start, min(last, start + self._many - 1))

    @property
    def _many(self) -> int:
        """So many blocks are read at once and kept."""
        return max(1, KEPT_SPIKES // 4 // self.size)

    def _block_of(self, unit: int, value: int) -> Floats:
        """Of the block that holds a value, what belongs to the unit."""
        start, stop = self.part(unit)
        first = value // self.size * self.size
        return self._block(value // self.size)[max(0, start - first) : max(0, stop - first)]

    def values(self, part: Range) -> Floats:
        """The values of a part, as stored."""
        start, stop = part
        if stop <= start:
            return np.empty(0)
        first, last = start // self.size, (stop - 1) // self.size
        missing = {i for i in range(first, last + 1) if i not in self._blocks}
        if len(missing) > self._many:
            return np.asarray(self.data.read(part), dtype=np.float64).reshape(-1)
        for run in _runs(missing):
            self._fill(*run)
        blocks = [
            self._block(i)[max(0, start - i * self.size) : stop - i * self.size]
            for i in range(first, last + 1)
        ]
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def _in_order(self, times: Floats) -> Floats:
        """Ascending, without those that are no numbers; both are kept in mind."""
        finite = np.isfinite(times)
        if not finite.all():
            self.odd.add("some spike times are no numbers: left out")
            times = times[finite]
        if (np.diff(times) < 0).any():
            self.odd.add("spike times are not in order")
            times = np.sort(times)
        return times

    def _first_at(self, unit: int, time: float) -> int:
        """The first value of a unit at or after a time."""
        start, stop = self.part(unit)
        low, high = start // self.size, (stop - 1) // self.size
        guesses = self._guesses(unit, time)
        while low < high:
            middle = guesses.pop() if guesses else (low + high) // 2
            middle = middle if low <= middle < high else (low + high) // 2
            number, block = self._telling(unit, middle, high)
            if not len(block):
                high = middle
            elif block[-1] < time:
                low = min(number + 1, high)
            elif block[0] < time:
                low = high = number
            else:
                high = middle
        first = max(start, low * self.size)
        block = self._block_of(unit, first)
        inside = np.flatnonzero(block >= time)
        return first + (int(inside[0]) if len(inside) else len(block))

    def _telling(self, unit: int, first: int, last: int) -> tuple[int, Floats]:
        """The first of some blocks in which a unit has times that are numbers, and these."""
        start, _ = self.part(unit)
        times = np.empty(0)
        for number in range(first, last + 1):
            times = self._block_of(unit, max(start, number * self.size))
            times = times[np.isfinite(times)]
            if len(times):
                return number, times
        return last, times

    def _guesses(self, unit: int, time: float) -> list[int]:
        """The blocks where a time would be if the unit spiked evenly: it saves round trips."""
        first, last = self._ends.get(unit, (0.0, 0.0))
        if not first < last or not np.isfinite(time):
            return []
        start, stop = self.part(unit)
        share = min(1.0, max(0.0, (time - first) / (last - first)))
        guess = int(start + share * (stop - start)) // self.size
        return [guess - 1, guess + 1, guess]


def _runs(numbers: set[int]) -> list[Range]:
    """Consecutive numbers as (first, last)."""
    runs: list[Range] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def open_spikes(file: NwbFile, obj: NwbObject) -> Spikes:
    """Read the index of the spikes, and none of them.

    Raises:
        NotFoundError: The table has no spike times.
        FileFormatError: Its index is none.
    """
    paths = (f"{obj.path}/spike_times", f"{obj.path}/spike_times_index")
    if file.exists(paths[0]) and not file.exists(paths[1]):
        raise FileFormatError("These spike times have no index that says whose they are.")
    if not all(map(file.exists, paths)):
        raise NotFoundError(
            "These units have no spike times.", hint="The view table shows what they have."
        )
    data, index = (file.data(path) for path in paths)
    if not data.numeric or len(data.shape or ()) != 1:
        raise FileFormatError("The spike times are no list of numbers.")
    found = Spikes(data, _ends(data, index))
    rest = found.n - (int(found.ends[-1]) if found.n_units else 0)
    if rest:
        found.odd.add(f"{text.plural(rest, 'spike')} of no unit: the index ends before")
    return found


def _ends(data: Data, index: Data) -> npt.NDArray[np.int64]:
    """Where the part of each unit ends; of NWB 2.0 beta, from references to regions."""
    if index.dtype == "region":
        return _ends_of_regions(index.spans((0, index.n_values)))
    if not index.dtype.startswith(("int", "uint")) or len(index.shape or ()) != 1:
        raise FileFormatError("The index of the spike times is no list of whole numbers.")
    ends = np.asarray(index.read()).astype(np.int64)
    if len(ends) and (ends[0] < 0 or (np.diff(ends) < 0).any() or ends[-1] > data.n_values):
        raise FileFormatError("The index of the spike times does not fit them.")
    return ends


def _ends_of_regions(spans: list[Range]) -> npt.NDArray[np.int64]:
    """Ends of parts that follow each other; a unit without spikes refers to nothing."""
    ends, last = [], 0
    for start, stop in spans:
        if stop > start and start != last:
            raise FileFormatError("The spikes of the units do not follow each other.")
        last = max(last, stop)
        ends.append(last)
    return np.array(ends, dtype=np.int64)
