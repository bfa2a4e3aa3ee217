"""A map of the electrodes of a probe, coloured by region."""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.nwb.data import Data
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.figure import Axis, Figure, Panels, Scatter, Xy
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.units.probe import Places, depth_order, electrode_table, read_places
from dandi_tui.preview.units.row_order import as_numbers, cells, group_words, simple_columns
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

__all__ = ["SETTINGS", "accepts_electrodes", "depth_order", "draw_electrodes"]

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Make = Callable[[Places, Mask], Scatter | None]

MAX_MAPS = 6
"""Probes or shanks side by side."""

MAX_GROUPS = 24
"""More are one more: colours come again after six, of regions that lie further apart."""

MAX_NUMBERS = 6
"""A column of more different numbers has a colour bar."""

OTHER = "other"

REGIONS = ("location", "group_name")
"""What electrodes are coloured by, the first there is."""

SETTINGS = (("colour", "the column that colours the electrodes; else their location"),)


def accepts_electrodes(obj: NwbObject) -> bool:
    """The table of extracellular electrodes, or a group of them."""
    if obj.is_a("ElectrodeGroup"):
        return obj.kind == "group"
    if obj.is_a("ElectrodesTable"):
        return obj.kind == "group"
    return obj.is_a("DynamicTable") and obj.path.endswith("/extracellular_ephys/electrodes")


