"""Any dataset: how it is stored, its first values, and a few sums over what was read."""

import math
from typing import Any

import numpy as np

from dandi_tui import text
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.plain import plain
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.words import Lines, chunk_words, cost_words, value_words
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Question
from dandi_tui.protocol.requests import Draw

MAX_VALUES = 200_000
"""Values that are read: enough for a sum, little to fetch."""

MAX_SHOWN = 400
"""Rows that are shown at most."""

CELL_WIDTH = 9
"""About so many cells across per value."""


def draw_values(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """What a dataset is and how it begins; of a series its `data`."""
    path = obj.path if obj.kind == "dataset" else f"{obj.path}/data"
    data = file.data(path)
    ranges = first_values(data)
    cost = data.cost(*ranges)
    facts = Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        data=(text.shape(data.shape), data.dtype),
        chunks=chunk_words(data),
        cost=cost_words(cost, data),
    )
    if request.budget_bytes and cost.to_fetch_bytes > request.budget_bytes:
        return Question(facts=facts, what="the first values", cost=cost)
    lines = Lines()
    _layout(lines, data)
    attributes = file.attributes(path)
    for name, value in attributes.items():
        lines.add(name, value_words(value))
    if data.n_values:
        values = data.read(*ranges)
        _sums(lines, data, values, "" if _is_plain(attributes) else " as stored")
        _first(lines, data, values, request)
    else:
        lines.say("There are no values." if data.shape else "The dataset is empty.", "dim")
    return lines.words(), facts


def _is_plain(attributes: dict[str, Any]) -> bool:
    """Whether stored values are in the unit already."""
    return attributes.get("conversion", 1) in (1, [1]) and attributes.get("offset", 0) in (0, [0])


def first_values(data: Data) -> tuple[Range, ...]:
    """The beginning of a dataset, in the file's order, of at most `MAX_VALUES` values."""
    if not data.shape:
        return ()
    ranges: list[Range] = []
    left = MAX_VALUES
    for axis, n in enumerate(data.shape):
        row = math.prod(data.shape[axis + 1 :])
        take = min(n, max(1, left // max(1, row)))
        ranges.append((0, take))
        left = max(1, left // max(1, take))
    return tuple(ranges)


def _layout(lines: Lines, data: Data) -> None:
    lines.add("shape", text.shape(data.shape))
    lines.add("dtype", data.dtype)
    stored = data.stored_bytes()
    if data.chunks:
        lines.add("chunks", f"{text.shape(data.chunks)}, {data.n_chunks:,} in all")
    lines.add("filters", ", ".join(data.filters))
    if data.maxshape and data.maxshape != data.shape:
        lines.add("may grow to", " × ".join("∞" if n is None else f"{n:,}" for n in data.maxshape))
    if data.refers:
        lines.add("size", f"references of {text.size(stored)}, the values elsewhere in the file")
    else:
        size = text.size(data.n_values * data.itemsize)
        lines.add("size", f"{size}, stored {text.size(stored)}")


def _sums(lines: Lines, data: Data, values: np.ndarray[Any, Any], part: str) -> None:
    """Minimum, maximum and mean, with what they are of in words: `part`, and how many."""
    if not data.numeric:
        return
    part += "" if values.size == data.n_values else f" of the first {values.size:,} values"
    numbers = values.astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    if finite.size:
        lines.add("min", text.number(float(finite.min())) + part)
        lines.add("max", text.number(float(finite.max())) + part)
        lines.add("mean", text.number(float(finite.mean())) + part)
    if finite.size < numbers.size:
        lines.add("not finite", f"{numbers.size - finite.size:,}{part}")


def _first(lines: Lines, data: Data, values: np.ndarray[Any, Any], request: Draw) -> None:
    """The first values, one row of the data a line."""
    if values.ndim == 0:
        lines.add("value", value_words(plain(values, data.where), 4_000))
        return
    lines.title("First values")
    rows = values if values.ndim > 1 else values[:MAX_SHOWN].reshape(-1, 1)
    fit = max(1, request.width // CELL_WIDTH)
    for i, row in enumerate(rows[:MAX_SHOWN]):
        cells = [value_words(plain(cell, data.where), 60) for cell in np.ravel(row)[:fit]]
        lines.add(str(i), "  ".join(cells) + ("  …" if np.size(row) > fit else ""))
