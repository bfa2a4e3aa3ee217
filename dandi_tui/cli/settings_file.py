"""The settings in force: flags go before the environment, that before the file, that before what
is usual. What cannot be is left out, and said in a sentence with its line: it stops nothing."""

import os
import re
import stat
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dandi_tui.cli.fields import FIELDS, Field
from dandi_tui.settings import KeyWish, Settings, config_file, default_cache_dir
from dandi_tui.text import safe

MAX_BYTES = 1_000_000
MAX_PROBLEMS = 10
"""So many are told at most."""
MAX_KEYS = 8
"""Of a command."""

BY_NAME = {field.name: field for field in FIELDS}


@dataclass(frozen=True, kw_only=True)
class InForce:
    """The settings, and where each that is not the usual one comes from."""

    settings: Settings
    sources: Mapping[str, str]
    """By name: `flag`, `DANDI_TUI_THEME`, `line 3`."""


@dataclass(frozen=True, kw_only=True)
class FromFile:
    """What the file says."""

    values: Mapping[str, tuple[object, str]]
    """By name: the value, and its line."""
    keys: tuple[KeyWish, ...] = ()
    problems: tuple[str, ...] = ()


NOTHING = FromFile(values={})


def in_force(args: Namespace, environ: Mapping[str, str], path: Path | None = None) -> InForce:
    """The settings of a run.

    Args:
        args: What was parsed; a flag that was not given is None or False.
        environ: The environment.
        path: Of the settings file; by default where XDG has it.
    """
    file = read_file(path or config_file())
    found: dict[str, tuple[object, str]] = dict(file.values)
    from_environment, problems = _from_environment(environ)
    found |= from_environment | _from_flags(args)
    attributes: dict[str, Any] = {
        BY_NAME[name].attribute: value for name, (value, _) in found.items()
    }
    settings = replace(
        Settings(cache_dir=default_cache_dir().absolute()),
        **attributes,
        demo=args.demo,
        demo_latency_ms=args.demo_latency,
        demo_bandwidth_mbps=args.demo_bandwidth,
        keys=file.keys,
        problems=(*file.problems, *problems)[:MAX_PROBLEMS],
    )
    return InForce(settings=settings, sources={name: where for name, (_, where) in found.items()})


def _from_flags(args: Namespace) -> dict[str, tuple[object, str]]:
    """The flags that were given, checked by argparse."""
    given: dict[str, tuple[object, str]] = {}
    for field in FIELDS:
        value = getattr(args, field.name, None)
        if value is None or value is False:
            continue
        if isinstance(value, Path):
            value = value.expanduser().absolute()
        given[field.name] = (value, "flag")
    return given


def _from_environment(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    problems: list[str] = []
    for field in FIELDS:
        value = environ.get(field.variable, "")
        if value:
            _take(field, value, field.variable, field.variable, found, problems)
    return found, problems


def _take(
    field: Field,
    value: object,
    where: str,
    source: str,
    found: dict[str, Any],
    problems: list[str],
) -> None:
    """Take a value if it can be one, else say why not."""
    try:
        found[field.name] = (field.read(value), source)
    except ValueError as error:
        name = "" if where == field.variable else f"{field.name} = "
        problems.append(f"{where}: {name}{_brief(value)} {error}.")


def read_file(path: Path) -> FromFile:
    """What the settings file says; nothing if there is none. Never raises."""
    try:
        source = _source(path)
    except FileNotFoundError:
        return NOTHING
    except (OSError, ValueError) as error:
        return _refused(path, str(getattr(error, "strerror", None) or error))
    # Small, but of no use to whoever has no such file.
    import tomllib

    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        return _refused(path, str(error))
    except (ValueError, RecursionError, OverflowError):
        return _refused(path, "it is not TOML")
    return _understood(table, Lines(source))


def _refused(path: Path, why: str) -> FromFile:
    sentence = f"{safe(path.name)} cannot be read, so none of it is in force: {safe(why)}."
    return FromFile(values={}, problems=(sentence,))


def _source(path: Path) -> str:
    """The text of a file of a bearable size, and of no other kind."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("it is no file")
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError("it is larger than 1 MB")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error


class Lines:
    """Where in the file a name is."""

    def __init__(self, source: str) -> None:
        self._at: dict[tuple[str, str], int] = {}
        section = ""
        for number, line in enumerate(source.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*\"?([\w-]+)", line):
                section = header[1]
                self._at.setdefault(("", section), number)
            elif name := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]", line):
                self._at.setdefault((section, name[1]), number)

    def __call__(self, name: str, section: str = "") -> str:
        """`line 7`; the file alone where it is written in some other way."""
        number = self._at.get((section, name))
        return f"line {number}" if number else "the file"


def _understood(table: Mapping[str, object], line: Lines) -> FromFile:
    found: dict[str, Any] = {}
    problems: list[str] = []
    keys: tuple[KeyWish, ...] = ()
    for name, value in table.items():
        where = f"{line(name)} of config.toml"
        if name == "keys":
            keys = _keys(value, line, problems)
        elif name in BY_NAME:
            _take(BY_NAME[name], value, where, line(name), found, problems)
        else:
            hint = nearest(name, (*BY_NAME, "keys"))
            problems.append(f"{where}: there is no setting {_brief(name)}{hint}")
    return FromFile(values=found, keys=keys, problems=tuple(problems))


def _keys(value: object, line: Lines, problems: list[str]) -> tuple[KeyWish, ...]:
    """`[keys]`: a command's name, and a key or several. Which names and keys there are, the
    browser knows."""
    if not isinstance(value, dict):
        problems.append(f"{line('keys')} of config.toml: keys is not a table, as in [keys].")
        return ()
    wishes: list[KeyWish] = []
    for name, keys in value.items():
        where = f"{line(name, 'keys')} of config.toml"
        several = [keys] if isinstance(keys, str) else keys
        fits = isinstance(several, list) and len(several) <= MAX_KEYS
        if fits and all(isinstance(key, str) and 0 < len(key) <= 30 for key in several):
            wishes.append(KeyWish(command=name, keys=tuple(several), where=where))
        else:
            problems.append(f'{where}: {_brief(name)} needs a key, as in "x" or ["x", "ctrl+x"].')
    return tuple(wishes)


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence: `; did you mean instance?`, or a full stop."""
    import difflib  # 2 ms, of which a file without mistakes needs nothing

    lowered = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name[:60].casefold(), lowered, n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(lowered[one] for one in near)}?" if near else "."


def _brief(value: object) -> str:
    return safe(value if isinstance(value, str) else repr(value), limit=60)
