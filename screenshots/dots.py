"""Braille and block characters of an SVG as shapes: few viewers have a font that lines them up."""

import html
import re

CELL_WIDTH, CELL_HEIGHT = 12.2, 24.4
BASELINE = 20.0
TOP = 1.5

_TEXT = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" '
    r'textLength="[\d.]+" clip-path="(?P<clip>[^"]+)">(?P<words>[^<]*)</text>'
)
_BLOCKS = {"▀": (0.0, 0.5), "▄": (0.5, 1.0), "█": (0.0, 1.0)}
_BRAILLE_BITS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))


def as_shapes(svg: str) -> str:
    """Replace braille by dots and half blocks by rectangles, in the colour of their text."""
    return _TEXT.sub(_text, svg)


def _text(match: re.Match[str]) -> str:
    words = html.unescape(match["words"])
    if not any(character in _BLOCKS or _is_braille(character) for character in words):
        return match[0]
    x, y = float(match["x"]), float(match["y"]) - BASELINE + TOP
    path = "".join(_shape(character, x + i * CELL_WIDTH, y) for i, character in enumerate(words))
    shapes = f'<path class="{match["style"]}" d="{path}" shape-rendering="crispEdges"/>'
    rest = "".join(" " if c in _BLOCKS or _is_braille(c) else c for c in words)
    if not rest.strip():
        return shapes
    return shapes + "".join(
        _words(match, run.group(), x + run.start() * CELL_WIDTH)
        for run in re.finditer(r"\S+", rest)
    )


def _words(match: re.Match[str], words: str, x: float) -> str:
    return (
        f'<text class="{match["style"]}" x="{x:.1f}" y="{match["y"]}" '
        f'textLength="{len(words) * CELL_WIDTH:.1f}" clip-path="{match["clip"]}">'
        f"{html.escape(words)}</text>"
    )


def _is_braille(character: str) -> bool:
    return 0x2800 <= ord(character) <= 0x28FF


def _shape(character: str, x: float, y: float) -> str:
    if character in _BLOCKS:
        top, bottom = _BLOCKS[character]
        return _rectangle(x, y + top * CELL_HEIGHT, CELL_WIDTH, (bottom - top) * CELL_HEIGHT)
    if not _is_braille(character):
        return ""
    bits = ord(character) - 0x2800
    side = 3.4
    return "".join(
        _rectangle(
            x + (column + 0.5) * CELL_WIDTH / 2 - side / 2,
            y + (row + 0.5) * CELL_HEIGHT / 4 - side / 2,
            side,
            side,
        )
        for bit, (column, row) in enumerate(_BRAILLE_BITS)
        if bits >> bit & 1
    )


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"
