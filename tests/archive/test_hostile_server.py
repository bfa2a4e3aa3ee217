"""A server that means harm: answers that never end, that unpack to gigabytes, that lead astray."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dandi_tui.archive import asker, connect
from dandi_tui.archive.dandi.places import instance
from dandi_tui.archive.threads import Threads
from dandi_tui.cli.checkup_asking import Asking
from dandi_tui.errors import AccessError, ConnectionFailedError, DandiTuiError, UsageError
from dandi_tui.settings import Settings
from tests.archive.contract import children, listed
from tests.archive.replay import Answer, Replay

OK = b"HTTP/1.1 200 OK\r\n"
MOST_SENT = 400
"""Pieces that a client that never stops gets."""


@dataclass
class Server:
    """Sends what a test says, then one piece after the other."""

    url: str = ""
    head: bytes = b""
    piece: bytes = b" "
    pause_s: float = 0.01
    ended: threading.Event = field(default_factory=threading.Event)
    n_sent: int = 0

    def answer(self, taken: socket.socket) -> None:
        """One connection."""
        with taken:
            try:
                while taken.recv(65_536):
                    taken.sendall(self.head)
                    while self.n_sent < MOST_SENT and not self.ended.wait(self.pause_s):
                        taken.sendall(self.piece)
                        self.n_sent += 1
                    return
            except OSError:
                return


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of bytes alone."""
    made, listening = Server(), socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        while not made.ended.is_set():
            try:
                taken, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=made.answer, args=(taken,), daemon=True).start()

    threading.Thread(target=take, daemon=True).start()
    made.url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
    yield made
    made.ended.set()
    listening.close()


def settings_of(url: str, folder: Path, patience_s: float = 60.0) -> Settings:
    """One try, and however busy this machine is, time enough for what a server does answer."""
    return Settings(instance=url, cache_dir=folder, patience_s=patience_s, max_tries=1)


DRIPPING = {
    "body": (OK + b"Content-Length: 100000\r\n\r\n", b" ", "does not end"),
    "header": (OK + b"X-Odd: ", b"a", "did not answer in time"),
    "promises": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "did not answer in time"),
}


@pytest.mark.parametrize("what", DRIPPING)
async def test_a_server_that_drips_is_given_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A byte now and then keeps the socket's timeout from running out; patience does run out."""
    monkeypatch.setattr(asker, "GRACE_S", 0.2)
    server.head, server.piece, sentence = DRIPPING[what]
    archive = await connect(settings_of(server.url, tmp_path, patience_s=1.0))
    with pytest.raises(ConnectionFailedError, match=sentence):
        await archive.dandiset("000001")
    assert server.n_sent < MOST_SENT
    await archive.close()


async def test_the_body_of_a_redirect_is_not_read(server: Server, tmp_path: Path) -> None:
    """`requests` would read it whole, also where it does not follow."""
    server.head = b"HTTP/1.1 302 Found\r\nLocation: http://other.invalid/\r\n\r\n"
    server.piece, server.pause_s = b" " * 1_000_000, 0.0
    archive = await connect(settings_of(server.url, tmp_path))
    with pytest.raises(ConnectionFailedError, match=r"other\.invalid"):
        await archive.dandiset("000001")
    assert server.n_sent < MOST_SENT
    await archive.close()


