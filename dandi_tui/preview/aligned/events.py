"""Which events pictures are aligned to: a time column of a table of intervals, by groups."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.aligned.old_events import TAGS, read_old_epochs
from dandi_tui.preview.companions import find_all
from dandi_tui.preview.times.epochs import OLD_PATH
from dandi_tui.preview.units.row_order import as_numbers, cells, group_words, simple_columns
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Move
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]

MAX_EVENTS = 200_000
MAX_GROUPS = 6
"""As many as there are colours; the rest are one more."""

MAX_TABLES = 20
"""Tables that are looked at to choose one."""

OTHER = "other"

LAST = ("epochs", "invalid_times")
"""Tables that are taken only if there is no other."""

SETTINGS = (
    ("table", "the intervals whose times are 0: the path or name of a TimeIntervals"),
    ("column", "the column of that table that is time 0; else start_time"),
    ("group", "a column of that table: one colour for each of its values"),
    ("before", "seconds before time 0"),
    ("after", "seconds after it"),
)


@dataclass(frozen=True)
class Events:
    """Times to align to, in the order of their table."""

    name: str
    column: str
    times: Floats
    """Shape (events,), seconds; NaN where a row has none."""
    labels: tuple[str, ...]
    """Of each event the name of its group; empty if not grouped."""
    groups: tuple[str, ...]
    """In order of first appearance, `other` last; empty if not grouped."""
    moves: tuple[Move, ...]

    def order(self, used: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """The events used, by group, then in the table's order."""
        numbers = np.flatnonzero(used)
        if not self.groups:
            return numbers
        place = [self.groups.index(self.labels[i]) for i in numbers]
        return numbers[np.argsort(place, kind="stable")]

    def parts(self, order: npt.NDArray[np.int64]) -> list[tuple[str, int, int]]:
        """(group, first, last + 1) of the places in an order; one nameless part if ungrouped."""
        if not self.groups:
            return [("", 0, len(order))]
        labels = [self.labels[i] for i in order]
        ends = np.cumsum([labels.count(name) for name in self.groups]).tolist()
        return list(zip(self.groups, [0, *ends[:-1]], ends, strict=True))

    @property
    def reference(self) -> str:
        """`aligned to trials.start_time`."""
        return f"aligned to {self.name}.{text.safe(self.column, limit=60)}"

    def words(self, n_used: int) -> tuple[str, ...]:
        """`aligned to trials.start_time`, `890 of 892 trials`."""
        what = "trials" if self.name == "trials" else "intervals"
        n = len(self.times)
        used = f"{n:,} {what}" if n_used == n else f"{n_used:,} of {n:,} {what}"
        left = () if n_used == n else ("the others have no time, or lie outside the recording",)
        by = (f"grouped by {self.group_by}",) if self.group_by else ()
        return (self.reference, used, *left, *by)

    group_by: str = ""
    """The column of `labels`, safe."""


def choose_events(file: NwbFile, obj: NwbObject, request: Draw) -> Events | None:
    """The events that a request names, else the trials; None if the file has no intervals.

    Of a file without tables of intervals they are its epochs, as NWB 1 keeps them.

    Raises:
        UsageError: There is no such table or column, or too many intervals.
    """
    tables = sorted(find_all(file, "TimeIntervals", obj.path), key=_rank)
    if not tables and file.exists(OLD_PATH):
        return _old_events(file, request)
    table = _asked(file, tables, request.option("table")) or _first(file, tables)
    if table is None:
        return None
    columns = time_columns(table)
    column = _column(columns, request.option("column"))
    if not column:
        return None
    if table.n_rows > MAX_EVENTS:
        raise UsageError(
            f"{table.n_rows:,} intervals are too many to align to.", hint="Choose another table."
        )
    times = as_numbers(cells(table, column))
    group = request.option("group")
    labels, groups = _grouped(group_words(table, group)) if group else ((), ())
    name = text.safe(table.path.rsplit("/", 1)[-1], limit=60)
    by = text.safe(group, limit=60)
    kinds = tuple(name for name in simple_columns(table) if name not in columns)
    moves = (*_column_moves(columns, column), *_table_moves(table, tables))
    moves = (*moves, *_group_moves(kinds, group))
    return Events(name, column, times, labels, groups, moves, by)


def _old_events(file: NwbFile, request: Draw) -> Events | None:
    """The epochs of NWB 1, by their start."""
    if request.option("table") not in ("", OLD_PATH, OLD_PATH[1:]):
        raise UsageError(
            f"There are no intervals {text.safe(request.option('table'), limit=80)}.",
            hint=f"There are: {OLD_PATH}",
        )
    epochs = read_old_epochs(file)
    if epochs is None:
        return None
    columns = tuple(epochs.columns)
    column = _column(columns, request.option("column"))
    group = request.option("group")
    if group not in ("", TAGS):
        words = f"There is no column {text.safe(group, limit=80)}."
        raise UsageError(words, hint=f"There is: {TAGS}")
    labels, groups = _grouped(list(epochs.tags)) if group else ((), ())
    moves = (*_column_moves(columns, column), *_group_moves((TAGS,), group))
    return Events(OLD_PATH[1:], column, epochs.columns[column], labels, groups, moves, group)


