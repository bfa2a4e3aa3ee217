"""Where in the brain units are, by their electrodes, where the table of units does not say.

NWB core 2.11.0, `nwb.misc.yaml`, Units: `electrodes` names rows of the electrodes' table for each
unit; their `location` is the region. Files of the IBL also say which one is the strongest.
"""

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.nwb.data import Data
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import open_table
from dandi_tui.preview.companions import region_table

ELECTRODES_PATH = "/general/extracellular_ephys/electrodes"

GROUP = "electrodes.location"
"""How this is called as a column to group by."""

STRONGEST = ("max_electrode", "peak_electrode", "peak_channel")

MAX_ENTRIES = 500_000
"""Entries of `electrodes` that are read."""


def has_regions(file: NwbFile, path: str) -> bool:
    """Whether the table of units at a path has electrodes that are in a table with locations."""
    column = _column(file, path)
    return bool(column) and file.exists(f"{_table(file, f'{path}/{column}')}/location")


def read_regions(file: NwbFile, path: str, n_rows: int) -> list[str]:
    """Of each unit the location of its strongest electrode, else of its first; safe."""
    column = _column(file, path)
    if not column:
        return [""] * n_rows
    source = file.object(_table(file, f"{path}/{column}"))
    locations = open_table(file, file.target(source)).cells("location", (0, 1_000_000))
    rows = _rows(file, f"{path}/{column}", n_rows)
    return [
        text.safe(locations[row], limit=60) if 0 <= row < len(locations) else ""
        for row in rows.tolist()
    ]


def _column(file: NwbFile, path: str) -> str:
    """The column that names electrodes: the strongest one if there is such, and it is short."""
    for name in (*STRONGEST, "electrodes"):
        if file.exists(f"{path}/{name}"):
            data = file.data(f"{path}/{name}")
            whole = _is_whole(data) and (
                not file.exists(f"{path}/{name}_index")
                or _is_whole(file.data(f"{path}/{name}_index"))
            )
            is_region = name == "electrodes" or region_table(file, f"{path}/{name}")
            if whole and is_region and data.n_values <= MAX_ENTRIES:
                return name
    return ""


def _is_whole(data: Data) -> bool:
    """Whether it is a list of whole numbers."""
    return data.dtype.startswith(("int", "uint")) and len(data.shape or ()) == 1


def _table(file: NwbFile, path: str) -> str:
    return region_table(file, path) or ELECTRODES_PATH


def _rows(file: NwbFile, path: str, n_rows: int) -> npt.NDArray[np.int64]:
    """The first electrode of each unit; -1 if it has none."""
    values = np.asarray(file.data(path).read()).astype(np.int64)
    starts = np.arange(n_rows)
    ends = starts + 1
    if file.exists(f"{path}_index"):
        ends = np.asarray(file.data(f"{path}_index").read()).astype(np.int64)[:n_rows]
        starts = np.concatenate([[0], ends[:-1]])
    rows = np.full(n_rows, -1)
    known = np.flatnonzero((ends > starts) & (starts >= 0) & (starts < len(values)))
    rows[known] = values[starts[known]]
    return rows
