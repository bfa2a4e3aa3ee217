"""The reader process and its client: answers, cancels, deaths, limits, and nothing left behind."""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dandi_tui.errors import (
    AddressExpiredError,
    ConnectionFailedError,
    DandiTuiError,
    FileFormatError,
    ReaderDiedError,
)
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import ListChildren
from dandi_tui.reader import client as client_module
from dandi_tui.reader.client import ReaderClient, Renew
from dandi_tui.settings import Settings
from tests.remote.range_server import Exchange, serve

MADE = (sys.executable, "-m", "tests.reader.child")
LOCAL = Address(local_path="/a.nwb")


def request(path: str, url: str = "", *, renewable: bool = False) -> ListChildren:
    source = Address(url=url, blob="blob", renewable=renewable) if url else LOCAL
    return ListChildren(source=source, path=path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache_dir=tmp_path, max_tries=2, reader_memory_bytes=300_000_000)


@asynccontextmanager
async def reading(settings: Settings, renew: Renew | None = None) -> AsyncIterator[ReaderClient]:
    """A client over the reader that makes its answers up."""
    client = ReaderClient(settings, renew=renew, command=MADE)
    try:
        async with asyncio.timeout(60):
            yield client
    finally:
        await client.close()


async def path_of(client: ReaderClient, asked: ListChildren) -> str:
    return (await client.ask(asked)).objects[0].path


