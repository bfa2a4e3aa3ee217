"""Named spans of time behind the traces: the session's epochs, its trials, or another table."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import number
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.companions import find_all
from dandi_tui.preview.figure import Epoch

EPOCHS_PATH = "/intervals/epochs"
TRIALS_PATH = "/intervals/trials"
MAX_EPOCHS = 5_000

OLD_PATH = "/epochs"
MAX_OLD_EPOCHS = 200
"""NWB 1 has a group for each epoch; of a file with more, which takes long to read, none."""

PLACES = ("/intervals", "/stimulus/presentation")
"""Where NWB keeps tables of intervals: NWB core 2.11.0, `nwb.file.yaml`."""

MAX_TABLES = 20
"""Tables that the key goes through."""

TIMES = frozenset({"id", "start_time", "stop_time", "tags", "timeseries"})
"""Columns of a `TimeIntervals` that say nothing of the kind: NWB core 2.11.0, `nwb.epoch.yaml`."""


@dataclass(frozen=True)
class Shading:
    """Which table of intervals lies behind the data."""

    path: str
    """Empty: none."""
    epochs: tuple[Epoch, ...]
    tables: tuple[str, ...]
    """The paths of all that could, in the order of offer."""
    n_rows: int = 0
    """Of the table, whose first 5,000 are read."""

    @property
    def name(self) -> str:
        """The table's name, safe."""
        return text.safe(self.path.rsplit("/", 1)[-1], limit=60)

    @property
    def word(self) -> str:
        """What one of its rows is called."""
        return {EPOCHS_PATH: "epoch", OLD_PATH: "epoch", TRIALS_PATH: "trial"}.get(
            self.path, "interval"
        )

    @property
    def remarks(self) -> tuple[str, ...]:
        """Which table it is, where that is not the session's epochs, or not all of it."""
        if not self.epochs:
            return ()
        if self.n_rows > MAX_EPOCHS:
            return (f"shaded: {self.name}, the first {MAX_EPOCHS:,} of {self.n_rows:,} rows",)
        return () if self.path in ("", EPOCHS_PATH, OLD_PATH) else (f"shaded: {self.name}",)


NO_SHADING = Shading("", (), ())


def shading(file: NwbFile, wish: str) -> Shading:
    """The intervals to shade: none, the wished ones, or the best there are.

    Args:
        file: The open file.
        wish: `off`; the path or the name of a `TimeIntervals`; empty: the session's epochs,
            else its trials, else the table that spans most; also where a path is not there.

    Raises:
        UsageError: There is no table of such a name.
    """
    tables = interval_tables(file, wish)
    if wish == "off":
        return Shading("", (), tables)
    # A path stays set where one goes on to the same object of another file.
    if wish and not (wish.startswith("/") and wish not in tables):
        path = _wished(wish, tables)
        return _shaded(file, path, read_intervals(file, path), tables)
    for path in (EPOCHS_PATH, OLD_PATH, TRIALS_PATH):
        if path in tables and (epochs := read_intervals(file, path)):
            return _shaded(file, path, epochs, tables)
    read = {
        path: read_intervals(file, path)
        for path in tables
        if path not in (EPOCHS_PATH, TRIALS_PATH)
    }
    widest = max(read, key=lambda path: _span(read[path]), default="")
    return _shaded(file, widest, read.get(widest, ()), tables)


def _shaded(
    file: NwbFile, path: str, epochs: tuple[Epoch, ...], tables: tuple[str, ...]
) -> Shading:
    """With the length of the table, if any of it was read."""
    is_table = bool(epochs) and path != OLD_PATH
    n_rows = open_table(file, file.object(path)).n_rows if is_table else 0
    return Shading(path, epochs, tables, n_rows)


def interval_tables(file: NwbFile, wish: str = "") -> tuple[str, ...]:
    """The paths of the tables of intervals, the session's epochs and its trials first.

    Of a file whose tree is not yet known, the two groups where NWB keeps them are listed, and no
    others unless these have none. A table whose path is wished is always among them.
    """
    first = [path for path in (EPOCHS_PATH, OLD_PATH, TRIALS_PATH) if file.exists(path)]
    found = [] if file.tree_is_known else [path for place in PLACES for path in _in(file, place)]
    if file.tree_is_known or not (first or found):
        try:
            found = [obj.path for obj in find_all(file, "TimeIntervals", EPOCHS_PATH)]
        except DandiTuiError:
            found = []
    tables = list(dict.fromkeys([*first, *found]))[:MAX_TABLES]
    return tuple(tables if wish in tables else [*tables, *_itself(file, wish)])


