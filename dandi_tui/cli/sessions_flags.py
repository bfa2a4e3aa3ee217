"""What `dandi-tui sessions` takes."""

from argparse import ArgumentParser
from typing import Final

ABOUT: Final = "List the sessions of a dandiset: subject, date, age, modalities, files, size."


def add_sessions(parser: ArgumentParser) -> None:
    """The target, and the flags of this verb alone."""
    add = parser.add_argument
    add("target", metavar="TARGET", help="a dandiset, or a folder in it; see below")
    add("--csv", action="store_true", help="CSV; cells that begin with = + - @ get a '")
    add("--inside", action="store_true", help="ROIs, units, regions… from one file a session")
    add("--group", choices=("subject",), default="", help="one row a subject")
