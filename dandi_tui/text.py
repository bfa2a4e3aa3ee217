"""Untrusted text made safe; bytes, durations and numbers as words.

Names, descriptions and paths from the archive or from a file are hostile until `safe` has
cleaned them. How sizes, times and numbers are written is decided in one place, here.
"""

import math
import unicodedata
from datetime import datetime

ELLIPSIS = "…"

_ASCII_SIGNS = str.maketrans(
    {
        **dict.fromkeys("─━╌┄═", "-"),
        **dict.fromkeys("│┃┊╎║▏", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
        **dict.fromkeys("▌●✓", "*"),
        **dict.fromkeys("█▄▀▐▁▂▃▅▆▇", "#"),
        **dict.fromkeys("░▒▓", "."),
        **dict.fromkeys("–—−", "-"),
        **dict.fromkeys("▸→›❭", ">"),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”", '"'),
        "▾": "v",
        "·": ".",
        "…": "~",
        "○": "o",
        "◐": "%",
        "✗": "x",
        "×": "x",
        "⇧": "^",
        "↓": "v",
        "↑": "^",
        "←": "<",
        "Δ": "d",
        "µ": "u",
        "μ": "u",
    }
)

_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def safe(text: object, *, limit: int = 10_000) -> str:
    """Make one line of `text` that no terminal, clipboard or log can misread.

    White space (line breaks and tabs too) becomes a single blank each; control characters, escape
    sequences' first bytes, bidi and other invisible format characters, surrogates and private-use
    characters become `\\ufffd`, so that nothing vanishes in silence.

    Args:
        text: Anything; bytes are taken as UTF-8.
        limit: Characters kept; the rest becomes an ellipsis.
    """
    string = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    cut = string[: limit + 1]
    if not cut.isascii() or not cut.isprintable():
        cut = "".join(_safe_character(character) for character in cut)
    return cut if len(cut) <= limit else cut[:limit] + ELLIPSIS


def safe_block(text: object, *, limit: int = 100_000) -> list[str]:
    """`safe`, but line by line: for descriptions of several lines."""
    string = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return [safe(line) for line in string[:limit].splitlines()]


def _safe_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in _DROPPED_CATEGORIES:
        return "\ufffd"
    return character


def size(n_bytes: float | None) -> str:
    """SI, three figures: `312 GB`, `41.6 GB`, `6.2 kB`, `0 B`; unknown is empty."""
    if n_bytes is None:
        return ""
    value = float(n_bytes)
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if value < 999.5 or unit == "PB":
            break
        value /= 1000
    if unit == "B" or value >= 99.95:
        return f"{value:.0f} {unit}"
    return f"{value:.1f} {unit}"


def count(n: int) -> str:
    """`3,036`."""
    return f"{n:,}"


def plural(n: int, word: str) -> str:
    """`1 file`, `3,036 files`."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def shape(axes: tuple[int, ...] | None) -> str:
    """`113,888 × 174`; no axes: `scalar`; a null dataspace: `empty`."""
    if axes is None:
        return "empty"
    return " × ".join(f"{n:,}" for n in axes) if axes else "scalar"


def duration(seconds: float) -> str:
    """`0.31 s`, `82.4 s`, `6 min 10 s`, `1:03:06`."""
    if not math.isfinite(seconds):
        return "?"
    sign, s = ("-" if seconds < 0 else ""), abs(seconds)
    if s < 9.995:
        return f"{sign}{s:.2f} s"
    if s < 99.95:
        return f"{sign}{s:.1f} s"
    if s < 3599.5:
        minutes, rest = divmod(round(s), 60)
        return f"{sign}{minutes} min {rest} s"
    return sign + clock(s)


def clock(seconds: float) -> str:
    """`0:27`, `1:03:06`."""
    minutes, s = divmod(round(abs(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if seconds < -0.5 else ""
    return f"{sign}{hours}:{minutes:02}:{s:02}" if hours else f"{sign}{minutes}:{s:02}"


def rate(hertz: float, *, measured: bool = False) -> str:
    """`30.08 Hz`; `~30.08 Hz` where it comes from timestamps."""
    return f"{'~' if measured else ''}{number(hertz)} Hz"


def is_id_name(name: str) -> bool:
    """Whether a column of this name holds identifiers: numbers that are names, written plainly."""
    return name.lower() == "id" or name.lower().endswith(("_id", " id"))


def number(value: object) -> str:
    """Four significant figures; exponents only under 1e-3 and from 1e6 (`1.2e-5`)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) < 1_000_000 else str(value)
    if not isinstance(value, float):
        return safe(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 999_950:
        decimals = max(0, 3 - math.floor(math.log10(abs(value))))
        written = f"{value:,.{decimals}f}"
        return written.rstrip("0").rstrip(".") if "." in written else written
    mantissa, exponent = f"{value:.3e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def date(iso: str) -> str:
    """`27 Aug 2024` from an ISO 8601 time; anything else as it is, made safe."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return safe(iso)
    return f"{when.day} {when:%b %Y}"


def cells(text: str) -> int:
    """Terminal cells that safe text takes: two of a wide character, none of a combining one."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cut_cells(text: str, width: int) -> str:
    """`cut_end`, by terminal cells."""
    room = width
    shorter = cut_end(text, room)
    while cells(shorter) > width and room > 0:
        room -= 1
        shorter = cut_end(text, room)
    return shorter


def cut_end(text: str, width: int) -> str:
    """Keep the beginning: `RoiResponseSe…`."""
    if len(text) <= width:
        return text
    return text[: width - 1] + ELLIPSIS if width > 0 else ""


def cut_middle(text: str, width: int) -> str:
    """Keep both ends: `maxim…y_projection`; the end gets the larger part."""
    if len(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[:width]
    head = (width - 1) * 2 // 5
    return text[:head] + ELLIPSIS + text[len(text) - (width - 1 - head) :]


def cut_title(text: str, width: int) -> str:
    """Cut between words and keep the last ones: `Allen Institute…Physiology`."""
    if len(text) <= width:
        return text
    words = text.split(" ")
    tail = words[-1]
    if len(tail) > width - 4 or len(words) == 1:
        return cut_middle(text, width)
    head = ""
    for word in words[:-1]:
        longer = f"{head} {word}" if head else word
        if len(longer) + 1 + len(tail) > width:
            break
        head = longer
    return f"{head.rstrip(' -–—:,')}{ELLIPSIS}{tail}" if head else cut_middle(text, width)


def cut_path(path: str, width: int) -> str:
    """Lose whole folders from the left: `…/SummaryImages/maximum_intensity_projection`."""
    if len(path) <= width:
        return path
    parts = path.split("/")
    for first in range(1, len(parts)):
        shorter = ELLIPSIS + "/" + "/".join(parts[first:])
        if len(shorter) <= width:
            return shorter
    return cut_middle(parts[-1], width)


def in_ascii(text: str) -> str:
    """The text with ASCII signs; what has none becomes `?`, as many as it had cells."""
    if text.isascii():
        return text
    signs = text.translate(_ASCII_SIGNS)
    return "".join(sign if sign.isascii() else "?" * cells(sign) for sign in signs)