def _itself(file: NwbFile, path: str) -> list[str]:
    """A path that is one of a table of intervals."""
    try:
        known = path.startswith("/") and file.exists(path)
        return [path] if known and file.object(path).is_a("TimeIntervals") else []
    except DandiTuiError:
        return []


def _in(file: NwbFile, place: str) -> list[str]:
    try:
        members = file.children(place) if file.exists(place) else ()
    except DandiTuiError:
        return []
    return [child.path for child in members if child.is_a("TimeIntervals")]


def read_epochs(file: NwbFile) -> tuple[Epoch, ...]:
    """The epochs of the session by their start; none if they are absent or damaged."""
    found = next((path for path in (EPOCHS_PATH, OLD_PATH) if file.exists(path)), "")
    return read_intervals(file, found)


def _wished(wish: str, tables: tuple[str, ...]) -> str:
    for path in tables:
        if wish in (path, path.rsplit("/", 1)[-1]):
            return path
    names = ", ".join(path.rsplit("/", 1)[-1] for path in tables)
    raise UsageError(
        f"There is no table of intervals {wish}.",
        hint=f"Try: off, {names}" if names else "This file has none.",
    )


def _span(epochs: tuple[Epoch, ...]) -> float:
    return max(e.stop_s for e in epochs) - epochs[0].start_s if epochs else -1.0


def read_intervals(file: NwbFile, path: str) -> tuple[Epoch, ...]:
    """The rows of a table by their start; none if it is absent or damaged."""
    try:
        if path == OLD_PATH:
            return _in_order(_groups(file))
        if path:
            return _in_order(_rows(open_table(file, file.object(path)), path == TRIALS_PATH))
    except (NotFoundError, FileFormatError):
        return ()
    return ()


def _in_order(rows: Iterable[tuple[object, object, object, int]]) -> tuple[Epoch, ...]:
    """Those of the rows (start, stop, kind, number) whose times are numbers, the stop not first.

    Trials, whose number is not negative, are named by it and coloured by their kind.
    """
    found = []
    for a, b, cell, row in rows:
        start, stop, kind = number(a), number(b), kind_words(cell)
        if start is None or stop is None or not 0 <= stop - start < math.inf:
            continue
        name = kind if row < 0 else f"{row} {kind}".rstrip()
        family = kind if row >= 0 else ""
        found.append(Epoch(start_s=start, stop_s=stop, kind=name, family=family))
    return tuple(sorted(found, key=lambda epoch: epoch.start_s))


def _rows(table: NwbTable, numbered: bool) -> Iterable[tuple[object, object, object, int]]:
    """Start, stop, kind, and number of each row: only these columns are read."""
    if not {"start_time", "stop_time"} <= set(table.names):
        return ()
    rows = (0, min(table.n_rows, MAX_EPOCHS))
    starts, stops = table.cells("start_time", rows), table.cells("stop_time", rows)
    name = _kind_column(table, numbers_too=not numbered)
    kinds = table.cells(name, rows) if name else [""] * len(starts)
    counted = numbered or (not name and len(starts) > 1 and table.path != EPOCHS_PATH)
    numbers = range(len(starts)) if counted else [-1] * len(starts)
    return zip(starts, stops, kinds, numbers, strict=False)


def _kind_column(table: NwbTable, numbers_too: bool) -> str:
    """The first column of text; else, of stimuli, the first one of plain numbers."""
    texts = (column for column in table.names if table.is_text(column))
    found = next(texts, "")
    if found or not numbers_too:
        return found
    plain = (name for name in table.names if name not in TIMES and name not in table.indexes)
    return next((name for name in plain if not name.endswith("_time")), "")


def _groups(file: NwbFile) -> Iterator[tuple[object, object, object, int]]:
    """Of NWB 1.0's groups: start, stop, and the tags or else the name."""
    groups = [child for child in file.children(OLD_PATH) if child.kind == "group"]
    for group in groups if len(groups) <= MAX_OLD_EPOCHS else ():
        paths = [f"{group.path}/{name}" for name in ("start_time", "stop_time", "tags")]
        if all(map(file.exists, paths[:2])):
            start, stop = (file.data(path).plain() for path in paths[:2])
            tags = file.data(paths[2]).plain((0, 20)) if file.exists(paths[2]) else []
            yield start, stop, tags or group.name, -1


def kind_words(kind: object) -> str:
    """A cell of text, a number, or a list of tags, in one line."""
    if isinstance(kind, list):
        return text.safe(", ".join(str(tag) for tag in kind), limit=80)
    if isinstance(kind, float):
        return text.number(kind) if math.isfinite(kind) else "blank"
    return text.safe(kind, limit=80) if kind is not None else ""
