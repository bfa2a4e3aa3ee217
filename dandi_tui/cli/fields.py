"""The settings that a person may set, in the file or in the environment: one line each."""

import math
from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dandi_tui import text
from dandi_tui.cli.values import size_bytes
from dandi_tui.settings import Settings

Read = Callable[[object], object]
"""From a value of TOML, or the text of a variable, to the setting's; ValueError says what it is
not."""

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
MAX_WORDS = 4_096
MAX_SIZE = 2**62
MAX_ADDRESSES = 50


@dataclass(frozen=True, kw_only=True)
class Field:
    """One setting."""

    name: str
    """In the file, and of its flag; `DANDI_TUI_<NAME>` in the environment."""
    attribute: str
    """Of `Settings`."""
    read: Read
    about: str
    """What it does, and its unit."""

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"DANDI_TUI_{self.name.upper()}"


def words(value: object) -> str:
    """Text of one line."""
    if not isinstance(value, str) or len(value) > MAX_WORDS or text.safe(value) != value:
        raise ValueError("is not a line of text")
    return value


def path(value: object) -> Path:
    """A path; `~` is the home."""
    name = words(value)
    if not name:
        raise ValueError("is not a path")
    try:
        return Path(name).expanduser().absolute()
    except RuntimeError as error:
        raise ValueError("is a home that nobody has") from error


def switch(value: object) -> bool:
    """`true` or `false`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in (*TRUE, *FALSE):
        return value.lower() in TRUE
    raise ValueError("is not true or false")


def size(value: object) -> int:
    """`"500MB"`, or a number of bytes."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_SIZE:
        return value
    try:
        n_bytes = size_bytes(words(value))
    except ArgumentTypeError as error:
        raise ValueError("is not a size, as in 500MB, 2GB or 0") from error
    return min(n_bytes, MAX_SIZE)


def seconds(value: object) -> float:
    """A number above 0, of at most a day."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("is not a number of seconds")
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise ValueError("is not a number of seconds") from error
    if not math.isfinite(number) or not 0 < number <= 86_400:
        raise ValueError("is not a number of seconds above 0")
    return number


def tries(value: object) -> int:
    """1 to 20."""
    number = seconds(value)
    if number != int(number) or number > 20:
        raise ValueError("is not a whole number from 1 to 20")
    return int(number)


def addresses(value: object) -> tuple[str, ...]:
    """URLs: a list of them, or a text with blanks between them."""
    several = words(value).split() if isinstance(value, str) else value
    if not isinstance(several, list) or len(several) > MAX_ADDRESSES:
        raise ValueError("is not a list of URLs")
    found = tuple(words(one) for one in several)
    if not all(one.startswith(("http://", "https://")) for one in found):
        raise ValueError("is not a list of URLs")
    return found


def choice(*names: str) -> Read:
    """One of some words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in names:
            raise ValueError(f"is not {', '.join(names[:-1])} or {names[-1]}")
        return value

    return read


def _field(name: str, read: Read, about: str, attribute: str = "") -> Field:
    return Field(name=name, attribute=attribute or name, read=read, about=about)


FIELDS: Final = (
    _field("instance", words, "which archive: a name, or the URL of an API"),
    _field("instances", addresses, "URLs of other archives to choose from"),
    _field("offline", switch, "ask nothing of the network"),
    _field("restore", switch, "begin where one was last"),
    _field("theme", words, "colours: dandi-dark, dandi-light, or a theme of Textual"),
    _field("color", choice("auto", "always", "never"), "of stdout"),
    _field("marker", choice("braille", "hd", "ascii"), "what lines are drawn with"),
    _field("budget", size, "a view that would fetch more asks first", "budget_bytes"),
    _field("first_window", size, "of a series fetches at most this", "first_window_bytes"),
    _field("cache_dir", path, "where bytes of files and answers are kept"),
    _field("cache_size", size, "of bytes of files on disk", "disk_cache_bytes"),
    _field("answers_size", size, "of answers of the archive on disk", "answers_bytes"),
    _field("keep_embargoed", switch, "keep embargoed files and places too, for you alone"),
    _field("memory_cache", size, "of bytes of files in memory", "memory_cache_bytes"),
    _field("reader_memory", size, "of the process that reads files", "reader_memory_bytes"),
    _field("whole_file", size, "files up to this are fetched whole", "whole_file_bytes"),
    _field("bytes", choice("blocks", "remfile"), "how files are read", "bytes_mode"),
    _field("connect_timeout", seconds, "seconds to reach a host", "connect_timeout_s"),
    _field("read_timeout", seconds, "seconds without a byte", "read_timeout_s"),
    _field("patience", seconds, "seconds until a read is given up", "patience_s"),
    _field("max_tries", tries, "of a request"),
    _field("log_file", path, "where causes of errors go"),
    _field("places_file", path, "recent places and bookmarks"),
)
"""In the order of `dandi-tui config`."""

SIZES: Final = frozenset(one.name for one in FIELDS if one.read is size)


def shown(field: Field, settings: Settings) -> str:
    """The value in force, as the file would have it; safe."""
    value = getattr(settings, field.attribute)
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.name in SIZES:
        return exact_size(value)
    if isinstance(value, tuple):
        return text.safe(" ".join(value))
    return text.number(value) if isinstance(value, float) else text.safe(value)


def exact_size(n_bytes: int) -> str:
    """`1GB`, `524288`: the shortest form that means exactly so many bytes."""
    for power, unit in ((4, "T"), (3, "G"), (2, "M"), (1, "k")):
        for base, i in ((1000, ""), (1024, "i")):
            if n_bytes and n_bytes % base**power == 0:
                return f"{n_bytes // base**power}{unit}{i}B"
    return str(n_bytes)
