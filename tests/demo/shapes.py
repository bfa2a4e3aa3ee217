"""What recorded JSON looks like: keys and types, merged over many recordings.

Objects that say what they are by a `schemaKey` share one shape wherever they occur.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

OPTIONAL = {
    "Organization": {"awardNumber"},
    "Participant": {"age", "sex"},
    "Session": {"endDate"},
}
"""Keys that all recordings have and the metadata schema does not ask for, by `schemaKey`."""


@dataclass
class Shape:
    """Types seen at one place, the keys of its objects, and the items of its lists."""

    kinds: set[str] = field(default_factory=set)
    keys: dict[str, "Shape"] = field(default_factory=dict)
    required: set[str] | None = None
    items: "Shape | None" = None


class Shapes:
    """Learns from recordings; complains of what does not look like them."""

    def __init__(self) -> None:
        self._places: dict[str, Shape] = {}

    def learn(self, place: str, body: Any) -> None:
        """Widen the shape of `place` so that `body` fits."""
        self._learn(self._shape(place), body)

    def complaints(self, place: str, body: Any) -> list[str]:
        """How `body` differs from all that was recorded at `place`; empty if it does not."""
        return list(self._complaints(self._shape(place), body, "$"))

    def _shape(self, place: str) -> Shape:
        return self._places.setdefault(place, Shape())

    def _learn(self, shape: Shape, value: Any) -> None:
        shape.kinds.add(kind(value))
        if isinstance(value, dict):
            target = self._target(shape, value)
            target.required = set(value) & (
                set(value) if target.required is None else target.required
            )
            for key, inner in value.items():
                self._learn(target.keys.setdefault(key, Shape()), inner)
        elif isinstance(value, list):
            shape.items = shape.items or Shape()
            for item in value:
                self._learn(shape.items, item)

    def _target(self, shape: Shape, value: dict[str, Any]) -> Shape:
        return self._shape(f"schema:{value['schemaKey']}") if "schemaKey" in value else shape

    def _complaints(self, shape: Shape, value: Any, where: str) -> Iterator[str]:
        if kind(value) not in shape.kinds:
            yield f"{where} is {kind(value)}, recorded is {sorted(shape.kinds)}"
        elif isinstance(value, dict):
            yield from self._of_object(self._target(shape, value), value, where)
        elif isinstance(value, list) and shape.items is not None and shape.items.kinds:
            for i, item in enumerate(value):
                yield from self._complaints(shape.items, item, f"{where}[{i}]")

    def _of_object(self, shape: Shape, value: dict[str, Any], where: str) -> Iterator[str]:
        optional = OPTIONAL.get(value.get("schemaKey", ""), set())
        for key in sorted((shape.required or set()) - set(value) - optional):
            yield f"{where}.{key} is missing"
        for key in sorted(set(value) - set(shape.keys)):
            yield f"{where}.{key} was never recorded"
        for key, inner in value.items():
            if key in shape.keys:
                yield from self._complaints(shape.keys[key], inner, f"{where}.{key}")


def kind(value: Any) -> str:
    """JSON's name of a type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "list", str: "string", int: "number", float: "number"}
    return names[type(value)]
