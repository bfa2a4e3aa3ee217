"""Sends an answer over HTTP as the conditions allow: late, slowly, or not to its end."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from dandi_tui.demo.faults import Fault, Weather, Where
from dandi_tui.demo.log import Entry, RequestLog

PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Body:
    """Some bytes of a file or of memory."""

    source: Path | bytes
    start: int
    length: int

    def read(self, offset: int, n_bytes: int) -> bytes:
        """Bytes from `offset` of this body."""
        first = self.start + offset
        if isinstance(self.source, bytes):
            return self.source[first : first + n_bytes]
        with self.source.open("rb") as file:
            file.seek(first)
            return file.read(n_bytes)


@dataclass(frozen=True)
class Reply:
    """What to send: status, headers and a body."""

    status: int
    headers: Mapping[str, str]
    body: Body


def whole(data: bytes) -> Body:
    """All of some bytes."""
    return Body(data, 0, len(data))


Respond = Callable[[web.Request], Awaitable[Reply]]


@dataclass(frozen=True)
class Line:
    """One side of the demo archive, the API or the store, as the network shows it."""

    where: Where
    weather: Weather
    log: RequestLog
    respond: Respond

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request under the conditions in force, and log it."""
        with self.log.writing(self.where, request) as entry:
            await asyncio.sleep(self.weather.now.latency_ms / 1000)
            fault = self.weather.fault(self.where, request.path_qs)
            if self._down:
                return _cut(request, entry, web.Response())
            if fault is not None and fault.kind == "silence":
                await asyncio.sleep(fault.seconds)
            reply = await self.respond(request)
            if fault is not None and fault.kind == "error":
                reply = failure(fault)
            entry["status"] = reply.status
            return await self._send(request, reply, fault, entry)

    @property
    def _down(self) -> bool:
        return self.where == "store" and self.weather.now.store_down

    async def _send(
        self, request: web.Request, reply: Reply, fault: Fault | None, entry: Entry
    ) -> web.StreamResponse:
        response = web.StreamResponse(status=reply.status, headers=reply.headers)
        if reply.status != 304:
            response.content_length = reply.body.length
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        half = reply.body.length // 2
        interrupted = fault is not None and fault.kind in ("short", "reset", "stall")
        await self._write(
            response, reply.body, range(half if interrupted else reply.body.length), entry
        )
        if fault is not None and fault.kind in ("short", "reset"):
            return _cut(request, entry, response, reset=fault.kind == "reset")
        if fault is not None and interrupted:
            await asyncio.sleep(fault.seconds)
            await self._write(response, reply.body, range(half, reply.body.length), entry)
        if self._down:
            return _cut(request, entry, response)
        await response.write_eof()
        return response

    async def _write(
        self, response: web.StreamResponse, body: Body, span: range, entry: Entry
    ) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        for offset in range(span.start, span.stop, PIECE_BYTES):
            if self._down:
                return
            data = body.read(offset, min(PIECE_BYTES, span.stop - offset))
            rate = self.weather.now.bandwidth_mbps if self.where == "store" else 0.0
            if rate > 0:
                due += len(data) / (rate * 1e6)
                await asyncio.sleep(max(0.0, due - loop.time()))
            await response.write(data)
            entry["bytes"] += len(data)


def failure(fault: Fault) -> Reply:
    """The answer of a server that has trouble, or of the API when it is asked too often."""
    headers = {"Content-Type": "text/html"}
    body = f"<html><body><h1>{fault.status}</h1></body></html>"
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    if fault.status == 429:
        headers["Content-Type"] = "application/json"
        wait = f"Expected available in {fault.retry_after or 60} seconds."
        body = f'{{"detail":"Request was throttled. {wait}"}}'
    return Reply(fault.status, headers, whole(body.encode()))


def _cut(
    request: web.Request, entry: Entry, response: web.StreamResponse, *, reset: bool = False
) -> web.StreamResponse:
    """End the connection now: what was written still arrives, unless it is reset."""
    entry["state"] = "dropped"
    transport = request.transport
    if transport is None:
        return response
    if reset:
        # Closing with a linger time of zero sends a reset in place of the usual farewell.
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
    return response
