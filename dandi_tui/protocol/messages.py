"""The frames of the pipe: a length of four bytes, big endian, then MessagePack."""

import struct

import msgspec

from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Answer, Stats
from dandi_tui.protocol.requests import Request

MAX_FRAME_BYTES = 256_000_000
"""A longer frame is a fault; neither side allocates for it."""

LENGTH = struct.Struct(">I")


class Ask(msgspec.Struct, frozen=True, tag=True):
    """To the reader: answer this."""

    ticket: int
    request: Request


class Cancel(msgspec.Struct, frozen=True, tag=True):
    """To the reader: nobody waits for this any more."""

    ticket: int


class Renewed(msgspec.Struct, frozen=True, tag=True):
    """To the reader: the new address of a file, or None with the reason."""

    ticket: int
    address: Address | None
    reason: str = ""


class Ready(msgspec.Struct, frozen=True, tag=True):
    """From the reader: it can be asked."""

    pid: int


class Progress(msgspec.Struct, frozen=True, tag=True):
    """From the reader: how far a request is. `total_bytes` is 0 if unknown."""

    ticket: int
    stats: Stats
    done_bytes: int = 0
    total_bytes: int = 0
    silent_s: float = 0.0
    """For how long no byte has come; 0 while they come."""


class Part(msgspec.Struct, frozen=True, tag=True):
    """From the reader: some of the answer, more follows."""

    ticket: int
    answer: Answer
    stats: Stats


class Done(msgspec.Struct, frozen=True, tag=True):
    """From the reader: the answer, or the last part of it."""

    ticket: int
    answer: Answer
    stats: Stats


class Failed(msgspec.Struct, frozen=True, tag=True):
    """From the reader: an error of `errors.KINDS`, or `Cancelled`."""

    ticket: int
    kind: str
    message: str
    hint: str
    stats: Stats


class Expired(msgspec.Struct, frozen=True, tag=True):
    """From the reader: this address is refused; send a `Renewed`."""

    ticket: int
    address: Address


ToReader = Ask | Cancel | Renewed
FromReader = Ready | Progress | Part | Done | Failed | Expired


def frame(message: ToReader | FromReader) -> bytes:
    """A message as it goes over the pipe."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body
