"""Which sweeps of intracellular recordings a file has: each response with its stimulus."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import number
from dandi_tui.nwb.tables import Cells, NwbTable, open_table
from dandi_tui.preview.companions import region_table
from dandi_tui.protocol.objects import NwbObject

ICEPHYS = "/general/intracellular_ephys"

TABLES = (
    "IntracellularRecordingsTable", "SimultaneousRecordingsTable", "SequentialRecordingsTable",
    "RepetitionsTable", "ExperimentalConditionsTable", "SweepTable",
)  # fmt: skip
"""NWB core 2.11.0, `nwb.icephys.yaml`: each but the first and the last groups the one before."""

INNER = {
    "SimultaneousRecordingsTable": "recordings",
    "SequentialRecordingsTable": "simultaneous_recordings",
    "RepetitionsTable": "sequential_recordings",
    "ExperimentalConditionsTable": "repetitions",
}
"""The column that names the rows of the table before."""

STIMULI = ("CurrentClampStimulusSeries", "VoltageClampStimulusSeries")

RESPONSE_PLACES = ("/acquisition", "/acquisition/timeseries")
STIMULUS_PLACES = ("/stimulus/presentation", "/stimulus/presentation/timeseries")
"""The second ones are those of NWB 1."""

MAX_SWEEPS = 20_000
MAX_NUMBERED = 300
"""Series whose attribute `sweep_number` is read, one by one."""


@dataclass(frozen=True)
class Part:
    """Some samples of a series."""

    path: str
    samples: Range | None = None
    """None: all."""


@dataclass(frozen=True)
class Sweep:
    """A response, its stimulus where there is one, and how they were found to belong together."""

    response: Part | None
    stimulus: Part | None
    name: str
    by: str = ""
    """`by intracellular_recordings`, `by sweep_number`, `by name`."""

    def has(self, path: str) -> bool:
        """Whether a series is part of it."""
        return any(
            part is not None and part.path == path for part in (self.response, self.stimulus)
        )


def is_stimulus(obj: NwbObject) -> bool:
    """Whether a series is what was applied, not what was recorded."""
    return any(map(obj.is_a, STIMULI))


def sweeps_of(file: NwbFile, obj: NwbObject) -> list[Sweep]:
    """The sweeps of a table, or all of the file that a series is in, that one among them.

    By the table of intracellular recordings, else by equal sweep numbers, else by names that
    differ in letters alone; a series of which none of that tells is a sweep by itself.
    """
    if obj.is_a("DynamicTable"):
        return _of_table(file, obj)
    path = file.real_path(obj.path)
    for found in (_recorded(file), _numbered(file, path), _named(file)):
        if any(sweep.has(path) for sweep in found):
            return found
    alone = Part(path)
    stimulus = is_stimulus(obj)
    return [Sweep(None if stimulus else alone, alone if stimulus else None, obj.name)]


def all_sweeps(file: NwbFile) -> list[Sweep]:
    """Every sweep of a file, by the first of the ways that finds any."""
    return _recorded(file) or _numbered(file, "") or _named(file)


def _of_table(file: NwbFile, obj: NwbObject) -> list[Sweep]:
    if obj.is_a("SweepTable"):
        return _of_sweep_table(open_table(file, obj))
    path, rows = _recording_rows(file, obj, None)
    found = _rows_of_recordings(file, path)
    return found if rows is None else [found[row] for row in rows if 0 <= row < len(found)]


def _recording_rows(
    file: NwbFile, obj: NwbObject, rows: list[int] | None
) -> tuple[str, list[int] | None]:
    """The table of recordings that a table leads to, and which of its rows; None: all."""
    column = next((INNER[kind] for kind in INNER if obj.is_a(kind)), "")
    target = region_table(file, f"{obj.path}/{column}") if column else ""
    if not target:
        return obj.path, rows
    table = open_table(file, obj)
    cells = table.cells(column, (0, min(table.n_rows, MAX_SWEEPS)))
    chosen = range(len(cells)) if rows is None else [row for row in rows if row < len(cells)]
    inner = [int(row) for i in chosen for row in _flat(cells[i])]
    inner_obj = file.object(target)
    if target == obj.path:
        return obj.path, inner
    return _recording_rows(file, inner_obj, inner)


def _flat(cell: object) -> Cells:
    return cell if isinstance(cell, list) else [cell]


def _recorded(file: NwbFile) -> list[Sweep]:
    """By `intracellular_recordings`, if the file has it."""
    path = f"{ICEPHYS}/intracellular_recordings"
    return _rows_of_recordings(file, path) if file.exists(path) else []


def _rows_of_recordings(file: NwbFile, path: str) -> list[Sweep]:
    """One sweep a row: references of the form (first sample, number of samples, series)."""
    try:
        table = open_table(file, file.object(path))
        rows = (0, min(table.n_rows, MAX_SWEEPS))
        names = ("responses/response", "stimuli/stimulus")
        both = [
            table.cells(name, rows) if name in table.names else [None] * rows[1] for name in names
        ]
    except (NotFoundError, FileFormatError):
        return []
    by = f"by {path.rsplit('/', 1)[-1]}"
    found = []
    for response, stimulus in zip(*map(_parts, both), strict=False):
        named = response or stimulus
        name = text.safe(named.path.rsplit("/", 1)[-1], limit=80) if named else "—"
        # A stimulus that is the response's own series stands for "none", as pynwb writes it.
        doubled = stimulus is not None and response is not None and stimulus.path == response.path
        found.append(Sweep(response, None if doubled else stimulus, name, by))
    return found


def _parts(cells: Iterable[object]) -> Iterator[Part | None]:
    for cell in cells:
        if not (isinstance(cell, list) and len(cell) == 3 and isinstance(cell[2], str) and cell[2]):
            yield None
            continue
        start, count, path = cell
        whole = start < 0 or count < 0
        # NWB core: -1 in either means that there is no such part.
        yield None if whole else Part(path, (start, start + count))


def _numbered(file: NwbFile, path: str) -> list[Sweep]:
    """By the sweep table, else by the attribute `sweep_number` of the series."""
    table_path = f"{ICEPHYS}/sweep_table"
    if file.exists(table_path):
        try:
            found = _of_sweep_table(open_table(file, file.object(table_path)))
        except (NotFoundError, FileFormatError):
            found = []
        if found and (not path or any(sweep.has(path) for sweep in found)):
            return found
    numbers: dict[int, list[str]] = {}
    series = [*_series(file, RESPONSE_PLACES), *_series(file, STIMULUS_PLACES)]
    for obj in series if len(series) <= MAX_NUMBERED else ():
        sweep = number(file.attribute(obj.path, "sweep_number"))
        if sweep is not None and sweep >= 0:
            numbers.setdefault(int(sweep), []).append(obj.path)
    return _by_number(file, numbers)


def _of_sweep_table(table: NwbTable) -> list[Sweep]:
    """NWB core, SweepTable: in each row a sweep number, and the series that share it."""
    rows = (0, min(table.n_rows, MAX_SWEEPS))
    numbers: dict[int, list[str]] = {}
    if not {"series", "sweep_number"} <= set(table.names):
        return []
    paths = table.cells("series", rows)
    for sweep, cell in zip(table.cells("sweep_number", rows), paths, strict=False):
        if number(sweep) is not None:
            numbers.setdefault(int(sweep), []).extend(str(path) for path in _flat(cell))
    return _by_number(table.file, numbers)


def _by_number(file: NwbFile, numbers: dict[int, list[str]]) -> list[Sweep]:
    found = []
    for sweep, paths in sorted(numbers.items()):
        # Several electrodes in one sweep: in the order of their names.
        ordered = sorted(paths)
        stimuli = [path for path in ordered if path.startswith("/stimulus")]
        responses = [path for path in ordered if not path.startswith("/stimulus")]
        for response, stimulus, by in _paired(file, responses, stimuli):
            above, below = (Part(path) if path else None for path in (response, stimulus))
            found.append(Sweep(above, below, f"sweep {sweep}", by))
    return found


def _paired(
    file: NwbFile, responses: list[str], stimuli: list[str]
) -> Iterator[tuple[str, str, str]]:
    """Responses and stimuli of one sweep, empty where there is none, and how they were found.

    Of several by their electrodes, as what was applied to one cell is no stimulus of another's
    response; without these by the order of their names, if there are as many of both.
    """
    groups, by = [(responses, stimuli)], "by sweep_number"
    if max(len(responses), len(stimuli)) > 1:
        of = {path: electrode_of(file, path) for path in (*responses, *stimuli)}
        if all(of.values()):
            groups = [
                ([one for one in responses if of[one] == at], [o for o in stimuli if of[o] == at])
                for at in dict.fromkeys(of.values())
            ]
            by = "by sweep_number and electrode"
        else:
            by = "by sweep_number, in the order of names"
    for above, below in groups:
        if len(below) == 1 and len(groups) > 1:
            below = below * max(1, len(above))
        if len(above) == len(below):
            yield from (
                (response, stimulus, by) for response, stimulus in zip(above, below, strict=True)
            )
        else:
            yield from ((response, "", by) for response in above)
            yield from (("", stimulus, by) for stimulus in below)


def electrode_of(file: NwbFile, path: str) -> str:
    """The electrode that a series is linked to; empty if it is to none."""
    link = f"{path}/electrode"
    return file.real_path(link) if file.exists(link) else ""


def _named(file: NwbFile) -> list[Sweep]:
    """By names whose numbers are the same, `ic_01` and `ics_01`; no two may claim the same."""
    stimuli = _series(file, STIMULUS_PLACES)
    by_name = {obj.name: obj.path for obj in stimuli}
    by_digits: dict[tuple[str, ...], list[str]] = {}
    for obj in stimuli:
        by_digits.setdefault(_digits(obj.name), []).append(obj.path)
    found = []
    for obj in _series(file, RESPONSE_PLACES):
        alike = by_digits.get(_digits(obj.name), [])
        path = by_name.get(obj.name) or (alike[0] if len(alike) == 1 else "")
        stimulus = Part(path) if path else None
        name = text.safe(obj.name, limit=80)
        found.append(Sweep(Part(obj.path), stimulus, name, "by name" if path else ""))
    return found


def _digits(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", name))


def _series(file: NwbFile, places: tuple[str, ...]) -> list[NwbObject]:
    """The patch clamp series in some groups, by their numbers as people count."""
    found = []
    for place in places:
        if file.exists(place):
            members = file.children(place)
            found += [
                one for one in members if one.is_a("PatchClampSeries") and one.kind == "group"
            ]
    return sorted(found, key=lambda obj: ([int(part[:15]) for part in _digits(obj.name)], obj.name))
