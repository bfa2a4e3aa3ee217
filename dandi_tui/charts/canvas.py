"""A grid of terminal cells: what plotext drew, with names, tints and half blocks spliced in."""

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

from dandi_tui import text
from dandi_tui.charts.ink import Paint

_SGR: Final = re.compile(r"\x1b\[([0-9;]*)m")
_INVISIBLE: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors: terminals disagree about the width of what they follow."""

TAIL: Final = ""
"""The second cell of a wide character."""


class Canvas:
    """`width` × `height` cells, each a character, a foreground and a background."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.characters = [[" "] * width for _ in range(height)]
        self.foregrounds: list[list[Paint]] = [[""] * width for _ in range(height)]
        self.backgrounds: list[list[Paint]] = [[""] * width for _ in range(height)]

    def put(
        self, row: int, column: int, words: str, paint: Paint = "", *, behind: Paint | None = None
    ) -> None:
        """Write untrusted text at a cell; what lies outside the canvas is not written.

        Args:
            row: From the top.
            column: From the left; may be negative.
            words: Made safe here.
            paint: Foreground.
            behind: Background; None leaves what is there.
        """
        if not 0 <= row < self.height:
            return
        for cluster, cells in clusters(words):
            if column >= 0 and column + cells <= self.width:
                self._write(row, column, cluster, cells, paint, behind)
            column += cells

    def _write(
        self, row: int, column: int, cluster: str, cells: int, paint: Paint, behind: Paint | None
    ) -> None:
        for offset in range(cells):
            self._free(row, column + offset)
            self.characters[row][column + offset] = TAIL if offset else cluster
            self.foregrounds[row][column + offset] = paint
            if behind is not None:
                self.backgrounds[row][column + offset] = behind

    def _free(self, row: int, column: int) -> None:
        """Blank the other half of a wide character of which one cell is written over."""
        line = self.characters[row]
        if line[column] == TAIL and column:
            line[column - 1] = " "
        if column + 1 < self.width and line[column + 1] == TAIL:
            line[column + 1] = " "

    def tint(self, rows: range, columns: range, paint: Paint) -> None:
        """Lay a background behind what is drawn."""
        for row in rows:
            for column in columns:
                self.backgrounds[row][column] = paint

    def paste(self, other: "Canvas", row: int, column: int) -> None:
        """Copy another canvas into this one, which must hold it."""
        across = slice(column, column + other.width)
        for offset in range(other.height):
            self.characters[row + offset][across] = other.characters[offset]
            self.foregrounds[row + offset][across] = other.foregrounds[offset]
            self.backgrounds[row + offset][across] = other.backgrounds[offset]

    def rows(self) -> tuple[str, ...]:
        """The rows with their colours, each of which starts and ends without any."""
        return tuple(self._row(row) for row in range(self.height))

    def _row(self, row: int) -> str:
        parts: list[str] = []
        last = ("", "")
        cells = zip(self.characters[row], self.foregrounds[row], self.backgrounds[row], strict=True)
        for character, fore, back in cells:
            blank = character in (" ", TAIL)  # no foreground shows: none need be set
            paints = (last[0] if blank and back == last[1] else "" if blank else fore, back)
            if paints != last:
                if last != ("", ""):
                    parts.append("\x1b[0m")
                if paints != ("", ""):
                    parts.append(f"\x1b[{';'.join(filter(None, paints))}m")
                last = paints
            parts.append(character)
        return "".join(parts) + ("\x1b[0m" if last != ("", "") else "")


def parse(drawn: str, width: int, height: int, paints: Sequence[Paint], first: int) -> Canvas:
    """Cells of plotext's rows, in which each palette number stands for a paint.

    plotext's own backgrounds are dropped, so that the terminal's shows.

    Args:
        drawn: Rows with SGR sequences, one cell a character.
        width: Columns to keep.
        height: Rows to keep.
        paints: What palette colour `first + i` stands for.
        first: Palette number of the first paint.
    """
    canvas = Canvas(width, height)
    for row, line in enumerate(drawn.split("\n")[:height]):
        column, paint = 0, ""
        for index, part in enumerate(_SGR.split(line)):
            if index % 2:
                paint = _paint_of(part, paint, paints, first)
                continue
            for character in part[: width - column]:
                canvas.characters[row][column] = character
                canvas.foregrounds[row][column] = paint
                column += 1
    return canvas


def _paint_of(parameters: str, paint: Paint, paints: Sequence[Paint], first: int) -> Paint:
    if parameters.startswith("38;5;"):
        number = int(parameters.split(";")[2]) - first
        return paints[number] if 0 <= number < len(paints) else ""
    return paint if parameters.startswith("48;") else ""


def clusters(words: str) -> list[tuple[str, int]]:
    """Text as (character with its combining marks, cells), safe and without surprises."""
    found: list[tuple[str, int]] = []
    for character in unicodedata.normalize("NFC", text.safe(words)):
        cells = _cells(character)
        if cells:
            found.append((character, cells))
        elif found and character not in _INVISIBLE:
            base, base_cells = found[-1]
            if cell_len(base + character) == base_cells and len(base) < 4:
                found[-1] = (base + character, base_cells)
    return found


@functools.lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    return cell_len(character)


def width_of(words: str) -> int:
    """Cells that `put` takes for this text."""
    return sum(cells for _, cells in clusters(words))


def cut_end(words: str, width: int) -> str:
    """Keep the beginning, in cells: `natural_sc…`."""
    if width_of(words) <= width:
        return words
    return _head(words, width - 1) + text.ELLIPSIS if width > 0 else ""


def cut_middle(words: str, width: int) -> str:
    """Keep both ends, in cells; the end gets the larger part."""
    if width_of(words) <= width:
        return words
    if width <= 1:
        return text.ELLIPSIS[:width]
    head = _head(words, (width - 1) * 2 // 5)
    left = width - 1 - width_of(head)
    tail: list[str] = []
    for cluster, cells in reversed(clusters(words)):
        if cells > left:
            break
        tail.insert(0, cluster)
        left -= cells
    return head + text.ELLIPSIS + "".join(tail)


def _head(words: str, width: int) -> str:
    kept: list[str] = []
    for cluster, cells in clusters(words):
        width -= cells
        if width < 0:
            break
        kept.append(cluster)
    return "".join(kept)
