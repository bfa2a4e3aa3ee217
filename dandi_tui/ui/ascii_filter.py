"""For terminals without frames, blocks or braille: every sign becomes an ASCII one.

The last step before the terminal, so that no widget need know of it. One cell stays one cell.
"""

from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SIGNS: Final = str.maketrans(
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


@lru_cache(maxsize=4096)
def in_ascii(words: str) -> str:
    """The words with ASCII signs; what has none becomes `?`, as many as it had cells."""
    if words.isascii():
        return words
    return "".join(
        sign if sign.isascii() else "?" * cell_len(sign) for sign in words.translate(SIGNS)
    )


class AsciiFilter(LineFilter):
    """Rewrites the text of every line that is painted."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with ASCII signs only."""
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]


ASCII: Final = AsciiFilter()
"""One for all lines, since Textual keeps filtered lines by their filter."""
