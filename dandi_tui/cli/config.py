"""`dandi-tui config [--path | --example]`: the settings in force, and where each comes from.

With `--json` one object a line: of a setting `name`, `value`, `source` (`default`, `flag`, a
variable's name, or `line N`); of a key `command`, `keys`, `source`; of what cannot be `problem`.
"""

from argparse import Namespace
from itertools import chain

from dandi_tui.cli.fields import FIELDS, SIZES, Field, shown
from dandi_tui.cli.output import print_json, table
from dandi_tui.cli.settings_file import InForce
from dandi_tui.settings import KeyWish, Settings, config_file
from dandi_tui.text import safe

EXAMPLE_HEAD = """\
# Settings of dandi-tui. Take away the # before a line to change it.
# Flags go before DANDI_TUI_<NAME> in the environment, that before this file.
"""


def run(args: Namespace, settings: Settings) -> int:
    """The verb; exit code 1 if something in the file cannot be."""
    if args.path:
        print(safe(config_file()))
        return 0
    if args.example:
        _print_example()
        return 0
    # The commands are declared in the browser's modules, which other settings are spared.
    from dandi_tui.ui.all_commands import keymap_for

    problems = [*settings.problems, *keymap_for(settings.keys).problems]
    if args.json:
        _print_json(args.in_force, problems)
    else:
        _print(args.in_force, problems)
    return 1 if problems else 0


def _print(force: InForce, problems: list[str]) -> None:
    path = config_file()
    print(f"{safe(path)}{'' if path.exists() else '   (not there; --example shows one)'}")
    rows = [_row(field, force) for field in FIELDS]
    rows += [
        [safe(wish.command, limit=60), _keys(wish), wish.where] for wish in force.settings.keys
    ]
    for line in table(rows, numeric=frozenset(), widest=1):
        print(f"  {line}")
    for problem in problems:
        print(f"✗ {safe(problem)}")


def _row(field: Field, force: InForce) -> list[str]:
    return [field.name, shown(field, force.settings), force.sources.get(field.name, "")]


def _keys(wish: KeyWish) -> str:
    return " ".join(safe(key, limit=30) for key in wish.keys)


def _print_json(force: InForce, problems: list[str]) -> None:
    for field in FIELDS:
        value = getattr(force.settings, field.attribute)
        plain = value if isinstance(value, bool | int | float) else str(value)
        source = force.sources.get(field.name, "default")
        print_json({"name": field.name, "value": plain, "source": source})
    for wish in force.settings.keys:
        print_json({"command": wish.command, "keys": list(wish.keys), "source": wish.where})
    for problem in problems:
        print_json({"problem": problem})


def _print_example() -> None:
    print(EXAMPLE_HEAD)
    usual = InForce(settings=Settings(), sources={})
    for field in FIELDS:
        print(f"# {field.about}")
        print(f"#{field.name} = {_toml(field, usual)}")
    from dandi_tui.ui.all_commands import all_commands  # as above
    from dandi_tui.ui.keymap import written

    print('\n# Commands by name, and their usual keys: one, or several as in ["x", "^x"].\n[keys]')
    seen: set[str] = set()
    for command in chain(*all_commands()):
        if command.name not in seen:
            seen.add(command.name)
            keys = ", ".join(_quoted(written(key)) for key in command.keys)
            print(f"#{command.name} = [{keys}]  # {command.sentence}")


def _toml(field: Field, usual: InForce) -> str:
    value = getattr(usual.settings, field.attribute)
    if isinstance(value, bool | float) or (isinstance(value, int) and field.name not in SIZES):
        return str(value).lower()
    return _quoted(shown(field, usual.settings))


def _quoted(words: str) -> str:
    """As TOML writes text."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
