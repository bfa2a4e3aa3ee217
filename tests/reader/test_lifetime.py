"""The reader process leaves nothing behind, however it ends."""

import asyncio
import os
import sys
import threading
from pathlib import Path

import pytest

from dandi_tui.errors import (
    ReaderDiedError,
)
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings
from tests.reader.helpers import MADE, path_of, reading, request, underway, until


async def test_closing_leaves_nothing_behind(settings: Settings) -> None:
    """No process, no thread and no descriptor, though a read was stuck."""
    before = set(os.listdir("/proc/self/fd")) if sys.platform == "linux" else set()
    client = ReaderClient(settings, command=MADE)
    task = await underway(client, "/stuck")
    pid = client.pid
    await client.close()
    with pytest.raises(ReaderDiedError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    await until(lambda: not any(t.name.startswith("waitpid") for t in threading.enumerate()))
    if sys.platform == "linux":
        assert set(os.listdir("/proc/self/fd")) <= before


async def test_closing_while_it_starts_leaves_nothing_behind(settings: Settings) -> None:
    """Whoever waits for the start is told that it was closed."""
    client = ReaderClient(settings, command=MADE)
    starting = asyncio.create_task(client.start())
    await asyncio.sleep(0)
    await client.close()
    with pytest.raises(ReaderDiedError):
        await starting
    assert client.pid == 0


async def test_a_closed_client_keeps_nobody_waiting(settings: Settings) -> None:
    """Who was cancelled closes it at once, before the reader was told: others hear of the end."""
    begun = asyncio.Event()
    client = ReaderClient(settings, command=MADE)

    async def ask() -> None:
        try:
            await client.ask(request("/wait"), on_part=lambda _: begun.set())
        finally:
            await client.close()

    task = asyncio.create_task(ask())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ReaderDiedError, match="closed"):
        await asyncio.wait_for(client.ask(request("/next")), 60)


async def test_the_reader_leaves_when_its_input_ends(settings: Settings) -> None:
    """A browser that was killed leaves no reader behind, even one that is stuck."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(settings.cache_dir), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    pid = int(await process.stdout.readline())
    process.kill()
    await process.wait()
    await until(lambda: not is_alive(pid))


async def test_a_reader_that_hears_nothing_any_more_ends(settings: Settings) -> None:
    """The thread that takes frames had no memory for one: the next reader answers."""
    async with reading(settings) as client:
        await path_of(client, request("/deaf"))
        pid = client.pid
        # The first frame may have been waited for before there was no memory.
        for path in ("/next", "/over next"):
            assert await path_of(client, request(path)) == path
        await until(lambda: not is_alive(pid))


PARENT = """
import asyncio, pathlib, sys
from tests.reader.helpers import MADE, ReaderClient, Settings, request
async def main():
    client = ReaderClient(Settings(cache_dir=pathlib.Path(sys.argv[1])), command=MADE)
    await client.start()
    print(client.pid, flush=True)
    await client.ask(request("/stuck"))
asyncio.run(main())
"""


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that nobody has reaped does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


async def test_a_command_that_is_no_reader_is_an_error(settings: Settings) -> None:
    """A start that fails says so."""
    client = ReaderClient(settings, command=(sys.executable, "-c", "pass"))
    with pytest.raises(ReaderDiedError, match="did not start"):
        await client.ask(request("/"))
    await client.close()
