"""Sweeps of intracellular recordings: the response above, its stimulus below."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Curve, Figure, Panels, Xy
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.icephys.sweep_data import Piece, aligned, measured, piece_of
from dandi_tui.preview.icephys.sweep_pairs import TABLES, Sweep, sweeps_of
from dandi_tui.preview.series.decimate import envelope
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import chunk_words, part_words, sentence, span_of
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost, Facts, Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]

OVERLAID = 5
"""Sweeps that the key lays over each other."""

MAX_OVERLAID = 60
MAX_BYTES = 400_000_000
"""Of samples in memory at once."""

FROM_START = "time from the sweep's start"

SETTINGS = (
    ("sweep", "which sweep of those there are, counted from 0"),
    ("overlay", "so many sweeps over each other, from that one on"),
)


def accepts_sweeps(obj: NwbObject) -> bool:
    """Patch clamp series of one trace, and the tables that group them."""
    if any(map(obj.is_a, TABLES)):
        return True
    numeric = obj.data_dtype.startswith(("int", "uint", "float")) and "[" not in obj.data_dtype
    return obj.is_a("PatchClampSeries") and numeric and len(obj.data_shape or ()) == 1


def draw_sweeps(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """One sweep, or several over each other, from the start of each.

    Raises:
        UsageError: There is no such sweep.
    """
    sweeps = sweeps_of(file, obj)
    if not sweeps:
        return sentence("This table has no sweeps."), facts_of(obj)
    first = _which(file, obj, sweeps, request)
    count = _overlay(request)
    chosen = sweeps[first : first + count]
    pieces = [(piece_of(file, one.response), piece_of(file, one.stimulus)) for one in chosen]
    facts = _facts(obj, sweeps, first, len(chosen), request)
    cost = sum((piece.cost for pair in pieces for piece in pair if piece), NO_COST)
    question = too_much(request, facts, cost, f"{facts.shown[0] or facts.title}, whole")
    if question:
        return question
    facts = _with_storage(facts, pieces[0], cost)
    if cost.memory_bytes > MAX_BYTES:
        raise DandiTuiError(
            f"Sweeps of {text.size(cost.memory_bytes)} are too many to hold at once.",
            hint="Ask for fewer, as in --set overlay=2.",
        )
    return _figure(chosen, pieces, first, request, facts)


def _which(file: NwbFile, obj: NwbObject, sweeps: Sequence[Sweep], request: Draw) -> int:
    """The sweep that is asked for, else the first that a series is in."""
    asked = request.option("sweep")
    if asked:
        return _number(asked, len(sweeps) - 1, "sweep")
    path = file.real_path(obj.path)
    return next((i for i, sweep in enumerate(sweeps) if sweep.has(path)), 0)


def _overlay(request: Draw) -> int:
    asked = request.option("overlay")
    return max(1, _number(asked, MAX_OVERLAID, "overlay")) if asked else 1


def _number(words: str, last: int, what: str) -> int:
    if not (words.isascii() and words.isdigit() and int(words[:9]) <= last):
        raise UsageError(
            f"{text.safe(words, limit=40)} is no {what}.",
            hint=f"{what}=N, a whole number from 0 to {last:,}.",
        )
    return int(words)


def _facts(obj: NwbObject, sweeps: Sequence[Sweep], first: int, count: int, request: Draw) -> Facts:
    sweep = sweeps[first]
    found = (sweep.by,) if sweep.by else ()
    stimulus = () if sweep.stimulus else ("no stimulus found",)
    return replace(
        facts_of(obj),
        shown=part_words("sweep", first, first + count, len(sweeps)),
        remarks=(*found, *stimulus),
        x_label=FROM_START,
        x_unit="s",
        moves=_moves(obj, sweeps, first, request),
    )


def _with_storage(facts: Facts, pair: tuple[Piece | None, Piece | None], cost: Cost) -> Facts:
    """How the first series is stored, and what all that is shown costs."""
    series = next((piece.series for piece in pair if piece), None)
    if series is None:
        return facts
    words = [text.shape(series.data.shape), series.data.dtype, text.safe(series.unit, limit=40)]
    words += [text.rate(series.rate_hz)] if series.rate_hz and series.timestamps is None else []
    data = tuple(word for word in words if word)
    size = text.size(cost.fetch_bytes)
    return replace(facts, data=data, chunks=chunk_words(series.data), cost=size)


def _moves(obj: NwbObject, sweeps: Sequence[Sweep], first: int, request: Draw) -> tuple[Move, ...]:
    """Next and previous sweep; of a series that is another series, unless it holds both."""
    overlay = request.option("overlay")
    turned = "" if overlay else str(OVERLAID)
    toggle = Move(
        key="w",
        sentence="lay sweeps over each other, or show one",
        word="one sweep" if overlay else "overlay",
        options=(("overlay", turned),),
    )
    if len(sweeps) < 2:
        return ()
    step = _overlay(request)
    after, before = (first + step) % len(sweeps), (first - step) % len(sweeps)
    return (
        _move("n", "next sweep", "sweep", obj, sweeps, after, overlay),
        replace(_move("N", "previous sweep", "", obj, sweeps, before, overlay), pair=True),
        toggle,
    )


def _move(
    key: str,
    words: str,
    word: str,
    obj: NwbObject,
    sweeps: Sequence[Sweep],
    to: int,
    overlay: str,
) -> Move:
    target = sweeps[to].response or sweeps[to].stimulus
    path = (
        "" if obj.is_a("DynamicTable") or target is None or target.path == obj.path else target.path
    )
    options = (("overlay", overlay), ("sweep", str(to)))
    return Move(
        key=key, sentence=words, word=word, options=options, path=path,
        view="sweeps" if path else "",
    )  # fmt: skip


Pair = tuple[Piece | None, Piece | None]
"""Response and stimulus."""

Read = list[tuple[str, int, Floats, Floats]]
"""Name, colour, times from the sweep's start and values of each curve."""


