"""The requests that the demo archive has seen, for tests to look at."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from dandi_tui.demo.faults import Where

MAX_ENTRIES = 20_000

Entry = dict[str, Any]


class RequestLog:
    """The last requests, oldest first."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=MAX_ENTRIES)

    @contextmanager
    def writing(self, where: Where, request: web.Request) -> Iterator[Entry]:
        """An entry from the beginning of a request to its end.

        Its `state` is `open`, then `done`, or `dropped` when the connection broke. The value of an
        `Authorization` header is not kept, only that there was one. Times are seconds of a clock
        that never goes back.
        """
        entry: Entry = {
            "where": where,
            "method": request.method,
            "path": request.path,
            "query": {} if where == "store" else dict(request.query),
            "signed": "X-Amz-Signature" in request.query,
            "range": request.headers.get("Range"),
            "authorization": "Authorization" in request.headers,
            "status": None,
            "bytes": 0,
            "state": "open",
            "started": time.monotonic(),
            "ended": None,
        }
        self.entries.append(entry)
        try:
            yield entry
            entry["state"] = "done" if entry["state"] == "open" else entry["state"]
        except BaseException:
            entry["state"] = "dropped"
            raise
        finally:
            entry["ended"] = time.monotonic()
