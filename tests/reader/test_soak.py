"""Files opened again and again, left at random, the reader killed at random: nothing is left."""

import asyncio
import os
import random
import signal
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from dandi_tui.errors import NotFoundError, ReaderDiedError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.requests import Draw, ListChildren, Request, Walk
from dandi_tui.reader.client import ReaderClient
from dandi_tui.remote.disk import open_disk
from dandi_tui.remote.ranges import CONNECTIONS
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo, DemoFactory
from tests.reader.helpers import until

MAX_GROWTH_BYTES = 20_000_000
PATHS = ["/", "/acquisition", "/general", "/intervals", "/processing", "/units", "/stimulus"]

pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts what is in /proc"),
]


def settings_in(folder: Path) -> Settings:
    """Less room than the files need, so that all of them come again and again."""
    return Settings(
        cache_dir=folder,
        memory_cache_bytes=2_000_000,
        disk_cache_bytes=3_000_000,
        log_file=folder / "log",
    )


def sources(demo: Demo) -> list[Address]:
    """All NWB files of three dandisets, and none of what they are kept under."""
    found = [asset for one in ("000728", "000409", "000011") for asset in demo.assets(one)]
    return [
        Address(url=demo.object_url(asset), blob=asset["blob"], size_bytes=asset["size"])
        for asset in found
        if asset["path"].endswith(".nwb") and asset["blob"] and asset["size"] < 10_000_000
    ]


def some_request(chosen: random.Random, source: Address) -> Request:
    path = chosen.choice(PATHS)
    kinds: list[Request] = [
        ListChildren(source=source),
        Walk(source=source),
        Draw(source=source, path=path, width=80, height=18),
    ]
    return chosen.choice(kinds)


async def opened(
    client: ReaderClient, chosen: random.Random, all_: list[Address], *, kill: bool = False
) -> int:
    """One open; every second is left before it ends, or its reader is killed, whose pid it is."""
    pid = 0
    source = chosen.choice(all_)
    if chosen.random() < 0.75:  # a file that nobody has read yet, by its name
        source = replace(source, blob=f"{source.blob} {chosen.random()}")
    task = asyncio.create_task(client.ask(some_request(chosen, source)))
    if kill:
        await until(lambda: task.done() or client.pid != 0)
    if kill or chosen.random() < 0.5:
        await asyncio.wait({task}, timeout=chosen.uniform(0.0, 0.2))
        if kill and (pid := client.pid):
            with suppress(ProcessLookupError):  # the one before it was killed as it started
                os.kill(pid, signal.SIGKILL)
        if not kill or chosen.random() < 0.5:
            task.cancel()
    with suppress(asyncio.CancelledError, ReaderDiedError, NotFoundError):
        await task
    if pid:  # the next one is not to die of the same shot
        await until(lambda: client.pid != pid)
    return pid


def resident(pid: int) -> int:
    return int(psutil.Process(pid).memory_info().rss)


def descriptors(pid: int | str = "self") -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def threads(pid: int | str = "self") -> int:
    return len(os.listdir(f"/proc/{pid}/task"))


@pytest.mark.parametrize(
    ("n_opens", "after"), [(50, 25), pytest.param(1000, 100, marks=pytest.mark.full)]
)
async def test_opening_and_leaving_files_leaves_nothing_behind(
    n_opens: int, after: int, demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """One reader lives through it, and no larger at the end than after the first so many."""
    demo = demo_factory(latency_ms=20)
    chosen, all_ = random.Random(n_opens), sources(demo)
    client = ReaderClient(settings_in(tmp_path))
    try:
        await client.start()
        pid, before = client.pid, (descriptors(client.pid), threads(client.pid))
        for i in range(n_opens):
            await opened(client, chosen, all_)
            if i + 1 == after:
                marks = resident(pid), resident(os.getpid()), descriptors(), threads()
        assert client.pid == pid
        reader, browser, n_descriptors, n_threads = marks
        assert resident(pid) - reader < MAX_GROWTH_BYTES
        assert resident(os.getpid()) - browser < MAX_GROWTH_BYTES
        assert descriptors() <= n_descriptors
        assert threads() <= n_threads + 1  # one that waits for a process may have begun
        # Connections and their threads stay for the next file, and one thread that writes.
        await until(lambda: descriptors(pid) <= before[0] + CONNECTIONS + len(all_))
        await until(lambda: threads(pid) <= before[1] + CONNECTIONS + 1)
    finally:
        await client.close()
    await gone({pid})
    assert kept_whole(settings_in(tmp_path))


@pytest.mark.parametrize("n_kills", [20, pytest.param(50, marks=pytest.mark.full)])
async def test_killing_the_reader_leaves_nothing_behind(
    n_kills: int, demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time another takes its place; the browser's process keeps nothing of the dead ones."""
    demo = demo_factory(latency_ms=20)
    chosen, all_ = random.Random(n_kills), sources(demo)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    client = ReaderClient(settings_in(tmp_path))
    pids = set()
    try:
        await client.start()
        await client.ask(ListChildren(source=all_[0]))
        marks = descriptors(), threads(), resident(os.getpid())
        children = len(psutil.Process().children(recursive=True))
        for _ in range(n_kills):
            pids.add(await opened(client, chosen, all_, kill=True))
        with suppress(ReaderDiedError):  # the last one may have been killed as it started
            await client.ask(ListChildren(source=all_[0]))
        assert (await client.ask(ListChildren(source=all_[0]))).objects
        pids.add(client.pid)
        await until(lambda: len(psutil.Process().children(recursive=True)) <= children)
        await until(lambda: descriptors() <= marks[0] and threads() <= marks[1])
        assert resident(os.getpid()) - marks[2] < MAX_GROWTH_BYTES
        assert len(pids) > n_kills // 2
    finally:
        await client.close()
    assert not list((tmp_path / "tmp").iterdir())
    await gone(pids - {0})
    assert kept_whole(settings_in(tmp_path))


async def gone(pids: set[int]) -> None:
    """None of these processes is there any more."""
    await until(lambda: not any(psutil.pid_exists(pid) for pid in pids))


def kept_whole(settings: Settings) -> bool:
    """Whether what dead processes left half written goes with the next look at the cache."""
    for path in settings.cache_dir.rglob(".new-*"):
        os.utime(path, (0, 0))
    disk = open_disk(settings)
    return bool(disk and disk.make_room()) and not list(settings.cache_dir.rglob(".new-*"))
