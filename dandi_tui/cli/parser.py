"""Words to `Settings` and a verb's arguments. All flags, in one place."""

import argparse
import os
import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import NoReturn

from dandi_tui import __version__
from dandi_tui.cli import search_flags, sessions_flags, support_flags
from dandi_tui.cli.describing import DESCRIBING
from dandi_tui.cli.help_texts import BROWSE, CACHE, TARGETS
from dandi_tui.cli.settings_file import in_force
from dandi_tui.cli.values import (
    frame,
    key_value,
    limit,
    milliseconds,
    names,
    pixels,
    rate,
    size_bytes,
    traces,
    window,
)
from dandi_tui.errors import UsageError
from dandi_tui.settings import Settings

VERBS = (
    "ls", "tree", "show", "search", "sessions", "cache", "config", "doctor", *DESCRIBING
)  # fmt: skip

VALUE_OF_MINUS = re.compile(r"-(?:\d|\.\d|inf)", re.IGNORECASE)
KEY_VALUE = re.compile(r"[A-Za-z_][\w-]*=")


class Parser(ArgumentParser):
    """argparse, whose complaints are our errors."""

    def error(self, message: str) -> NoReturn:
        """Exit code 2, one sentence and a hint."""
        sentence = message[:1].upper() + message[1:]
        raise UsageError(f"{sentence}.", hint=f"{self.prog} --help says what there is.")


def parse(argv: list[str]) -> tuple[Namespace, Settings]:
    """The verb with its arguments, and the settings. `--help` and `--version` exit."""
    argv = _join_values(argv)
    position = _first_word(argv)
    verb = "browse"
    if position is not None and argv[position] in VERBS:
        verb = argv.pop(position)
    args = _parser(verb).parse_args(argv)
    args.verb = verb
    args.in_force = in_force(args, os.environ)
    return args, args.in_force.settings


def _parser(verb: str) -> Parser:
    if verb in DESCRIBING:
        about, add = DESCRIBING[verb]
        parser = _new(f"dandi-tui {verb}", about, epilog=TARGETS)
        add(parser)
        _add_output(parser)
        _add_common(parser)
        return parser
    parser = MAKERS[verb]()
    _add_common(parser)
    return parser


def _new(prog: str, description: str, **kwargs: str) -> Parser:
    return Parser(
        prog=prog,
        description=description,
        allow_abbrev=False,
        add_help=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        **kwargs,  # type: ignore[arg-type]
    )


def _browse() -> Parser:
    parser = _new(
        "dandi-tui",
        "Browse the DANDI Archive, and see NWB files, in a terminal.",
        usage="dandi-tui [VERB] [TARGET] [flags]",
        epilog=BROWSE,
    )
    parser.add_argument("target", nargs="?", default="", metavar="TARGET", help="see below")
    parser.add_argument("--last", action="store_true", help="begin where one was last")
    _add_marker(parser)
    return parser


def _ls() -> Parser:
    about = "List the dandisets, or one folder of a dandiset's assets."
    parser = _new("dandi-tui ls", about, epilog=TARGETS)
    parser.add_argument("target", nargs="?", default="", metavar="TARGET", help="see below")
    _add_output(parser)
    return parser


def _tree() -> Parser:
    about = "List the objects of a file."
    parser = _new("dandi-tui tree", about, epilog=TARGETS)
    _add_target_and_object(parser, "the group to begin at; the file's root if left out")
    parser.add_argument(
        "--limit",
        type=limit,
        metavar="N",
        help="objects at most; 0: all, as with --json; else 1000",
    )
    _add_output(parser)
    return parser


def _show() -> Parser:
    about = "Draw one object of a file to stdout."
    parser = _new("dandi-tui show", about, epilog=TARGETS)
    _add_target_and_object(parser, "the object's path; the file's root if left out")
    add = parser.add_argument
    add("--view", default="", metavar="NAME", help="which of the object's views")
    add("--views", action="store_true", help="list the object's views and what they can be set to")
    add("--window", type=window, metavar="START:STOP", help="seconds; an end may be left out")
    add("--traces", type=traces, metavar="FIRST:STOP", help="which traces, 0:5 for the first five")
    add("--fields", type=names, default=(), metavar="A,B", help="columns of a table")
    add("--frame", type=frame, metavar="N", help="which frame, from 0")
    add(
        "--set",
        type=key_value,
        action="append",
        default=[],
        dest="options",
        metavar="KEY=VALUE",
        help="a setting of the view; may be given again",
    )
    add("--full", action="store_true", help="every sample of the window, whatever it costs")
    add("--width", type=pixels, metavar="N", help="columns; else the terminal's, or 100")
    add("--height", type=pixels, metavar="N", help="rows; else the terminal's, or 30")
    _add_marker(parser)
    _add_output(parser)
    return parser


