"""What `dandi-tui config` and `dandi-tui doctor` take."""

from argparse import ArgumentParser
from typing import Final

CONFIG: Final = "Show the settings in force, and where each comes from."
DOCTOR: Final = """\
Check the way from here to the archive: network, archive, store, reader, cache, terminal."""


def add_config(parser: ArgumentParser) -> None:
    """What is shown of the settings."""
    add = parser.add_argument
    add("--path", action="store_true", help="only where the settings file is")
    add("--example", action="store_true", help="a file with all of them, to begin")
    add("--json", action="store_true", help="one JSON object a setting")


def add_doctor(parser: ArgumentParser) -> None:
    """How it is said."""
    parser.add_argument("--json", action="store_true", help="one JSON object a check")
