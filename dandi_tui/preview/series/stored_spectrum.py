"""A spectrum that a file holds: the type `Spectrum` of the extension ndx-spectrum.

ndx-spectrum, Spectrum: `frequencies`, shape (frequencies,), in Hz; `power` and `phase`, shape
(frequencies,) or (frequencies, channels).
"""

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import FileFormatError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import one
from dandi_tui.preview.figure import Axis, Curve, Figure, Xy
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import part_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

MAX_CHANNELS = 6


def draw_stored_spectrum(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """The power over frequency of some channels, as stored; of one without power, its phase."""
    name = "power" if file.exists(f"{obj.path}/power") else "phase"
    frequencies, values = (file.data(f"{obj.path}/{part}") for part in ("frequencies", name))
    axis = _axis(frequencies, values)
    shape = values.shape or (0,)
    n = shape[1 - axis] if len(shape) == 2 else 1
    first, last = request.traces or (0, MAX_CHANNELS)
    first = min(max(0, first), max(0, n - 1))
    last = min(n, last if last > first else first + MAX_CHANNELS, first + MAX_CHANNELS)
    facts = replace(
        facts_of(obj),
        shown=part_words("channel", first, last, n),
        data=(text.shape(values.shape), values.dtype),
        x_label="frequency",
        x_unit="Hz",
        y_label=name,
        y_unit=_unit(file, values.path),
        traces=(first, last),
        n_traces=n,
    )
    ranges = [(0, shape[axis])] if len(shape) == 1 else [(first, last), (first, last)]
    if len(shape) == 2:
        ranges[axis] = (0, shape[axis])
    question = too_much(request, facts, values.cost(*ranges))
    if question:
        return question
    return _figure(frequencies, values, axis, ranges, facts)


def _figure(
    frequencies: Data, values: Data, axis: int, ranges: list[Range], facts: Facts
) -> tuple[Figure, Facts]:
    """Power on a logarithmic axis, phase on a plain one."""
    first, n, name = (facts.traces or (0, 0))[0], facts.n_traces, facts.y_label
    x = np.asarray(frequencies.read(), dtype=np.float64).reshape(-1)
    y = np.moveaxis(np.asarray(values.read(*ranges), dtype=np.float64), axis, 0)
    y = y.reshape(len(x), -1)
    if not np.isfinite(y).any():
        return sentence("All values of this spectrum are NaN."), facts
    is_log = name == "power" and bool((y > 0).any())
    y = np.where(y > 0, y, np.nan) if is_log else y
    curves = tuple(
        Curve(name=f"channel {first + i}" if n > 1 else "", index=first + i, x=x, y=y[:, i])
        for i in range(y.shape[1])
    )
    figure = Xy(
        layers=curves,
        x=Axis(label="frequency", unit="Hz"),
        y=Axis(label=name, unit=facts.y_unit),
        log_y=is_log,
    )
    return figure, facts


def _axis(frequencies: Data, values: Data) -> int:
    """Which axis of the values is frequency: the first, or another by its length."""
    shape, n = values.shape or (), frequencies.n_values
    if not (frequencies.numeric and values.numeric) or len(shape) not in (1, 2) or n not in shape:
        raise FileFormatError("The frequencies of this spectrum do not fit its values.")
    return shape.index(n)


def _unit(file: NwbFile, path: str) -> str:
    unit = one(file.attribute(path, "unit"))
    return text.safe(unit, limit=40) if isinstance(unit, str) else ""
