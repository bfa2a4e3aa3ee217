"""The browser's signs in ASCII, for terminals that have no others (`--marker ascii`)."""

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("▌●◐◆", "*"),
        **dict.fromkeys("○", "o"),
        **dict.fromkeys("▸→", ">"),
        **dict.fromkeys("▾↓", "v"),
        **dict.fromkeys("↑", "^"),
        **dict.fromkeys("←", "<"),
        **dict.fromkeys("·░", "."),
        **dict.fromkeys("…", "~"),
        **dict.fromkeys("✓", "y"),
        **dict.fromkeys("✗×", "x"),
        **dict.fromkeys("─━╌–—▁▔▄", "-"),
        **dict.fromkeys("│┃┊▏", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
        **dict.fromkeys("█▓▒", "#"),
    }
)
"""One ASCII character for each sign; names keep their letters."""


class PlainSigns(LineFilter):
    """Writes ASCII for our signs in all that is painted, frames too.

    The app returns it, one and the same each time, from `get_line_filters`.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with their signs replaced; widths stay as they are."""
        return [
            segment
            if segment.text.isascii()
            else Segment(segment.text.translate(SIGNS), segment.style, segment.control)
            for segment in segments
        ]
