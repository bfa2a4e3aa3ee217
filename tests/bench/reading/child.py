"""One measurement, in a process of its own: gets ready, waits for a line, answers, says how long.

Run with a `Job` as JSON. Imports, and the tree where it is known, come before the line; the answer
at once after it, for a virtual machine takes memory from processes that are idle, and whoever was
idle longer would be slower.
"""

import asyncio
import importlib
import inspect
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any, Literal

import msgspec

from dandi_tui.protocol.address import Address
from dandi_tui.remote import pace
from dandi_tui.settings import Settings
from tests.bench.reading.readers import Browser, OurReader, StockReader

READERS = {"ours": OurReader, "browser": Browser, "stock": StockReader}


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to measure."""

    by: Literal["ours", "browser", "stock"]
    ask: str
    """Name of a method of the reader."""
    tree_known: bool
    address: Address
    cache_dir: str
    settings: dict[str, Any] = {}
    """Others than the default ones."""
    is_patient: bool = False
    """Whether no answer is slow: what is late on a busy machine is not asked for a second time."""


class Told(msgspec.Struct, frozen=True):
    """What was measured."""

    seconds: float
    count: int
    """Of objects or values, so that different readers can be compared."""


def main() -> None:
    """Measure one job."""
    warnings.simplefilter("ignore")  # pynwb warns of what the files have that is odd
    asyncio.run(_measure(msgspec.json.decode(sys.argv[1], type=Job)))


async def _measure(job: Job) -> None:
    if job.is_patient:
        vars(pace).update(SOON_S=3600.0, LATE_S=3600.0)
    reader = READERS[job.by](job.address, Settings(cache_dir=Path(job.cache_dir), **job.settings))
    if job.ask == "pynwb":
        importlib.import_module("pynwb")
    if isinstance(reader, Browser):
        await reader.get_ready()
    if job.tree_known:
        await _call(reader, "whole_tree")
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.perf_counter()
    count = await _call(reader, job.ask)
    told = Told(time.perf_counter() - begun, count)
    print(msgspec.json.encode(told).decode(), flush=True)
    sys.stdin.readline()
    await _call(reader, "close")
    os._exit(0)  # what HDF5 and pynwb still hold is not worth the wait


async def _call(reader: object, name: str) -> Any:
    answer = getattr(reader, name)()
    return await answer if inspect.isawaitable(answer) else answer


if __name__ == "__main__":
    main()