def _rank(table: NwbObject) -> tuple[bool, bool]:
    return (table.name in LAST, table.name != "trials")


def _asked(file: NwbFile, tables: list[NwbObject], asked: str) -> NwbTable | None:
    if not asked:
        return None
    for table in tables:
        if asked in (table.path, table.name):
            return open_table(file, file.target(table))
    names = ", ".join(text.safe(table.path, limit=80) for table in tables[:10])
    raise UsageError(
        f"There are no intervals {text.safe(asked, limit=80)}.",
        hint=f"There are: {names}" if names else "This file has no table of intervals.",
    )


def _first(file: NwbFile, tables: list[NwbObject]) -> NwbTable | None:
    """The trials; else the table of the most rows; epochs only if there is no other."""
    found: NwbTable | None = None
    for obj in tables[:MAX_TABLES]:
        if found is not None and obj.name in LAST:
            break
        try:
            table = open_table(file, file.target(obj))
        except DandiTuiError:
            continue
        if not (table.n_rows and time_columns(table)):
            continue
        if obj.name == "trials":
            return table
        if found is None or table.n_rows > found.n_rows:
            found = table
    return found


def time_columns(table: NwbTable) -> tuple[str, ...]:
    """Columns of one number a row whose name says that they are times."""
    return tuple(name for name in simple_columns(table) if _is_time(table, name))


def _is_time(table: NwbTable, name: str) -> bool:
    said = name.endswith(("_time", "_times")) or name in ("start", "stop")
    return said and table.file.data(f"{table.path}/{name}").numeric


def _column(columns: tuple[str, ...], asked: str) -> str:
    if not asked:
        return "start_time" if "start_time" in columns else next(iter(columns), "")
    if asked in columns:
        return asked
    raise UsageError(
        f"There is no column of times {text.safe(asked, limit=80)}.",
        hint=f"There are: {', '.join(text.safe(name, limit=60) for name in columns)}",
    )


def _grouped(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of each row its group, and the groups: the first values to appear, then `other`."""
    names = list(dict.fromkeys(words))
    if len(names) <= MAX_GROUPS:
        return tuple(words), tuple(names)
    kept = names[: MAX_GROUPS - 1]
    return tuple(w if w in kept else OTHER for w in words), (*kept, OTHER)


def _column_moves(columns: tuple[str, ...], column: str) -> tuple[Move, ...]:
    """`c`: the next column of times."""
    if len(columns) < 2:
        return ()
    following = columns[(columns.index(column) + 1) % len(columns)]
    words = f"align to {text.safe(following, limit=60)}"
    return (_move("c", words, "align", (("column", following),)),)


def _table_moves(table: NwbTable, tables: list[NwbObject]) -> tuple[Move, ...]:
    """`b`: the next table."""
    paths = [one.path for one in tables]
    if len(paths) < 2 or table.path not in paths:
        return ()
    following = paths[(paths.index(table.path) + 1) % len(paths)]
    options = (("table", following), ("column", ""), ("group", ""))
    return (_move("b", f"align to {text.safe(following, limit=80)}", "intervals", options),)


def _group_moves(kinds: tuple[str, ...], group: str) -> tuple[Move, ...]:
    """`u`: the next column to group by, the last of which is none."""
    choices = ["", *kinds]
    if len(choices) < 2:
        return ()
    place = choices.index(group) if group in choices else 0
    following = choices[(place + 1) % len(choices)]
    words = f"group by {text.safe(following, limit=60)}" if following else "all in one group"
    return (_move("u", words, "group", (("group", following),)),)


def _move(key: str, sentence: str, word: str, options: tuple[tuple[str, str], ...]) -> Move:
    return Move(key=key, sentence=sentence, word=word, options=options)


def window_of(request: Draw, before: float, after: float) -> Window:
    """The window around time 0, in seconds from it."""
    window = (-seconds(request, "before", before), seconds(request, "after", after))
    if window[1] <= window[0]:
        raise UsageError("The window around time 0 is empty.", hint="before=0.5, after=1")
    return window


def seconds(request: Draw, key: str, default: float) -> float:
    """A setting that is a number of seconds, 0 or more."""
    asked = request.option(key)
    try:
        value = float(asked) if asked else default
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1e5:
        raise UsageError(
            f"{key} takes seconds, not {text.safe(asked, limit=20)}.", hint=f"{key}={default:g}"
        )
    return value


def window_moves(window: Window) -> tuple[Move, ...]:
    """`m` and `M`: twice and half the window around time 0."""
    return tuple(
        Move(
            key=key,
            sentence=f"{word} window around time 0",
            word="" if key == "M" else "window",
            options=(("before", f"{-window[0] * by:g}"), ("after", f"{window[1] * by:g}")),
            pair=key == "M",
        )
        for key, word, by in (("m", "a wider", 2.0), ("M", "a narrower", 0.5))
    )