def _figure(
    chosen: Sequence[Sweep],
    pieces: Sequence[Pair],
    first: int,
    request: Draw,
    facts: Facts,
) -> tuple[Figure, Facts]:
    above: Read = []
    below: Read = []
    pieces, n_left = _of_one_unit(pieces)
    odd = dict.fromkeys([f"{n_left} series in another unit left out"] if n_left else [])
    for i, (sweep, (response, stimulus)) in enumerate(zip(chosen, pieces, strict=True)):
        (response_x, response_y), (stimulus_x, stimulus_y), remarks = aligned(response, stimulus)
        odd.update(dict.fromkeys(remarks))
        # On the screen one legend is enough, of short names.
        name = sweep.name if request.numbers else f"sweep {first + i:,}"
        if len(response_x):
            above.append((name, first + i, response_x, response_y))
        if len(stimulus_x):
            drawn = name if request.numbers or not len(response_x) else ""
            below.append((drawn, first + i, stimulus_x, stimulus_y))
    facts = replace(facts, remarks=(*facts.remarks, *odd))
    if not above and not below:
        return sentence("This sweep has no samples."), facts
    extent = _extent([*above, *below])
    window = _window(request, extent)
    kinds = [(above, next((one for one, _ in pieces if one), None)),
             (below, next((one for _, one in pieces if one), None))]  # fmt: skip
    plots = [_plot(read, piece, window, request) for read, piece in kinds if read and piece]
    facts = replace(facts, window=window, extent=extent, span=span_of(window, extent[1], "s"))
    main = plots[0]
    facts = replace(facts, y_label=main.y.label, y_unit=main.y.unit)
    if len(plots) == 1:
        return main, facts
    return Panels(rows=tuple((plot,) for plot in plots), heights=(0.65, 0.35), same_x=True), facts


def _of_one_unit(pieces: Sequence[Pair]) -> tuple[list[Pair], int]:
    """Responses in the unit of the first one, and stimuli likewise; how many others there are.

    A potential of a current clamp and a current of a voltage clamp have no axis in common.
    """
    axes = [next((_axes_of(pair[i]) for pair in pieces if pair[i]), None) for i in (0, 1)]
    kept = [
        (
            response if _axes_of(response) == axes[0] else None,
            stimulus if _axes_of(stimulus) == axes[1] else None,
        )
        for response, stimulus in pieces
    ]
    before, after = (sum(piece is not None for pair in all_ for piece in pair)
                     for all_ in (pieces, kept))  # fmt: skip
    return kept, before - after


def _axes_of(piece: Piece | None) -> tuple[str, bool] | None:
    """The unit of the values, and whether they have times."""
    return (piece.series.unit, piece.axis.in_seconds) if piece else None


def _extent(read: Read) -> tuple[float, float]:
    start = min(float(x[0]) for _, _, x, _ in read)
    stop = max(float(x[-1]) for _, _, x, _ in read)
    return (start, stop) if stop > start else (start, start + 1.0)


def _window(request: Draw, extent: tuple[float, float]) -> tuple[float, float]:
    """As asked, if it meets the sweep: a window of session time may not."""
    if request.window is None:
        return extent
    start, stop = max(request.window[0], extent[0]), min(request.window[1], extent[1])
    return (start, stop) if stop > start else extent


def _plot(read: Read, piece: Piece, window: tuple[float, float], request: Draw) -> Xy:
    """Curves of one kind, each reduced to its extremes a column; steps where a value holds."""
    curves = []
    for name, index, x, y in read:
        inside = (x >= window[0]) & (x <= window[1])
        x, y = x[inside], y[inside]
        if not request.full and len(x) > 2 * request.width:
            x, y = envelope(x, y, window, 2 * request.width)
        curves.append(Curve(name=name, index=index, x=x, y=y))
    series = piece.series
    seconds = piece.axis.in_seconds
    return Xy(
        layers=tuple(curves),
        x=Axis(label=FROM_START if seconds else "sample", unit="s" if seconds else ""),
        y=Axis(label=measured(series.obj), unit=text.safe(series.unit, limit=40)),
        x_limits=window,
    )
