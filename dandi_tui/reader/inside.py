"""What one file holds, read from the file itself: ROIs, units, regions, duration, stimuli."""

import json
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Numbers, Objects, Picture, Question
from dandi_tui.protocol.requests import Draw, Walk
from dandi_tui.reader.base import Reader

MOST_OBJECTS: Final = 20_000
MOST_PLANES: Final = 20
MOST_ELECTRODES: Final = 100_000
MOST_WORDS: Final = 500
"""Of locations, regions or stimuli; and characters of each."""

ELECTRODES: Final = "/general/extracellular_ephys/electrodes"
STIMULI: Final = "/stimulus/presentation/"


class Inside(msgspec.Struct, frozen=True):
    """What is in one file; null is not known, or none."""

    rois: int | None = None
    units: int | None = None
    duration_s: float | None = None
    """Of the series with the most samples."""
    locations: tuple[str, ...] = ()
    """Of imaging planes."""
    regions: tuple[str, ...] = ()
    """Of electrodes."""
    stimuli: tuple[str, ...] = ()


def together(ones: Iterable[Inside]) -> Inside:
    """What several files hold: the sum of their rows and durations, and all words once."""
    files = list(ones)

    def total(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    durations = [one.duration_s for one in files if one.duration_s is not None]
    return Inside(
        rois=total([one.rois for one in files]),
        units=total([one.units for one in files]),
        duration_s=sum(durations) if durations else None,
        locations=_distinct(word for one in files for word in one.locations),
        regions=_distinct(word for one in files for word in one.regions),
        stimuli=_distinct(word for one in files for word in one.stimuli),
    )


async def look_inside(reader: Reader, source: Address) -> Inside:
    """What a file holds: its objects listed, and a few small datasets read.

    Raises:
        DandiTuiError: It is no HDF5 file, or cannot be read.
    """
    objects: dict[str, NwbObject] = {}

    def take(part: Objects) -> None:
        objects.update((one.path, one) for one in part.objects)

    take(await reader.ask(Walk(source=source, limit=MOST_OBJECTS), on_part=take))
    planes = [one for one in objects.values() if one.is_a("ImagingPlane")][:MOST_PLANES]
    locations = [await _value(reader, source, f"{one.path}/location") for one in planes]
    return Inside(
        rois=_total(objects, "PlaneSegmentation"),
        units=_length(objects, "/units"),
        duration_s=await _duration(reader, source, objects),
        locations=_distinct(locations),
        regions=await _regions(reader, source, objects),
        stimuli=_distinct(
            path.removeprefix(STIMULI)
            for path, one in objects.items()
            if path.startswith(STIMULI) and "/" not in path.removeprefix(STIMULI) and one.name
        ),
    )


def _total(objects: dict[str, NwbObject], neurodata_type: str) -> int | None:
    """Rows of all tables of a type."""
    lengths = [_length(objects, p) for p, one in objects.items() if one.is_a(neurodata_type)]
    known = [n for n in lengths if n is not None]
    return sum(known) if known else None


def _length(objects: dict[str, NwbObject], table: str) -> int | None:
    """Rows of a table: its ids."""
    ids = objects.get(f"{table}/id")
    return ids.shape[0] if ids is not None and ids.shape else None


async def _value(reader: Reader, source: Address, path: str) -> str:
    """A short text in a file; empty if it is not there."""
    try:
        answer = await reader.ask(Draw(source=source, path=path, numbers=True))
    except DandiTuiError:
        return ""
    lines = str(_json(answer).get("note", "")).splitlines()
    words = (line.partition("value ")[2].strip() for line in lines if line.startswith("value "))
    return next(words, "")


async def _regions(
    reader: Reader, source: Address, objects: dict[str, NwbObject]
) -> tuple[str, ...]:
    """The distinct locations of electrodes, in the order of the table."""
    if f"{ELECTRODES}/location" not in objects:
        return ()
    request = Draw(
        source=source,
        path=ELECTRODES,
        view="table",
        fields=("location",),
        options=(("rows", f"0:{MOST_ELECTRODES}"),),
        numbers=True,
    )
    try:
        table = _json(await reader.ask(request)).get("table")
    except DandiTuiError:
        return ()
    rows = table.get("rows", ()) if isinstance(table, dict) else ()
    return _distinct(str(row[0]) for row in rows if row)


async def _duration(reader: Reader, source: Address, objects: dict[str, NwbObject]) -> float | None:
    """How long the series with the most samples lasts: its ends are read, not what is between."""
    series = [one for one in objects.values() if one.data_shape and one.is_a("TimeSeries")]
    if not series:
        return None
    longest = max(series, key=lambda one: (one.data_shape or (0,))[0])
    request = Draw(
        source=source, path=longest.path, window=(0.0, 0.001), width=20, height=5, traces=(0, 1)
    )
    try:
        answer = await reader.ask(request)
    except DandiTuiError:
        return None
    extent = answer.facts.extent if isinstance(answer, Picture | Question) else None
    return round(extent[1] - extent[0], 3) if extent else None


def _json(answer: object) -> dict[str, Any]:
    found = json.loads(answer.json) if isinstance(answer, Numbers) else {}
    return found if isinstance(found, dict) else {}


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order, as far as a table of many files can hold them."""
    found = dict.fromkeys(word[:MOST_WORDS] for word in words if word)
    return tuple(found)[:MOST_WORDS]
