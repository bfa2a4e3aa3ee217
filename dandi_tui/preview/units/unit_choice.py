"""The units of a table: which there are, in which order, and which one is chosen."""

from dataclasses import dataclass

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.units.old_units import OldUnits, is_old_units, open_old_units
from dandi_tui.preview.units.row_order import RowOrder, order_rows
from dandi_tui.preview.units.spike_source import SpikeSource
from dandi_tui.preview.units.spikes import open_spikes
from dandi_tui.preview.words import chunk_words, cost_words
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost, Move
from dandi_tui.protocol.requests import Draw

UNIT_SETTING = ("unit", "the row of the chosen unit, counted from 0")


@dataclass(frozen=True)
class Units:
    """A table of units as a request orders it."""

    table: NwbTable
    spikes: SpikeSource
    order: RowOrder
    old: OldUnits | None = None
    """What is known of units that are in no table; the columns of `table` are none then."""

    @property
    def rows(self) -> list[int]:
        """The rows in order; those without an entry in the index of the spikes are left out."""
        return [int(row) for row in self.order.rows if row < self.spikes.n_units]

    def name(self, row: int) -> str:
        """What a unit is called: its row, or the name that it has; safe."""
        return self.old.names[row] if self.old and self.old.names else str(row)

    def waveform_at(self, row: int) -> tuple[str, int]:
        """The path of the group that holds the waveforms, and the row of a unit's there."""
        if self.old and self.old.waveforms:
            return self.old.waveforms, self.old.slots[row]
        return self.table.path, row

    def words(self) -> tuple[str, ...]:
        """`2,245 units`, `60,000,000 spikes`."""
        n, n_spikes = self.spikes.n_units, self.spikes.n
        said = () if n_spikes is None else (text.plural(n_spikes, "spike"),)
        return (text.plural(max(n, self.table.n_rows), "unit"), *said)

    def chunk_words(self) -> tuple[str, ...]:
        """How the times are stored, if they are in one dataset."""
        return chunk_words(self.spikes.data) if self.spikes.data else ()

    def cost_words(self, cost: Cost) -> str:
        """`1 of 9, 3.1 MB`."""
        data = self.spikes.data
        return cost_words(cost, data) if data else text.size(cost.fetch_bytes)

    def step(self, unit: int | None, by: int) -> int | None:
        """The row so many places further in the order; None if there is none."""
        rows = self.rows
        if not rows:
            return None
        if unit not in rows:
            return rows[0]
        place = rows.index(unit) + by
        return rows[place] if 0 <= place < len(rows) else None


def accepts_spikes(obj: NwbObject) -> bool:
    """Sorted units: a table of them, or what older files have."""
    return (obj.is_a("Units") and obj.kind != "dataset") or is_old_units(obj)


def open_units(file: NwbFile, obj: NwbObject, request: Draw) -> Units:
    """The table, the index of its spikes, and the order of its rows."""
    if is_old_units(obj):
        old = open_old_units(file, obj)
        table = NwbTable(file, obj.path, (), {}, {}, old.spikes.n_units)
        return Units(table, old.spikes, order_rows(table, request), old)
    table = open_table(file, obj)
    spikes = open_spikes(file, obj)
    return Units(table, spikes, order_rows(table, request))


def chosen(units: Units, request: Draw) -> int | None:
    """The row that `unit` names; None if it is not set."""
    asked = request.option("unit")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and int(asked[:12]) < units.spikes.n_units):
        raise UsageError(
            f"There is no unit {text.safe(asked, limit=20)}.",
            hint=f"There are {units.spikes.n_units:,}, counted from 0: unit=0.",
        )
    return int(asked)


def step_moves(units: Units, unit: int | None) -> tuple[Move, ...]:
    """`n` and `N`: the next and the previous unit of the order."""
    found: list[Move] = []
    for key, by, word in (("n", 1, "next"), ("N", -1, "previous")):
        row = units.step(unit, by)
        if row is not None:
            options = (("unit", str(row)),)
            pair = key == "N" and bool(found)
            found.append(
                Move(key=key, sentence=f"{word} unit", word="" if pair else "unit",
                     options=options, pair=pair)
            )  # fmt: skip
    return tuple(found)
