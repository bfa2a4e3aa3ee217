"""SGR becomes styles, and nothing else gets through."""

import random

import pytest
from rich.color import Color as RichColor

from dandi_tui.ui.sgr import segments_of, strips_of

HOSTILE = [
    "\x1b]52;c;aGVsbG8=\x07",  # writes the clipboard
    "\x1b]0;title\x1b\\",
    "\x1b]8;;https://evil.example\x1b\\",
    "\x1b[2J", "\x1b[6n", "\x1b[?1049h", "\x1b[1;1H", "\x1bc", "\x1b(0",
    "\x1bP+q544e\x1b\\", "\x1b_G\x1b\\", "\x9b2J", "\x9d52;c;x\x9c",
    "\x07", "\x08", "\r", "\n", "\x00", "\x7f", "\x85", "\u202e", "\u2066", "\ufeff",
    "\x1b", "\x1b[",
]  # fmt: skip


def plain(row: str) -> str:
    return "".join(segment.text for segment in segments_of(row))


def test_colours_and_flags_become_styles() -> None:
    """True colour, 256 and 16 colours, bold and reset are what charts are drawn with."""
    row = "a\x1b[1;38;2;1;2;3mb\x1b[48;5;196mc\x1b[0;91md\x1b[me"
    a, b, c, d, e = segments_of(row)
    assert [run.text for run in (a, b, c, d, e)] == list("abcde")
    assert b.style is not None
    assert b.style.bold
    assert b.style.color == RichColor.from_rgb(1, 2, 3)
    assert c.style is not None
    assert c.style.bgcolor == RichColor.from_ansi(196)
    assert d.style is not None
    assert d.style.color == RichColor.from_ansi(9)
    assert not d.style.bold
    assert e.style == a.style


@pytest.mark.parametrize("sequence", HOSTILE)
def test_every_other_sequence_is_dropped(sequence: str) -> None:
    """Whatever a hostile file put into a name, the terminal sees only printable text."""
    text = plain(f"before{sequence} after")
    assert text.startswith("before")
    assert text.isprintable()


def test_no_mixture_of_pieces_gets_through() -> None:
    """Ten thousand random rows of fragments leave nothing but printable characters."""
    rng = random.Random(728)
    pieces = [*HOSTILE, "\x1b[31m", "\x1b[38;2;1;2m", "\x1b[99999999m", "text", "⣿", ";", "m", "\\"]
    for _ in range(10_000):
        row = "".join(rng.choices(pieces, k=rng.randint(1, 8)))
        assert plain(row).isprintable(), repr(row)


def test_a_strip_is_as_wide_as_its_row() -> None:
    """Escape sequences take no cells."""
    (strip,) = strips_of(["\x1b[31m⣿⣿\x1b[0m  x"])
    assert strip.cell_length == 5
