"""What looks wrong about a file, found by a short look: sentences that name the path."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, FileFormatError, NotFoundError
from dandi_tui.nwb.data import Data
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import number, open_series
from dandi_tui.preview.times.timestamps import Timestamps
from dandi_tui.protocol.objects import NwbObject

MAX_SERIES = 12
"""Series whose times and layout are looked at: two or three small reads each."""

MAX_BLOCK_BYTES = 200_000
"""More is not read of timestamps for a mere check of their order."""

MAX_SENTENCES = 12

LARGE_CHUNK_BYTES = 100_000_000
SMALL_CHUNK_BYTES = 10_000
MANY_CHUNKS = 1_000
"""So many chunks of one row and few bytes are slow to read."""

OF_SUBJECT = (
    ("species", ("species",)),
    ("age", ("age", "date_of_birth")),
    ("sex", ("sex",)),
)
"""What the archive asks of a subject, and where it may be: NWB core, `nwb.file.yaml`, Subject."""


def what_looks_wrong(file: NwbFile, objects: Sequence[NwbObject]) -> tuple[str, ...]:
    """What a reader of this file should know before trusting it; empty if nothing was found.

    Args:
        file: The file.
        objects: Its objects, as far as they are listed.
    """
    found = [*_subject(file), *_session(file), *_links(objects), *_empty(objects)]
    series = [
        obj
        for obj in objects
        if obj.is_a("TimeSeries") and obj.kind == "group" and 0 not in (obj.data_shape or ())
    ]
    for obj in series[:MAX_SERIES]:
        found += _guarded(file, obj, _times)
        found += _guarded(file, obj, _layout)
    if len(found) > MAX_SENTENCES:
        more = len(found) - MAX_SENTENCES
        return (*found[:MAX_SENTENCES], f"… and {more:,} more of this kind.")
    return tuple(found)


def _guarded(
    file: NwbFile, obj: NwbObject, check: Callable[[NwbFile, NwbObject], Iterator[str]]
) -> list[str]:
    """The findings of one check; damage is one too."""
    try:
        return list(check(file, obj))
    except NotFoundError:
        return []
    except DandiTuiError as error:
        return [f"{obj.path} cannot be read: {error.message}"]


def _subject(file: NwbFile) -> Iterator[str]:
    """Of an NWB 2 file, what the archive asks for."""
    if file.attribute("/", "nwb_version") is None:
        return
    if not file.exists("/general/subject"):
        yield "There is no subject."
        return
    names = {child.name for child in file.children("/general/subject")}
    for word, fields in OF_SUBJECT:
        if not names.intersection(fields):
            yield f"The subject has no {word}."


def _session(file: NwbFile) -> Iterator[str]:
    path = "/session_description"
    if not file.exists(path):
        return
    try:
        words = file.data(path).plain()
    except (NotFoundError, FileFormatError):
        yield f"{path} cannot be read."
        return
    if isinstance(words, str) and not words.strip():
        yield "The description of the session is empty."


def _links(objects: Sequence[NwbObject]) -> Iterator[str]:
    for obj in objects:
        if obj.kind == "link" and obj.broken:
            yield f"{obj.path} leads to {obj.target}, which is not there."


def _empty(objects: Sequence[NwbObject]) -> Iterator[str]:
    for obj in objects:
        is_outside = obj.is_a("ImageSeries")  # its frames may be in a video file
        if obj.is_a("TimeSeries") and 0 in (obj.data_shape or ()) and not is_outside:
            yield f"{obj.path} has no samples ({text.shape(obj.data_shape)})."


def _times(file: NwbFile, obj: NwbObject) -> Iterator[str]:
    """Start and rate that are no numbers, times that do not fit or go back."""
    start_path = f"{obj.path}/starting_time"
    if file.exists(start_path):
        rate = number(file.attribute(start_path, "rate"))
        start = number(file.data(start_path).read())
        if rate is None or not np.isfinite(rate) or rate <= 0:
            words = "no rate" if rate is None else f"a rate of {text.number(rate)} Hz"
            yield f"{obj.path} has {words}."
        if start is None or not np.isfinite(start):
            yield f"{obj.path} has a starting_time that is no number."
    if obj.data_shape is None:
        return
    series = open_series(file, obj)
    for remark in series.remarks:
        # A bad rate was named above already.
        if not remark.startswith("no time axis") or not file.exists(start_path):
            yield f"{obj.path}: {remark}."
    if series.timestamps is not None and series.n_samples > 1:
        yield from _order(obj, Timestamps(series.timestamps, series.n_samples))


def _order(obj: NwbObject, times: Timestamps) -> Iterator[str]:
    """Of the first block of times, if it is small."""
    stop = min(times.n, times.size)
    if times.cost(0, stop).to_fetch_bytes > MAX_BLOCK_BYTES:
        return
    times.block(0)
    if not times.ordered:
        yield f"The timestamps of {obj.path} are not in order."
    if not times.complete:
        yield f"Some timestamps of {obj.path} are no numbers."


def _layout(file: NwbFile, obj: NwbObject) -> Iterator[str]:
    """Chunks that make reading slow."""
    if obj.data_shape is None:
        return
    data = file.data(f"{obj.path}/data")
    n_bytes = chunk_bytes(data)
    if n_bytes > LARGE_CHUNK_BYTES:
        yield f"{obj.path} is stored in chunks of {text.size(n_bytes)}: each look fetches one."
    elif n_bytes and n_bytes < SMALL_CHUNK_BYTES and data.n_chunks > MANY_CHUNKS:
        many = f"{data.n_chunks:,} chunks of {text.size(n_bytes)}"
        yield f"{obj.path} is stored in {many}: reading it takes as many requests."


def chunk_bytes(data: Data) -> int:
    """Of one chunk before it is packed; 0 where there are none."""
    if not data.chunks:
        return 0
    return int(np.prod([float(n) for n in data.chunks])) * data.itemsize
