"""Braille, block and line characters of an SVG as shapes, and every word in its place.

Viewers differ in the font that they have: without this, dots and frames fall apart.
"""

import html
import re

CELL_WIDTH, CELL_HEIGHT = 12.2, 24.4
BASELINE = 20.0
TOP = 1.5
DOT = 3.4
LINE = 1.4

_TEXT = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" '
    r'textLength="[\d.]+" clip-path="(?P<clip>[^"]+)">(?P<words>[^<]*)</text>'
)
_BRAILLE_BITS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
_BLOCKS = {
    # left, top, right, bottom in parts of the cell
    "▀": (0.0, 0.0, 1.0, 0.5),
    "▄": (0.0, 0.5, 1.0, 1.0),
    "█": (0.0, 0.0, 1.0, 1.0),
    "▌": (0.0, 0.0, 0.5, 1.0),
    "▏": (0.0, 0.0, 0.125, 1.0),
    **{sign: (0.0, 1 - n / 8, 1.0, 1.0) for n, sign in enumerate("▁▂▃▄▅▆▇", 1)},
}
_LINES = {
    # which arms go out from the middle: left, right, up, down
    "─": "lr", "│": "ud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "┌": "rd", "┐": "ld",
    "└": "ru", "┘": "lu", "├": "udr", "┤": "udl", "┬": "lrd", "┴": "lru", "┼": "lrud",
}  # fmt: skip


def as_shapes(svg: str) -> str:
    """Replace drawn characters by shapes in the colour of their text, and place each word."""
    return _TEXT.sub(_text, svg)


def _text(match: re.Match[str]) -> str:
    words = html.unescape(match["words"]).replace("\n", "").replace("\xa0", " ")
    x, y = float(match["x"]), float(match["y"]) - BASELINE + TOP
    cells = [(x + i * CELL_WIDTH, character) for i, character in enumerate(words)]
    path = "".join(_shape(character, at, y) for at, character in cells)
    rest = "".join(" " if _is_drawn(character) else character for character in words)
    shapes = f'<path class="{match["style"]}" d="{path}"/>' if path else ""
    return shapes + "".join(
        f'<text class="{match["style"]}" x="{x + run.start() * CELL_WIDTH:.1f}" '
        f'y="{match["y"]}" textLength="{len(run.group()) * CELL_WIDTH:.1f}" '
        f'clip-path="{match["clip"]}">{html.escape(run.group())}</text>'
        for run in re.finditer(r"\S+", rest)
    )


def _is_drawn(character: str) -> bool:
    return character in _BLOCKS or character in _LINES or 0x2800 <= ord(character) <= 0x28FF


def _shape(character: str, x: float, y: float) -> str:
    if character in _BLOCKS:
        left, top, right, bottom = _BLOCKS[character]
        return _rectangle(
            x + left * CELL_WIDTH,
            y + top * CELL_HEIGHT,
            (right - left) * CELL_WIDTH,
            (bottom - top) * CELL_HEIGHT,
        )
    if character in _LINES:
        return "".join(_arm(arm, x, y) for arm in _LINES[character])
    return _dots(character, x, y) if _is_drawn(character) else ""


def _arm(arm: str, x: float, y: float) -> str:
    """One line from the middle of the cell to its edge."""
    across, down = x + (CELL_WIDTH - LINE) / 2, y + (CELL_HEIGHT - LINE) / 2
    half_width, half_height = (CELL_WIDTH + LINE) / 2, (CELL_HEIGHT + LINE) / 2
    return {
        "l": _rectangle(x, down, half_width, LINE),
        "r": _rectangle(across, down, half_width, LINE),
        "u": _rectangle(across, y, LINE, half_height),
        "d": _rectangle(across, down, LINE, half_height),
    }[arm]


def _dots(character: str, x: float, y: float) -> str:
    bits = ord(character) - 0x2800
    return "".join(
        _rectangle(
            x + (column + 0.5) * CELL_WIDTH / 2 - DOT / 2,
            y + (row + 0.5) * CELL_HEIGHT / 4 - DOT / 2,
            DOT,
            DOT,
        )
        for bit, (column, row) in enumerate(_BRAILLE_BITS)
        if bits >> bit & 1
    )


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"
