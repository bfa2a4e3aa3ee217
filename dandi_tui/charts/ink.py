"""Roles of colours as SGR parameters, for every ink: true colour, 16 colours, or none.

A paint is the inside of one SGR sequence, as `38;2;95;107;122` or `90`; the empty paint is the
terminal's own colour. Foregrounds and backgrounds are paints of their own.
"""

from typing import Final

from dandi_tui.protocol.colours import (
    ANSI_16,
    BANDS_DARK,
    BANDS_LIGHT,
    DARK,
    LIGHT,
    TINTS_DARK,
    TINTS_LIGHT,
    TRACES,
)
from dandi_tui.protocol.requests import Ink

Paint = str

N_TRACES: Final = len(TRACES)

_NAMES: Final = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_TRACES_16: Final = ("blue", "yellow", "magenta", "green", "red", "cyan")
_BANDS_16: Final = ("blue", "magenta", "cyan", "yellow")
_BAND_TEXT_DARK: Final = "#e6ecf3"


def role(ink: Ink, name: str) -> Paint:
    """The foreground of a role; an unknown role is drawn as text."""
    if ink.colors == "truecolor":
        colours = DARK if ink.dark else LIGHT
        return foreground(rgb(colours.get(name, colours["text"])))
    if ink.colors == "16":
        return _ansi(ANSI_16.get(name, "default"), ink)
    return ""


def trace(ink: Ink, index: int) -> Paint:
    """The foreground of a trace: its colour in the palette is its index, modulo 6."""
    if ink.colors == "truecolor":
        return foreground(rgb(TRACES[index % len(TRACES)]))
    if ink.colors == "16":
        return _ansi("bright_" + _TRACES_16[index % len(_TRACES_16)], ink)
    return ""


def tint(ink: Ink, kind: int) -> Paint:
    """The background behind the data of an epoch of this kind; only true colour is faint enough."""
    if ink.colors != "truecolor":
        return ""
    tints = TINTS_DARK if ink.dark else TINTS_LIGHT
    return background(rgb(tints[kind % len(tints)]))


def band(ink: Ink, kind: int) -> tuple[Paint, Paint]:
    """Foreground and background of a named band."""
    if ink.colors == "truecolor":
        bands = BANDS_DARK if ink.dark else BANDS_LIGHT
        text = _BAND_TEXT_DARK if ink.dark else LIGHT["text"]
        return foreground(rgb(text)), background(rgb(bands[kind % len(bands)]))
    if ink.colors == "16":
        number = _NAMES.index(_BANDS_16[kind % len(_BANDS_16)])
        text = "97" if kind % len(_BANDS_16) < 2 else "30"
        return text, str(40 + number)
    return "", ""


def overview(ink: Ink, kind: int) -> Paint:
    """The foreground of an epoch in the overview row: its band's background."""
    if ink.colors == "truecolor":
        return swapped(band(ink, kind)[1])
    if ink.colors == "16":
        return str(30 + _NAMES.index(_BANDS_16[kind % len(_BANDS_16)]))
    return ""


def bar(ink: Ink, index: int) -> tuple[Paint, Paint]:
    """Foreground of words in a bar of a trace's colour, and that colour, half of it, behind."""
    if ink.colors == "truecolor":
        text = _BAND_TEXT_DARK if ink.dark else LIGHT["text"]
        return foreground(rgb(text)), _mixed(ink, index, 0.45)
    if ink.colors == "16":
        number = _NAMES.index(_TRACES_16[index % len(_TRACES_16)])
        return "97" if number in (4, 5, 1) else "30", str(40 + number)
    return "", ""


def block(ink: Ink, index: int) -> Paint:
    """The foreground of a solid bar: quieter than a line, which is thin."""
    return swapped(_mixed(ink, index, 0.72)) if ink.colors == "truecolor" else trace(ink, index)


def ribbon(ink: Ink, index: int) -> Paint:
    """The background of a band around a line: a quarter of its colour; empty: signs must do."""
    return _mixed(ink, index, 0.28) if ink.colors == "truecolor" else ""


def halfway(first: Paint, second: Paint) -> Paint:
    """Between two true colours; the second where one is none."""
    start, stop = (tuple(map(int, paint.split(";")[2:])) for paint in (first, second))
    if len(start) != 3 or len(stop) != 3:
        return second
    red, green, blue = ((a + b) // 2 for a, b in zip(start, stop, strict=True))
    return f"{second[:5]}{red};{green};{blue}"


def _mixed(ink: Ink, index: int, share: float) -> Paint:
    pairs = zip(rgb(TRACES[index % len(TRACES)]), ground(ink), strict=True)
    red, green, blue = (round(over * share + under * (1 - share)) for over, under in pairs)
    return background((red, green, blue))


def swapped(paint: Paint) -> Paint:
    """A foreground as background, or the reverse."""
    if paint.startswith(("38;", "48;")):
        return ("48" if paint.startswith("38") else "38") + paint[2:]
    if paint.isdigit():
        number = int(paint)
        return str(number + 10 if number % 100 < 38 or 90 <= number < 98 else number - 10)
    return ""


def ground(ink: Ink) -> tuple[int, int, int]:
    """What a transparent pixel is laid over."""
    return rgb((DARK if ink.dark else LIGHT)["background"])


def rgb(colour: str) -> tuple[int, int, int]:
    """`#5f6b7a` as numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def foreground(colour: tuple[int, int, int]) -> Paint:
    """A true colour for text."""
    return "38;2;{};{};{}".format(*colour)


def background(colour: tuple[int, int, int]) -> Paint:
    """A true colour for the cell behind."""
    return "48;2;{};{};{}".format(*colour)


def _ansi(name: str, ink: Ink) -> Paint:
    """One of the terminal's own 16; on a light ground the darker half, where white is invisible."""
    base = name.removeprefix("bright_")
    is_bright = name.startswith("bright_") and (ink.dark or base == "black")
    if name == "default" or (base == "white" and not ink.dark):
        return ""
    return str((90 if is_bright else 30) + _NAMES.index(base))
