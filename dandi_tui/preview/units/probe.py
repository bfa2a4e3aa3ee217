"""Where electrodes are: their positions on the probe, or in the brain.

NWB core 2.11.0, `nwb.ecephys.yaml`, electrodes: `rel_x`, `rel_y`, `rel_z` are positions within
the group, in micrometres; `x`, `y`, `z` are in the brain, +x posterior, +y inferior, +z right.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.companions import region_table
from dandi_tui.preview.units.row_order import as_numbers, cells, simple_columns
from dandi_tui.preview.units.unit_regions import ELECTRODES_PATH
from dandi_tui.protocol.objects import NwbObject

Floats = npt.NDArray[np.float64]

MOST_ELONGATED = 10

IN_BRAIN = (("x", "y"), ("z", "x"), ("z", "y"))
"""Across and up as anatomists look: from the left, from above, from behind; the nose is at the
left or at the top."""

PAIRS = (
    *combinations(("rel_x", "rel_y", "rel_z"), 2),
    ("probe_horizontal_position", "probe_vertical_position"),
    *IN_BRAIN,
)
"""Columns that may be across and up; on the probe first."""

TOWARDS = {"x": "posterior", "y": "inferior", "z": "right"}
"""Where positions in the brain grow to."""

LEAST_BRAIN_UM = 20
"""Positions of which none is further from 0 are in millimetres, against the schema."""

DEPTHS = ("rel_y", "probe_vertical_position", "y", "rel_z", "z", "rel_x", "x")
"""Which column tells how deep a channel is: the first that varies."""


@dataclass(frozen=True)
class Places:
    """Positions of electrodes in two directions."""

    across: str
    up: str
    """The columns."""
    x: Floats
    y: Floats
    """Both shape (electrodes,); NaN where unknown."""

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which electrodes have both."""
        return np.isfinite(self.x) & np.isfinite(self.y)

    @property
    def relative(self) -> bool:
        """Whether they are on the probe, each probe for itself, and not in the brain."""
        return self.across not in ("x", "y", "z")

    @property
    def ways(self) -> tuple[str, str]:
        """Where greater values lie, across and up, in words; in the brain `up` grows downwards."""
        if self.relative:
            return "", ""
        across = TOWARDS[self.across]
        return (
            "right" if across == "right" else f"{across} to the right",
            f"{TOWARDS[self.up]} down",
        )

    @property
    def in_micrometres(self) -> bool:
        """Whether they can be in micrometres: no brain is as small as some positions say."""
        both = np.concatenate([self.x[self.known], self.y[self.known]])
        return self.relative or not len(both) or float(np.abs(both).max()) > LEAST_BRAIN_UM

    @property
    def compact(self) -> bool:
        """Whether neither direction is so much longer that the other would be a line."""
        x, y = self.x[self.known], self.y[self.known]
        if len(x) == 0 or np.ptp(x) == 0 or np.ptp(y) == 0:
            return True
        return bool(1 / MOST_ELONGATED <= np.ptp(x) / np.ptp(y) <= MOST_ELONGATED)


def read_places(table: NwbTable, rows: npt.NDArray[np.int64]) -> Places | None:
    """The positions of some rows in the two directions in which they vary most.

    Of the first three columns that have values, `rel_x`, `rel_y`, `rel_z`, then `x`, `y`, `z`:
    the pair of which both vary; else one that varies, with another. None if there are none.
    """
    known = {name: values for name in _names(table) if _any(values := _numbers(table, name, rows))}
    varying = {name for name, values in known.items() if _varies(values)}
    for wanted in (2, 1):
        for across, up in PAIRS:
            n_varying = (across in varying) + (up in varying)
            if across in known and up in known and n_varying >= wanted:
                return Places(across, up, known[across], known[up])
    return None


def _names(table: NwbTable) -> list[str]:
    columns = set(simple_columns(table))
    return [name for name in dict.fromkeys(n for pair in PAIRS for n in pair) if name in columns]


def _numbers(table: NwbTable, name: str, rows: npt.NDArray[np.int64]) -> Floats:
    return as_numbers(cells(table, name))[rows]


def _any(values: Floats) -> bool:
    return bool(np.isfinite(values).any())


def _varies(values: Floats) -> bool:
    finite = values[np.isfinite(values)]
    return len(finite) > 0 and bool(np.ptp(finite) > 0)


def electrode_table(file: NwbFile, region_path: str = "") -> NwbObject | None:
    """The table of electrodes: the one that a region names, else that of the file."""
    path = (region_table(file, region_path) if region_path else "") or ELECTRODES_PATH
    return file.target(file.object(path)) if file.exists(path) else None


def depth_order(file: NwbFile, obj: NwbObject) -> list[int]:
    """The channels of an `ElectricalSeries` from the highest position to the lowest.

    A channel's electrode is the row that the series' region `electrodes` names. Its height is
    the first of `rel_y`, `y`, `rel_z`, `z`, `rel_x`, `x` that varies: along most probes `rel_y`
    grows from the tip upwards; `y` in the brain grows downwards. Channels of one height stay in
    the file's order; those of an unknown one come last. Empty if no position is known.
    """
    path = f"{obj.path}/electrodes"
    if not file.exists(path):
        return []
    region, table_obj = file.data(path), electrode_table(file, path)
    if table_obj is None or not region.dtype.startswith(("int", "uint")):
        return []
    table = open_table(file, table_obj)
    rows = np.asarray(region.read()).reshape(-1).astype(np.int64)
    if len(rows) == 0 or rows.min() < 0 or rows.max() >= table.n_rows:
        return []
    columns = simple_columns(table)
    for name in (name for name in DEPTHS if name in columns):
        heights = _numbers(table, name, rows)
        if _varies(heights):
            heights = -heights if name == "y" else heights
            return [int(channel) for channel in np.argsort(-heights, kind="stable")]
    return []
