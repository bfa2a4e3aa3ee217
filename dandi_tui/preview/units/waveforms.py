"""The waveform of a unit: the mean that the file gives, or that of the waveforms it keeps.

NWB core 2.11.0, `nwb.misc.yaml`, Units: `waveform_mean` and `waveform_sd` have the shape (unit,
sample) or (unit, sample, electrode), in volts, with the attribute `sampling_rate` in Hz;
`waveforms` is (waveform, sample), and doubly ragged: spikes of a unit, electrodes of a spike.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import number, one
from dandi_tui.preview.figure import Axis, Curve, Figure, Ribbon, Xy
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.pictures import NO_COST, Cost

Floats = npt.NDArray[np.float64]

BEST_CHANNELS = 3
"""So many channels of the greatest peak-to-peak are drawn."""

MAX_SPIKES = 500
"""Spikes whose waveforms are read for a mean."""

MAX_CELL_VALUES = 4_000_000
"""A waveform of more values is not read."""


@dataclass(frozen=True)
class Waveform:
    """Of one unit."""

    mean: Floats
    """Shape (sample, channel), in `unit`; NaN where the file has none."""
    sd: Floats | None
    """The same shape; None if the file gives none."""
    rate_hz: float | None
    unit: str
    source: str
    """`waveform_mean`, or `waveforms, 200 spikes`."""

    @property
    def title(self) -> str:
        """The source, and whether there is a band; of several channels that numbers are theirs."""
        source = self.source if self.sd is None else f"{self.source.replace('_mean', '')} ± sd"
        return f"{source} by channel" if self.mean.shape[1] > 1 else source


def waveform_cost(file: NwbFile, path: str, row: int) -> Cost:
    """What reading the stored mean and deviation of a row fetches; of ragged ones, which are
    small, nothing."""
    names = (f"{path}/waveform_mean", f"{path}/waveform_sd")
    try:
        if not file.exists(names[0]) or file.exists(f"{names[0]}_index"):
            return NO_COST
        stored = (file.data(name) for name in names if file.exists(name))
        return sum((data.cost((row, row + 1)) for data in stored), NO_COST)
    except DandiTuiError:
        return NO_COST


def read_waveform(file: NwbFile, path: str, row: int) -> Waveform | None:
    """The waveform of a row of the table at `path`; None if the file has none."""
    try:
        if file.exists(f"{path}/waveform_mean"):
            return _stored(file, path, row)
        if file.exists(f"{path}/waveforms_index_index"):
            return _averaged(file, path, row)
    except DandiTuiError:
        return None
    return None


def _stored(file: NwbFile, path: str, row: int) -> Waveform | None:
    mean = _cell(file, f"{path}/waveform_mean", row)
    if mean is None:
        return None
    sd = None
    if file.exists(f"{path}/waveform_sd"):
        sd = _cell(file, f"{path}/waveform_sd", row)
    fitting = sd is not None and sd.shape == mean.shape
    return Waveform(
        mean, sd if fitting else None, *_meant(file, f"{path}/waveform_mean"), "waveform_mean"
    )


def _meant(file: NwbFile, path: str) -> tuple[float | None, str]:
    """Sampling rate and unit of a column of waveforms."""
    rate = number(file.attribute(path, "sampling_rate"))
    unit = one(file.attribute(path, "unit"))
    return (
        rate if rate and np.isfinite(rate) and rate > 0 else None,
        text.safe(unit, limit=40) if isinstance(unit, str) else "",
    )


def _cell(file: NwbFile, path: str, row: int) -> Floats | None:
    """Shape (sample, channel); of a ragged column the rows of a unit are its channels."""
    data = file.data(path)
    if not data.numeric or not data.n_values or len(data.shape or ()) not in (1, 2, 3):
        return None
    ragged = file.exists(f"{path}_index")
    part = _part(file.data(f"{path}_index"), row) if ragged else (row, row + 1)
    if part[1] > (data.shape or (0,))[0] or part[1] <= part[0] or _too_many(data, part):
        return None
    values = np.asarray(data.read(part), dtype=np.float64)
    if values.ndim == 1:
        return values.reshape(-1, 1) if ragged else None
    if not ragged:
        return np.asarray(values[0]).reshape(values.shape[1], -1)
    return values.T if values.ndim == 2 else None


def _too_many(data: Data, part: Range) -> bool:
    rows = max(1, (data.shape or (1,))[0])
    return data.n_values // rows * (part[1] - part[0]) > MAX_CELL_VALUES


def _part(index: Data, row: int) -> Range:
    """First and last + 1 of what belongs to a row of a ragged column."""
    if not index.dtype.startswith(("int", "uint")) or len(index.shape or ()) != 1:
        return (0, 0)
    ends = np.asarray(index.read((max(0, row - 1), row + 1))).astype(np.int64).tolist()
    if len(ends) < (2 if row else 1):
        return (0, 0)
    return (ends[0] if row else 0, ends[-1])


def _averaged(file: NwbFile, path: str, row: int) -> Waveform | None:
    """Mean and standard deviation (ddof = 1) over the first spikes, electrode by electrode."""
    outer, inner = (file.data(f"{path}/waveforms{end}") for end in ("_index_index", "_index"))
    start, stop = _part(outer, row)
    stop = min(stop, start + MAX_SPIKES)
    if stop <= start:
        return None
    first = _part(inner, start)
    last = _part(inner, stop - 1)
    n_channels = first[1] - first[0]
    data = file.data(f"{path}/waveforms")
    whole = (first[0], last[1])
    if n_channels < 1 or whole[1] - whole[0] != n_channels * (stop - start):
        return None  # spikes on different numbers of electrodes have no common mean
    if len(data.shape or ()) != 2 or not data.n_values or not data.numeric:
        return None
    if whole[1] > (data.shape or (0,))[0] or _too_many(data, whole):
        return None
    values = np.asarray(data.read(whole), dtype=np.float64)
    values = values.reshape(stop - start, n_channels, -1)
    sd = values.std(axis=0, ddof=1).T if stop - start > 1 else None
    source = f"waveforms, {text.plural(stop - start, 'spike')}"
    return Waveform(values.mean(axis=0).T, sd, *_meant(file, f"{path}/waveforms"), source)


def best_channels(mean: Floats, n: int = BEST_CHANNELS) -> list[int]:
    """The channels of the greatest peak-to-peak, in descending order; those with NaN left out."""
    sizes = np.ptp(mean, axis=0) if len(mean) else np.empty(0)
    order = np.argsort(-sizes, kind="stable")
    return [int(channel) for channel in order if np.isfinite(sizes[channel])][:n]


def waveform_figure(waveform: Waveform | None) -> Figure:
    """Mean ± sd of the best channels side by side; x in ms from the first sample, or in samples.

    The band is the mean ± the standard deviation that the file gives, or that of the waveforms it
    keeps (ddof = 1); of a file that has neither, the mean alone.
    """
    if waveform is None:
        return sentence("No waveform of this unit is stored.")
    channels = best_channels(waveform.mean)
    if not channels:
        return sentence("The waveform of this unit is all NaN.")
    x = np.arange(len(waveform.mean), dtype=np.float64)
    if waveform.rate_hz:
        x = x / waveform.rate_hz * 1_000
    layers: list[Curve | Ribbon] = []
    for index, channel in enumerate(channels):
        mean = waveform.mean[:, channel]
        if waveform.sd is not None:
            sd = waveform.sd[:, channel]
            layers.append(Ribbon(name="", index=index, x=x, low=mean - sd, high=mean + sd))
        name = f"{channel}" if waveform.mean.shape[1] > 1 else ""
        layers.append(Curve(name=name, index=index, x=x, y=mean))
    label = Axis(label="time", unit="ms") if waveform.rate_hz else Axis(label="sample")
    y = Axis(label="waveform", unit=waveform.unit)
    return Xy(layers=tuple(layers), x=label, y=y, abreast=True)
