"""A file that dies in the middle, read as the browser and the verbs read it."""

import asyncio
import re
import time
from pathlib import Path

import pytest

from dandi_tui.errors import AddressExpiredError, ConnectionFailedError, DandiTuiError
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.pictures import Picture
from dandi_tui.protocol.requests import Draw, ListChildren, Walk
from tests.demo_fixture import DemoFactory
from tests.e2e.faults import (
    BLOBS,
    DFF,
    FAULTS,
    FILE,
    IMAGE,
    both,
    embargoed_file,
    fault,
    impatient,
    known_as,
)


@pytest.mark.parametrize("name", FAULTS)
async def test_a_file_dies_in_the_middle_and_lives_again(
    name: str, demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """One sentence with a hint, from the same reader that draws it when the server is back."""
    conditions, words = FAULTS[name]
    demo = demo_factory()
    async with both(impatient(tmp_path), demo.api_url) as one:
        source = await one.address("000728", FILE)
        await one.reader.ask(ListChildren(source=source))
        pid = one.reader.pid
        demo.conditions(**conditions)
        with pytest.raises(ConnectionFailedError, match=words) as caught:
            await one.reader.ask(Draw(source=source, path=DFF))
        assert one_sentence(caught.value)
        demo.conditions()
        assert isinstance(await one.reader.ask(Draw(source=source, path=DFF)), Picture)
        assert one.reader.pid == pid


@pytest.mark.parametrize("name", ["the server stops", "silence"])
async def test_a_file_that_cannot_be_opened_opens_later(
    name: str, demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """Also the first bytes may not come, and a walk fails as a whole."""
    conditions, words = FAULTS[name]
    demo = demo_factory()
    async with both(impatient(tmp_path), demo.api_url) as one:
        source = await one.address("000728", FILE)
        demo.conditions(**conditions)
        for request in (ListChildren(source=source), Walk(source=source)):
            with pytest.raises(ConnectionFailedError, match=words) as caught:
                await one.reader.ask(request)
            assert one_sentence(caught.value)
        demo.conditions()
        assert (await one.reader.ask(ListChildren(source=source))).objects


async def test_a_walk_into_a_dead_server_is_no_short_list(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """What HDF5 takes for a damaged object, when its bytes did not come, is still an error."""
    demo = demo_factory()
    async with both(impatient(tmp_path), demo.api_url) as one:
        source = await one.address("000409", IBL)
        await one.reader.ask(ListChildren(source=source))
        demo.conditions(store_down=True)
        with pytest.raises(ConnectionFailedError):
            await one.reader.ask(Walk(source=source))
        demo.conditions()
        parts: list[str] = []
        await one.reader.ask(
            Walk(source=source), on_part=lambda part: parts.extend(o.path for o in part.objects)
        )
        assert "/units/spike_times" in parts


IBL = (
    "sub-KS091/sub-KS091_ses-78b4fff5-c5ec-44d9-b5f9-d59493063f00"
    "_desc-processed_behavior+ecephys.nwb"
)


async def test_a_silence_is_told_of_and_can_be_left(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """Progress says for how long nothing came; a cancel frees the reader for the next object."""
    demo = demo_factory()
    said: list[tuple[float, float]] = []
    told = asyncio.Event()

    def note(progress: Progress) -> None:
        said.append((progress.silent_s, time.monotonic() - asked_s))
        if progress.silent_s >= 1:
            told.set()

    asked_s = time.monotonic()
    settings = impatient(tmp_path, read_timeout_s=600, patience_s=600)
    async with both(settings, demo.api_url) as one:
        source = await one.address("000728", FILE)
        await one.reader.ask(ListChildren(source=source))
        pid = one.reader.pid
        demo.conditions(**fault("silence", seconds=3600))
        asked_s = time.monotonic()
        task = asyncio.create_task(one.reader.ask(Draw(source=source, path=DFF), on_progress=note))
        await asyncio.wait_for(told.wait(), 300)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        demo.conditions()
        assert isinstance(await one.reader.ask(Draw(source=source, path=IMAGE)), Picture)
        assert one.reader.pid == pid
    assert all(silent_s <= waited_s for silent_s, waited_s in said)


async def test_an_owner_s_address_expires_and_is_renewed(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a read; and the token goes to the API alone, never to the store."""
    demo = demo_factory()
    settings = impatient(tmp_path, instance=known_as(demo, monkeypatch))
    async with both(settings, None) as one:
        source = await one.address("000961", embargoed_file(demo))
        assert source.private
        top = await one.reader.ask(ListChildren(source=source))
        demo.conditions(expire_signatures=True)
        await one.reader.ask(Walk(source=source))
        assert top.objects
    log = demo.log()
    refused = [entry for entry in log if entry["where"] == "store" and entry["status"] == 403]
    asked = [entry for entry in log if entry["path"].endswith("/download/")]
    assert refused
    assert len(asked) == 2
    assert all(entry["authorization"] for entry in asked)
    assert not any(entry["authorization"] for entry in log if entry["where"] == "store")
    assert not list((tmp_path / "cache").rglob("[0-9]*")), "embargoed blocks were kept on disk"


async def test_an_address_that_cannot_be_renewed_is_a_sentence_until_it_can(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signature is over and the API does not answer; when it does, the file goes on."""
    demo = demo_factory()
    settings = impatient(tmp_path, instance=known_as(demo, monkeypatch))
    async with both(settings, None) as one:
        source = await one.address("000961", embargoed_file(demo))
        await one.reader.ask(ListChildren(source=source))
        down = fault("error", where="api", match="/download/", status=503)
        demo.conditions(expire_signatures=True, **down)
        with pytest.raises(AddressExpiredError, match="503") as caught:
            await one.reader.ask(Walk(source=source))
        assert one_sentence(caught.value)
        demo.conditions()
        await one.reader.ask(Walk(source=source))


async def test_a_deleted_object_is_a_sentence(demo_factory: DemoFactory, tmp_path: Path) -> None:
    """404 from the store: final, and said at once."""
    demo = demo_factory()
    async with both(impatient(tmp_path), demo.api_url) as one:
        source = await one.address("000728", FILE)
        demo.conditions(**fault("error", status=404, match=BLOBS))
        with pytest.raises(DandiTuiError, match="no such file") as caught:
            await one.reader.ask(ListChildren(source=source))
        assert one_sentence(caught.value)
        assert len([entry for entry in demo.log("store") if entry["range"]]) == 1


def one_sentence(error: DandiTuiError) -> bool:
    """One line that ends in a full stop, a hint, and nothing secret in either."""
    words = error.message + error.hint
    return bool(re.fullmatch(r"[^\n]*\.", error.message) and error.hint and "X-Amz" not in words)