async def cancelled(task: "asyncio.Task[Objects]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def underway(client: ReaderClient, path: str) -> "asyncio.Task[Objects]":
    """A task on whose request the reader works: it has said so by a part."""
    begun = asyncio.Event()
    task = asyncio.create_task(client.ask(request(path), on_part=lambda _: begun.set()))
    await begun.wait()
    return task


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the system does in its own time."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def test_requests_are_answered_in_turn(settings: Settings) -> None:
    """Three at once come back each with its own answer."""
    async with reading(settings) as client:
        answers = await asyncio.gather(*(path_of(client, request(f"/{name}")) for name in "abc"))
    assert answers == ["/a", "/b", "/c"]


async def test_parts_arrive_before_the_answer(settings: Settings) -> None:
    """A walk's parts are handed out in order, then the last one is the answer."""
    parts: list[str] = []
    async with reading(settings) as client:
        answer = await client.ask(
            request("/parts"), on_part=lambda part: parts.append(part.objects[0].path)
        )
    assert parts == ["/a", "/b", "/c"]
    assert answer.objects[0].path == "/d"


async def test_a_cancelled_request_frees_the_same_reader(settings: Settings) -> None:
    """The byte layer raises, the process lives on, and the next request is answered by it."""
    async with reading(settings) as client:
        task = await underway(client, "/wait")
        before = client.pid
        await cancelled(task)
        assert await path_of(client, request("/next")) == "/next"
        assert client.pid == before
        assert client.idle


async def test_a_request_cancelled_in_the_queue_never_starts(
    settings: Settings, tmp_path: Path
) -> None:
    """It would have left a mark and killed the reader."""
    mark = tmp_path / "mark"
    async with reading(settings) as client:
        first = await underway(client, "/wait")
        second = asyncio.create_task(client.ask(request(f"/crash once{mark}")))
        await asyncio.sleep(0)
        await cancelled(second)
        await cancelled(first)
        await path_of(client, request("/next"))
    assert not mark.exists()


async def test_a_reader_that_does_not_stop_is_replaced(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decoding cannot be interrupted; the requests queued behind it go to the next process."""
    monkeypatch.setattr(client_module, "PATIENCE_S", 0.2)
    async with reading(settings) as client:
        task = await underway(client, "/stuck")
        before = client.pid
        queued = asyncio.create_task(path_of(client, request("/queued")))
        await asyncio.sleep(0)
        await cancelled(task)
        assert await queued == "/queued"
        assert client.pid != before


async def test_a_request_is_tried_again_after_a_death(settings: Settings, tmp_path: Path) -> None:
    """Once may be an accident."""
    async with reading(settings) as client:
        path = f"/crash once{tmp_path / 'mark'}"
        assert await path_of(client, request(path)) == path


async def test_a_request_that_kills_twice_is_an_error(settings: Settings) -> None:
    """One sentence, and the next request finds a reader."""
    async with reading(settings) as client:
        with pytest.raises(ReaderDiedError, match="twice"):
            await client.ask(request("/crash"))
        assert await path_of(client, request("/next")) == "/next"


async def test_errors_arrive_as_they_were_raised(settings: Settings) -> None:
    """Kind, sentence and hint cross the pipe."""
    async with reading(settings) as client:
        with pytest.raises(FileFormatError, match="damaged") as caught:
            await client.ask(request("/damaged"))
    assert caught.value.hint == "Choose another"


async def test_a_bug_costs_one_request(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The user reads a sentence, the log has the traceback without any query, the reader lives."""
    caplog.set_level(logging.INFO)
    async with reading(settings) as client:
        await client.start()
        before = client.pid
        with pytest.raises(DandiTuiError, match="Reading /bug failed"):
            await client.ask(request("/bug"))
        await path_of(client, request("/next"))
        assert client.pid == before
    assert "Traceback" in caplog.text
    assert "secret" not in caplog.text


async def test_prints_of_libraries_do_not_break_the_pipe(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """They end up in the log."""
    caplog.set_level(logging.INFO)
    async with reading(settings) as client:
        assert await path_of(client, request("/chatter")) == "/chatter"
    assert "a library prints to stdout" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS holds on Linux")
async def test_too_much_memory_is_an_error_not_a_death(settings: Settings) -> None:
    """An array as large as the limit is refused; the reader goes on."""
    async with reading(settings) as client:
        await client.start()
        before = client.pid
        with pytest.raises(DandiTuiError, match="more memory than the reader may have"):
            await client.ask(request("/memory"))
        await path_of(client, request("/next"))
        assert client.pid == before


async def test_an_answer_too_large_for_the_pipe_is_an_error(settings: Settings) -> None:
    """It is refused by the reader, before it is sent."""
    async with reading(settings) as client:
        with pytest.raises(DandiTuiError, match="too large to show"):
            await client.ask(request("/large"))


async def test_the_reader_gets_no_token(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its environment lacks every API key."""
    monkeypatch.setenv("DANDI_API_KEY", "secret")
    async with reading(settings) as client:
        names = await path_of(client, request("/environment"))
    assert "API_KEY" not in names
    assert "OPENBLAS_NUM_THREADS" in names


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


PARENT = """
import asyncio, pathlib, sys
from tests.reader.test_client import MADE, ReaderClient, Settings, request
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


@pytest.fixture
def signed() -> Iterator["SignedServer"]:
    """A server that refuses the first signature."""
    with serve(bytes([1]) * 200_000, lambda exchange: refuse_old(exchange)) as server:
        yield SignedServer(server.url, server.url.replace("secret", "fresh"))


class SignedServer:
    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new


def refuse_old(exchange: Exchange) -> bool:
    if "secret" not in exchange.path:
        return False
    exchange.refuse(403)
    return True


async def test_an_expired_address_is_renewed_once(settings: Settings, signed: SignedServer) -> None:
    """The archive is asked for a new one, and the reader goes on with it, also later."""
    renewed: list[str] = []

    async def renew(address: Address) -> Address:
        renewed.append(address.url)
        return Address(url=signed.new, blob="blob", renewable=True)

    async with reading(settings, renew) as client:
        for _ in range(2):
            asked = request("/", signed.old, renewable=True)
            assert await path_of(client, asked) == "/200000"
    assert renewed == [signed.old]


async def test_an_address_that_cannot_be_renewed_is_an_error(
    settings: Settings, signed: SignedServer
) -> None:
    """The archive's sentence is the user's."""

    async def renew(_: Address) -> Address:
        raise ConnectionFailedError("The archive does not answer.")

    async with reading(settings, renew) as client:
        with pytest.raises(AddressExpiredError, match="The archive does not answer"):
            await client.ask(request("/", signed.old, renewable=True))


async def test_cancelling_gives_up_a_silent_server(settings: Settings) -> None:
    """The process survives, and another file is read at once, though the first still stalls."""
    stalling = serve(b"x" * 100, lambda exchange: exchange.stall())
    with stalling as silent, serve(bytes([2]) * 100) as other:
        async with reading(settings) as client:
            await client.start()
            before = client.pid
            task = asyncio.create_task(client.ask(request("/", silent.url)))
            await asyncio.to_thread(silent.stalled.acquire)
            await cancelled(task)
            asked = ListChildren(source=Address(url=other.url, blob="other"))
            assert await path_of(client, asked) == "/200"
            assert client.pid == before


async def test_progress_and_costs_are_reported(settings: Settings) -> None:
    """A slow read tells its bytes; the stats add up."""
    reports: list[Progress] = []

    def slow(exchange: Exchange) -> bool:
        exchange.server.ended.wait(0.15)
        return False

    with serve(bytes([1]) * 3_000_000, slow) as server:
        async with reading(settings) as client:
            await client.ask(request("/", server.url), on_progress=reports.append)
            first = client.last_stats
            await client.ask(request("/", server.url))
            assert client.last_stats.requests == 0
            assert client.last_stats.from_cache_bytes == 3_000_000
            assert client.stats.bytes == first.bytes == 3_000_000
    assert reports
    assert 0 < reports[0].done_bytes <= 3_000_000
