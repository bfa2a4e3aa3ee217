"""The session's epochs: named spans of time behind the traces."""

import numpy as np

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.figure import Epoch

EPOCHS_PATH = "/intervals/epochs"
MAX_EPOCHS = 5_000


def read_epochs(file: NwbFile) -> tuple[Epoch, ...]:
    """The rows of `/intervals/epochs` by their start; none if it is absent or damaged."""
    try:
        if not file.exists(EPOCHS_PATH):
            return ()
        table = open_table(file, file.object(EPOCHS_PATH))
        return _epochs(table)
    except (NotFoundError, FileFormatError):
        return ()


def _epochs(table: NwbTable) -> tuple[Epoch, ...]:
    if not {"start_time", "stop_time"} <= set(table.names):
        return ()
    rows = (0, min(table.n_rows, MAX_EPOCHS))
    starts, stops = table.cells("start_time", rows), table.cells("stop_time", rows)
    name = next((column for column in table.names if table.is_text(column)), "")
    kinds = table.cells(name, rows) if name else [""] * len(starts)
    found = [
        Epoch(start_s=float(start), stop_s=float(stop), kind=kind_words(kind))
        for start, stop, kind in zip(starts, stops, kinds, strict=False)
        if isinstance(start, float) and isinstance(stop, float) and np.isfinite(stop - start)
    ]
    return tuple(sorted(found, key=lambda epoch: epoch.start_s))


def kind_words(kind: object) -> str:
    """A cell of text, or a list of tags, in one line."""
    if isinstance(kind, list):
        return text.safe(", ".join(str(tag) for tag in kind), limit=80)
    return text.safe(kind, limit=80) if kind is not None else ""
