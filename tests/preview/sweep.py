"""Every view of the objects of a file: figure, charts, numbers, and where its keys lead."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from zlib import crc32

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.charts.draw import draw as draw_chart
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.make import make
from dandi_tui.preview.numbers import numbers
from dandi_tui.preview.views import views_for
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Lacks, Move, Question
from dandi_tui.protocol.requests import Draw, Ink

SIZES = ((40, 12), (80, 24), (100, 30), (200, 60), (300, 90))
INKS = (
    Ink(),
    Ink(dark=False),
    Ink(colors="16"),
    Ink(colors="none"),
    Ink(colors="none", marker="ascii"),
)
SHARE = 3
"""Of the views beside the first, one in so many is drawn in the short form."""

SGR = re.compile(r"\x1b\[[0-9;:]*m")

Shape = tuple[int, ...] | None


def sample(file: NwbFile, objects: Iterable[NwbObject], each: int) -> list[NwbObject]:
    """The first so many objects of each type and kind of shape; 0: all."""
    seen: Counter[object] = Counter()
    chosen = []
    for obj in objects:
        kind = (obj.kind, obj.neurodata_type, obj.parent_type, obj.dtype, obj.data_dtype)
        shapes = (_shape_kind(obj.shape), _shape_kind(obj.data_shape))
        names = tuple(view.name for view in views_for(file.target(obj)))
        key = (kind, shapes, names)
        seen[key] += 1
        if not each or seen[key] <= each:
            chosen.append(obj)
    return chosen


def _shape_kind(shape: Shape) -> object:
    """How many axes, whether there is nothing, and whether the second axis is short."""
    if shape is None:
        return None
    return (len(shape), math.prod(shape) == 0, len(shape) > 1 and shape[1] <= 3)


def sweep(file: NwbFile, objects: list[NwbObject], *, whole: bool) -> int:
    """Draw every view of some objects; how many were drawn.

    Each at all sizes, and with its numbers and where its keys lead at one of these. In the short
    form each object's first view and, by lot, one in `SHARE` of its others, at one size and ink and
    with one of its keys. All lots are decided by names.
    """
    drawn = 0
    for obj in objects:
        for number, view in enumerate(views_for(file.target(obj))):
            lot = crc32(f"{obj.path} {view.name}".encode())
            if not whole and number and lot % SHARE:
                continue
            keys_at = SIZES[lot // 4 % len(SIZES)]
            for size in SIZES if whole else (keys_at,):
                request = Draw(
                    source=Address(), path=obj.path, view=view.name, width=size[0], height=size[1],
                    ink=INKS[(lot // 16 + size[0]) % len(INKS)], budget_bytes=0,
                )  # fmt: skip
                answer = _drawn(file, request)
                drawn += answer is not None
                if answer and size == keys_at:
                    _ask_on(file, request, answer[1], None if whole else lot // 64)
    return drawn


def _drawn(file: NwbFile, request: Draw) -> tuple[Figure, Facts] | None:
    """The figure of one request, whose chart is as large as asked; None if the file is damaged."""
    answer = _made(file, request)
    if answer:
        assert answer[1].view == request.view
        check_chart(answer[0], request)
    return answer


def _ask_on(file: NwbFile, request: Draw, facts: Facts, lot: int | None) -> None:
    """The numbers of one request, and the pictures that its keys lead to.

    Args:
        file: The file.
        request: The request.
        facts: What was said of it.
        lot: Picks one of the keys; None: all.
    """
    told = _made(file, replace(request, numbers=True))
    assert told is not None
    assert json.loads(numbers(*told))["object"] == text.safe(facts.path)
    moves = facts.moves
    if lot is not None and moves:
        moves = (moves[lot % len(moves)],)
    for move in moves:
        _made(file, moved(request, move))


def _made(file: NwbFile, request: Draw) -> tuple[Figure, Facts] | None:
    """A figure; None where the file is damaged, and says so."""
    try:
        answer = make(file, request)
        if isinstance(answer, Lacks):
            answer = make(file, replace(request, beside=()))
    except UsageError as error:
        raise AssertionError(f"{request} is refused: {error.message}") from error
    except DandiTuiError:
        return None
    assert not isinstance(answer, Question | Lacks)
    return answer


def check_chart(figure: Figure, request: Draw) -> None:
    """As many rows as asked, each exactly so wide."""
    width, height = request.width, request.height
    rows = draw_chart(figure, width=width, height=height, ink=request.ink).rows
    assert len(rows) == height
    wrong = [row for row in rows if text.cells(SGR.sub("", row)) != width]
    assert not wrong, f"{request.path} as {request.view} at {width}×{height}: {wrong[0]!r}"


def moved(request: Draw, move: Move) -> Draw:
    """What a key of the view asks for next."""
    asked = replace(request, path=move.path, options=()) if move.path else request
    asked = replace(asked, view=move.view or ("" if move.path else request.view))
    for key, value in move.options:
        asked = asked.with_option(key, value)
    changes = {
        name: value
        for name in ("window", "traces", "frame")
        if (value := getattr(move, name)) is not None
    }
    return replace(asked, **changes)
