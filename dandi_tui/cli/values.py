"""The values of flags: what a person types, as what a request takes."""

import math
import re
import sys
from argparse import ArgumentTypeError

SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?) ?([kmgt]?)(i?)b?", re.IGNORECASE)
POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}

MAX_SIDE = 2000
"""Columns or rows of a picture; no terminal has more."""


def window(text: str) -> tuple[float, float]:
    """`-1:5`, `5:`, `:5`, `:`: seconds; an open end is infinite."""
    start, stop = _ends(text, "START:STOP in seconds, as in -1:5 or 5:")
    try:
        span = (float(start or "-inf"), float(stop or "inf"))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not START:STOP in seconds") from None
    if any(math.isnan(end) for end in span) or span[0] >= span[1]:
        raise ArgumentTypeError(f"{text!r} ends before it starts")
    return span


def traces(text: str) -> tuple[int, int]:
    """`0:5`, `5:`, `:5`, `:`: the first and the last + 1; a single number is one trace."""
    if re.fullmatch(r"\d+", text):
        text = f"{text}:{int(text) + 1}"
    start, stop = _ends(text, "FIRST:STOP, as in 0:5")
    if not re.fullmatch(r"\d*", start) or not re.fullmatch(r"\d*", stop):
        raise ArgumentTypeError(f"{text!r} is not FIRST:STOP in whole numbers")
    span = (int(start or 0), int(stop or sys.maxsize))
    if not span[0] < span[1] <= sys.maxsize:
        raise ArgumentTypeError(f"{text!r} ends before it starts")
    return span


def _ends(text: str, form: str) -> tuple[str, str]:
    start, colon, stop = text.partition(":")
    if not colon:
        raise ArgumentTypeError(f"{text!r} is not {form}")
    return start.strip(), stop.strip()


def names(text: str) -> tuple[str, ...]:
    """`a,b`."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def key_value(text: str) -> tuple[str, str]:
    """`KEY=VALUE`."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return key.strip(), value


def frame(text: str) -> int:
    """0 or more."""
    return _whole(text, 0, sys.maxsize)


def limit(text: str) -> int:
    """0 (all) or more."""
    return _whole(text, 0, sys.maxsize)


def pixels(text: str) -> int:
    """Columns or rows."""
    return _whole(text, 1, MAX_SIDE)


def milliseconds(text: str) -> float:
    """0 or more."""
    return _positive(text)


def rate(text: str) -> float:
    """0 (no limit) or more."""
    return _positive(text)


def size_bytes(text: str) -> int:
    """`500MB`, `1.5 GB`, `2GiB`, `0`: bytes."""
    match = SIZE.fullmatch(text.strip())
    if not match or (match[3] and not match[2]):
        raise ArgumentTypeError(f"{text!r} is not a size, as in 500MB, 2GB or 0")
    return int(float(match[1]) * (1024 if match[3] else 1000) ** POWERS[match[2].lower()])


def _whole(text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+]?\d{1,19}", text) or not low <= int(text) <= high:
        raise ArgumentTypeError(f"{text!r} is not a whole number from {low}")
    return int(text)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ArgumentTypeError(f"{text!r} is not a number from 0")
    return value
