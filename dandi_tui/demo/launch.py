"""Starts the demo archive as a child process, and ends it: for the command line and for tests."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from dandi_tui.demo import events
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings, without_keys
from dandi_tui.text import safe

OnProgress = Callable[[int, int, str], None]
"""How much is done, of how much, and what is being written."""

START_TIMEOUT_S = 120.0
"""Without a line for so long, the child is given up."""

STOP_TIMEOUT_S = 2.0
"""Time that the child gets to end by itself."""

HINT = "`python -m dandi_tui.demo` shows why."


@dataclass(frozen=True)
class Addresses:
    """Where a demo archive answers."""

    api_url: str
    """URL of the API, as an instance: `http://127.0.0.1:PORT/api`."""
    store_url: str
    """URL of the object store, without a bucket."""


@dataclass(frozen=True)
class RunningDemo(Addresses):
    """A demo archive that runs as a child of this process, and ends with it."""

    process: asyncio.subprocess.Process

    async def stop(self) -> None:
        """End the child and wait for it."""
        if self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


async def start_demo(
    settings: Settings, on_progress: OnProgress = lambda _done, _total, _what: None
) -> RunningDemo:
    """Start the demo archive and wait until it answers; on first use it writes its files.

    Raises:
        ConnectionFailedError: It ended, or said nothing for two minutes.
    """
    process = await asyncio.create_subprocess_exec(
        *command(settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(),
    )
    try:
        ready = await _ready(process, on_progress)
    except BaseException:
        await RunningDemo("", "", process).stop()
        raise
    return RunningDemo(ready.api, ready.store, process)


async def _ready(process: asyncio.subprocess.Process, on_progress: OnProgress) -> events.Ready:
    assert process.stdout is not None
    while True:
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                text = await process.stdout.readline()
        except TimeoutError as error:
            raise ConnectionFailedError("The demo archive does not start.", hint=HINT) from error
        if (ready := _read(text, on_progress)) is not None:
            return ready


def _read(text: bytes, on_progress: OnProgress) -> events.Ready | None:
    """Act on one line of the child; None until it is ready."""
    try:
        event = events.parse(text)
    except msgspec.MsgspecError as error:
        sentence = "The demo archive ended before it was ready."
        raise ConnectionFailedError(sentence, hint=HINT) from error
    if isinstance(event, events.Failed):
        sentence = f"The demo archive could not start: {safe(event.message)}"
        raise ConnectionFailedError(sentence, hint=safe(event.hint) or HINT)
    if isinstance(event, events.Progress):
        on_progress(event.done, event.total, event.what)
        return None
    return event


def command(settings: Settings, extra: Sequence[str] = ()) -> list[str]:
    """The child's command line."""
    return [
        sys.executable,
        "-m",
        "dandi_tui.demo",
        f"--cache-dir={settings.cache_dir}",
        f"--latency-ms={settings.demo_latency_ms}",
        f"--bandwidth-mbps={settings.demo_bandwidth_mbps}",
        f"--parent-pid={os.getpid()}",
        *extra,
    ]


def environment() -> dict[str, str]:
    """This process's environment without the tokens that archives are opened with."""
    return without_keys(os.environ)


@contextmanager
def running_demo(settings: Settings, *extra: str) -> Iterator[Addresses]:
    """A demo archive for the time of a `with` block; `extra` goes to its command line."""
    child = subprocess.Popen(
        command(settings, extra),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    with child:
        assert child.stdout is not None
        try:
            ready = None
            while ready is None:
                ready = _read(child.stdout.readline(), lambda _done, _total, _what: None)
            yield Addresses(ready.api, ready.store)
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        child.kill()
