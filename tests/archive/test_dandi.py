"""`DandiArchive`: keys, refusals, faults of the network, quirks of the server."""

import asyncio
import json
import threading
from pathlib import Path

import dandi.consts
import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset
from dandi_tui.errors import (
    AccessError,
    ConnectionFailedError,
    DandiTuiError,
    NotFoundError,
    UsageError,
)
from dandi_tui.settings import Settings
from tests.archive.conftest import quick
from tests.archive.contract import children, listed
from tests.archive.replay import Answer, Replay, until

EMBARGOED_FILE = "sub-emb01/sub-emb01_ses-s1_ecephys.nwb"


@pytest.fixture
def known(replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The recordings as an instance that is known by name: `replay`, with `REPLAY_API_KEY`."""
    instance = dandi.consts.DandiInstance("replay", None, replay.api_url)
    monkeypatch.setitem(dandi.consts.known_instances, "replay", instance)
    return Settings(instance="replay", cache_dir=tmp_path, log_file=tmp_path / "log")


async def test_the_whole_list_is_one_request_and_no_handshake(
    archive: Archive, replay: Replay
) -> None:
    """No `/info/`, no look at the client's version: the list itself is the first request."""
    rows = await listed(archive)
    assert len(rows) == 39
    assert [path for path, _ in replay.requests] == ["/api/dandisets/?ordering=id&page_size=1000"]
    assert archive.stats.requests == 1
    assert archive.stats.bytes > 10_000


async def test_a_longer_list_is_one_request_for_each_thousand(bare: Replay, tmp_path: Path) -> None:
    """2,500 dandisets are three requests, and each is there once."""
    archive = await connect(quick(bare, tmp_path))
    for first in (0, 1000, 2000):
        last = min(first + 1000, 2500)
        rows = [{"identifier": f"{n:06}"} for n in range(first, last)]
        more = "http://x/?page=2" if last < 2500 else None
        bare.next.append(Answer(200, json.dumps({"results": rows, "next": more}).encode()))
    assert len({row.identifier for row in await listed(archive)}) == 2500
    assert [path.rpartition("&")[2] for path, _ in bare.requests] == [
        "page_size=1000", "page=2", "page=3",
    ]  # fmt: skip
    await archive.close()


async def test_hostile_names_arrive_whole_for_text_safe_to_clean(archive: Archive) -> None:
    """The model keeps what the server says; markup and escapes are cleaned where it is shown."""
    row = await archive.dandiset("000008")
    assert "\x1b" in row.name
    paths = {one.path for one in await children(archive, "000008", "draft", "")}
    assert {"[bold]markup[", "back\\slash", "#hash"} <= paths


async def test_a_zarr_is_known_by_its_url_and_not_opened_as_a_file(archive: Archive) -> None:
    """`paths/` does not say it, its URL does."""
    (entry,) = await children(archive, "000006", "draft", "sub-01/micr")
    assert isinstance(entry, Asset)
    assert entry.zarr
    with pytest.raises(DandiTuiError, match="Zarr"):
        await archive.address("000006", "draft", entry)


async def test_an_asset_is_found_by_its_id(archive: Archive) -> None:
    """With its object URL, so that opening it costs nothing more."""
    asset = await archive.asset("f60bba40-5d21-4ee0-8baf-eaff7bdead4a")
    assert asset.path == "sub-01/sub-01_ses-20240301_ecephys.nwb"
    assert asset.url.endswith("/blobs/137/2ba/1372ba1c-2454-411f-b38e-c913a8c68abe")
    address = await archive.address("", "", asset)
    assert address.blob == "1372ba1c-2454-411f-b38e-c913a8c68abe"


async def test_an_owner_s_key_opens_what_is_embargoed(
    replay: Replay, known: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is signed, private and renewable; the key itself stays out of it."""
    monkeypatch.setenv("REPLAY_API_KEY", "alice")
    archive = await connect(known)
    asset = await archive.entry("000005", "draft", EMBARGOED_FILE)
    assert isinstance(asset, Asset)
    address = await archive.address("000005", "draft", asset)
    assert "X-Amz-Signature" in address.url
    assert (address.private, address.renewable) == (True, True)
    assert address.blob == "bd67fec1-6d82-4f40-b899-1750aa98ea83"
    assert await archive.renew(address) == address
    assert not any(":9000" in path for path, _ in replay.requests), "the redirect was followed"


async def test_a_stale_key_is_dropped_with_a_notice(
    replay: Replay, known: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong key makes public reads fail too; without it they work, and it is not sent again."""
    monkeypatch.setenv("REPLAY_API_KEY", "stale")
    archive = await connect(known)
    assert (await archive.dandiset("000002")).identifier == "000002"
    assert (await archive.dandiset("000003")).identifier == "000003"
    assert [token for _, token in replay.requests] == ["token stale", "", ""]
    (sentence,) = archive.notices
    assert "REPLAY_API_KEY" in sentence


async def test_a_key_never_goes_to_an_archive_named_by_url(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor to the demo: not even where the URL is that of a known instance."""
    instance = dandi.consts.DandiInstance("dandi", None, replay.api_url)
    monkeypatch.setitem(dandi.consts.known_instances, "dandi", instance)
    monkeypatch.setitem(dandi.consts.known_instances_rev, replay.api_url, "dandi")
    monkeypatch.setenv("DANDI_API_KEY", "alice")
    by_url = await connect(quick(replay, tmp_path))
    demo = await connect(Settings(log_file=tmp_path / "log"), replay.api_url)
    for archive in (by_url, demo):
        await archive.dandiset("000002")
    assert replay.tokens() == {""}


async def test_a_redirect_to_another_host_is_refused(
    bare: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is not the one that was asked gets neither the request nor the key."""
    instance = dandi.consts.DandiInstance("bare", None, bare.api_url)
    monkeypatch.setitem(dandi.consts.known_instances, "bare", instance)
    monkeypatch.setenv("BARE_API_KEY", "alice")
    archive = await connect(Settings(instance="bare", log_file=tmp_path / "log"))
    bare.next = [Answer(302, headers={"Location": "http://other.invalid/api/dandisets/"})]
    with pytest.raises(ConnectionFailedError, match=r"other\.invalid"):
        await archive.dandiset("000002")
    assert len(bare.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Answer(503, b"<html>busy</html>"),
        Answer(429, b'{"detail": "throttled"}', {"Retry-After": "0"}),
        Answer(200, b'{"ident', close_early=True),
    ],
)
async def test_a_passing_fault_is_tried_again(
    replay: Replay, tmp_path: Path, fault: Answer
) -> None:
    """Busy, throttled, or broken off: the second try answers."""
    archive = await connect(quick(replay, tmp_path))
    replay.next = [fault]
    assert (await archive.dandiset("000002")).identifier == "000002"
    assert len(replay.requests) == 2


async def test_a_lasting_fault_ends_in_a_sentence(replay: Replay, tmp_path: Path) -> None:
    """As many tries as the settings say, then one sentence and a hint."""
    archive = await connect(quick(replay, tmp_path))
    replay.next = [Answer(503)] * 3
    with pytest.raises(ConnectionFailedError, match="503") as error:
        await archive.dandiset("000002")
    assert error.value.hint
    assert len(replay.requests) == 3


async def test_a_long_pause_is_reported_in_place_of_waited_for(
    archive: Archive, replay: Replay, recordings: list[dict[str, object]]
) -> None:
    """The recorded 429 asks for 60 s."""
    replay.next = [Answer(429, b'{"detail": "x"}', {"Retry-After": "60"})]
    with pytest.raises(ConnectionFailedError, match="60 s"):
        await archive.dandiset("000002")
    assert len(replay.requests) == 1


@pytest.mark.parametrize(
    "body",
    [b"<html><title>Log in</title></html>", b"[]", b'{"results": 3}', b"\xff\xfe", b"", b'"text"'],
)
async def test_what_is_no_archive_is_said_to_be_none(
    bare: Replay, tmp_path: Path, body: bytes
) -> None:
    """A login page of the network, or any other server."""
    archive = await connect(quick(bare, tmp_path))
    bare.next = [Answer(200, body), Answer(200, body)]
    with pytest.raises(ConnectionFailedError, match="does not answer as a DANDI archive"):
        await listed(archive)
    with pytest.raises(ConnectionFailedError, match="does not answer as a DANDI archive"):
        await archive.dandiset("000002")


async def test_an_odd_row_does_not_cost_the_list(bare: Replay, tmp_path: Path) -> None:
    """The other rows are shown, and nulls are as good as nothing."""
    archive = await connect(quick(bare, tmp_path))
    good = {"identifier": "000001", "name": None, "draft_version": {"version": "draft"}}
    body = {"results": [{"identifier": 7}, good, 3, good], "next": None}
    bare.next = [Answer(200, json.dumps(body).encode())]
    (row,) = await listed(archive)
    assert row.identifier == "000001"


async def test_a_walk_ends_where_a_page_is_not_there(archive: Archive, replay: Replay) -> None:
    """The recorded folder says that there is a third page, and answers 404 for it."""
    entries = await children(archive, "000003", "draft", "flat")
    assert len(entries) == 6
    assert len(replay.requests) == 3


async def test_the_next_page_is_asked_of_the_same_server(bare: Replay, tmp_path: Path) -> None:
    """The server's own `next` is not followed: it could lead anywhere."""
    archive = await connect(quick(bare, tmp_path))
    row = {"path": "a", "asset": None}
    first = {"results": [row], "next": "http://other.invalid/?page=2"}
    second = {"results": [row, {**row, "path": "b"}], "next": None}
    bare.next = [Answer(200, json.dumps(one).encode()) for one in (first, second)]
    assert [one.path for one in await children(archive, "000001", "draft", "")] == ["a", "b"]
    assert "page=2" in bare.requests[1][0]


async def test_cancelling_a_walk_stops_its_tries_and_pages(bare: Replay, tmp_path: Path) -> None:
    """Once nobody waits, no request is sent any more; this fails without the stop event."""
    archive = await connect(quick(bare, tmp_path))
    gate, before = threading.Event(), set(threading.enumerate())
    bare.next = [Answer(503, wait=gate), *[Answer(503)] * 2]
    task = asyncio.create_task(listed(archive))
    await asyncio.to_thread(until, lambda: bare.requests)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    await archive.close()
    await asyncio.to_thread(until, lambda: not _asking(before))
    assert len(bare.requests) == 1


def _asking(before: set[threading.Thread]) -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "archive" and one not in before]


async def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """Nothing listens on port 9 of this machine."""
    settings = Settings(instance="http://127.0.0.1:9/api", log_file=tmp_path / "log", max_tries=2)
    with pytest.raises(ConnectionFailedError, match="cannot be reached") as error:
        await listed(await connect(settings))
    assert error.value.hint


async def test_offline_asks_nothing(tmp_path: Path) -> None:
    """It is said at once."""
    settings = Settings(offline=True, cache_dir=tmp_path, log_file=tmp_path / "log")
    with pytest.raises(ConnectionFailedError, match="Offline") as error:
        await listed(await connect(settings))
    assert "--offline" in error.value.hint


async def test_an_instance_that_is_not_known_is_a_matter_of_usage(tmp_path: Path) -> None:
    """The hint names those that are."""
    with pytest.raises(UsageError, match="nonsense") as error:
        await connect(Settings(instance="nonsense", log_file=tmp_path / "log"))
    assert "dandi-sandbox" in error.value.hint


async def test_a_malformed_version_is_not_found(archive: Archive, replay: Replay) -> None:
    """Dots and slashes of a name do not climb in the URL."""
    for version in ("..", "latest", "draft/../../000003"):
        with pytest.raises(NotFoundError):
            await children(archive, "000002", version, "")
    assert all("/../" not in path for path, _ in replay.requests)


async def test_a_closed_asset_says_who_may_open_it(
    replay: Replay, known: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob has a key, but not for this one."""
    monkeypatch.setenv("REPLAY_API_KEY", "bob")
    archive = await connect(known)
    with pytest.raises(AccessError, match="your key does not open it"):
        await archive.dandiset("000005")


async def test_addresses_for_the_web_are_quoted_and_bare(tmp_path: Path) -> None:
    """The page of a folder, and the download that anyone can open."""
    archive = await connect(Settings(log_file=tmp_path / "log"))
    url = archive.web_url("000728", "0.240827.1809", "sub-1/a b&c")
    assert url == (
        "https://dandiarchive.org/dandiset/000728/0.240827.1809/files?location=sub-1%2Fa%20b%26c"
    )
    asset = Asset(path="x", asset_id="abc", size_bytes=1, url="")
    assert archive.download_url(asset) == "https://api.dandiarchive.org/api/assets/abc/download/"
    assert archive.host == "dandiarchive.org"
