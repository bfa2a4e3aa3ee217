"""The bytes of an answer as they come: few large pieces, since each waits for its thread's turn."""

from collections.abc import Iterator
from typing import Final

import requests
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError, SSLError

PIECE_BYTES: Final = 16_384
"""A piece is waited for whole, and only then counts as an answer."""

COME_BYTES: Final = 262_144
"""The most that is taken at once of what has come already."""


def pieces(response: requests.Response, least_bytes: int = PIECE_BYTES) -> Iterator[bytes]:
    """At least so many bytes each, but for the last; errors are those of `requests`."""
    if not hasattr(response.raw, "read1"):  # urllib3 before 2.1
        return response.iter_content(least_bytes)
    return _as_it_comes(response, least_bytes)


def _as_it_comes(response: requests.Response, least_bytes: int) -> Iterator[bytes]:
    held = b""
    try:
        while came := response.raw.read1(COME_BYTES, decode_content=True):
            held = held + came if held else came
            if len(held) >= least_bytes:
                yield held
                held = b""
    except ProtocolError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from None
    except DecodeError as error:
        raise requests.exceptions.ContentDecodingError(error) from None
    except ReadTimeoutError as error:
        raise requests.ConnectionError(error) from None
    except SSLError as error:
        raise requests.exceptions.SSLError(error) from None
    if held:
        yield held
