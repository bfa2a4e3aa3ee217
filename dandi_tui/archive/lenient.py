"""Reading JSON that may be anything: a key that is absent, null or of another type is empty."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

MAX_TEXT = 100_000
"""Characters of one text that are looked at."""
MAX_ITEMS = 10_000
"""Of one list."""

JsonObject = Mapping[str, Any]


def obj(value: object) -> JsonObject:
    """The object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def string(value: object) -> str:
    """The text, stripped; numbers as they are written; all else is empty."""
    if isinstance(value, str):
        return value[:MAX_TEXT].strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def first(value: JsonObject, *keys: str) -> str:
    """The first of these keys that holds text."""
    return next((found for key in keys if (found := string(value.get(key)))), "")


def number(value: object) -> int | None:
    """The whole number, not negative; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**63 else None


def items(value: object) -> list[Any]:
    """What a list holds; what should have been a list of one is one."""
    if isinstance(value, list):
        return value[:MAX_ITEMS]
    return [] if value is None or value == "" else [value]


def strings(value: object) -> tuple[str, ...]:
    """The texts of a list, each once; what is none is left out."""
    return tuple(dict.fromkeys(found for one in items(value) if (found := string(one))))


def objects(value: object) -> Iterator[JsonObject]:
    """The objects of a list; what is none is left out."""
    return (one for one in items(value) if isinstance(one, Mapping))


def names(value: object) -> tuple[str, ...]:
    """The names of a list of objects (`{"name": …}`) or of texts, each once."""
    found = (first(one, "name", "identifier") if isinstance(one, Mapping) else string(one)
             for one in items(value))  # fmt: skip
    return tuple(dict.fromkeys(name for name in found if name))


def term(value: str) -> str:
    """A term without its vocabulary and in words: `dcite:DataCollector` is `data collector`."""
    word = value.rpartition(":")[2] if re.fullmatch(r"\w+:\w+", value) else value
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)
    return apart if re.search(r"[A-Z]{2}", apart) else apart.lower()
