"""What the verbs take that tell about a dandiset: info, cite, diff."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

FORMAT_NAMES = (
    "apa", "mla", "chicago", "harvard", "vancouver", "ieee", "bibtex", "ris", "cff"
)  # fmt: skip
"""Of `archive.citation.FORMATS`, which is not loaded to read a command line."""


def _info(parser: ArgumentParser) -> None:
    parser.add_argument(
        "target", metavar="TARGET", help="a dandiset, folder, asset or file; see below"
    )


def _cite(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("target", metavar="TARGET", help="a dandiset or one of its versions; see below")
    add("--format", choices=FORMAT_NAMES, default="apa", metavar="NAME",
        help=f"{', '.join(FORMAT_NAMES)} (apa)")  # fmt: skip
    add(
        "--output",
        type=Path,
        metavar="FILE",
        help="write it there; one that is there stays",
    )
    add("--force", action="store_true", help="replace the file of --output")


def _diff(parser: ArgumentParser) -> None:
    parser.add_argument("target", metavar="A", help="a version: 000728@0.240208.1707")
    parser.add_argument("other", nargs="?", default="", metavar="B", help="another; or the draft")


DESCRIBING: dict[str, tuple[str, Callable[[ArgumentParser], None]]] = {
    "info": ("Say all that is known of a dandiset, a folder, an asset or a file.", _info),
    "cite": ("Cite a version of a dandiset, in one of nine formats.", _cite),
    "diff": ("Say what changed from version A of a dandiset to version B.", _diff),
}
"""Verb -> one sentence, and what adds its arguments."""
