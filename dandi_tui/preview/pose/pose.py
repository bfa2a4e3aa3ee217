"""Body parts at one frame of a video, joined to a skeleton, with where they were before."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series
from dandi_tui.preview.figure import Axis, Floats, Image, Keypoint
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.images import look
from dandi_tui.preview.images.frames import TIME, frame_of, when
from dandi_tui.preview.images.look import Look, look_moves, look_of
from dandi_tui.preview.images.video import VideoFrame
from dandi_tui.preview.pose.body_parts import (
    FIELD_SAMPLES,
    BodyPart,
    bones_of,
    field_of,
    parts_of,
    said_size,
)
from dandi_tui.preview.pose.pose_video import VIDEO, ground_of, ground_words, over_video
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.preview.view import Drawing, too_much
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost, Facts, Lacks, Move
from dandi_tui.protocol.requests import Draw

SETTINGS = (
    TIME,
    ("confidence", "positions that are less sure are left out (0.2)"),
    ("trail", "so many earlier samples of each part (20)"),
    VIDEO,
    *(setting for setting in look.SETTINGS if setting[0] in ("zoom", "centre", "flip")),
)

KEYS = ("greater_than_sign", "less_than_sign", "0", "h", "j", "k", "l", "X", "Y")
"""Of the keys of an image those that mean something on a plain field."""

MAX_LEGEND = 8
"""Body parts that are named above; more have their names beside them alone."""

CONFIDENCE = 0.2
CUTS = (0.0, 0.2, 0.6, 0.9)
"""Confidences that the key goes through."""

TRAILS = (0, 20, 100)
MAX_TRAIL = 10_000

FIELD_CELLS = 256
"""The plain field has about so many values each way: it is only a ground."""

MAX_FIELD = 50_000.0
"""Positions beyond, either way, are no pixels."""


def accepts_pose(obj: NwbObject) -> bool:
    """Body parts of one camera."""
    return obj.kind == "group" and obj.is_a("PoseEstimation")


@dataclass(frozen=True)
class _Shot:
    """What a request shows of a pose."""

    parts: list[BodyPart]
    spans: list[Range]
    """Of each part the samples up to the frame."""
    n: int
    frame: int
    least: float
    trail: int
    said: tuple[int, int] | None
    """(rows, columns) of the field, if the file says it."""


def draw_pose(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """All body parts at one frame, over that frame of the video, else over a plain field."""
    facts = facts_of(obj)
    parts = parts_of(file, obj)
    if not parts:
        return sentence("This pose has no positions in a plane."), facts
    main = max(parts, key=lambda part: part.series.n_samples).series
    n = main.n_samples
    if not n:
        return sentence("This pose has no samples."), facts
    frame, trail = frame_of(request, main, n), _trail_of(request)
    spans = _spans(parts, TimeAxis(main), n, frame, trail)
    shot = _Shot(parts, spans, n, frame, confidence_of(request), trail, said_size(file, obj))
    cost = _cost(parts, spans, sized=shot.said is not None)
    facts = _facts(facts, main, shot, cost)
    question = too_much(request, facts, cost)
    if question is not None:
        return question
    ground = ground_of(file, obj, request, frame)
    if isinstance(ground, Lacks):
        return ground
    if isinstance(ground, VideoFrame):
        shot = dataclasses.replace(shot, said=ground.pixels.shape[:2])
    tracks = [_within(part.read(span, shot.least)) for part, span in zip(parts, spans, strict=True)]
    around = [] if shot.said else [_within(p.read((0, FIELD_SAMPLES), shot.least)) for p in parts]
    field = field_of(shot.said, [*tracks, *around])
    if field is None:
        return sentence("No position here is sure enough: c lowers the confidence."), facts
    bones, skeleton = bones_of(file, obj, parts)
    points = _points(shot, tracks)
    seen = look_of(request, field[1])
    facts = _said(facts, shot, points, skeleton, ground_words(ground), seen)
    facts = replace(facts, moves=(*_moves(shot), *_look_moves(seen, field[0], points)))
    figure = _figure(field, seen, points, bones, facts, request)
    return over_video(figure, ground, field, seen), facts


def _facts(facts: Facts, main: Series, shot: _Shot, cost: Cost) -> Facts:
    """What is known before anything is read."""
    unit = text.safe(main.unit, limit=40)
    return replace(
        facts,
        shown=(f"frame {shot.frame:,}", f"of {shot.n:,}"),
        span=when(TimeAxis(main), shot.frame),
        data=_data_words(shot.parts, shot.n),
        cost=text.size(cost.fetch_bytes),
        frame=shot.frame,
        n_frames=shot.n,
        x_label="column",
        y_label="row",
        x_unit=unit,
        y_unit=unit,
    )


def _said(
    facts: Facts,
    shot: _Shot,
    points: Sequence[Keypoint],
    skeleton: str,
    ground: Sequence[str],
    seen: Look,
) -> Facts:
    """What the picture shows, in words."""
    n_seen = sum(math.isfinite(point.at[0]) for point in points)
    remarks = (
        f"{n_seen} of {text.plural(len(points), 'part')} seen",
        *((f"confidence from {shot.least:g}",) if any(p.confidence for p in shot.parts) else ()),
        *((f"trail of {shot.trail}",) if shot.trail else ()),
        *((skeleton,) if skeleton else ()),
        *(() if shot.said else ("size of the field by the positions",)),
        *ground,
        *((f"× {seen.zoom:.3g}",) if seen.zoomed else ()),
    )
    named = points if len(points) <= MAX_LEGEND else ()
    legend = tuple((point.name, point.index) for point in named)
    return replace(facts, remarks=(*facts.remarks, *remarks), legend=legend)


def _data_words(parts: Sequence[BodyPart], n: int) -> tuple[str, ...]:
    unit = text.safe(parts[0].series.unit, limit=40)
    words = (text.plural(len(parts), "body part"), f"{n:,} samples", unit)
    return tuple(word for word in words if word)


def _spans(
    parts: Sequence[BodyPart], axis: TimeAxis, n: int, frame: int, trail: int
) -> list[Range]:
    """The samples of each part up to the frame; of a part with another clock, up to its time."""
    spans = []
    for part in parts:
        last = frame
        if part.series.n_samples != n and axis.in_seconds:
            own = TimeAxis(part.series)
            time = float(axis.times(frame, frame + 1)[0])
            if own.in_seconds and math.isfinite(time):
                last = own.samples((-math.inf, float(np.nextafter(time, math.inf))))[1] - 1
        spans.append((max(0, last - trail), last + 1))
    return spans


def _cost(parts: Sequence[BodyPart], spans: Sequence[Range], *, sized: bool) -> Cost:
    """Of what is shown, and of the samples that tell the size of the field."""
    cost = NO_COST
    for part, span in zip(parts, spans, strict=True):
        least = (span[0] if sized else 0, span[1] if sized else min(FIELD_SAMPLES, span[1]))
        shown, field = part.cost(span), part.cost(least)
        # The first samples are often in the same chunk: counted once then.
        both = part.cost((min(least[0], span[0]), max(least[1], span[1])))
        cost = cost + (both if both.chunks <= shown.chunks else shown if sized else shown + field)
    return cost


def _within(places: Floats) -> Floats:
    """Positions that are no pixels as NaN."""
    with np.errstate(invalid="ignore"):
        near = np.asarray((np.abs(places) < MAX_FIELD).all(axis=1))
    return np.where(near[:, None], places, np.nan)


def _points(shot: _Shot, tracks: Sequence[Floats]) -> tuple[Keypoint, ...]:
    """Each part where it is, and before."""
    points = []
    for i, (part, track, span) in enumerate(zip(shot.parts, tracks, shot.spans, strict=True)):
        # A part whose series ended before has no place now.
        now = len(track) == span[1] - span[0] and len(track) > 0
        at = (float(track[-1, 0]), float(track[-1, 1])) if now else (math.nan, math.nan)
        points.append(Keypoint(name=part.name, index=i, at=at, trail=track[:-1]))
    return tuple(points)


def _figure(
    field: tuple[tuple[int, int], tuple[int, int]],
    seen: Look,
    points: tuple[Keypoint, ...],
    bones: tuple[tuple[int, int], ...],
    facts: Facts,
    request: Draw,
) -> Image:
    """A plain field, coarse since nothing is in it; without values in `--json`."""
    first = field[0]
    lengths = [stop - start for start, stop in (seen.rows, seen.columns)]
    binning = max(1, max(lengths) // FIELD_CELLS)
    shape = (0, 0) if request.numbers else tuple(-(-length // binning) for length in lengths)
    return Image(
        values=np.full(shape, np.nan),
        x=Axis(label=facts.x_label, unit=facts.x_unit),
        y=Axis(label=facts.y_label, unit=facts.y_unit),
        low=0.0,
        high=1.0,
        origin=(first[0] + seen.rows[0], first[1] + seen.columns[0]),
        binning=binning,
        flipped=seen.flipped,
        points=points,
        bones=bones,
    )


def _look_moves(seen: Look, first: tuple[int, int], points: Sequence[Keypoint]) -> tuple[Move, ...]:
    """Zoom, move and mirror; the first zoom is to where the body parts are."""
    moves = tuple(move for move in look_moves(seen, cursor_key="") if move.key in KEYS)
    places = [point.at for point in points if math.isfinite(point.at[0])]
    if seen.zoomed or not places:
        return moves
    row, column = np.mean(places, axis=0) - np.array(first)
    centre = ("centre", f"{row:.0f},{column:.0f}")
    return tuple(
        replace(move, options=(move.options[0], centre)) if move.key == KEYS[0] else move
        for move in moves
    )


def confidence_of(request: Draw) -> float:
    """The least confidence of a position that is shown."""
    words = request.option("confidence") or f"{CONFIDENCE}"
    try:
        least = float(words)
    except ValueError as error:
        raise UsageError("confidence takes a number.", hint="As in confidence=0.9.") from error
    if not math.isfinite(least):
        raise UsageError("confidence takes a number.", hint="As in confidence=0.9.")
    return least


def _trail_of(request: Draw) -> int:
    words = request.option("trail") or "20"
    if not (words.isascii() and words.isdigit() and len(words) < 7 and int(words) <= MAX_TRAIL):
        raise UsageError(
            "trail takes a number of samples.", hint=f"As in trail=20, at most {MAX_TRAIL:,}."
        )
    return int(words)


def _moves(shot: _Shot) -> tuple[Move, ...]:
    moves = []
    if shot.n > 1:
        moves.append(
            Move(
                key="space",
                sentence="play from here",
                word="play",
                frame=(shot.frame + 1) % shot.n,
                options=(("time", ""),),
                plays=True,
            )
        )
    cut = next((cut for cut in CUTS if cut > shot.least), CUTS[0])
    words = f"confidence from {cut:g}" if cut else "all positions, however unsure"
    to = (("confidence", f"{cut:g}"),)
    moves.append(Move(key="c", sentence=words, word="confidence", options=to))
    longer = next((length for length in TRAILS if length > shot.trail), TRAILS[0])
    words = f"trail of {longer} samples" if longer else "no trail"
    moves.append(Move(key="m", sentence=words, word="trail", options=(("trail", f"{longer}"),)))
    return tuple(moves)
