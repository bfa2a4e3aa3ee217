"""JSON as it should not be: keys dropped, added and of another type, for property tests."""

import random
from collections.abc import Iterator
from typing import Any

ODD: tuple[Any, ...] = (
    None, "", 0, -1, 2**70, 1.5, True, [], {}, "text", [None], [[]], ["a", 1, None, {}],
    {"name": None}, {"name": {"name": []}}, [{"name": 3}], "\x1b[31m\u202e", "\ud800",
)  # fmt: skip


def variants(document: Any, *, n: int, seed: int) -> Iterator[Any]:
    """The document, `n` times, each with something in it dropped, added or mistyped."""
    dice = random.Random(seed)
    for _ in range(n):
        yield _changed(document, dice, 0.08)


def _changed(value: Any, dice: random.Random, rate: float) -> Any:
    if dice.random() < rate:
        return dice.choice(ODD)
    if isinstance(value, dict):
        kept = {key: _changed(one, dice, rate) for key, one in value.items()
                if dice.random() >= rate}  # fmt: skip
        return kept | {"aKeyOfTomorrow": dice.choice(ODD)}
    if isinstance(value, list):
        return [_changed(one, dice, rate) for one in value]
    return value
