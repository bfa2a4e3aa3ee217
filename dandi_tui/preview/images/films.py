"""An `ImageSeries` whose frames are in videos beside the file: one frame, streamed and decoded.

NWB core 2.11.0, `nwb.image.yaml`, ImageSeries: `external_file` names the videos, and its attribute
`starting_frame` the number of the first frame of each among all of the series.
"""

import bisect
import dataclasses
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.figure import Axis, Image
from dandi_tui.preview.files.note import facts_of
from dandi_tui.preview.images import look
from dandi_tui.preview.images.frames import TIME, frame_of, play, when
from dandi_tui.preview.images.look import Look, look_moves, look_of
from dandi_tui.preview.images.video import (
    INSTALL,
    VideoFrame,
    found,
    has_decoder,
    lacking,
    read_frame,
)
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.preview.view import Drawing
from dandi_tui.preview.words import sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw

SETTINGS = (
    TIME,
    *(one for one in look.SETTINGS if one[0] in ("zoom", "centre", "cursor", "transpose", "flip")),
)

KEYS = frozenset(
    {"greater_than_sign", "less_than_sign", "0", "h", "j", "k", "l", "r", "T", "X", "Y"}
)
"""Of the keys of an image those that mean something for colours."""

MAX_FILES = 1_000


def accepts_video(obj: NwbObject) -> bool:
    """An `ImageSeries` without frames of its own, but for a placeholder."""
    shape = obj.data_shape
    is_still = obj.is_a("IndexSeries") or obj.kind not in ("group", "link")
    return obj.is_a("ImageSeries") and not is_still and (shape is None or 0 in shape)


def draw_video(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """One frame of the video that a series names."""
    facts = facts_of(obj)
    names, starts = external_videos(file, f"{obj.path}/external_file")
    if not names:
        return sentence("This series has no frames, and names no video."), facts
    clock = _clock(file, obj)
    n_frames = clock.n_samples if clock else 0
    frame = _frame_of(request, clock)
    path, number = video_at(names, starts, frame)
    name = text.safe(path, limit=200)
    facts = replace(facts, remarks=(text.safe(path.rsplit("/", 1)[-1], limit=60),))
    if not has_decoder():
        return sentence(f"The frames are in {name}. {INSTALL}"), facts
    lacks = lacking(request, (path,))
    if lacks is not None:
        return lacks
    video = found(request, path)
    if video is None:
        return sentence(f"The frames are in {name}, which is not beside this file."), facts
    one = read_frame(file, video, number, request.budget_bytes)
    first, last = frame - number, frame - number + one.number
    n_frames = max(n_frames, last + 1, first + one.n_frames if path == names[-1] else 0)
    facts = _facts(facts, clock, one, last, n_frames)
    return _picture(one, facts, request, last, n_frames)


def external_videos(file: NwbFile, path: str) -> tuple[list[str], list[int]]:
    """The videos that a dataset names, and the number of the first frame of each; none if absent.

    Without numbers that ascend from 0 there is no telling where the second begins: all are 0.
    """
    if not file.exists(path):
        return [], []
    names = [str(name) for name in np.ravel(file.data(path).read((0, MAX_FILES)))]
    told = file.attribute(path, "starting_frame")
    starts = [int(n) for n in told] if isinstance(told, list) else []
    if len(starts) != len(names) or starts != sorted(starts) or starts[0]:
        starts = [0] * len(names)
    return names, starts


def video_at(names: list[str], starts: list[int], frame: int) -> tuple[str, int]:
    """The video that has a frame of the series, and the frame's number in that video."""
    at = bisect.bisect_right(starts, frame) - 1 if any(starts) else 0
    return names[at], frame - starts[at]


def _clock(file: NwbFile, obj: NwbObject) -> Series | None:
    """The series with its times in place of its frames; None if it has no times of its own."""
    try:
        series = open_series(file, obj)
    except NotFoundError:
        return None
    if series.timestamps is None:
        return None
    return dataclasses.replace(series, data=series.timestamps, time_axis=0)


def _frame_of(request: Draw, clock: Series | None) -> int:
    if clock is not None:
        return frame_of(request, clock, clock.n_samples)
    return max(0, request.frame or 0)


def _facts(facts: Facts, clock: Series | None, one: VideoFrame, frame: int, n_frames: int) -> Facts:
    rows, columns = one.pixels.shape[:2]
    damaged = ("after a damaged frame: it may show what never was",) if one.damaged else ()
    words = (f"{rows:,} × {columns:,}", one.codec, text.rate(one.rate_hz) if one.rate_hz else "")
    return replace(
        facts,
        shown=(f"frame {frame:,}", f"of {n_frames:,}"),
        span=when(TimeAxis(clock), frame) if clock else ("", ""),
        remarks=(*facts.remarks, *damaged),
        data=tuple(word for word in words if word),
        cost=text.size(one.read_bytes),
        x_label="column",
        y_label="row",
        x_unit="px",
        y_unit="px",
        frame=frame,
        n_frames=n_frames,
    )


def _picture(
    one: VideoFrame, facts: Facts, request: Draw, frame: int, n_frames: int
) -> tuple[Image, Facts]:
    shape = (one.pixels.shape[0], one.pixels.shape[1])
    seen = look_of(request, shape)
    image = Image(
        values=one.pixels[slice(*seen.rows), slice(*seen.columns)],
        x=Axis(label="column", unit="px"),
        y=Axis(label="row", unit="px"),
        low=0.0,
        high=255.0,
        origin=(seen.rows[0], seen.columns[0]),
        cursor=seen.cursor,
        whole=shape if seen.zoomed else None,
        transposed=seen.transposed,
        flipped=seen.flipped,
    )
    moves = (play(frame, n_frames, image), *_look_moves(seen))
    remarks = (*facts.remarks, *_read_out(one, seen))
    return image, replace(facts, remarks=remarks, moves=moves)


def _look_moves(seen: Look) -> Sequence[Move]:
    return [move for move in look_moves(seen) if move.key in KEYS]


def _read_out(one: VideoFrame, seen: Look) -> tuple[str, ...]:
    """`row 210, column 118: 12, 30, 8`."""
    if seen.cursor is None:
        return ()
    row, column = seen.cursor
    words = ", ".join(str(value) for value in one.pixels[row, column].tolist())
    return (f"row {row:,}, column {column:,}: {words}",)
