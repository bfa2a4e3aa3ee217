"""Which neurodata type extends which: the file's own specifications, core's as fallback.

A file caches the schemas it was written with as JSON below `/specifications` (or wherever the
root's attribute `.specloc` points), so an extension's type resolves without its package.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from dandi_tui.nwb.core_types import PARENT

CORE_NAMESPACES = frozenset({"core", "hdmf-common", "hdmf-experimental"})
MAX_SPECIFICATION_BYTES = 8_000_000
"""Of one namespace in a file; a larger one is ignored."""

SpecificationReader = Callable[[bool], Iterator[tuple[str, str]]]
"""Gives (namespace, JSON text) of each cached schema: of core (True), or of the extensions."""


class TypeTable:
    """Answers which types a type extends, reading the file's specifications only if needed."""

    def __init__(self, specifications: SpecificationReader) -> None:
        self._specifications = specifications
        self._cached: dict[bool, dict[str, dict[str, str]]] = {}
        self._ancestries: dict[tuple[str, str], tuple[str, ...]] = {}

    def ancestry(self, neurodata_type: str, namespace: str = "") -> tuple[str, ...]:
        """The type and what it extends, nearest first; of an unknown type just itself.

        Args:
            neurodata_type: As the object's attribute says; empty gives an empty answer.
            namespace: The object's attribute; two extensions may use one name.
        """
        if not neurodata_type:
            return ()
        key = (neurodata_type, namespace)
        if key not in self._ancestries:
            self._ancestries[key] = tuple(self._chain(neurodata_type, namespace))
        return self._ancestries[key]

    def _chain(self, neurodata_type: str, namespace: str) -> Iterator[str]:
        seen: set[str] = set()
        while neurodata_type and neurodata_type not in seen:
            seen.add(neurodata_type)
            yield neurodata_type
            neurodata_type = self._parent(neurodata_type, namespace)

    def _parent(self, neurodata_type: str, namespace: str) -> str:
        core = not namespace or namespace in CORE_NAMESPACES
        if core and neurodata_type in PARENT:
            return PARENT[neurodata_type]
        extensions = self._read(core=False)
        for name in (namespace, *extensions):
            parent = extensions.get(name, {}).get(neurodata_type)
            # A type may include one of the same name from the namespace that it builds on.
            if parent is not None and parent != neurodata_type:
                return parent
        if neurodata_type in PARENT:
            return PARENT[neurodata_type]
        # A type that core had when the file was written, and has no more.
        older = self._read(core=True).values()
        return next((types[neurodata_type] for types in older if neurodata_type in types), "")

    def _read(self, *, core: bool) -> dict[str, dict[str, str]]:
        if core not in self._cached:
            cached: dict[str, dict[str, str]] = {}
            for namespace, text in self._specifications(core):
                cached.setdefault(namespace, {}).update(parents(text))
            self._cached[core] = cached
        return self._cached[core]


def parents(text: str) -> dict[str, str]:
    """The types that one JSON schema defines, and what each includes; empty if it is damaged."""
    if len(text) > MAX_SPECIFICATION_BYTES:
        return {}
    try:
        todo: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            name = _word(part, "def")
            if name:
                found[name] = _word(part, "inc")
            todo.extend(part.values())
        elif isinstance(part, list):
            todo.extend(part)
    return found


def _word(part: dict[str, Any], which: str) -> str:
    value = part.get(f"neurodata_type_{which}") or part.get(f"data_type_{which}")
    return value if isinstance(value, str) else ""
