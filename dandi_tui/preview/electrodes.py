"""A map of the electrodes of a probe, coloured by region."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.nwb.data import Data
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.figure import Axis, Figure, Scatter, Xy
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.probe import Places, depth_order, electrode_table, read_places
from dandi_tui.preview.row_order import as_numbers, cells, group_words, simple_columns
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

__all__ = ["SETTINGS", "accepts_electrodes", "depth_order", "draw_electrodes"]

Rows = npt.NDArray[np.int64]

MAX_GROUPS = 6
"""As many as there are colours; the rest are one more."""

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
    """Positions in two directions, one as long as the other, in micrometres."""
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
    known = np.isfinite(places.x) & np.isfinite(places.y)
    if not known.any():
        return sentence("No electrode has a known position."), replace(facts, moves=moves)
    n_unknown = int((~known).sum())
    remarks = (
        f"{places.up} over {places.across}",
        *((f"coloured by {text.safe(colour, limit=60)}",) if colour else ()),
        *((f"{n_unknown:,} without a position",) if n_unknown else ()),
    )
    figure = _figure(table, places, rows, known, colour)
    facts = replace(facts, x_label=places.across, x_unit="µm", y_label=places.up, y_unit="µm")
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


def _figure(
    table: NwbTable, places: Places, rows: Rows, known: npt.NDArray[np.bool_], colour: str
) -> Figure:
    """Groups in their colours; numbers of many values on a colour bar."""
    x, y = places.x[known], places.y[known]
    numbers = _numbers_of(table, colour, rows[known])
    values, limits = None, (0.0, 1.0)
    if numbers is not None:
        layers: tuple[Scatter, ...] = (Scatter(name="", index=0, x=x, y=y, values=numbers),)
        values = Axis(label=text.safe(colour, limit=40))
        limits = (float(np.nanmin(numbers)), float(np.nanmax(numbers)))
    else:
        words = group_words(table, colour) if colour else [""] * table.n_rows
        layers = _layers(np.array([words[row] for row in rows[known]], dtype=object), x, y)
    return Xy(
        layers=layers,
        x=Axis(label=places.across, unit="µm"),
        y=Axis(label=places.up, unit="µm"),
        equal=True,
        values=values,
        values_limits=limits,
    )


def _numbers_of(table: NwbTable, colour: str, rows: Rows) -> npt.NDArray[np.float64] | None:
    """The column as numbers, if it is one of more values than there are colours."""
    if not colour:
        return None
    data: Data = table.file.data(f"{table.path}/{colour}")
    if not data.numeric or data.dtype == "bool":
        return None
    numbers = as_numbers(cells(table, colour))[rows]
    return numbers if len(np.unique(numbers[np.isfinite(numbers)])) > MAX_GROUPS else None


def _layers(
    words: npt.NDArray[np.object_], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> tuple[Scatter, ...]:
    """One for each group, in order of first appearance; what is beyond the colours is `other`."""
    names = list(dict.fromkeys(words.tolist()))
    if len(names) > MAX_GROUPS:
        kept = names[: MAX_GROUPS - 1]
        words = np.array([word if word in kept else OTHER for word in words], dtype=object)
        names = [*kept, OTHER]
    return tuple(
        Scatter(name=name, index=i, x=x[words == name], y=y[words == name])
        for i, name in enumerate(names)
    )