@or_sentence
def draw_electrodes(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Positions in two directions in micrometres, to scale if that leaves a map to look at.

    Those in the brain are drawn with inferior, or in a plane without it posterior, downwards.
    """
    source = electrode_table(file) if obj.is_a("ElectrodeGroup") else obj
    facts = _facts(obj)
    if source is None:
        return sentence("This file has no table of electrodes."), facts
    table = open_table(file, source)
    rows = _rows(table, obj)
    if not len(rows):
        return sentence("There are no electrodes here."), facts
    facts = replace(facts, data=(text.plural(len(rows), "electrode"),))
    question = too_much(request, facts, table.cost(simple_columns(table), (0, table.n_rows)))
    if question:
        return question
    colour = _colour(table, request)
    moves = _moves(table, colour)
    places = read_places(table, rows)
    if places is None:
        return sentence("These electrodes have no positions."), replace(facts, moves=moves)
    if not places.known.any():
        return sentence("No electrode has a known position."), replace(facts, moves=moves)
    n_unknown = int((~places.known).sum())
    remarks = (
        f"{places.up} over {places.across}",
        *((places.ways[1],) if not places.relative else ()),
        *((f"coloured by {text.safe(colour, limit=60)}",) if colour else ()),
        *(() if places.compact else ("not to scale",)),
        *(() if places.in_micrometres else ("too small for µm: perhaps mm",)),
        *((f"{n_unknown:,} without a position",) if n_unknown else ()),
    )
    figure = _figure(table, places, rows, colour)
    across, up = _axes(places)
    facts = replace(
        facts, x_label=across.label, x_unit=across.unit, y_label=up.label, y_unit=up.unit
    )
    return figure, replace(facts, remarks=remarks, moves=moves)


def _facts(obj: NwbObject) -> Facts:
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
    )


def _rows(table: NwbTable, obj: NwbObject) -> Rows:
    """All rows, or those whose group is this one: by the reference, else by its name."""
    if not obj.is_a("ElectrodeGroup"):
        return np.arange(table.n_rows)
    for column, wanted in (("group", obj.path), ("group_name", obj.name)):
        if column in simple_columns(table):
            mine = [cell == wanted for cell in cells(table, column)]
            if any(mine):
                return np.flatnonzero(mine)
    return np.empty(0, dtype=np.int64)


def _colour(table: NwbTable, request: Draw) -> str:
    asked = request.option("colour")
    if asked:
        cells(table, asked)
        return asked
    columns = simple_columns(table)
    return next((name for name in REGIONS if name in columns), "")


def _moves(table: NwbTable, colour: str) -> tuple[Move, ...]:
    columns = simple_columns(table)
    if len(columns) < 2:
        return ()
    following = columns[(columns.index(colour) + 1) % len(columns)] if colour in columns else ""
    following = following or columns[0]
    words = f"colour by {text.safe(following, limit=60)}"
    return (Move(key="c", sentence=words, word="colour", options=(("colour", following),)),)


def _figure(table: NwbTable, places: Places, rows: Rows, colour: str) -> Figure:
    """One map; of positions on the probe one a group, as those of several lie over each other."""
    layers, values, limits = _coloured(table, rows, colour)
    groups = _groups(table, rows) if places.relative else {"": np.ones(len(rows), dtype=bool)}
    across, up = _axes(places)
    maps = tuple(
        Xy(
            layers=tuple(layer for make in layers if (layer := make(places, mine)) is not None),
            x=across,
            y=up,
            y_limits=None if places.relative else _downwards(places.y[mine & places.known]),
            equal=places.compact,
            values=values,
            values_limits=limits,
        )
        for mine in groups.values()
    )
    if len(maps) == 1:
        return maps[0]
    return Panels(rows=(maps,), titles=(tuple(groups),))


def _axes(places: Places) -> tuple[Axis, Axis]:
    """Across and up; in the brain with the way they grow."""
    unit = "µm" if places.in_micrometres else ""
    ways = places.ways
    return (
        Axis(label=places.across, unit=unit, towards=ways[0]),
        Axis(label=places.up, unit=unit, towards=ways[1]),
    )


def _downwards(values: Floats) -> tuple[float, float] | None:
    """Limits with the greatest value at the bottom, and a margin; None of no values."""
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    margin = (high - low) * 0.04 or 1.0
    return (high + margin, low - margin)


def _groups(table: NwbTable, rows: Rows) -> dict[str, Mask]:
    """Which of the rows are in which group, by name; all in one if they are too many."""
    column = next((n for n in ("group_name", "group") if n in simple_columns(table)), "")
    words = np.array(group_words(table, column), dtype=object)[rows] if column else rows * 0
    names = list(dict.fromkeys(words.tolist()))
    if not 1 < len(names) <= MAX_MAPS:
        return {"": np.ones(len(rows), dtype=bool)}
    return {name: np.asarray(words == name, dtype=bool) for name in names}


def _coloured(
    table: NwbTable, rows: Rows, colour: str
) -> tuple[list[Make], Axis | None, tuple[float, float]]:
    """How to make the points of a map: groups in their colours, or many numbers on a bar."""
    numbers = _numbers_of(table, colour, rows)
    if numbers is not None:
        finite = numbers[np.isfinite(numbers)]
        limits = (float(finite.min()), float(finite.max()))
        make = partial(_points, name="", index=0, chosen=np.ones(len(rows), bool), values=numbers)
        return [make], Axis(label=text.safe(colour, limit=40)), limits
    words = group_words(table, colour) if colour else [""] * table.n_rows
    of_rows = _at_most(np.array([words[row] for row in rows], dtype=object))
    names = dict.fromkeys(of_rows.tolist())
    names = dict.fromkeys([*(n for n in names if n != OTHER), *(n for n in names if n == OTHER)])
    makes: list[Make] = [
        partial(_points, name=name, index=i, chosen=np.asarray(of_rows == name, bool), values=None)
        for i, name in enumerate(names)
    ]
    return makes, None, (0.0, 1.0)


def _points(
    places: Places, mine: Mask, *, name: str, index: int, chosen: Mask, values: Floats | None
) -> Scatter | None:
    """The chosen ones of a map that have a position; None if there are none."""
    shown = mine & chosen & places.known
    if not shown.any():
        return None
    x, y = places.x[shown], places.y[shown]
    return Scatter(
        name=name, index=index, x=x, y=y, values=None if values is None else values[shown]
    )


def _at_most(words: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The first values to appear; the rest are `other`."""
    names = list(dict.fromkeys(words.tolist()))
    if len(names) <= MAX_GROUPS:
        return words
    kept = names[: MAX_GROUPS - 1]
    return np.array([word if word in kept else OTHER for word in words], dtype=object)


def _numbers_of(table: NwbTable, colour: str, rows: Rows) -> npt.NDArray[np.float64] | None:
    """The column as numbers, if it is one of more values than there are colours."""
    if not colour:
        return None
    data: Data = table.file.data(f"{table.path}/{colour}")
    if not data.numeric or data.dtype == "bool":
        return None
    numbers = as_numbers(cells(table, colour))[rows]
    return numbers if len(np.unique(numbers[np.isfinite(numbers)])) > MAX_NUMBERS else None
