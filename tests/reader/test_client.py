"""The reader and its client: answers, cancels, deaths, limits."""

import asyncio
import logging
import sys
from pathlib import Path

import pytest

from dandi_tui.errors import (
    DandiTuiError,
    FileFormatError,
    ReaderDiedError,
)
from dandi_tui.protocol.messages import Part
from dandi_tui.protocol.pictures import Objects, Stats
from dandi_tui.reader import client as client_module
from dandi_tui.settings import Settings
from tests.reader.child import objects
from tests.reader.helpers import cancelled, path_of, reading, request, underway


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


async def test_who_was_cancelled_is_told_nothing_more(settings: Settings) -> None:
    """A part that had come already: it would be shown among those of the next file."""
    told: list[str] = []
    async with reading(settings) as client:
        begun = asyncio.Event()

        def take(part: Objects) -> None:
            told.append(part.objects[0].path)
            begun.set()

        task = asyncio.create_task(client.ask(request("/wait"), on_part=take))
        await begun.wait()
        client._take(Part(1, objects("/late"), Stats()))
        await cancelled(task)
    assert told == ["/begun"]


@pytest.mark.parametrize("fault", [OSError(28, "full"), BrokenPipeError(), ZeroDivisionError()])
async def test_what_a_callback_raises_ends_the_request(
    settings: Settings, fault: Exception
) -> None:
    """Whoever asked gets it, of a read under way or over, and the same reader is free again."""
    told: list[str] = []

    def take(part: Objects) -> None:
        told.append(part.objects[0].path)
        raise fault

    async with reading(settings) as client:
        for path in ("/wait", "/parts"):
            with pytest.raises(type(fault)) as caught:
                await client.ask(request(path), on_part=take)
            assert caught.value is fault
            before = client.pid
            assert await path_of(client, request("/next")) == "/next"
            assert client.pid == before
    assert told == ["/begun", "/a"]


async def test_parts_are_told_once_though_a_reader_died(settings: Settings, tmp_path: Path) -> None:
    """The next reader begins again; what it says of before is left out."""
    parts: list[Objects] = []
    async with reading(settings) as client:
        path = f"/crash once{tmp_path / 'mark'}"
        await client.ask(request(path), on_part=parts.append)
    assert [obj.path for part in parts for obj in part.objects] == ["/a", "/b"]


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


async def test_a_request_ends_what_is_done_ahead(settings: Settings) -> None:
    """What waits for bytes while nothing is asked is given up for whoever asks."""
    async with reading(settings) as client:
        for _ in range(5):
            assert await path_of(client, request("/wait ahead")) == "/waiting"
            await asyncio.sleep(0)
            assert await path_of(client, request("/next")) == "/next"
