"""How an image is looked at: contrast, colours, part, cursor, and the keys that change these."""

import math
from dataclasses import dataclass
from typing import Literal

from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.preview.figure import Colours
from dandi_tui.preview.images.plane import HIGH, LOW
from dandi_tui.protocol.pictures import Move
from dandi_tui.protocol.requests import Draw

SETTINGS = (
    ("low", "percentile of the values that is drawn darkest (0.5)"),
    ("high", "percentile of the values that is drawn brightest (99.7)"),
    ("levels", "the values drawn darkest and brightest, `LOW,HIGH`, in place of percentiles"),
    ("invert", "`on`: low values are bright"),
    ("map", "colours of values: `grey`, `viridis`, or `signed`"),
    ("zoom", "so many times larger, from 1"),
    ("centre", "of what is zoomed into, `ROW,COLUMN` in pixels"),
    ("cursor", "the pixel to read out, `ROW,COLUMN`"),
    ("transpose", "`on`: rows across, columns down"),
    ("flip", "mirrored: `x` from right to left, `y` from below, or `xy`"),
)

PRESETS = ((LOW, HIGH), (2.0, 98.0), (0.0, 100.0))
"""Percentiles that the key for contrast goes through."""

MAPS: tuple[Colours, ...] = ("grey", "viridis", "signed")

ZOOM_STEP = 1.6
MAX_ZOOM = 1000.0

CURSOR_STEP = 40
"""The cursor moves by this part of the view."""


@dataclass(frozen=True)
class Look:
    """How to look at an image of some shape."""

    shape: tuple[int, int]
    percentiles: tuple[float, float]
    levels: tuple[float, float] | None
    """Values in place of percentiles."""
    inverted: bool
    map: Colours
    zoom: float
    centre: tuple[float, float]
    """(row, column) of what is zoomed into."""
    cursor: tuple[int, int] | None
    transposed: bool
    flipped: tuple[bool, bool]
    """(upside down, left to right)."""

    @property
    def rows(self) -> Range:
        """Rows in view."""
        return _part(self.centre[0], self.shape[0], self.zoom)

    @property
    def columns(self) -> Range:
        """Columns in view."""
        return _part(self.centre[1], self.shape[1], self.zoom)

    @property
    def zoomed(self) -> bool:
        """Whether less than the whole image is in view."""
        return (self.rows, self.columns) != ((0, self.shape[0]), (0, self.shape[1]))


def _part(centre: float, n: int, zoom: float) -> Range:
    """What is seen of an axis of `n` pixels, moved into it where it would reach beyond."""
    length = min(n, max(1, round(n / zoom)))
    start = min(max(0, round(centre - length / 2)), n - length)
    return (start, start + length)


def look_of(request: Draw, shape: tuple[int, int]) -> Look:
    """How a request wants to look at an image.

    Raises:
        UsageError: A setting makes no sense.
    """
    low, high = _number(request, "low", LOW), _number(request, "high", HIGH)
    if not 0 <= low < high <= 100:
        raise UsageError("low and high are percentiles.", hint="0 <= low < high <= 100.")
    levels = _pair(request, "levels")
    zoom = _number(request, "zoom", 1.0)
    if not 1 <= zoom <= MAX_ZOOM:
        raise UsageError(f"zoom is from 1 to {MAX_ZOOM:,.0f}.", hint="As in zoom=3.2.")
    flip = _word(request, "flip", ("", "x", "y", "xy", "yx"))
    cursor = _pair(request, "cursor")
    if cursor and not all(0 <= at < n for at, n in zip(cursor, shape, strict=True)):
        raise UsageError(
            "cursor is outside the image.", hint=f"It has {shape[0]:,} rows, {shape[1]:,} columns."
        )
    return Look(
        shape=shape,
        percentiles=(low, high),
        levels=levels,
        inverted=_is_on(request, "invert"),
        map=_map(request),
        zoom=zoom,
        centre=_centre(_pair(request, "centre"), cursor, shape, zoom),
        cursor=(int(cursor[0]), int(cursor[1])) if cursor else None,
        transposed=_is_on(request, "transpose"),
        flipped=("y" in flip, "x" in flip),
    )


def _centre(
    asked: tuple[float, float] | None,
    cursor: tuple[float, float] | None,
    shape: tuple[int, int],
    zoom: float,
) -> tuple[float, float]:
    """The middle of what is seen; the view follows a cursor that leaves it."""
    centre = asked or (shape[0] / 2, shape[1] / 2)
    if cursor is None:
        return centre
    parts = [_part(at, n, zoom) for at, n in zip(centre, shape, strict=True)]
    inside = all(start <= at < stop for at, (start, stop) in zip(cursor, parts, strict=True))
    return centre if inside else cursor


def _map(request: Draw) -> Colours:
    word = _word(request, "map", ("", *MAPS))
    return next((name for name in MAPS if name == word), "grey")


def _number(request: Draw, key: str, usual: float) -> float:
    try:
        return float(request.option(key) or usual)
    except ValueError as error:
        raise UsageError(f"{key} takes a number.", hint=f"As in {key}={usual:g}.") from error


