"""What was presented when, and how traces respond to it: a mean for each presentation."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import number, open_series
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.series.selection import Selection
from dandi_tui.preview.series.trace_reading import read_samples, slabs
from dandi_tui.preview.times.epochs import EPOCHS_PATH, TIMES, interval_tables
from dandi_tui.preview.times.window import TimeAxis, Window
from dandi_tui.protocol.objects import NwbObject

Floats = npt.NDArray[np.float64]

VALUES = (2, 50)
"""Least and most different values of a column that conditions are made of."""

MAX_IMAGES = 200
"""Of an `IndexSeries`: more are a movie, or noise."""

IMAGE = "image"
"""What the condition of an `IndexSeries` is called."""

STIMULI = "/stimulus/presentation"
MAX_ROWS = 100_000
MAX_COLUMNS = 30


@dataclass(frozen=True)
class Condition:
    """A column that says what was presented: few different values, blank where it is NaN."""

    name: str
    """Safe."""
    codes: npt.NDArray[np.int64]
    """Shape (presentation,): the index of the value; -1: blank."""
    values: tuple[float | str, ...]
    """Ascending."""

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return all(isinstance(value, float) for value in self.values)

    @property
    def nominal(self) -> bool:
        """Whether values between them mean nothing: words, and the numbers of images."""
        return not self.numeric or self.name == IMAGE

    @property
    def words(self) -> tuple[str, ...]:
        """The values as they are written."""
        return tuple(v if isinstance(v, str) else text.number(v) for v in self.values)

    @property
    def unit(self) -> str:
        """As the name says it: `orientation_in_degrees`."""
        return self.name.rpartition("_in_")[2].replace("_", " ") if "_in_" in self.name else ""

    @property
    def label(self) -> str:
        """The name without the unit, in words."""
        return (self.name.rpartition("_in_")[0] or self.name).replace("_", " ")


@dataclass(frozen=True)
class Presentations:
    """The rows of a table of intervals that have both times."""

    path: str
    starts: Floats
    stops: Floats
    """Both shape (presentation,), seconds."""
    conditions: tuple[Condition, ...]

    @property
    def name(self) -> str:
        """The table's name, safe."""
        return text.safe(self.path.rsplit("/", 1)[-1], limit=60)

    @property
    def window(self) -> Window:
        """From the first start to the last stop."""
        return (float(self.starts.min()), float(self.stops.max()))


def stimulus_tables(file: NwbFile, wish: str = "") -> tuple[Presentations, ...]:
    """What was presented: tables of intervals that have columns of conditions, and images.

    Stimuli come first, and of these what was presented most often. The session's epochs are no
    presentations.
    """
    paths = [path for path in interval_tables(file, wish) if path != EPOCHS_PATH]
    found = [table for path in paths if (table := open_presentations(file, path)) is not None]
    found += _shown_images(file)
    return tuple(sorted(found, key=_rank))


def _rank(table: Presentations) -> tuple[bool, int, str]:
    return (not table.path.startswith("/stimulus/"), -len(table.starts), table.path)


def _shown_images(file: NwbFile) -> list[Presentations]:
    """The `IndexSeries` of the stimuli that show up to 200 images: each sample is a presentation.

    It lasts until the next one, but no longer than the median of these times: there is a pause
    then. NWB core 2.11.0, `nwb.image.yaml`: data are indices of the images; -1, or what an
    unsigned type makes of it, is blank.
    """
    try:
        members = file.children(STIMULI) if file.exists(STIMULI) else ()
    except DandiTuiError:
        return []
    found = [_images_of(file, obj) for obj in members if obj.is_a("IndexSeries")]
    return [table for table in found if table is not None]


def _images_of(file: NwbFile, obj: NwbObject) -> Presentations | None:
    try:
        series = open_series(file, obj)
        axis = TimeAxis(series)
        if not 1 < axis.n <= MAX_ROWS or not axis.in_seconds or series.n_traces != 1:
            return None
        starts, indexes = axis.times(0, axis.n), series.values((0, axis.n), (0, 1), ())[:, 0]
    except DandiTuiError:
        return None
    if not np.isfinite(starts).all() or (np.diff(starts) < 0).any():
        return None
    lasts = np.diff(starts, append=np.inf)
    stops = starts + np.minimum(lasts, float(np.median(lasts)))
    indexes[(indexes < 0) | np.isin(indexes, [2.0**bits - 1 for bits in (32, 64)])] = np.nan
    kept = stops > starts
    condition = _condition(IMAGE, indexes.tolist(), kept, most=MAX_IMAGES)
    if condition is None:
        return None
    return Presentations(obj.path, starts[kept], stops[kept], (condition,))


