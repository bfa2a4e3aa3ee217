"""The samples of a sweep: of its response and of its stimulus, on one time axis."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.icephys.sweep_pairs import Part
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """Some samples of a series, not read yet."""

    series: Series
    axis: TimeAxis
    samples: tuple[int, int]

    @property
    def cost(self) -> Cost:
        """Of values and times."""
        data = self.series.data.cost(*self.series.ranges(self.samples, (0, 1), ()))
        return data + self.axis.cost(*self.samples)

    def read(self) -> tuple[Floats, Floats]:
        """Times in s (of the session, or sample numbers) and values in the unit."""
        x = self.axis.times(*self.samples)
        y = self.series.values(self.samples, (0, 1), ())[:, 0]
        n = min(len(x), len(y))
        known = np.isfinite(x[:n])
        return x[:n][known], y[:n][known]


def piece_of(file: NwbFile, part: Part | None) -> Piece | None:
    """The samples of a part; None if the series is not there or has no numbers."""
    if part is None:
        return None
    try:
        obj = file.target(file.object(part.path))
        series = open_series(file, obj)
    except (NotFoundError, FileFormatError):
        return None
    if not series.data.numeric or len(series.shape) != 1:
        return None
    start, stop = part.samples or (0, series.n_samples)
    stop = min(stop, series.n_samples)
    return Piece(series, TimeAxis(series), (min(start, stop), stop))


def aligned(
    response: Piece | None, stimulus: Piece | None
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats], tuple[str, ...]]:
    """Response and stimulus from the start of the response.

    A stimulus whose times do not meet the response's, as where each series begins at 0 of its
    own, starts with it. Without times it is left out beside a response that has them, and one
    that has them beside a response without.
    """
    nothing = (np.empty(0), np.empty(0))
    if response and stimulus and response.axis.in_seconds != stimulus.axis.in_seconds:
        which = "stimulus" if response.axis.in_seconds else "response"
        odd = (*response.series.remarks, f"the {which} has no times: no stimulus beside it")
        x, y = response.read()
        return (_from(x), y), nothing, odd
    answer = response.read() if response else nothing
    applied = stimulus.read() if stimulus else nothing
    pieces = [piece for piece in (response, stimulus) if piece]
    remarks = tuple(remark for piece in pieces for remark in piece.series.remarks)
    x, y = answer
    u, v = applied
    if not len(x) or not len(u):
        return (_from(x), y), (_from(u), v), remarks
    apart = u[-1] < x[0] or u[0] > x[-1]
    start = float(u[0] if apart else x[0])
    remarks = (*remarks, "stimulus from its own start") if apart else remarks
    return (_from(x), y), (u - start, v), remarks


def _from(x: Floats) -> Floats:
    return x - x[0] if len(x) else x


def measured(obj: NwbObject) -> str:
    """What a series measures: NWB core 2.11.0, `nwb.icephys.yaml`."""
    words = (
        ("CurrentClampStimulusSeries", "injected current"),
        ("VoltageClampStimulusSeries", "command voltage"),
        ("CurrentClampSeries", "membrane potential"),
        ("VoltageClampSeries", "membrane current"),
    )
    found = (word for kind, word in words if obj.is_a(kind))
    return next(found, text.safe(obj.name, limit=80))
