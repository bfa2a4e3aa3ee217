"""ROIs over the image they were found in: outlines, one of them selected, with its trace."""

import dataclasses

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NwbTable, open_table
from dandi_tui.preview.figure import Axis, Figure, Image, Mask
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.images import look
from dandi_tui.preview.images.look import Look, look_moves, look_of
from dandi_tui.preview.images.picture import cost_of, picture
from dandi_tui.preview.rois.masks import MaskColumn, Places, mask_column, reach
from dandi_tui.preview.rois.projection import Ground, ground_of
from dandi_tui.preview.rois.roi_colours import colouring
from dandi_tui.preview.rois.roi_order import field_of, in_order
from dandi_tui.preview.rois.roi_panels import Rois, with_trace
from dandi_tui.preview.rois.roi_traces import roi_home
from dandi_tui.preview.view import too_much
from dandi_tui.preview.words import chunk_words, cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move, Question
from dandi_tui.protocol.requests import Draw

__all__ = ["SETTINGS", "accepts_rois", "draw_rois", "roi_home"]

SETTINGS = (
    ("roi", "the selected ROI, a row of the table counted from 0"),
    ("colour", "a column of few values, by which the outlines are coloured"),
    ("outlines", "`off`: the image alone, with the selected ROI"),
    ("order", "of coordinates in the file: `xy`, or `yx` where they are (row, column)"),
    *look.SETTINGS,
)

MAX_FIELD = 4096
"""Longest side of the plain field where there is no image."""


def accepts_rois(obj: NwbObject) -> bool:
    """A table of ROIs, or what holds such tables."""
    return obj.kind == "group" and (obj.is_a("PlaneSegmentation") or obj.is_a("ImageSegmentation"))


