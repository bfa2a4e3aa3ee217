"""What h5py says of every object of a file, as plain facts: the truth that the crawl must equal.

Also a program: for each path on its input it prints the facts as a line of JSON. h5py may hang or
crash on a damaged file, so whoever asks about those runs it as a child.
"""

import json
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from h5py import h5a, h5d, h5f, h5g, h5l, h5o

from dandi_tui.nwb.plain import dtype_word

ATTRIBUTES = ("neurodata_type", "namespace", "description", "ancestry")
ERRORS = (OSError, LookupError, RuntimeError, ValueError, TypeError, ArithmeticError, MemoryError)
MAX_OBJECTS = 5_000

Facts = dict[str, Any]
"""Of one object; a fact that h5py failed to read is absent."""


def facts_of(path: Path) -> dict[int, Facts]:
    """Every object that hard links lead to, by the address of its header."""
    file = h5f.open(str(path).encode(), h5f.ACC_RDONLY)
    root = h5g.open(file, b"/")
    found: dict[int, Facts] = {}
    todo: list[tuple[Any, bytes, int]] = [(root, b".", h5o.get_info(root).addr)]
    while todo and len(found) < MAX_OBJECTS:
        group, name, address = todo.pop()
        if address in found:
            continue
        found[address] = {}
        try:
            obj = h5o.open(group, name)
        except ERRORS:
            continue
        found[address] = _facts(obj)
        for member, kind, at, *_ in found[address].get("members", ()):
            if kind == h5l.TYPE_HARD:
                todo.append((obj, member.encode("latin-1"), at))
    return found


def _facts(obj: Any) -> Facts:
    facts: Facts = {}
    readers: dict[str, Any] = {name: _Attribute(name) for name in ATTRIBUTES}
    if isinstance(obj, h5g.GroupID):
        facts["kind"] = "group"
        readers["members"] = _members
    elif isinstance(obj, h5d.DatasetID):
        facts["kind"] = "dataset"
        readers["shape"] = lambda obj: _listed(obj.get_space().shape)
        readers["dtype"] = lambda obj: dtype_word(obj.get_type())
    else:
        facts["kind"] = "type"
        facts["dtype"] = dtype_word(obj)
    for fact, reader in readers.items():
        try:
            facts[fact] = reader(obj)
        except ERRORS:
            continue
    return facts


def _members(group: h5g.GroupID) -> list[list[Any]]:
    found: list[list[Any]] = []

    def keep(name: bytes, info: Any) -> None:
        hard = info.type == h5l.TYPE_HARD
        found.append([name.decode("latin-1"), int(info.type), int(info.u) if hard else 0])

    group.links.iterate(keep, info=True)
    for member in found:
        name, kind, _ = member
        value = b"" if kind == h5l.TYPE_HARD else group.links.get_val(name.encode("latin-1"))
        parts = value if isinstance(value, tuple) else (b"", value)
        member += [part.decode("latin-1") for part in parts]
    return sorted(found)


class _Attribute:
    """Reads one attribute as text or list of texts; None if there is none, or no text."""

    def __init__(self, name: str) -> None:
        self._name = name.encode()

    def __call__(self, obj: Any) -> Any:
        if not h5a.exists(obj, self._name):
            return None
        attribute = h5a.open(obj, self._name)
        shape = attribute.get_space().shape
        if shape is None or np.prod(shape) > 1_000:
            return None
        array = np.zeros(shape, attribute.dtype)
        attribute.read(array)
        if h5py.check_string_dtype(attribute.dtype) is None:
            return None
        texts = [_text(value) for value in array.ravel()]
        return texts if shape else texts[0]


def _text(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _listed(shape: tuple[int, ...] | None) -> list[int] | None:
    return None if shape is None else list(shape)


if __name__ == "__main__":
    for line in sys.stdin:
        try:
            answer: Any = facts_of(Path(line.strip()))
        except ERRORS:
            answer = {}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
