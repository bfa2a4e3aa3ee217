"""Frames and settings survive the pipe; what is no frame is refused."""

import io
from pathlib import Path

import pytest

from dandi_tui.protocol.messages import LENGTH, MAX_FRAME_BYTES, Ask, Cancel, Ready, ToReader
from dandi_tui.protocol.requests import ListViews
from dandi_tui.reader.wire import (
    FrameError,
    checked_frame,
    decode_settings,
    encode_settings,
    from_reader,
    read_body,
    to_reader,
    without_queries,
)
from dandi_tui.settings import Settings


def test_settings_survive_the_pipe() -> None:
    """All of them, paths too."""
    settings = Settings(cache_dir=Path("/tmp/a b"), bytes_mode="remfile", max_tries=9)
    body = read_body(io.BytesIO(encode_settings(settings)))
    assert body is not None
    assert decode_settings(body) == settings


def test_messages_survive_the_pipe() -> None:
    """One frame after the other, then the end."""
    messages: list[ToReader] = [Ask(1, ListViews()), Cancel(1)]
    pipe = io.BytesIO(b"".join(checked_frame(message) for message in messages))
    bodies = [read_body(pipe) for _ in range(3)]
    assert [to_reader(body) for body in bodies if body] == messages
    assert bodies[2] is None
    ready = checked_frame(Ready(7))[LENGTH.size :]
    assert from_reader(ready) == Ready(7)


@pytest.mark.parametrize(
    "content", [LENGTH.pack(MAX_FRAME_BYTES + 1), LENGTH.pack(3) + b"abc", LENGTH.pack(0)]
)
def test_what_is_no_frame_is_refused(content: bytes) -> None:
    """Too long, not a message, nothing: nothing is allocated for it, and it says so."""
    with pytest.raises(FrameError):
        to_reader(read_body(io.BytesIO(content)) or b"")


def test_half_a_frame_is_the_end() -> None:
    """A process that died in the middle of writing."""
    assert read_body(io.BytesIO(checked_frame(Cancel(1))[:-1])) is None


def test_log_lines_lose_queries_and_escapes() -> None:
    """The host and the path stay."""
    line = "GET https://host/path?X-Amz-Signature=abc&y=1 failed \x1b[31m('/x?token=t')"
    assert without_queries(line) == "GET https://host/path?… failed \ufffd[31m('/x?…')"