def draw_rois(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """The outlines of all ROIs over their image, and the trace of the selected one."""
    facts = facts_of(obj)
    found, remarks = _segmentation(file, obj)
    if found is None:
        return sentence("This segmentation holds no table of ROIs."), facts
    table = open_table(file, found)
    column = mask_column(table)
    facts = replace(facts, remarks=remarks, data=_data_words(table, column))
    if not table.n_rows:
        return sentence("This table has no ROIs."), facts
    if column is None or not column.n_rois:
        return sentence("This table has no masks that can be drawn."), facts
    facts = replace(facts, chunks=chunk_words(column.data))
    cost = column.cost()
    question = too_much(request, facts, cost, f"masks of {text.plural(column.n_rois, 'ROI')}")
    if question is not None:
        return question
    masks = column.read()
    if not masks:
        return sentence("This table has no masks that can be drawn."), facts
    ground = ground_of(file, table.path, column.size, reach(masks), request)
    if ground is not None:
        whole = look_of(Draw(source=request.source), ground.plane.shape)
        cost = cost + cost_of(ground.plane, whole)
        question = too_much(request, facts, cost, "masks and their image")
        if question is not None:
            return question
    facts = replace(
        facts, cost=cost_words(cost, column.data) if not ground else text.size(cost.fetch_bytes)
    )
    return _drawn(file, request, facts, column, masks, ground)


def _segmentation(file: NwbFile, obj: NwbObject) -> tuple[NwbObject | None, tuple[str, ...]]:
    """The table itself, or the first one that a segmentation holds."""
    if obj.is_a("PlaneSegmentation"):
        return obj, ()
    inside = [file.target(child) for child in file.children(obj.path)]
    tables = [child for child in inside if child.is_a("PlaneSegmentation")]
    if not tables:
        return None, ()
    name = text.safe(tables[0].name, limit=60)
    more = f", the first of {len(tables)} tables" if len(tables) > 1 else ""
    return tables[0], (f"{name}{more}",)


def _data_words(table: NwbTable, column: MaskColumn | None) -> tuple[str, ...]:
    words = [text.plural(table.n_rows, "ROI")]
    if column is not None:
        words.append(column.kind)
        words += [text.shape(column.size) + " px"] if column.size else []
    return tuple(words)


def _drawn(
    file: NwbFile,
    request: Draw,
    facts: Facts,
    column: MaskColumn,
    stored: list[Places],
    ground: Ground | None,
) -> tuple[Figure, Facts]:
    """Everything there is, put together."""
    masks, order_words = in_order(column, stored, ground, request)
    shape = ground.plane.shape if ground else field_of(column, masks)
    if max(shape) > MAX_FIELD and ground is None:
        return sentence(f"The masks reach to {text.shape(shape)} pixels: too far."), facts
    rois = Rois(
        table=column.table,
        masks=masks,
        row=_row(request, len(masks)),
        colours=colouring(column.table, request.option("colour")),
        outlined=request.option("outlines") != "off",
        words=(*order_words, *(("seen along z",) if column.is_volume else ())),
    )
    seen = look_of(request, shape)
    image, facts = _image(ground, seen, rois, facts, request)
    if not isinstance(image, Image):
        return image, facts
    image = dataclasses.replace(image, masks=_masks(rois))
    facts = _said(file, rois, facts)
    figure, facts, enter = with_trace(file, image, rois, facts, request)
    return figure, replace(facts, moves=(*_moves(rois), *enter, *_look_moves(seen)))


def _row(request: Draw, n_rois: int) -> int:
    words = request.option("roi") or "0"
    if not (words.isascii() and words.isdigit() and len(words) < 10 and int(words) < n_rois):
        raise UsageError(f"There is no ROI {words}.", hint=f"There are {n_rois:,}, counted from 0.")
    return int(words)


def _image(
    ground: Ground | None, seen: Look, rois: Rois, facts: Facts, request: Draw
) -> tuple[Figure, Facts]:
    """The image under the ROIs, or a plain field."""
    n = len(rois.masks)
    facts = replace(
        facts,
        shown=(f"ROI {rois.row:,}", f"of {n:,}"),
        x_label="column",
        x_unit="px",
        y_label="row",
        y_unit="px",
    )
    if ground is not None:
        framed = replace(ground.facts, shown=facts.shown, span=("", ""), remarks=())
        image, framed = picture(ground.plane, seen, framed, request)
        remarks = (*facts.remarks, *framed.remarks, ground.words, *rois.words)
        return image, replace(facts, remarks=remarks)
    rows, columns = (stop - start for start, stop in (seen.rows, seen.columns))
    image = Image(
        values=np.full((0, 0) if request.numbers else (rows, columns), np.nan),
        x=Axis(label="column", unit="px"),
        y=Axis(label="row", unit="px"),
        low=0.0,
        high=1.0,
        origin=(seen.rows[0], seen.columns[0]),
        cursor=seen.cursor,
        whole=seen.shape if seen.zoomed else None,
        transposed=seen.transposed,
        flipped=seen.flipped,
    )
    remarks = (*facts.remarks, "no image of this size in the file", *rois.words)
    return image, replace(facts, remarks=remarks)


def _masks(rois: Rois) -> tuple[Mask, ...]:
    """All outlines, the selected one last."""
    chosen = Mask(
        pixels=rois.masks[rois.row],
        index=rois.colours.index(rois.row),
        selected=True,
        name=f"ROI {rois.row}",
    )
    if not rois.outlined:
        return (chosen,)
    others = [
        Mask(pixels=pixels, index=rois.colours.index(row), name=f"ROI {row}")
        for row, pixels in enumerate(rois.masks)
        if row != rois.row
    ]
    return (*others, chosen)


def _said(file: NwbFile, rois: Rois, facts: Facts) -> Facts:
    """Which ROI is selected, by its id and size, and what the colours mean."""
    words = []
    if "id" in rois.table.names:
        cells = rois.table.cells("id", (rois.row, rois.row + 1))
        words += [f"id {text.safe(cells[0], limit=40)}"] if cells else []
    words.append(f"{len(rois.masks[rois.row]):,} px")
    words += [f"colour {text.safe(rois.colours.name, limit=40)}"] if rois.colours.name else []
    return replace(facts, remarks=(*words, *facts.remarks), legend=rois.colours.legend)


def _moves(rois: Rois) -> tuple[Move, ...]:
    """The next and the previous ROI, round and round; outlines; colours."""
    n = len(rois.masks)
    moves = []
    if n > 1:
        to = (("roi", str((rois.row + 1) % n)),)
        moves.append(Move(key="n", sentence="next ROI", word="next ROI", options=to))
        back = (("roi", str((rois.row - 1) % n)),)
        moves.append(Move(key="N", sentence="previous ROI", options=back, pair=True))
    word = "hide outlines" if rois.outlined else "show outlines"
    off = (("outlines", "off" if rois.outlined else ""),)
    moves.append(Move(key="r", sentence=word, word="outlines", options=off))
    if rois.colours.following is not None:
        name = rois.colours.following
        words = f"colours by {text.safe(name, limit=40)}" if name else "one colour for all"
        moves.append(Move(key="c", sentence=words, word="colour", options=(("colour", name),)))
    return tuple(moves)


def _look_moves(seen: Look) -> tuple[Move, ...]:
    return look_moves(seen, cursor_key="", map_key="m")