def _search() -> Parser:
    parser = _new("dandi-tui search", search_flags.ABOUT, epilog=search_flags.EPILOG)
    search_flags.add_search(parser)
    _add_output(parser)
    return parser


def _sessions() -> Parser:
    parser = _new("dandi-tui sessions", sessions_flags.ABOUT, epilog=TARGETS)
    sessions_flags.add_sessions(parser)
    _add_output(parser)
    return parser


def _cache() -> Parser:
    parser = _new(
        "dandi-tui cache",
        "Show what is kept of remote files on this machine, the last used first.",
        epilog=CACHE,
    )
    parser.add_argument(
        "action",
        nargs="?",
        choices=("clear",),
        metavar="clear",
        help="drop all of it; asks nothing",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a file, for scripts")
    return parser


def _config() -> Parser:
    parser = _new("dandi-tui config", support_flags.CONFIG)
    support_flags.add_config(parser)
    return parser


def _doctor() -> Parser:
    parser = _new("dandi-tui doctor", support_flags.DOCTOR)
    support_flags.add_doctor(parser)
    return parser


MAKERS = {
    "browse": _browse,
    "ls": _ls,
    "tree": _tree,
    "show": _show,
    "search": _search,
    "sessions": _sessions,
    "cache": _cache,
    "config": _config,
    "doctor": _doctor,
}
"""By verb, what makes its parser."""


def _add_target_and_object(parser: Parser, about: str) -> None:
    parser.add_argument("target", metavar="TARGET", help="a file; see below")
    parser.add_argument("object", nargs="?", default="/", metavar="OBJECT", help=about)


def _add_marker(parser: Parser) -> None:
    parser.add_argument(
        "--marker",
        choices=("braille", "hd", "ascii"),
        help="what lines are drawn with",
    )


def _add_output(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON on stdout, for scripts")
    parser.add_argument("--stats", action="store_true", help="what it cost, as JSON on stderr")


def _add_common(parser: Parser) -> None:
    add = parser.add_argument_group("flags of every verb").add_argument
    add("--instance", metavar="NAME|URL", help="which archive (dandi)")
    add("--demo", action="store_true", help="the embedded demo archive; needs no network")
    add("--demo-latency", type=milliseconds, default=0.0, metavar="MS", help="slow the demo down")
    add("--demo-bandwidth", type=rate, default=0.0, metavar="MBPS", help="of each connection")
    add("--offline", action="store_true", help="ask nothing of the network")
    add("--cache-dir", type=Path, metavar="DIR", help="where bytes of files are kept")
    add("--cache-size", type=size_bytes, metavar="SIZE", help="at most so much; 0: none (1GB)")
    add("--index-size", type=size_bytes, metavar="SIZE", help="of the local index; 0: none (200MB)")
    add("--keep-embargoed", action="store_true", help="keep embargoed files too, for you alone")
    add("--log-file", type=Path, metavar="FILE", help="where causes of errors go")
    add("--color", choices=("auto", "always", "never"), help="of stdout (auto)")
    add("--bytes", choices=("blocks", "remfile"), help="how files are read")
    add("--version", action="version", version=f"dandi-tui {__version__}", help="say it, and end")
    add("--help", action="help", help="say this, and end")


def _flags_with_value() -> set[str]:
    """All flags, of any verb, whose value is the next word."""
    return {
        flag
        for verb in ("browse", *VERBS)
        for action in _parser(verb)._actions
        if action.nargs is None
        for flag in action.option_strings
    }


def _join_values(argv: list[str]) -> list[str]:
    """`--window -1:5` as `--window=-1:5`, since argparse takes a word with a minus for a flag;
    and `--set a=1 b=2` as two `--set`, since argparse would take the target for a value too."""
    with_value = _flags_with_value()
    joined: list[str] = []
    words = list(argv)
    while words:
        word = words.pop(0)
        if word == "--":
            return [*joined, word, *words]
        if word in with_value and words and VALUE_OF_MINUS.match(words[0]):
            word = f"{word}={words.pop(0)}"
        elif word == "--set":
            while len(words) > 1 and KEY_VALUE.match(words[0]) and KEY_VALUE.match(words[1]):
                joined.append(f"--set={words.pop(0)}")
        joined.append(word)
    return joined


def _first_word(argv: list[str]) -> int | None:
    """Where the first word is that is neither a flag nor a flag's value."""
    with_value = _flags_with_value()
    position = 0
    while position < len(argv):
        word = argv[position]
        if word == "--":
            return None
        if not word.startswith("-") or word == "-":
            return position
        position += 2 if word in with_value else 1
    return None