def test_a_check_does_not_wait_for_a_store_that_drips(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops at the first byte that it wanted."""
    server.head = b"HTTP/1.1 206 Partial Content\r\nContent-Length: 100000\r\n\r\n"
    asking = Asking(settings_of(server.url, tmp_path), server.url, "", "")
    assert asking.first_bytes(f"{server.url}/x", 1) == (206, 1)
    assert server.n_sent < MOST_SENT
    asking.close()


@pytest.mark.parametrize("location", ["http://[", "//[", "http://127.0.0.1:99999999/"])
async def test_a_redirect_to_what_is_no_address_is_a_sentence(
    bare: Replay, tmp_path: Path, location: str
) -> None:
    """No fault of ours."""
    archive = await connect(settings_of(bare.api_url, tmp_path))
    bare.next = [Answer(302, headers={"Location": location})]
    with pytest.raises(ConnectionFailedError):
        await archive.dandiset("000001")
    assert len(bare.requests) == 1
    await archive.close()


async def test_what_is_packed_twice_is_not_unpacked(bare: Replay, tmp_path: Path) -> None:
    """5 kB would be 3 GB."""
    archive = await connect(settings_of(bare.api_url, tmp_path))
    body = gzip.compress(gzip.compress(b"{}"))
    bare.next = [Answer(200, body, {"Content-Encoding": "gzip, gzip"})]
    with pytest.raises(ConnectionFailedError, match="packed more than once"):
        await archive.dandiset("000001")
    await archive.close()


@pytest.mark.parametrize("status", [200, 400, 401, 500])
async def test_json_of_a_million_lists_is_no_answer(
    bare: Replay, tmp_path: Path, status: int
) -> None:
    """Whoever parses it gives up: as a sentence, whether it is an answer or an error."""
    archive = await connect(settings_of(bare.api_url, tmp_path))
    bare.next = [Answer(status, b"[" * 1_000_000)]
    with pytest.raises(DandiTuiError):
        await archive.document("/dandisets/", {}, what="list")
    await archive.close()


async def test_a_list_that_goes_in_a_circle_ends(bare: Replay, tmp_path: Path) -> None:
    """The same page again and again, each with a next one: the second is the last."""
    archive = await connect(settings_of(bare.api_url, tmp_path))
    page = {"results": [{"identifier": "000001"}], "next": "http://x/?page=2"}
    bare.next = [Answer(200, json.dumps(page).encode())] * 5
    assert len(await listed(archive)) == 1
    assert len(bare.requests) == 2
    paths = {"results": [{"path": "a", "asset": None}], "next": "http://x/?page=2"}
    bare.next = [Answer(200, json.dumps(paths).encode())] * 5
    assert len(await children(archive, "000001", "draft", "")) == 1
    assert len(bare.requests) == 4
    await archive.close()


async def test_a_number_beyond_all_measure_is_as_good_as_none(bare: Replay, tmp_path: Path) -> None:
    """As a size it could neither be written in words nor kept in the index."""
    version = {"version": "draft", "size": 10**300, "asset_count": 2**70}
    row = {"identifier": "000001", "draft_version": version, "star_count": -(2**70)}
    archive = await connect(settings_of(bare.api_url, tmp_path))
    bare.next = [Answer(200, json.dumps({"results": [row], "next": None}).encode())]
    [found] = await listed(archive)
    assert found.draft is not None
    assert (found.draft.size_bytes, found.draft.asset_count, found.star_count) == (0, 0, 0)
    path = {"path": "a", "aggregate_size": 10**300, "aggregate_files": -1, "asset": None}
    bare.next = [Answer(200, json.dumps({"results": [path], "next": None}).encode())]
    [folder] = await children(archive, "000001", "draft", "")
    assert (folder.size_bytes, folder.path) == (0, "a")
    await archive.close()


async def test_metadata_that_are_null_hide_no_asset(bare: Replay, tmp_path: Path) -> None:
    """Path and size are there, whatever the metadata say."""
    metadata = {"access": None, "contentUrl": None}
    row = {"asset_id": "a", "path": "sub-1/a.nwb", "size": 3, "metadata": metadata}
    archive = await connect(settings_of(bare.api_url, tmp_path))
    bare.next = [Answer(200, json.dumps(row).encode())]
    assert (await archive.asset("a")).path == "sub-1/a.nwb"
    await archive.close()


async def test_a_page_that_a_firewall_sends_does_not_say_what_is_embargoed(
    bare: Replay, tmp_path: Path
) -> None:
    """The archive itself says why, in JSON; the index must not take the other for an answer."""
    archive = await connect(settings_of(bare.api_url, tmp_path))
    bare.next = [Answer(403, b"<html>blocked</html>")]
    with pytest.raises(ConnectionFailedError, match="list of dandisets is refused"):
        await listed(archive)
    bare.next = [Answer(403, b'{"detail": "Not yours."}')]
    with pytest.raises(AccessError, match="embargoed"):
        await archive.dandiset("000001")
    await archive.close()


@pytest.mark.parametrize("url", ["https://alice:secret@archive.org/api", "http://[/api"])
def test_what_is_no_url_of_an_archive_is_a_matter_of_usage(url: str) -> None:
    """A password in it would stand in the status line and in the log."""
    with pytest.raises(UsageError) as error:
        instance(url)
    assert "secret" not in f"{error.value.message} {error.value.hint}"


async def test_a_call_that_outlasts_its_time_gives_up_its_place() -> None:
    """The one thread still hangs, and the next call is made all the same."""
    threads, gate = Threads(1, "one"), threading.Event()
    with pytest.raises(TimeoutError):
        await threads.run_within(0.05, lambda _stop: gate.wait(30))
    assert await threads.run_within(30, lambda _stop: "made") == "made"
    gate.set()
    threads.close()
