"""The store refuses an object's own address, or the API its download: the other one is taken."""

from pathlib import Path

import pytest

from dandi_tui.errors import AccessError
from dandi_tui.protocol.requests import ListChildren
from tests.demo_fixture import DemoFactory
from tests.e2e.faults import FILE, both, embargoed_file, fault, impatient, known_as

SIGNED = "X-Amz-Signature"


async def test_a_store_that_refuses_the_plain_address_takes_the_signed_one(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """One question to the API, for all that waits for the file."""
    demo = demo_factory()
    async with both(impatient(tmp_path), demo.api_url) as one:
        demo.conditions(**fault("error", status=403, match="/blobs/", unless=SIGNED))
        source = await one.address("000728", FILE)
        assert (await one.reader.ask(ListChildren(source=source))).objects
    # What was still on its way when the reader ended has no status.
    store = [entry for entry in demo.log("store") if entry["status"] is not None]
    assert {entry["status"] for entry in store if not entry["signed"]} == {403}
    assert {entry["status"] for entry in store if entry["signed"]} == {206}
    assert len([entry for entry in demo.log("api") if "/download/" in entry["path"]]) == 1


async def test_where_both_are_refused_it_is_a_sentence(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """No circle: each address is tried, and that is all."""
    demo = demo_factory()
    async with both(impatient(tmp_path), demo.api_url) as one:
        demo.conditions(**fault("error", status=403, match="/blobs/"))
        source = await one.address("000728", FILE)
        with pytest.raises(AccessError):
            await one.reader.ask(ListChildren(source=source))
    assert len([entry for entry in demo.log("api") if "/download/" in entry["path"]]) <= 2
    assert len(demo.log("store")) <= 24


async def test_an_api_that_gives_no_address_is_passed_over(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An owner's file that is open by now: its own address does."""
    demo = demo_factory()
    settings = impatient(tmp_path, instance=known_as(demo, monkeypatch))
    async with both(settings, None) as one:
        demo.conditions(**fault("error", where="api", status=500, match="/download/"))
        source = await one.address("000961", embargoed_file(demo))
        assert source.private
        assert SIGNED not in source.url
