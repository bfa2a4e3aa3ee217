"""Frames of image series: one at a time, or the mean of some; which time they are of."""

import math

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.figure import Figure, Image
from dandi_tui.preview.images import look
from dandi_tui.preview.images.images import INDEX, depth_of
from dandi_tui.preview.images.look import Look, look_moves, look_of
from dandi_tui.preview.images.picture import cost_of, image_facts, picture, picture_of
from dandi_tui.preview.images.plane import COLOURS, Plane
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.preview.view import too_much
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost, Facts, Move, Question
from dandi_tui.protocol.requests import Draw

TIME = ("time", "seconds of session time: the frame that is on then, in place of a number")

SETTINGS = (
    INDEX,
    TIME,
    ("mean", "so many frames, from this one on, averaged"),
    *look.SETTINGS,
)

MEANS = (1, 10, 50)
"""Frames that the key for means goes through."""

MAX_MEAN_VALUES = 2**26
"""Values that are read for a mean."""


def accepts_frames(obj: NwbObject) -> bool:
    """An `ImageSeries` with frames, or one image, in the file."""
    shape, dtype = obj.data_shape or (), obj.data_dtype
    if not dtype.startswith(("int", "uint", "float", "bool")) or "[" in dtype:
        return False
    return obj.is_a("ImageSeries") and len(shape) in (2, 3, 4)