def _word(request: Draw, key: str, words: tuple[str, ...]) -> str:
    word = request.option(key)
    if word not in words:
        offered = ", ".join(one for one in words if one)
        raise UsageError(f"{key} cannot be {word}.", hint=f"One of: {offered}.")
    return word


def _is_on(request: Draw, key: str) -> bool:
    return _word(request, key, ("", "on", "off")) == "on"


def _pair(request: Draw, key: str) -> tuple[float, float] | None:
    words = request.option(key)
    if not words:
        return None
    try:
        row, column = (float(part) for part in words.split(","))
    except ValueError as error:
        raise UsageError(f"{key} takes two numbers.", hint=f"As in {key}=210,118.") from error
    if not (math.isfinite(row) and math.isfinite(column)):
        raise UsageError(f"{key} takes two numbers.", hint=f"As in {key}=210,118.")
    return (row, column)


def look_moves(look: Look, *, cursor_key: str = "r", map_key: str = "c") -> tuple[Move, ...]:
    """What the keys of an image do from here; an empty key is not offered."""
    moves = [_contrast_move(look), _switch("w", "invert dark and bright", "invert", look.inverted)]
    following = MAPS[(MAPS.index(look.map) + 1) % len(MAPS)]
    moves += [Move(key=map_key, sentence=f"colours: {following}", options=(("map", following),))]
    moves += _zoom_moves(look)
    moves += _ways(look)
    if cursor_key:
        row, column = (sum(part) // 2 for part in (look.rows, look.columns))
        place = "" if look.cursor else f"{row},{column}"
        word = "hide the cursor" if look.cursor else "read out a pixel"
        moves.append(
            Move(key=cursor_key, sentence=word, word="read out", options=(("cursor", place),))
        )
    moves.append(_switch("T", "rows across, columns down", "transpose", look.transposed))
    for key, axis, mirrored in (("X", "x", look.flipped[1]), ("Y", "y", look.flipped[0])):
        others = [a for a, on in zip("yx", look.flipped, strict=True) if on and a != axis]
        flip = "".join(sorted([*others, *([] if mirrored else [axis])]))
        moves.append(Move(key=key, sentence=f"mirror along {axis}", options=(("flip", flip),)))
    return tuple(moves)


def _switch(key: str, sentence: str, setting: str, on: bool) -> Move:
    return Move(key=key, sentence=sentence, options=((setting, "" if on else "on"),))


def _contrast_move(look: Look) -> Move:
    known = PRESETS.index(look.percentiles) if look.percentiles in PRESETS else -1
    low, high = PRESETS[(known + 1) % len(PRESETS)]
    options = (("low", f"{low:g}"), ("high", f"{high:g}"), ("levels", ""))
    words = f"contrast from percentile {low:g} to {high:g}"
    return Move(key="b", sentence=words, word="contrast", options=options)


def _zoom_moves(look: Look) -> list[Move]:
    middle = look.cursor if look.cursor else tuple(sum(p) / 2 for p in (look.rows, look.columns))
    centre = f"{middle[0]:g},{middle[1]:g}"
    moves = []
    closer = look.zoom * ZOOM_STEP
    if closer <= MAX_ZOOM and max(look.shape) / look.zoom > 4:
        to = (("zoom", f"{closer:.3g}"), ("centre", centre))
        moves.append(Move(key="greater_than_sign", sentence="zoom in", word="zoom in", options=to))
    if look.zoom > 1:
        out = look.zoom / ZOOM_STEP
        to = (("zoom", f"{out:.3g}" if out > 1.05 else ""), ("centre", centre))
        pair = bool(moves)
        moves.append(Move(key="less_than_sign", sentence="zoom out", options=to, pair=pair))
        whole = (("zoom", ""), ("centre", ""))
        moves.append(Move(key="0", sentence="the whole image", options=whole))
    return moves


def _ways(look: Look) -> list[Move]:
    """`h j k l`: the cursor if it is on, else the part in view, as they look on the screen."""
    if not look.cursor and not look.zoomed:
        return []
    key: Literal["cursor", "centre"] = "cursor" if look.cursor else "centre"
    share = CURSOR_STEP if look.cursor else 4
    lengths = [part[1] - part[0] for part in (look.rows, look.columns)]
    steps = [max(1, round(length / share)) for length in lengths]
    at = look.cursor or tuple(sum(part) / 2 for part in (look.rows, look.columns))
    what = "cursor" if look.cursor else "view"
    moves = []
    for letter, word, down, across in (
        ("h", "left", 0, -1), ("j", "down", 1, 0), ("k", "up", -1, 0), ("l", "right", 0, 1),
    ):  # fmt: skip
        way = (across, down) if look.transposed else (down, across)
        to = []
        for axis in (0, 1):
            signed = -way[axis] if look.flipped[axis] else way[axis]
            edge = look.shape[axis] - 1 if look.cursor else look.shape[axis] - lengths[axis] / 2
            first = 0 if look.cursor else lengths[axis] / 2
            to.append(min(max(first, at[axis] + signed * steps[axis]), edge))
        place = f"{to[0]:g},{to[1]:g}"
        moves.append(
            Move(
                key=letter,
                sentence=f"{what} {word}",
                word=f"move {what}" if letter == "h" else "",
                options=((key, place),),
                pair=letter != "h",
            )
        )
    return moves
