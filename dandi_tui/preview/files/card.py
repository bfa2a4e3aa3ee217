"""A whole file on a card: session, subject, what recorded it, what it holds, what looks wrong."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.files.health import what_looks_wrong
from dandi_tui.preview.files.note import file_facts, scalar_words
from dandi_tui.preview.words import Lines, value_words
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

MAX_COUNTED = 500
"""Objects whose types the card counts: each is a header to be read."""

MAX_MEMBERS = 300
"""A group of more, such as a thousand image templates, is not listed for these counts."""

MAX_PASSED = 5
"""Groups not listed that are named."""

MAX_APPARATUS = 6
"""Devices, planes and groups of electrodes that are described, each."""

SESSION = (
    "session_description", "experiment_description", "session_start_time", "identifier",
    "nwb_version", "general/session_id", "general/experimenter", "general/lab",
    "general/institution", "general/keywords", "general/notes",
)  # fmt: skip
"""What the root says of the session, if it is there: NWB core, `nwb.file.yaml`, NWBFile."""

APPARATUS = (
    ("Device", ("description", "manufacturer", "model_name")),
    ("ImagingPlane", ("indicator", "location", "excitation_lambda", "imaging_rate")),
    ("ElectrodeGroup", ("location", "description")),
    ("IntracellularElectrode", ("location", "description")),
    ("OptogeneticStimulusSite", ("location", "excitation_lambda")),
)
"""Types of what recorded, and what each says of itself: NWB core, `nwb.device.yaml`,
`nwb.ophys.yaml`, `nwb.ecephys.yaml`, `nwb.icephys.yaml`, `nwb.ogen.yaml`."""

TABLES = (
    ("electrodes", "/general/extracellular_ephys/electrodes", "electrode"),
    ("units", "/units", "unit"),
    ("trials", "/intervals/trials", "trial"),
    ("epochs", "/intervals/epochs", "epoch"),
    ("sweeps", "/general/intracellular_ephys/intracellular_recordings", "recording"),
)


@dataclass(frozen=True)
class Crawl:
    """What a bounded look through a file found."""

    objects: tuple[NwbObject, ...]
    passed: tuple[NwbObject, ...]
    """Groups of many members, not looked into."""
    truncated: bool


def accepts_card(obj: NwbObject) -> bool:
    """The file itself."""
    return obj.path == "/"


def draw_card(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts]:
    """What a file says of itself, counts of its types, and what looks wrong about it.

    It looks at no more than the first 500 objects, and reads at most some 40 small values more. Of
    a file on a server a first look tells session and subject, where a finer one may follow.
    """
    lines = Lines()
    _session(file, lines)
    if file.exists("/general/subject"):
        _subject(file, lines)
    if request.coarse and file.is_far:
        lines.title("What it holds is still to be read …")
        return lines.words(), replace(file_facts(file, obj), finer=1)
    crawl = _look(file)
    _apparatus(file, crawl, lines)
    _wrong(file, crawl, lines)
    _counts(crawl, lines)
    return lines.words(), file_facts(file, obj)


def _session(file: NwbFile, lines: Lines) -> None:
    version = file.attribute("/", "nwb_version")
    children = {child.name: child for child in file.children("/")}
    if version is not None:
        lines.add("NWB version", value_words(version))
    for name in SESSION:
        if name.split("/")[0] in children and file.exists(f"/{name}"):
            label = name.rsplit("/", 1)[-1].replace("_", " ")
            words = scalar_words(file, f"/{name}")
            if words != "[]":  # no keyword is none to tell
                lines.add(label, words)
    if version is None and "nwb_version" not in children:
        lines.say("This HDF5 file has no NWB structure.", "dim")
        for name, value in file.attributes("/").items():
            lines.add(name, value_words(value))


def _subject(file: NwbFile, lines: Lines) -> None:
    lines.title("Subject")
    for child in file.children("/general/subject")[:30]:
        if child.kind == "dataset":
            lines.add(child.name.replace("_", " "), scalar_words(file, child.path))


def _look(file: NwbFile) -> Crawl:
    """The first few hundred objects, without schemas and the groups of very many members."""
    passed: list[NwbObject] = []

    def enter(group: NwbObject) -> bool:
        if group.path == "/specifications":
            return False
        if group.n_children is not None and group.n_children <= MAX_MEMBERS:
            return True
        passed.append(group)
        return False

    objects = [obj for batch in file.walk("/", MAX_COUNTED, enter) for obj in batch]
    return Crawl(tuple(objects), tuple(passed), file.walk_truncated)


def _apparatus(file: NwbFile, crawl: Crawl, lines: Lines) -> None:
    """Devices, imaging planes and electrodes, and how many rows the tables that matter have."""
    known = {obj.path: obj for obj in crawl.objects}
    described: list[tuple[str, str]] = []
    for kind, fields in APPARATUS:
        found = [obj for obj in crawl.objects if obj.is_a(kind) and obj.kind == "group"]
        described += [
            (obj.name, _described(file, known, obj, fields)) for obj in found[:MAX_APPARATUS]
        ]
        if len(found) > MAX_APPARATUS:
            described.append((kind, f"… {len(found) - MAX_APPARATUS:,} more"))
    for label, path, word in TABLES:
        ids = known.get(f"{path}/id")
        if ids is not None and ids.shape:
            described.append((label, text.plural(ids.shape[0], word)))
    if described:
        lines.title("Recorded with")
    for label, words in described:
        lines.add(label, words)


def _described(
    file: NwbFile, known: dict[str, NwbObject], obj: NwbObject, fields: Iterable[str]
) -> str:
    """What an object says of itself in one line; its type where it says nothing."""
    attributes = _attributes(file, obj)
    words = []
    for name in fields:
        path = f"{obj.path}/{name}"
        value = attributes.get(name)
        said = scalar_words(file, path) if path in known else value_words(value) if value else ""
        unit = {"excitation_lambda": " nm", "imaging_rate": " Hz"}.get(name, "")
        words += [text.cut_end(said, 80).rstrip(". ") + unit] if said and said != "—" else []
    return ", ".join(words) or obj.neurodata_type


def _attributes(file: NwbFile, obj: NwbObject) -> dict[str, object]:
    try:
        return file.attributes(obj.path)
    except (NotFoundError, FileFormatError):
        return {}


def _wrong(file: NwbFile, crawl: Crawl, lines: Lines) -> None:
    """What looks wrong, a sentence each, in a warning colour."""
    found = what_looks_wrong(file, crawl.objects)
    lines.title("What looks wrong")
    for words in found:
        lines.say(words, "warning")
    if not found:
        lines.say("Nothing, as far as a short look tells.", "dim")


def _counts(crawl: Crawl, lines: Lines) -> None:
    """How many objects there are of each type, as far as a few hundred objects tell."""
    objects, types = (
        crawl.objects,
        Counter(
            obj.neurodata_type for obj in crawl.objects if obj.neurodata_type and obj.kind != "link"
        ),
    )
    more = f", of the first {len(objects):,} objects" if crawl.truncated else ""
    lines.title(f"Types{more}")
    if not types:
        lines.say(text.plural(len(objects), "object") + ", none with a type", "dim")
    for name, count in islice(sorted(types.items(), key=lambda item: (-item[1], item[0])), 40):
        lines.add(f"{count:,}", name)
    for group in crawl.passed[:MAX_PASSED]:
        many = f"{group.n_children:,} members" if group.n_children else "many members"
        lines.say(f"not counted: {many} of {group.path}", "dim")
