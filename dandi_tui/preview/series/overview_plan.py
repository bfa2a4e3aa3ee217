"""Which places of a session an overview reads within a budget of bytes: a few look-ups for all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dandi_tui.nwb.data import Data, Range, look_up
from dandi_tui.preview.series.selection import Selection
from dandi_tui.preview.series.trace_reading import slabs
from dandi_tui.protocol.pictures import NO_COST, Cost

STRIPE_BYTES = 256_000
"""Of data in one piece, and of small chunks, so much is read at each place."""

LEAST_PLACES = 32

MAX_PLACES = 4_096
"""More places than these would each be less than a dot of the widest terminal."""

MAX_COUNTED = 2_048
"""Chunks of a remote file that are all looked up, to know what the whole session costs."""

LOOK_UPS = 3
"""Times that places are looked up; each time as many as the budget seems to pay still."""

TOGETHER_BYTES = 64_000_000
"""What is under way at once: more would push out of memory what was not read yet."""


@dataclass(frozen=True)
class Plan:
    """Which samples are read: ranges in ascending order, and what they cost."""

    parts: tuple[Range, ...]
    cost: Cost
    share: float
    """Of all samples."""


def make_plan(selection: Selection, budget: int, first_look: int = 0) -> Plan:
    """What of a selection is read within a budget of bytes: values, and their times.

    Bytes are those of the file, kept or not: so the same is read whenever one asks.

    Args:
        selection: The traces of a series.
        budget: Bytes; it also decides where the places are.
        first_look: Bytes of a first look, whose places are among those of the whole budget.
    """
    n = selection.axis.n
    if n == 0:
        return Plan((), NO_COST, 1.0)
    allowed = first_look or budget
    whole = _whole_cost(selection)
    if whole and (whole.fetch_bytes <= allowed or whole.missing_bytes == 0):
        return Plan(tuple(slabs(selection, 0, n)), whole, 1.0)
    chosen, cost = _within(selection, places_of(selection, budget), allowed)
    share = sum(stop - start for start, stop in chosen) / n
    return Plan(tuple(sorted(chosen)), cost, share)


def one_place(selection: Selection, budget: int) -> Plan:
    """The first place alone, whatever it costs."""
    place = places_of(selection, budget)[0]
    cost = selection.series.data.cost(*selection.ranges(place))
    return Plan((place,), cost, (place[1] - place[0]) / selection.axis.n)


def _whole_cost(selection: Selection) -> Cost | None:
    """Of all samples; None where finding out would take very many look-ups."""
    axis, data = selection.axis, selection.series.data
    ranges = selection.ranges((0, axis.n))
    counts = [data.n_chunks_of(*ranges), axis.stored.data.n_chunks if axis.stored else 0]
    if data.is_remote and max(counts) > MAX_COUNTED:
        return None
    return data.cost(*ranges) + axis.cost(0, axis.n)


def _within(selection: Selection, places: Sequence[Range], budget: int) -> tuple[list[Range], Cost]:
    """As many places as the budget pays, in the order of reversed bits.

    Where the chunks are is looked up for many places at once: first as many as are paid even if
    nothing is compressed, then as many as seem to be, by the mean of those.
    """
    order = [places[number] for number in bit_reversed(len(places))]
    chosen, cost, seen = list[Range](), NO_COST, set[Range]()
    n = max(1, min(len(order), budget // max(1, _uncompressed(selection, order[0]))))
    for _ in range(LOOK_UPS):
        part = order[len(chosen) : len(chosen) + n]
        for place, more in zip(part, _costs(selection, part, seen), strict=True):
            if (cost + more).fetch_bytes > budget:
                return chosen, cost
            cost, chosen = cost + more, [*chosen, place]
        mean = max(1.0, cost.fetch_bytes / max(1, len(chosen)))
        n = int((budget - cost.fetch_bytes) / mean)
        if n < 1 or len(chosen) == len(order):
            break
    return chosen, cost


def _uncompressed(selection: Selection, place: Range) -> int:
    """Bytes of a place, with its times, as they are in memory."""
    times = selection.axis.stored
    n_bytes = _values_of_a_sample(selection) * selection.series.data.itemsize
    return (place[1] - place[0]) * n_bytes + (times.size * times.data.itemsize if times else 0)


def _costs(selection: Selection, places: Sequence[Range], seen: set[Range]) -> list[Cost]:
    """Of each place: of its values, and of those times that no place before it needs."""
    data, times = selection.series.data, selection.axis.stored
    look_up(_wanted(selection, places))
    found = [data.cost(*selection.ranges(place)) for place in places]
    if times is None:
        return found
    for i, place in enumerate(places):
        (block,) = times.parts([place])
        if block not in seen:
            seen.add(block)
            found[i] = found[i] + times.cost(*block)
    return found


def _wanted(selection: Selection, places: Sequence[Range]) -> list[tuple[Data, tuple[Range, ...]]]:
    """What of which data is read for some places."""
    found = [(selection.series.data, selection.ranges(place)) for place in places]
    return found + (selection.axis.stored.wanted(places) if selection.axis.stored else [])


def fetch_together(selection: Selection, plan: Plan) -> Iterator[Range]:
    """The parts of a plan to be read, one after the other; their bytes come all at once."""
    each = max(1, plan.cost.fetch_bytes // max(1, len(plan.parts)))
    n = max(1, TOGETHER_BYTES // each)
    for first in range(0, len(plan.parts), n):
        parts = plan.parts[first : first + n]
        selection.series.data.fetch(selection.ranges(part) for part in parts)
        if selection.axis.stored:
            selection.axis.stored.fetch(parts)
        yield from parts


def _values_of_a_sample(selection: Selection) -> int:
    """So many values are read for each sample: of whole chunks, or of a row."""
    series, data = selection.series, selection.series.data
    if not data.chunks:
        return max(1, data.n_values // max(1, series.shape[series.time_axis]))
    taken = selection.traces[1] - selection.traces[0]
    return max(taken, int(np.prod(data.chunks)) // max(1, data.chunks[series.time_axis]))


def places_of(selection: Selection, budget: int) -> list[Range]:
    """Equal parts of the session; a stripe at the start of each is what one read there takes.

    Stripes are whole chunks, and no longer than lets the budget pay for 32 if chunks allow that.
    """
    n, data = selection.axis.n, selection.series.data
    chunk = data.chunks[selection.series.time_axis] if data.chunks else 1
    at_once = min(STRIPE_BYTES, budget // LEAST_PLACES)
    each = _values_of_a_sample(selection) * data.itemsize * chunk
    stripe = chunk * max(1, at_once // max(1, each))
    step = stripe * max(1, -(-n // (stripe * MAX_PLACES)))
    return [(a, min(n, a + stripe)) for a in range(0, n, step)]


def bit_reversed(n: int) -> Iterator[int]:
    """0 … n - 1 so that every beginning of them is spread evenly: 0, 4, 2, 6, 1, 5, 3, 7."""
    bits = max(1, (n - 1).bit_length())
    for i in range(2**bits):
        place = int(f"{i:0{bits}b}"[::-1], 2)
        if place < n:
            yield place