def wished(tables: tuple[Presentations, ...], wish: str) -> Presentations:
    """The table of a path or a name; the first, if none is wished.

    Raises:
        UsageError: There is no such table.
    """
    for table in tables:
        if wish in ("", table.path, table.path.rsplit("/", 1)[-1]):
            return table
    names = ", ".join(table.name for table in tables)
    raise UsageError(f"There is no table of presentations {wish}.", hint=f"Try: {names}")


def open_presentations(file: NwbFile, path: str) -> Presentations | None:
    """A table as presentations; None if it is damaged, or has no column of conditions."""
    try:
        table = open_table(file, file.object(path))
        if not {"start_time", "stop_time"} <= set(table.names):
            return None
        rows = (0, min(table.n_rows, MAX_ROWS))
        starts, stops = (_floats(table.cells(n, rows)) for n in ("start_time", "stop_time"))
        kept = np.isfinite(stops - starts) & (stops > starts)
        names = [name for name in table.names if _may_be_condition(table, name)][:MAX_COLUMNS]
        columns = [_condition(name, table.cells(name, rows), kept) for name in names]
    except DandiTuiError:
        return None
    conditions = tuple(column for column in columns if column is not None)
    if not conditions or not kept.any():
        return None
    return Presentations(path, starts[kept], stops[kept], conditions)


def _may_be_condition(table: NwbTable, name: str) -> bool:
    """Not a time, a mark of blanks, an index of the presentation, or ragged."""
    if name in TIMES or name in table.indexes or name.endswith(("_time", "_times")):
        return False
    return name not in ("is_blank_sweep", "stimulus_block") and not name.endswith("_id")


def _floats(cells: list[object]) -> Floats:
    numbers = (number(cell) for cell in cells)
    return np.array([math.nan if n is None else n for n in numbers], dtype=np.float64)


def _condition(
    name: str, cells: list[object], kept: npt.NDArray[np.bool_], most: int = VALUES[1]
) -> Condition | None:
    """A column by its different values; None if they are too few or too many, or of no kind."""
    used = [cell for cell, keep in zip(cells, kept, strict=False) if keep]
    plain = [_plain(cell) for cell in used]
    if any(isinstance(value, str) for value in plain):
        plain = [None if isinstance(value, float) else value for value in plain]
    values = sorted({value for value in plain if value is not None}, key=_order)
    if not VALUES[0] <= len(values) <= most:
        return None
    places = {value: i for i, value in enumerate(values)}
    codes = np.array([-1 if v is None else places[v] for v in plain], dtype=np.int64)
    return Condition(text.safe(name, limit=60), codes, tuple(values))


def _order(value: float | str) -> tuple[bool, float, str]:
    return (True, 0.0, value) if isinstance(value, str) else (False, value, "")


def _plain(cell: object) -> float | str | None:
    """A finite number, or text that says something; None: blank."""
    if isinstance(cell, str):
        words = text.safe(cell, limit=40)
        return None if words.lower() in ("", "null", "nan", "n/a", "none") else words
    value = float(cell) if isinstance(cell, bool | int | float) else math.nan
    return value if math.isfinite(value) else None


def interval_means(selection: Selection, starts: Floats, stops: Floats) -> Floats:
    """The mean of each trace over the samples in each half-open interval.

    Args:
        selection: Which traces.
        starts: Shape (interval,), seconds.
        stops: Shape (interval,), seconds.

    Returns:
        Shape (interval, trace), in the series' unit; NaN samples are left out. An interval
        without a finite sample is NaN, and one that the recording's start or end cuts.
    """
    n_traces = selection.traces[1] - selection.traces[0]
    sums, counts = (np.zeros((len(starts), n_traces)) for _ in range(2))
    window = (float(starts.min()), float(stops.max())) if len(starts) else (0.0, 0.0)
    for part in slabs(selection, *selection.axis.samples(window)):
        x, y = read_samples(selection, window, part, False, set())
        first, last = np.searchsorted(x, starts), np.searchsorted(x, stops)
        finite = np.isfinite(y)
        for i in np.flatnonzero(last > first):
            inside = slice(first[i], last[i])
            sums[i] += y[inside].sum(axis=0, where=finite[inside])
            counts[i] += finite[inside].sum(axis=0)
    first_s, last_s = selection.axis.extent
    step = selection.axis.step
    counts[(starts < first_s - step) | (stops > last_s + 2 * step)] = 0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(counts > 0, sums / counts, np.nan))
