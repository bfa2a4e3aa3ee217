"""The video's own frame under the body parts that were found in it."""

import dataclasses

import numpy as np

from dandi_tui import text
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Image
from dandi_tui.preview.images.films import external_videos, video_at
from dandi_tui.preview.images.look import Look
from dandi_tui.preview.images.video import (
    INSTALL,
    VideoFrame,
    found,
    has_decoder,
    lacking,
    read_frame,
)
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Lacks
from dandi_tui.protocol.requests import Draw

VIDEO = ("video", "`off`: over a plain field, not over the video's own frame")

LUMA = (0.299, 0.587, 0.114)
"""ITU-R BT.601: how bright red, green and blue look."""

DIMMED = 0.6
"""Of the video's brightness is shown, so that the body parts stand out."""


def ground_of(
    file: NwbFile, obj: NwbObject, request: Draw, frame: int
) -> VideoFrame | Lacks | str | None:
    """The frame of the video that a pose was estimated from; why there is none, in words.

    Sample n of the pose is frame n of the video.
    """
    path, number = _video_of(file, obj, frame)
    if request.option("video") == "off" or not path:
        return None
    name = text.safe(path.rsplit("/", 1)[-1], limit=40)
    if not has_decoder():
        return f"{name}: {INSTALL}"
    lacks = lacking(request, (path,))
    if lacks is not None:
        return lacks
    video = found(request, path)
    if video is None:
        return f"{name} is not beside this file"
    one = read_frame(file, video, number, request.budget_bytes)
    return one if one.number == number else f"{name} has no frame {number:,}"


def _video_of(file: NwbFile, obj: NwbObject, frame: int) -> tuple[str, int]:
    """The video that has a frame, as the file names it, and the frame's number in it.

    ndx-pose, `ndx-pose.extensions.yaml`, PoseEstimation: a link `source_video` to an `ImageSeries`
    (from 0.3 on), or `original_videos`, paths relative to the NWB file.
    """
    for path in (f"{obj.path}/source_video/external_file", f"{obj.path}/original_videos"):
        names, starts = external_videos(file, path)
        if names and names[0]:
            return video_at(names, starts, frame)
    return "", 0


def ground_words(ground: VideoFrame | str | None) -> tuple[str, ...]:
    """What is said of the ground."""
    if isinstance(ground, VideoFrame):
        return ("over the video", *(("a damaged frame",) if ground.damaged else ()))
    return (ground,) if ground else ()


def over_video(
    figure: Image,
    ground: VideoFrame | str | None,
    field: tuple[tuple[int, int], tuple[int, int]],
    seen: Look,
) -> Image:
    """The figure with the video's brightness under it, in the part that is in view.

    Args:
        figure: Body parts over a plain field.
        ground: The frame.
        field: First (row, column) and size; where body parts lie outside the video, it is larger.
        seen: What part of the field is in view.
    """
    if not isinstance(ground, VideoFrame):
        return figure
    (top, left), size = field
    rows, columns = ground.pixels.shape[0], ground.pixels.shape[1]
    whole = np.full(size, np.nan)
    whole[-top : rows - top, -left : columns - left] = ground.pixels @ np.array(LUMA)
    grey = whole[slice(*seen.rows), slice(*seen.columns)]
    if np.isnan(grey).all():
        return figure
    low, high = float(np.nanmin(grey)), float(np.nanmax(grey))
    brightest = low + (high - low) / DIMMED if high > low else low + 1.0
    return dataclasses.replace(figure, values=grey, binning=1, low=low, high=brightest)
