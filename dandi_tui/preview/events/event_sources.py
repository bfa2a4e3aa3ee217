"""Where events are in a file, and what they are called.

NWB core 2.11.0: `AnnotationSeries` (`nwb.misc.yaml`) has text at times, `BehavioralEvents`
(`nwb.behavior.yaml`) holds series whose samples are events. ndx-events 0.2: `Events` has times
only; `LabeledEvents` and `TTLs` have a number for each, whose words are the attribute `labels` of
`data` (in 0.1 the dataset `labels`, with the numbers in `label_keys`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import open_series
from dandi_tui.preview.events.marks import MAX_KINDS, Marks, cell_words, kinds_of, one_lane
from dandi_tui.preview.events.time_tables import times_axis
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost

Floats = npt.NDArray[np.float64]

EVENTS = ("Events", "LabeledEvents", "TTLs")
"""Of ndx-events; a file may have them without the schema."""

MAX_WORDS = 10_000
"""Labels that are known by their number."""


@dataclass(frozen=True)
class Source:
    """Events of one object."""

    name: str
    axis: TimeAxis
    labels: Data | None
    """Text, numbers of labels, or values; None: there are none."""
    words: tuple[str, ...] = ()
    """Of the numbers: what each means; empty: `labels` are what they are."""
    conversion: float = 1.0
    offset: float = 0.0
    unit: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """How many events there are."""
        return self.axis.n

    def cost(self, samples: Range) -> Cost:
        """What reading the times and labels of some events would fetch."""
        labels = NO_COST if self.labels is None else self.labels.cost(samples)
        return labels + self.axis.cost(*samples)

    def marks(self, samples: Range) -> Marks:
        """Some events as ticks: a lane for each word if they are few, else one with labels."""
        times = self.axis.times(*samples)
        known = np.isfinite(times)
        cells = self._cells(samples)[: len(times)]
        if self.words and len(self.words) <= MAX_KINDS:
            return self._by_words(times, cells, known)
        words = [self._word(cell) for cell in cells]
        is_text = self.labels is not None and (self.labels.dtype == "text" or self.words)
        kinds = kinds_of(words) if is_text and len(set(words)) < len(words) else None
        if kinds is not None and len(kinds[1]) == len(times):
            return Marks(times, times, *kinds).chosen(known)
        # Values that are all the same, as of a plain list of moments, say nothing.
        labels = tuple(words) if len(set(words)) > 1 else ()
        padded = labels + ("",) * (len(times) - len(labels) if labels else 0)
        return Marks(times, times, (self.name,), np.zeros(len(times), int), padded).chosen(known)

    def _by_words(
        self, times: Floats, cells: Sequence[object], known: npt.NDArray[np.bool_]
    ) -> Marks:
        """A lane for each word, also for those of which there is no event."""
        n = len(self.words)
        codes = [c if isinstance(c, int) and 0 <= c < n else n for c in cells]
        codes += [n] * (len(times) - len(codes))
        used, words = set(codes), (*self.words, "—")
        # A writer numbers from 5 on, say, and leaves the words before that empty.
        kept = [i for i, word in enumerate(words) if i in used or (i < n and word)]
        lanes = tuple(words[i] for i in kept)
        lane_of = np.searchsorted(kept, np.array(codes, dtype=np.int64))
        return Marks(times, times, lanes, lane_of).chosen(known)

    def _cells(self, samples: Range) -> list[object]:
        if self.labels is None:
            return []
        cells: list[object] = self.labels.plain(samples)
        return [cell[0] if isinstance(cell, list) and len(cell) == 1 else cell for cell in cells]

    def _word(self, cell: object) -> str:
        if self.words and isinstance(cell, int) and 0 <= cell < len(self.words):
            return self.words[cell]
        if isinstance(cell, int | float) and not isinstance(cell, bool) and not self.words:
            return f"{text.number(cell * self.conversion + self.offset)} {self.unit}".rstrip()
        return cell_words(cell)


def is_events(obj: NwbObject) -> bool:
    """Whether an object has events of its own."""
    if any(obj.is_a(name) for name in EVENTS) and obj.kind == "group":
        return True
    is_event_series = obj.is_a("AnnotationSeries") or obj.parent_type == "BehavioralEvents"
    return obj.is_a("TimeSeries") and is_event_series and len(obj.data_shape or ()) == 1


def sources_of(file: NwbFile, obj: NwbObject) -> list[Source]:
    """The events of an object, or of the members of a group; damaged members are left out."""
    if is_events(obj):
        return [source_of(file, obj)]
    return list(_members(file, obj))


def _members(file: NwbFile, obj: NwbObject) -> Iterator[Source]:
    for child in file.children(obj.path):
        try:
            target = file.target(child)
            if is_events(target):
                yield source_of(file, target)
        except (NotFoundError, FileFormatError):
            continue


def source_of(file: NwbFile, obj: NwbObject) -> Source:
    """The times and labels of one object's events.

    Raises:
        NotFoundError: It has no times.
    """
    name = text.safe(obj.name, limit=80)
    if obj.is_a("TimeSeries"):
        series = open_series(file, obj)
        unit = text.safe(series.unit, limit=20) if series.data.numeric else ""
        return Source(
            name=name,
            axis=TimeAxis(series),
            labels=series.data,
            conversion=series.conversion,
            offset=series.offset,
            unit=unit,
            remarks=series.remarks,
        )
    times = file.data(f"{obj.path}/timestamps")
    if not times.numeric or len(times.shape or ()) != 1:
        raise FileFormatError(f"The times of {obj.path} are not a list of numbers.")
    labels, words = _labels(file, obj.path)
    return Source(name, times_axis(obj, times), labels, words)


def _labels(file: NwbFile, path: str) -> tuple[Data | None, tuple[str, ...]]:
    """The numbers of the labels, and the words that they are."""
    numbers = next(
        (f"{path}/{name}" for name in ("data", "label_keys") if file.exists(f"{path}/{name}")), ""
    )
    if not numbers:
        return None, ()
    said = file.attribute(numbers, "labels")
    if not isinstance(said, list) and file.exists(f"{path}/labels"):
        said = file.data(f"{path}/labels").plain((0, MAX_WORDS))
    words = said if isinstance(said, list) else []
    return file.data(numbers), tuple(text.safe(word, limit=80) for word in words)


def ragged_marks(names: Sequence[str], times: Sequence[object]) -> list[Marks]:
    """Lanes of a table that has the times of all events of a kind in one cell."""
    return [
        one_lane(name, np.array([t for t in own if isinstance(t, int | float)], dtype=np.float64))
        for name, own in zip(names, times, strict=False)
        if isinstance(own, list)
    ]
