"""The session's epochs: named spans of time behind the traces."""

import math
from collections.abc import Iterable, Iterator

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import number
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.figure import Epoch

EPOCHS_PATH = "/intervals/epochs"
MAX_EPOCHS = 5_000

OLD_PATH = "/epochs"
MAX_OLD_EPOCHS = 200
"""NWB 1 has a group for each epoch; of a file with more, which takes long to read, none."""


def read_epochs(file: NwbFile) -> tuple[Epoch, ...]:
    """The epochs of the session by their start; none if they are absent or damaged."""
    try:
        if file.exists(EPOCHS_PATH):
            return _in_order(_rows(open_table(file, file.object(EPOCHS_PATH))))
        if file.exists(OLD_PATH):
            return _in_order(_groups(file))
    except (NotFoundError, FileFormatError):
        return ()
    return ()


def _in_order(rows: Iterable[tuple[object, object, object]]) -> tuple[Epoch, ...]:
    """Those of the rows (start, stop, kind) whose times are numbers."""
    found = [
        Epoch(start_s=start, stop_s=stop, kind=kind_words(kind))
        for start, stop, kind in ((number(a), number(b), kind) for a, b, kind in rows)
        if start is not None and stop is not None and math.isfinite(stop - start)
    ]
    return tuple(sorted(found, key=lambda epoch: epoch.start_s))


def _rows(table: NwbTable) -> Iterable[tuple[object, object, object]]:
    """Start, stop, and the first column of text."""
    if not {"start_time", "stop_time"} <= set(table.names):
        return ()
    rows = (0, min(table.n_rows, MAX_EPOCHS))
    starts, stops = table.cells("start_time", rows), table.cells("stop_time", rows)
    name = next((column for column in table.names if table.is_text(column)), "")
    kinds = table.cells(name, rows) if name else [""] * len(starts)
    return zip(starts, stops, kinds, strict=False)


def _groups(file: NwbFile) -> Iterator[tuple[object, object, object]]:
    """Of NWB 1.0's groups: start, stop, and the tags or else the name."""
    groups = [child for child in file.children(OLD_PATH) if child.kind == "group"]
    for group in groups if len(groups) <= MAX_OLD_EPOCHS else ():
        paths = [f"{group.path}/{name}" for name in ("start_time", "stop_time", "tags")]
        if all(map(file.exists, paths[:2])):
            start, stop = (file.data(path).plain() for path in paths[:2])
            tags = file.data(paths[2]).plain((0, 20)) if file.exists(paths[2]) else []
            yield start, stop, tags or group.name


def kind_words(kind: object) -> str:
    """A cell of text, or a list of tags, in one line."""
    if isinstance(kind, list):
        return text.safe(", ".join(str(tag) for tag in kind), limit=80)
    return text.safe(kind, limit=80) if kind is not None else ""
