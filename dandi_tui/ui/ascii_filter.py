"""For terminals without frames, blocks or braille: every sign becomes an ASCII one.

The last step before the terminal, so that no widget need know of it. One cell stays one cell.
"""

from functools import lru_cache
from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from dandi_tui.text import in_ascii

_in_ascii = lru_cache(maxsize=4096)(in_ascii)


class AsciiFilter(LineFilter):
    """Rewrites the text of every line that is painted."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with ASCII signs only."""
        return [Segment(_in_ascii(text), style, control) for text, style, control in segments]


ASCII: Final = AsciiFilter()
"""One for all lines, since Textual keeps filtered lines by their filter."""
