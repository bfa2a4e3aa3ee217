"""One trace of a series, read in blocks that follow its chunks; each block is read once."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from dandi_tui.nwb.data import Range
from dandi_tui.nwb.series import Series
from dandi_tui.protocol.pictures import NO_COST, Cost

Floats = npt.NDArray[np.float64]

BLOCK_VALUES = 65_536
"""Values of all traces that are read at once where they are in one piece, or in small chunks."""

KEPT_BLOCKS = 4


class SampleBlocks:
    """Samples of one trace by ranges that ascend."""

    def __init__(self, series: Series, trace: int, extra: tuple[int, ...]) -> None:
        self._series, self._trace, self._extra = series, (trace, trace + 1), extra
        self._blocks: dict[int, Floats] = {}

    @property
    def size(self) -> int:
        """Samples in a block."""
        data, axis = self._series.data, self._series.time_axis
        across = max(1, data.n_values // max(1, self._series.shape[axis]))
        enough = max(1, BLOCK_VALUES // across)
        if data.chunks is None:
            return enough
        return data.chunks[axis] * max(1, enough // data.chunks[axis])

    def cost(self, ranges: Iterable[Range]) -> Cost:
        """What reading some ranges of samples fetches: the blocks that they touch."""
        wanted = sorted({i for part in ranges for i in self._numbers(part)})
        runs: list[Range] = []
        for number in wanted:
            if runs and runs[-1][1] == number:
                runs[-1] = (runs[-1][0], number + 1)
            else:
                runs.append((number, number + 1))
        return sum((self._cost(run) for run in runs), NO_COST)

    def _cost(self, run: Range) -> Cost:
        samples = (run[0] * self.size, min(self._series.n_samples, run[1] * self.size))
        return self._series.data.cost(*self._series.ranges(samples, self._trace, self._extra))

    def _numbers(self, part: Range) -> range:
        start, stop = part
        return range(start // self.size, -(-stop // self.size)) if stop > start else range(0)

    def read(self, part: Range) -> Floats:
        """Values in the series' unit, shape (samples,)."""
        start, stop = part
        blocks = [
            self._block(i)[max(0, start - i * self.size) : stop - i * self.size]
            for i in self._numbers(part)
        ]
        return np.concatenate(blocks) if blocks else np.empty(0)

    def _block(self, number: int) -> Floats:
        if number not in self._blocks:
            while len(self._blocks) >= KEPT_BLOCKS:
                del self._blocks[next(iter(self._blocks))]
            part = (number * self.size, min(self._series.n_samples, (number + 1) * self.size))
            self._blocks[number] = self._series.values(part, self._trace, self._extra)[:, 0]
        return self._blocks[number]
