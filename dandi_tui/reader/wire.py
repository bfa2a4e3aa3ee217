"""The pipe: its ends, frames and settings as they cross it, and what of them may be logged."""

import os
import re
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from dandi_tui.protocol.messages import LENGTH, MAX_FRAME_BYTES, FromReader, ToReader, frame
from dandi_tui.settings import Settings
from dandi_tui.text import safe

_QUERY: Final = re.compile(r"\?[^\s'\"<>)]*")


class FrameError(Exception):
    """The pipe does not hold a frame: a fault of the other side."""


def without_queries(text: str) -> str:
    """A line that may be logged: nothing after the question mark of a URL, no escapes."""
    return _QUERY.sub("?…", safe(text)) if "?" in text else safe(text)


def encode_settings(settings: Settings) -> bytes:
    """The first frame to the reader."""
    body = msgspec.json.encode(settings, enc_hook=str)
    return LENGTH.pack(len(body)) + body


def decode_settings(body: bytes) -> Settings:
    """What `encode_settings` packed."""
    return msgspec.json.decode(body, type=Settings, dec_hook=_path)


def _path(kind: type, value: Any) -> Path:
    if kind is not Path:
        raise TypeError(f"no such setting: {kind}")
    return Path(value)


def read_body(pipe: BinaryIO) -> bytes | None:
    """The next frame's body, waited for; None at the end of the input."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    length = check_length(head)
    body = pipe.read(length)
    return body if len(body) == length else None


def check_length(head: bytes | bytearray) -> int:
    """The length of the body that follows."""
    length: int = LENGTH.unpack_from(head)[0]
    if length > MAX_FRAME_BYTES:
        raise FrameError(f"a frame of {length} bytes")
    return length


def to_reader(body: bytes) -> ToReader:
    """A message to the reader."""
    try:
        message: ToReader = msgspec.msgpack.decode(body, type=ToReader)
        return message
    except msgspec.MsgspecError as error:
        raise FrameError("not a message") from error


def from_reader(body: bytes | bytearray) -> FromReader:
    """A message from the reader."""
    try:
        message: FromReader = msgspec.msgpack.decode(body, type=FromReader)
        return message
    except msgspec.MsgspecError as error:
        raise FrameError("not a message") from error


def checked_frame(message: ToReader | FromReader) -> bytes:
    """A message as a frame, or `FrameError` if the other side would not take it."""
    content = frame(message)
    if len(content) - LENGTH.size > MAX_FRAME_BYTES:
        raise FrameError(f"an answer of {len(content)} bytes")
    return content


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipe's two ends, with stdout and stdin put out of reach of any library.

    What a library prints goes to stderr, and so to the log.
    """
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return source, sink
