"""Videos beside the file: single frames, decoded from the byte ranges that they need (PyAV)."""

import importlib.util
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, FileFormatError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.pictures import Lacks
from dandi_tui.protocol.requests import Beside, Draw

INSTALL = "pip install 'dandi-tui[video]' shows them."
"""What brings PyAV."""

MAX_DECODED = 1_000
"""Frames that are decoded to get from a key frame to the one that is wanted."""

Frame = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class VideoFrame:
    """One frame and what its video says about itself."""

    pixels: Frame
    """Shape (row, column, 3)."""
    number: int
    """In this video, counted from 0."""
    n_frames: int
    """As the video says, or by its duration; 0 if it says neither."""
    rate_hz: float
    codec: str
    read_bytes: int
    damaged: bool
    """Decoded after a damaged frame: it may show what never was."""


def has_decoder() -> bool:
    """Whether PyAV is installed: it is an extra, since it is 35 MB."""
    return importlib.util.find_spec("av") is not None


def lacking(request: Draw, names: tuple[str, ...]) -> Lacks | None:
    """The question for these files, if nobody has looked for them yet."""
    return Lacks(names=names) if request.beside is None else None


def found(request: Draw, name: str) -> Beside | None:
    """Where a file is that the open one names; None if it is not there."""
    return next((one for one in request.beside or () if one.name == name), None)


def read_frame(file: NwbFile, video: Beside, number: int, budget_bytes: int) -> VideoFrame:
    """One frame of a video, by its number.

    It is the last frame whose time is not after number / rate, found from the key frame before.

    Args:
        file: The file that names the video.
        video: Where it is.
        number: Counted from 0; beyond the end it is the last one.
        budget_bytes: No more is read for it; 0 is no limit.

    Raises:
        FileFormatError: The video cannot be decoded.
        DandiTuiError: The budget does not suffice.
    """
    import av  # an extra: who looks at no video need not have it

    source = _Metered(file.open_beside(video.address), budget_bytes)
    try:
        with av.open(source, "r") as container:
            return _decoded(container, number, source)
    except (av.FFmpegError, ValueError, IndexError) as error:
        source.check()
        name = text.safe(video.name, limit=80)
        raise FileFormatError(
            f"{name} cannot be decoded.", hint="It may be cut off, or no video."
        ) from error


def _decoded(container: Any, number: int, source: "_Metered") -> VideoFrame:
    stream = container.streams.video[0]
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    n_frames = int(stream.frames) or _frames_by_time(container, stream, rate)
    number = min(number, n_frames - 1) if n_frames else number
    kept, damaged = _frame_at(container, stream, number, rate)
    return VideoFrame(
        pixels=np.asarray(kept.to_ndarray(format="rgb24"), dtype=np.uint8),
        number=number,
        n_frames=n_frames,
        rate_hz=rate,
        codec=str(stream.codec_context.name),
        read_bytes=source.n_read,
        damaged=damaged,
    )


def _frame_at(container: Any, stream: Any, number: int, rate: float) -> tuple[Any, bool]:
    """A frame, and whether it was decoded after a damaged one.

    Some writers mark frames as key frames that are none: what follows such a one is wrong. So
    then all is decoded from the beginning, if that is not far.
    """
    base = float(stream.time_base or 0)
    if not (rate and base and number):
        return _decode_to(container, stream, number, None)
    wanted = (stream.start_time or 0) + (number - 0.5) / rate / base
    container.seek(round(wanted + 0.5 / rate / base), stream=stream, backward=True)
    kept, damaged = _decode_to(container, stream, None, wanted)
    if damaged and number <= MAX_DECODED:
        container.seek(stream.start_time or 0, stream=stream, backward=True)
        return _decode_to(container, stream, None, wanted)
    return kept, damaged


def _decode_to(
    container: Any, stream: Any, count: int | None, wanted: float | None
) -> tuple[Any, bool]:
    """The frame after `count` others, or the first from a time on; else the last there is."""
    kept, damaged = None, False
    for i, frame in enumerate(container.decode(stream)):
        kept, damaged = frame, damaged or bool(frame.is_corrupt)
        there = i >= (count or 0) if wanted is None else (frame.pts or 0) >= wanted
        if there or i >= MAX_DECODED:
            break
    if kept is None:
        raise ValueError("no frame")
    return kept, damaged


def _frames_by_time(container: Any, stream: Any, rate: float) -> int:
    """By the duration of the stream, or of the whole."""
    if stream.duration and stream.time_base:
        return math.floor(float(stream.duration * stream.time_base) * rate + 0.5)
    return math.floor(container.duration / 1e6 * rate + 0.5) if container.duration else 0


class _Metered:
    """A file of which no more than a budget is read. PyAV asks for 32 kB at a time."""

    def __init__(self, source: BinaryIO, budget_bytes: int) -> None:
        self._source = source
        self._budget_bytes = budget_bytes
        self.n_read = 0

    def read(self, size: int) -> bytes:
        """As a file's; short at its end."""
        size = max(0, min(size, self._size - self._source.tell()))
        self.n_read += size
        self.check()
        return self._source.read(size) if size else b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """As a file's."""
        if whence == 2:
            offset, whence = self._size + offset, 0
        elif whence == 1:
            offset, whence = self._source.tell() + offset, 0
        self._source.seek(offset)
        return offset

    def tell(self) -> int:
        """As a file's."""
        return self._source.tell()

    def check(self) -> None:
        """Raise if more was asked for than may be read."""
        if self._budget_bytes and self.n_read > self._budget_bytes:
            raise DandiTuiError(
                f"A frame of this video takes more than {text.size(self._budget_bytes)}.",
                hint="--full reads it anyway, or choose a frame near a key frame.",
            )

    @cached_property
    def _size(self) -> int:
        at = self._source.tell()
        length = getattr(self._source, "length", None)
        if length is None:
            self._source.seek(0, 2)
            length = self._source.tell()
            self._source.seek(at)
        return int(length)
