"""stdout and stderr: JSON lines, aligned columns, notices; colour where it is wanted."""

import json
import locale
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import msgspec

from dandi_tui import text
from dandi_tui.protocol.colours import ANSI_16, DARK, LIGHT, TRACES
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.pictures import Stats
from dandi_tui.protocol.requests import Ink
from dandi_tui.settings import Settings
from dandi_tui.text import cells, cut_cells, safe

DEFAULT_SIZE = (100, 30)
MAX_PADDED = 60
"""Cells of a column of names in a pipe, where nothing is cut."""
SGR_16 = {"default": 39, "bright_black": 90, "bright_red": 91, "bright_green": 92,
          "bright_yellow": 93, "bright_cyan": 96, "bright_white": 97}  # fmt: skip
TRACES_16 = (94, 93, 95, 92, 91, 96)
"""Of the palette of traces: bright blue, yellow, magenta, green, red, cyan."""


def print_json(value: Mapping[str, object]) -> None:
    """One object a line, in ASCII: no text in it can act on a terminal."""
    print(json.dumps(value, ensure_ascii=True, allow_nan=False).replace("\x7f", "\\u007f"))


def print_json_bytes(encoded: bytes) -> None:
    """JSON that is encoded already, as ASCII: outside of strings JSON is ASCII anyway."""
    text = encoded.decode("utf-8", "replace")
    print(re.sub(r"[^\x00-\x7e]", lambda match: json.dumps(match.group())[1:-1], text)
          .replace("\x7f", "\\u007f"))  # fmt: skip


def print_stats(stats: Stats) -> None:
    """One JSON line on stderr."""
    try:
        print(json.dumps(msgspec.to_builtins(stats)), file=sys.stderr, flush=True)
    except OSError:
        return


def notice(sentence: str) -> None:
    """A sentence beside the result."""
    try:
        print(f"dandi-tui: {safe(sentence)}", file=sys.stderr, flush=True)
    except OSError:
        return


def say_progress(words: str) -> None:
    """How far it is, in one line on a terminal's stderr; nothing takes the line away."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{safe(words)}", end="", file=sys.stderr, flush=True)


def say_reading(progress: Progress) -> None:
    """How much of a file came so far, on a terminal's stderr; not of what takes no second."""
    if progress.stats.seconds >= 1:
        silent = f", no answer for {progress.silent_s:.0f} s" if progress.silent_s else ""
        say_progress(f"reading, {text.size(progress.stats.bytes)} so far{silent}")


def table(rows: Sequence[Sequence[str]], *, numeric: frozenset[int], widest: int) -> list[str]:
    """Aligned columns, two blanks between; numbers right, the column `widest` gives way.

    On a terminal the lines fit its width; elsewhere nothing is cut, and what is very long pushes
    only its own line apart.
    """
    if not rows:
        return []
    widths = [max(cells(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = MAX_PADDED
    if sys.stdout.isatty():
        others = sum(widths) - widths[widest] + 2 * (len(widths) - 1)
        room = max(10, size()[0] - others)
        rows = [[cut_cells(cell, room) if i == widest else cell for i, cell in enumerate(row)]
                for row in rows]  # fmt: skip
    widths[widest] = min(widths[widest], room)
    return [
        "  ".join(
            _padded(cell, width, right=i in numeric)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _padded(cell: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - cells(cell))
    return blanks + cell if right else cell + blanks


def size() -> tuple[int, int]:
    """Columns and rows: the terminal's, else 100×30."""
    if not sys.stdout.isatty():
        return DEFAULT_SIZE
    columns, rows = shutil.get_terminal_size(DEFAULT_SIZE)
    return max(20, columns), max(8, rows)


def ink(settings: Settings) -> Ink:
    """What this terminal can show, as far as its environment says."""
    marker = shown_with(settings).marker
    return Ink(dark=not _is_light(), colors=_colors(settings.color), marker=marker)


def shown_with(settings: Settings) -> Settings:
    """The settings, with ASCII alone where the terminal's encoding has no more."""
    return settings if _can_show("⣿") else replace(settings, marker="ascii")


def _colors(choice: str) -> Literal["truecolor", "16", "none"]:
    """`NO_COLOR` and a pipe mean none, unless colour is asked for by name."""
    term = os.environ.get("TERM", "")
    if choice == "never":
        return "none"
    if choice == "auto":
        unwanted = bool(os.environ.get("NO_COLOR")) or term == "dumb"
        if unwanted or not sys.stdout.isatty():
            return "none"
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit") or "direct" in term:
        return "truecolor"
    return "16" if sys.stdout.isatty() else "truecolor"


class Pen:
    """Text in a role, as this terminal shows it."""

    def __init__(self, ink: Ink) -> None:
        self._ink = ink

    def __call__(self, text: str, role: str = "text", *, style: str = "") -> str:
        """`text` with the SGR codes of a role (or of `trace-0` to `trace-5`) and of a style."""
        codes = [code for code in (style, self._colour(role)) if code]
        if self._ink.colors == "none" or not codes or not text:
            return text
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"

    def _colour(self, role: str) -> str:
        _, _, trace = role.partition("trace-")
        if self._ink.colors == "16":
            return str(TRACES_16[int(trace)] if trace else SGR_16[ANSI_16[role]])
        colour = TRACES[int(trace)] if trace else (DARK if self._ink.dark else LIGHT)[role]
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return f"38;2;{red};{green};{blue}"


def _is_light() -> bool:
    """Whether the terminal says in COLORFGBG that its background is white."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def _can_show(sign: str) -> bool:
    # Python writes UTF-8 in the C locale, which says nothing of what the terminal shows.
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    if wanted in ("C", "POSIX"):
        return False
    encoding = getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding()
    try:
        sign.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
