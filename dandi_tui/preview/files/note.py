"""Groups, links and the file itself in words."""

import math

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure, Span, Words
from dandi_tui.preview.words import Lines, span, value_words
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

MAX_LISTED = 60
"""Members of a group that are listed: each is a header to be read."""

HIDDEN = frozenset({"neurodata_type", "namespace", "object_id", ".specloc", "help"})
"""Attributes that are shown elsewhere, or say nothing to a reader."""


def draw_note(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts]:
    """What an object says about itself, and what it holds."""
    lines = Lines()
    if obj.kind == "link":
        _link(lines, obj)
    else:
        _object(file, obj, lines, request)
    return lines.words(), file_facts(file, obj)


def facts_of(obj: NwbObject) -> Facts:
    """The facts that any object has."""
    data = []
    if obj.kind == "dataset":
        data = [text.shape(obj.shape), obj.dtype]
    elif obj.n_children is not None:
        data = [text.plural(obj.n_children, "member")]
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        data=tuple(data),
    )


def file_facts(file: NwbFile, obj: NwbObject) -> Facts:
    """`facts_of`; of the root also what the file is: `NWB 2.7.0`."""
    facts = facts_of(obj)
    return replace(facts, data=(_format(file), *facts.data)) if obj.path == "/" else facts


def _format(file: NwbFile) -> str:
    """What the file is: `NWB 2.7.0`, or `HDF5` where it is not NWB; NWB 1 names it in a dataset."""
    version = file.attributes("/").get("nwb_version")
    if version is None and file.exists("/nwb_version"):
        version = scalar_words(file, "/nwb_version").removeprefix("NWB-")
    return f"NWB {value_words(version)}" if version is not None else "HDF5"


def error_note(error: DandiTuiError) -> Words:
    """An error as a sentence and a hint."""
    rows: list[tuple[Span, ...]] = [(span("✗ ", "error"), span(text.safe(error.message), "text"))]
    if error.hint:
        rows.append((span(text.safe(error.hint), "dim"),))
    plain = "\n".join("".join(part.text for part in row) for row in rows)
    return Words(rows=tuple(rows), centred=True, note=plain)


def _link(lines: Lines, obj: NwbObject) -> None:
    lines.add("link", f"→ {obj.target}{' ✗' if obj.broken else ''}", "accent")
    if obj.broken and obj.target == obj.path:
        lines.say("The object is there, but damaged: it cannot be read.", "error")
    elif obj.broken:
        lines.say("Its target is not there, or in a file that is not here.", "warning")
    elif ":" in obj.target and not obj.target.startswith("/"):
        lines.say("Its target is in another file, which is not opened.", "dim")
    lines.add("type", obj.neurodata_type)
    lines.add("description", obj.description)


def _object(file: NwbFile, obj: NwbObject, lines: Lines, request: Draw) -> None:
    lines.add("type", " < ".join(obj.ancestry) or obj.neurodata_type)
    if obj.kind == "type":
        lines.add("HDF5 type", obj.dtype)
    for name, value in file.attributes(obj.path).items():
        if name not in HIDDEN and value is not None:
            lines.add(name, value_words(value, 1_000))
    if obj.kind == "group":
        _members(file, obj, lines, request)
    elif obj.kind == "dataset":
        lines.add("shape", text.shape(obj.shape))
        lines.add("dtype", obj.dtype)


def _members(file: NwbFile, obj: NwbObject, lines: Lines, request: Draw) -> None:
    """The first members of a group, and how many there are; short texts and numbers as such."""
    if not obj.n_children:
        lines.say("empty", "faint")
        return
    lines.title(text.plural(obj.n_children, "member"))
    children = file.children(obj.path, max(MAX_LISTED, request.height))
    for child in children:
        lines.add(child.name, _member_words(file, child))
    if obj.n_children > len(children):
        lines.say(f"… and {obj.n_children - len(children):,} more", "dim")


def _member_words(file: NwbFile, child: NwbObject) -> str:
    if child.kind == "link":
        return f"→ {child.target}{' ✗' if child.broken else ''}"
    if child.kind == "dataset" and (child.shape == () or _few_words(child)):
        return scalar_words(file, child.path)
    if child.kind == "dataset":
        return f"{text.shape(child.shape)}  {child.dtype}  {child.neurodata_type}".rstrip()
    if child.neurodata_type:
        return child.neurodata_type
    if child.n_children is None:
        return ""
    return text.plural(child.n_children, "member") if child.n_children else "empty"


def _few_words(child: NwbObject) -> bool:
    """A handful of names, such as the files of a video, is shown as it is."""
    return child.dtype == "text" and child.shape is not None and math.prod(child.shape) <= 3


def scalar_words(file: NwbFile, path: str) -> str:
    """The value of a small dataset in one line; nothing if it cannot be read."""
    try:
        data = file.data(path)
        if data.elsewhere or data.n_values > 20:
            return text.shape(data.shape)
        value = data.plain()
    except (NotFoundError, FileFormatError):
        return "cannot be read"
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value_words(value, 1_000)
