"""Charts in plain ASCII, for terminals without braille or box drawing."""

from typing import Final

from dandi_tui.charts.canvas import TAIL, Canvas

_SIGNS: Final = {
    "│": "|", "─": "-", "└": "+", "┤": "+", "┬": "+", "┐": "+", "┘": "+", "┼": "+", "├": "+",
    "▄": "=", "█": "#", "·": ".", "…": "~", "×": "x", "–": "-",
    "┊": "|", "╌": "-", "━": "-", "░": ":", "▒": "+", "▓": "%", "▏": "|", "▀": "#", "±": "~",
    "▁": "_", "▂": "_", "▃": "_", "▅": "#", "▆": "#", "▇": "#", "µ": "u", "Δ": "d",
}  # fmt: skip

_BRAILLE: Final = 0x2800
_ROWS_OF_BITS: Final = (0x09, 0x12, 0x24, 0xC0)
"""The two dots of each of the four rows, from the top."""


def translate(canvas: Canvas) -> None:
    """Replace every sign of a chart by ASCII, in place; names in other scripts stay."""
    for line in canvas.characters:
        line[:] = [_sign(character) if character != TAIL else TAIL for character in line]


def words(text: str) -> str:
    """The same for text of our own: `…` becomes `~`."""
    return "".join(_sign(character) for character in text)


def _sign(character: str) -> str:
    if character.isascii():
        return character
    if len(character) == 1 and 0 <= ord(character) - _BRAILLE < 256:
        return _dots(ord(character) - _BRAILLE)
    return _SIGNS.get(character, character)


def _dots(bits: int) -> str:
    """The sign that looks most like a cell of dots: `|` if tall, else by height `'`, `-`, `.`."""
    rows = [row for row, mask in enumerate(_ROWS_OF_BITS) if bits & mask]
    if not rows:
        return " "
    if rows[-1] - rows[0] == 3:
        return "|"
    middle = (rows[0] + rows[-1]) / 2
    if middle < 1:
        return "'"
    if middle < 2.5:
        return "-"
    return "_" if bits & 0xC0 == 0xC0 else "."
