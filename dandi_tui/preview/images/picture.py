"""A plane as it is looked at: the pixels in view, their contrast, and the words around them."""

import math

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.nwb.data import Data
from dandi_tui.preview.figure import Axis, Image, Words
from dandi_tui.preview.images.look import Look
from dandi_tui.preview.images.plane import (
    HIGH,
    LOW,
    Pixels,
    Plane,
    as_bytes,
    binned,
    contrast,
    read_part,
)
from dandi_tui.preview.words import chunk_words, missing_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost, Facts
from dandi_tui.protocol.requests import Draw

THUMBNAIL_BYTES = 2_000_000
"""The whole of an image is read for its thumbnail if that fetches no more."""

THUMBNAIL_PIXELS = 64
"""Along its longer side."""


def cost_of(plane: Plane, look: Look) -> Cost:
    """What the part in view, and the thumbnail if there is one, would fetch."""
    whole = plane.cost((0, plane.shape[0]), (0, plane.shape[1]))
    part = plane.cost(look.rows, look.columns)
    return whole if not look.zoomed or _thumbnail_is_cheap(whole, part) else part


def _thumbnail_is_cheap(whole: Cost, part: Cost) -> bool:
    return whole.fetch_bytes <= max(THUMBNAIL_BYTES, part.fetch_bytes)


def picture(plane: Plane, look: Look, facts: Facts, request: Draw) -> tuple[Image | Words, Facts]:
    """The part of a plane that is in view, as an image with its facts."""
    values, binning = read_part(plane, look.rows, look.columns)
    return picture_of(values, plane, look, facts, request, binning)


def picture_of(
    values: Pixels, plane: Plane, look: Look, facts: Facts, request: Draw, binning: int = 1
) -> tuple[Image | Words, Facts]:
    """The same for pixels that are read already: those of the part in view."""
    n_missing = int(np.isnan(values).sum()) if values.dtype.kind == "f" else 0
    if n_missing == values.size and not request.numbers:
        return sentence(f"All {values.size:,} values here are NaN."), facts
    unit = "" if plane.coloured else facts.data[2] if len(facts.data) > 2 else ""
    remarks = (
        *_look_words(look, facts),
        *_read_out(values if binning == 1 else None, plane, look, unit),
        *((f"{binning} × {binning} pixels averaged",) if binning > 1 else ()),
        *missing_words(n_missing, values.size),
        *(("some values are infinite",) if np.isinf(values).any() else ()),
    )
    if plane.coloured and not request.numbers:
        values = as_bytes(values)
    low, high = (0.0, 255.0) if plane.coloured else _levels(values, look)
    figure = Image(
        values=values if values.dtype == np.uint8 else values.astype(np.float64),
        x=Axis(label=facts.x_label, unit=facts.x_unit),
        y=Axis(label=facts.y_label, unit=facts.y_unit),
        low=low,
        high=high,
        unit=unit,
        binning=binning,
        origin=(look.rows[0], look.columns[0]),
        map=look.map,
        inverted=look.inverted,
        cursor=look.cursor,
        whole=plane.shape if look.zoomed else None,
        thumbnail=None if request.numbers else _thumbnail(plane, look),
        transposed=look.transposed,
        flipped=look.flipped,
    )
    shown = facts.shown
    if look.zoomed and not shown[0]:
        shown = _part_words(look)
    return figure, replace(facts, shown=shown, remarks=facts.remarks + remarks)


def _levels(values: Pixels, look: Look) -> tuple[float, float]:
    return look.levels or contrast(values, look.percentiles)


def _look_words(look: Look, facts: Facts) -> tuple[str, ...]:
    """What is not as usual; the part in view, where another one stands in its place."""
    words = []
    if look.zoomed and facts.shown[0]:
        words.append("  ".join(_part_words(look)))
    if look.levels:
        words.append("contrast kept")
    elif look.percentiles != (LOW, HIGH):
        words.append("contrast {:g}–{:g} %".format(*look.percentiles))
    words += ["inverted"] if look.inverted else []
    words += ["transposed: rows across"] if look.transposed else []
    words += [f"mirrored along {axis}" for axis, on in zip("yx", look.flipped, strict=True) if on]
    return tuple(words)


def _part_words(look: Look) -> tuple[str, str]:
    """(`× 3.2`, `x 180–340  y 150–310`): columns and rows, the last ones included."""
    (top, bottom), (left, right) = look.rows, look.columns
    return (f"× {look.zoom:.3g}", f"x {left:,}–{right - 1:,}  y {top:,}–{bottom - 1:,}")


def _read_out(values: Pixels | None, plane: Plane, look: Look, unit: str) -> tuple[str, ...]:
    """`row 210, column 118: 1,032 a.u.`; read anew where what is drawn are averages of squares."""
    if look.cursor is None:
        return ()
    row, column = look.cursor
    if values is None:
        pixel = plane.read((row, row + 1), (column, column + 1)).reshape(-1)
    else:
        pixel = values[row - look.rows[0], column - look.columns[0]].reshape(-1)
    words = ", ".join("NaN" if math.isnan(v) else text.number(v) for v in pixel.tolist())
    return (f"row {row:,}, column {column:,}: {words} {unit}".rstrip(),)


def _thumbnail(plane: Plane, look: Look) -> Pixels | None:
    """The whole image, small; None where reading it costs too much, or it is in view."""
    if not look.zoomed:
        return None
    whole = ((0, plane.shape[0]), (0, plane.shape[1]))
    if not _thumbnail_is_cheap(plane.cost(*whole), plane.cost(look.rows, look.columns)):
        return None
    values, _ = read_part(plane, *whole)
    values = as_bytes(values) if plane.coloured else values
    return binned(values, max(1, max(values.shape[:2]) // THUMBNAIL_PIXELS))


def image_facts(obj: NwbObject, data: Data, unit: str, remarks: tuple[str, ...]) -> Facts:
    """What stands around an image, but for what reading it tells."""
    words = [text.shape(data.shape), data.dtype, text.safe(unit, limit=40)]
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        remarks=remarks,
        data=tuple(word for word in words if word),
        chunks=chunk_words(data),
        x_label="column",
        x_unit="px",
        y_label="row",
        y_unit="px",
    )