def draw_frames(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """One frame of an image series, or the mean of some from there on."""
    series = open_series(file, obj)
    frame = frame_of(request, series, n_frames_of(series))
    plane, facts = frame_plane(series, frame, request)
    if plane.data.n_values == 0:
        elsewhere = external_files(file, obj)
        if elsewhere:
            return sentence(f"The frames are in another file: {elsewhere}."), facts
        return sentence(f"This image is empty ({text.shape(plane.data.shape)})."), facts
    seen = look_of(request, plane.shape)
    many = _mean_of(request, n_frames_of(series) - frame, seen)
    planes = [frame_plane(series, frame + i, request)[0] for i in range(many)]
    cost = cost_of(plane, seen) if many == 1 else _cost_of_many(series, plane, planes[-1], seen)
    question = too_much(request, facts, cost)
    if question is not None:
        return question
    facts = replace(facts, cost=cost_words(cost, plane.data))
    figure: Figure
    if many == 1:
        figure, facts = picture(plane, seen, facts, request)
    else:
        values = np.asarray(sum(_pixels(one, seen) for one in planes)) / many
        facts = replace(facts, remarks=(*facts.remarks, f"mean of {many:,} frames"))
        figure, facts = picture_of(values, plane, seen, facts, request)
    return figure, replace(facts, moves=_moves(series, frame, many, seen, figure, request))


def _pixels(plane: Plane, seen: Look) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return plane.read(seen.rows, seen.columns).astype(np.float64)


def _cost_of_many(series: Series, first: Plane, last: Plane, seen: Look) -> Cost:
    """Of frames that follow each other: a chunk that holds several is counted once."""
    axis = len(series.shape) - 1 if series.time_axis else 0
    ranges = list(first.ranges(seen.rows, seen.columns))
    ranges[axis] = (ranges[axis][0], last.ranges(seen.rows, seen.columns)[axis][1])
    return series.data.cost(*ranges)


def _mean_of(request: Draw, n_left: int, seen: Look) -> int:
    """How many frames are averaged: no more than there are from this one on."""
    words = request.option("mean") or "1"
    if not (words.isascii() and words.isdigit() and 0 < len(words) < 7 and int(words)):
        raise UsageError("mean takes a number of frames.", hint="As in mean=10.")
    many = min(int(words), n_left)
    pixels = math.prod(b - a for a, b in (seen.rows, seen.columns))
    if many > 1 and many * pixels > MAX_MEAN_VALUES:
        raise UsageError(
            f"{many:,} frames are too many to average.",
            hint=f"At most {max(1, MAX_MEAN_VALUES // pixels):,} of this size.",
        )
    return max(1, many)


def external_files(file: NwbFile, obj: NwbObject) -> str:
    """The videos that hold the frames of an `ImageSeries`, as the file names them."""
    path = f"{obj.path}/external_file"
    if not file.exists(path):
        return ""
    names = np.ravel(file.data(path).read((0, 10)))
    return text.safe(", ".join(str(name) for name in names))


def n_frames_of(series: Series) -> int:
    """Frames that a series has; data of two axes are one."""
    return series.shape[series.time_axis] if len(series.shape) > 2 else 1


def frame_of(request: Draw, series: Series, n_frames: int) -> int:
    """The frame that is asked for by number, else by time, else the first."""
    if request.frame is None and request.option("time"):
        return _frame_at(request.option("time"), series, n_frames)
    frame = request.frame or 0
    if frame and not 0 <= frame < n_frames:
        raise UsageError(
            f"There is no frame {frame:,}.",
            hint=f"There {'is' if n_frames == 1 else 'are'} {n_frames:,}, counted from 0.",
        )
    return frame


def _frame_at(words: str, series: Series, n_frames: int) -> int:
    """The last frame at or before a time; the first where the time is earlier."""
    try:
        time = float(words)
    except ValueError as error:
        raise UsageError("time takes seconds.", hint="As in time=512.5.") from error
    axis = TimeAxis(series)
    if not axis.in_seconds or math.isnan(time):
        raise UsageError("These frames have no times.", hint="Give the frame's number.")
    if time < axis.extent[0]:
        return 0
    following = axis.samples((axis.extent[0], float(np.nextafter(time, np.inf))))[1]
    return min(max(0, following - 1), max(0, min(axis.n, n_frames) - 1))


def frame_plane(series: Series, frame: int, request: Draw) -> tuple[Plane, Facts]:
    """Where a frame lies: axes (frame, row, column), as stored; and what stands around it."""
    plane, remarks = _plane_of(series, frame, request)
    facts = image_facts(series.obj, series.data, series.unit, series.remarks + remarks)
    if len(series.shape) < 3:
        return plane, facts
    n_frames = n_frames_of(series)
    return plane, replace(
        facts,
        shown=(f"frame {frame:,}", f"of {n_frames:,}"),
        span=when(TimeAxis(series), frame),
        frame=frame,
        n_frames=n_frames,
    )


def _plane_of(series: Series, frame: int, request: Draw) -> tuple[Plane, tuple[str, ...]]:
    """Where a frame lies, and what is odd about it."""
    data, shape = series.data, series.shape
    conversion, offset = series.conversion, series.offset
    if len(shape) < 3:
        rows, columns = (*shape, 0)[:2]
        return Plane(data, (), (rows, columns), (), conversion, offset), ()
    at: tuple[Range, ...] = ((frame, frame + 1),)
    if series.time_axis:
        depth, remarks = depth_of(request, shape[2:-1])
        return Plane(data, (), (shape[0], shape[1]), (*depth, *at), conversion, offset), remarks
    if _has_colours(series.obj, data, request):
        colours = ((0, shape[3]),)
        return Plane(data, at, (shape[1], shape[2]), colours), ("last axis as colours",)
    depth, remarks = depth_of(request, shape[3:])
    return Plane(data, at, (shape[1], shape[2]), depth, conversion, offset), remarks


def _has_colours(obj: NwbObject, data: Data, request: Draw) -> bool:
    """Whether the fourth axis is colours: so in an `OpticalSeries`, and in bytes with 3 or 4.

    NWB core 2.11.0, `nwb.image.yaml`: of an `ImageSeries` it is z, of an `OpticalSeries` r, g, b.
    Natural movies are widely stored as bytes of an `ImageSeries`; microscopes' are volumes.
    """
    shape = data.shape or ()
    if len(shape) != 4 or shape[3] not in COLOURS or request.option("index"):
        return False
    if obj.is_a("OpticalSeries"):
        return shape[3] == 3
    volume = obj.is_a("TwoPhotonSeries") or obj.is_a("OnePhotonSeries")
    return data.dtype == "uint8" and not volume


def when(axis: TimeAxis, frame: int) -> tuple[str, str]:
    """(`512.30 s`, `of 3,786 s`), `of 27.95 s` of a short one; nothing where there are no times."""
    if not axis.in_seconds or frame >= axis.n:
        return ("", "")
    time = float(axis.times(frame, frame + 1)[0])
    last = axis.extent[1]
    return (f"{time:,.2f} s", f"of {last:,.{2 if abs(last) < 100 else 0}f} s")


def _moves(
    series: Series, frame: int, many: int, seen: Look, figure: Figure, request: Draw
) -> tuple[Move, ...]:
    """Play, average, go through planes, and what the keys of an image do."""
    n_frames = n_frames_of(series)
    moves: list[Move] = []
    if n_frames > 1:
        moves.append(play(frame, n_frames, figure))
        following = next((n for n in MEANS if n > many), 1)
        words = f"mean of {following} frames" if following > 1 else "one frame"
        to = (("mean", f"{following}" if following > 1 else ""),)
        moves.append(Move(key="m", sentence=words, word="mean", options=to))
    return (*moves, *_plane_moves(series, request), *look_moves(seen))


def play(frame: int, n_frames: int, figure: Figure) -> Move:
    """The next frame and so on, in the contrast of this one; after the last comes the first."""
    levels = ""
    if isinstance(figure, Image) and figure.values.ndim == 2:
        levels = f"{figure.low:.6g},{figure.high:.6g}"
    return Move(
        key="space",
        sentence="play the frames from here",
        word="play",
        frame=(frame + 1) % n_frames,
        options=(("levels", levels), ("time", "")),
        plays=True,
    )


def _plane_moves(series: Series, request: Draw) -> list[Move]:
    """The next and the previous plane of a volume, round and round."""
    plane, _ = _plane_of(series, 0, request)
    axes = plane.after[: len(plane.after) - 1] if series.time_axis else plane.after
    if not axes or plane.coloured:
        return []
    n = series.shape[2 if series.time_axis else 3]
    at = axes[0][0]
    return [
        Move(
            key=key,
            sentence=words,
            word="plane" if key == "z" else "",
            options=(("index", str((at + step) % n)),),
            pair=key == "Z",
        )
        for key, words, step in (("z", "next plane", 1), ("Z", "previous plane", -1))
    ]
