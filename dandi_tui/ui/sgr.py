"""Rows of text with SGR colours become Textual strips; nothing else in them reaches a terminal.

The rows come from the reader, which parses hostile files: every escape sequence but SGR, and every
control or invisible character, is dropped or replaced. (`Text.from_ansi` is ten times slower.)
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import Color as RichColor
from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from dandi_tui.text import safe

TOKEN: Final = re.compile(
    r"\x1b\[(?P<sgr>[0-9;:]*)m"
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"  # other control sequences
    r"|[\x1b][\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)?"  # strings: OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"  # two-character sequences
    r"|[\x9b\x90\x9d\x98\x9e\x9f][^\x1b]*"  # the same in eight bits: the rest is not to be trusted
    r"|[\x00-\x08\x0a-\x1f\x7f-\x9f]"
)

FLAGS: Final = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike"}
FLAGS_OFF: Final = {
    22: ("bold", "dim"),
    23: ("italic",),
    24: ("underline",),
    27: ("reverse",),
    29: ("strike",),
}
DEFAULT: Final = RichColor.default()


class Pen(NamedTuple):
    """The colours and flags in force at one place of a row."""

    color: RichColor | None = None
    ground: RichColor | None = None
    flags: frozenset[str] = frozenset()


def strips_of(rows: Iterable[str]) -> list[Strip]:
    """Strips of a picture's rows; each row starts without colour."""
    return [Strip(list(segments_of(row))) for row in rows]


def segments_of(row: str) -> Iterator[Segment]:
    """The runs of one row, each with its style."""
    pen, at = Pen(), 0
    for token in TOKEN.finditer(row):
        if token.start() > at:
            yield Segment(_printable(row[at : token.start()]), style_of(pen))
        if (codes := token["sgr"]) is not None:
            pen = after(pen, codes)
        at = token.end()
    if at < len(row):
        yield Segment(_printable(row[at:]), style_of(pen))


def _printable(text: str) -> str:
    return text if text.isprintable() else safe(text, limit=len(text))


@lru_cache(maxsize=8192)
def style_of(pen: Pen) -> Style:
    """The style of a pen; kept, for the same few hundred come again and again."""
    return Style(color=pen.color, bgcolor=pen.ground, **dict.fromkeys(pen.flags, True))  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def after(pen: Pen, codes: str) -> Pen:
    """The pen after an SGR sequence; codes that we do not know change nothing."""
    numbers = [int(code[:4]) if code else 0 for code in re.split("[;:]", codes)]
    at = 0
    while at < len(numbers):
        code = numbers[at]
        at += 1
        if code in (38, 48):
            colour, used = _long_colour(numbers[at:])
            at += used
            if colour is not None:
                pen = pen._replace(color=colour) if code == 38 else pen._replace(ground=colour)
        else:
            pen = _simple(pen, code)
    return pen


def _simple(pen: Pen, code: int) -> Pen:
    """The pen after a code that stands alone."""
    if code == 0:
        return Pen()
    if code in FLAGS:
        return pen._replace(flags=pen.flags | {FLAGS[code]})
    if code in FLAGS_OFF:
        return pen._replace(flags=pen.flags - set(FLAGS_OFF[code]))
    if code == 39:
        return pen._replace(color=None)
    if code == 49:
        return pen._replace(ground=None)
    decade, unit = divmod(code, 10)
    if decade in (3, 9) and unit < 8:
        return pen._replace(color=RichColor.from_ansi(unit + (8 if decade == 9 else 0)))
    if decade in (4, 10) and unit < 8:
        return pen._replace(ground=RichColor.from_ansi(unit + (8 if decade == 10 else 0)))
    return pen


def _long_colour(numbers: list[int]) -> tuple[RichColor | None, int]:
    """The colour of `5;n` or `2;r;g;b`, and how many numbers it took."""
    if len(numbers) >= 2 and numbers[0] == 5:
        return (RichColor.from_ansi(numbers[1]) if numbers[1] < 256 else None), 2
    if len(numbers) >= 4 and numbers[0] == 2:
        red, green, blue = (min(255, value) for value in numbers[1:4])
        return RichColor.from_rgb(red, green, blue), 4
    return None, len(numbers)


def dimmed(strip: Strip, ground: Color, text: Color, share: float = 0.4) -> Strip:
    """The strip with its colours faded to `share` of themselves over the ground."""
    return Strip(
        [
            Segment(run, faded(style or Style.null(), ground, text, share))
            for run, style, _ in strip
        ],
        strip.cell_length,
    )


@lru_cache(maxsize=8192)
def faded(style: Style, ground: Color, text: Color, share: float) -> Style:
    """A style faded into the ground; in the terminal's own colours only dim is possible."""
    if ground.ansi is not None:
        return Style(color="bright_black", reverse=style.reverse)
    return Style(
        color=_faded(style.color, ground, share) or ground.blend(text, share).rich_color,
        bgcolor=_faded(style.bgcolor, ground, share),
        underline=style.underline,
        reverse=style.reverse,
    )


def _faded(colour: RichColor | None, ground: Color, share: float) -> RichColor | None:
    """A colour faded into the ground; None where it is the default."""
    if colour is None or colour.type is ColorType.DEFAULT:
        return None
    red, green, blue = colour.get_truecolor()
    return ground.blend(Color(red, green, blue), share).rich_color
