"""The tests' own proxy: what others blame on the program must not come from it."""

import gc
import socket
import struct
import sys

import pytest

from tests.archive.replay import until
from tests.remote.proxy import proxy

RESET = struct.pack("ii", 1, 0)
"""Of `SO_LINGER`: closing sends a reset."""


def test_clients_that_reset_leave_no_line_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between `CONNECT` and the handshake, where `ssl` leaves its socket to whoever collects it."""
    left: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", left.append)
    with proxy(api=1) as server:
        for _ in range(100):
            with socket.create_connection(("127.0.0.1", server.server_port)) as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                line.sendall(b"CONNECT api.example.test:443 HTTP/1.1\r\n\r\n")
                line.recv(1)
        until(lambda: server.ended == 100)
    gc.collect()
    assert not left
    assert len(server.asked) == 100
