"""Remote files give the right bytes or a clear error, whatever the server does."""

import threading
import traceback
from pathlib import Path

import pytest

from dandi_tui.errors import (
    AccessError,
    Cancelled,
    ConnectionFailedError,
    DandiTuiError,
    FileFormatError,
    NotFoundError,
)
from dandi_tui.remote import coming, fetch
from dandi_tui.remote.watch import Watch
from tests.remote.helpers import CONTENT, opened, read, reading, whole
from tests.remote.range_server import Exchange, Fault, every, serve


def shifted(exchange: Exchange) -> bool:
    """Another range than the one asked for, and it says so."""
    exchange.answer(shift=1 if exchange.span()[0] == 0 else -1)
    return True


def cut(exchange: Exchange) -> bool:
    """Broken off in the middle."""
    exchange.answer(cut=10)
    return True


def reset(exchange: Exchange) -> bool:
    """Closed without a word."""
    exchange.close_connection = True
    return True


def busy(exchange: Exchange) -> bool:
    """Come back later."""
    exchange.refuse(503, Retry_After="0")
    return True


def silent(exchange: Exchange) -> bool:
    """Nothing, until the server ends."""
    return exchange.stall()


def timeout_s(fault: Fault, short_s: float) -> float:
    """What a silence is over in; only that of a test, and never that of a busy machine."""
    return short_s if fault is silent else 120.0


@pytest.mark.parametrize("fault", [shifted, cut, reset, busy, silent])
def test_a_fault_that_passes_is_not_noticed(fault: Fault, tmp_path: Path) -> None:
    """Every third request fails, and the bytes are right all the same."""
    wait_s = timeout_s(fault, 2.0)
    with (
        serve(CONTENT, every(3, fault)) as server,
        reading(tmp_path, read_timeout_s=wait_s) as all_,
    ):
        assert whole(all_, server.url) == CONTENT
        assert all_.stats().requests == len(server.ranges)


@pytest.mark.parametrize("fault", [shifted, cut, reset, busy, silent])
def test_a_fault_that_stays_is_an_error_without_the_query(fault: Fault, tmp_path: Path) -> None:
    """After the last try a sentence names the host and the bytes, and the traceback no secret."""
    with (
        serve(CONTENT, fault) as server,
        reading(tmp_path, max_tries=2, read_timeout_s=timeout_s(fault, 0.2)) as fetcher,
        pytest.raises(ConnectionFailedError, match=r"127\.0\.0\.1.* bytes 0–") as caught,
    ):
        whole(fetcher, server.url, size_bytes=len(CONTENT))
    assert caught.value.hint
    assert "secret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, NotFoundError), (410, NotFoundError), (403, AccessError), (401, AccessError),
     (416, ConnectionFailedError), (400, ConnectionFailedError), (200, ConnectionFailedError)],
)  # fmt: skip
def test_a_final_answer_is_not_asked_for_again(
    status: int, kind: type[DandiTuiError], tmp_path: Path
) -> None:
    """One request, one error of its kind."""

    def refuse(exchange: Exchange) -> bool:
        exchange.refuse(status)
        return True

    with serve(CONTENT, refuse) as server, reading(tmp_path) as fetcher:
        with pytest.raises(kind, match=str(status)):
            whole(fetcher, server.url)
        assert len(server.ranges) == 1


def test_no_server_is_an_error_without_the_query(tmp_path: Path) -> None:
    """A refused connection names the host."""
    with serve(CONTENT) as server:
        url = server.url
    with (
        reading(tmp_path, max_tries=2) as fetcher,
        pytest.raises(ConnectionFailedError, match="cannot be reached") as caught,
    ):
        whole(fetcher, url)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_a_changed_etag_is_final_and_forgets_what_was_kept(tmp_path: Path) -> None:
    """The file was replaced while it was read: an error, then the new content."""
    with serve(CONTENT) as server, reading(tmp_path) as fetcher:
        file = opened(fetcher, server.url)
        read(file, 0, 10)
        server.etag, server.content = "two", CONTENT[::-1]
        with pytest.raises(ConnectionFailedError, match="not the same any more"):
            read(file, 4_000_000, 10)
        assert whole(fetcher, server.url) == CONTENT[::-1]


def test_an_etag_other_than_the_address_says_is_refused(tmp_path: Path) -> None:
    """The archive knows what the content must be."""
    with (
        serve(CONTENT) as server,
        reading(tmp_path) as fetcher,
        pytest.raises(ConnectionFailedError, match="not the same any more"),
    ):
        whole(fetcher, server.url, etag="other")


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    """A range of nothing cannot be served, and that is what it means."""

    def unsatisfiable(exchange: Exchange) -> bool:
        exchange.refuse(416, Content_Range="bytes */0")
        return True

    with (
        serve(b"", unsatisfiable) as server,
        reading(tmp_path) as fetcher,
        pytest.raises(FileFormatError, match="empty"),
    ):
        whole(fetcher, server.url)


def test_a_read_past_the_end_raises(tmp_path: Path) -> None:
    """h5py would take a short answer for a full one."""
    with (
        serve(CONTENT) as server,
        reading(tmp_path) as fetcher,
        pytest.raises(FileFormatError, match="ends at byte 5000001"),
    ):
        read(opened(fetcher, server.url), len(CONTENT) - 5, 6)


def test_a_read_past_the_end_of_what_is_kept_raises(tmp_path: Path) -> None:
    """An address says that a file, all of which is in memory, is longer than it is."""
    with serve(CONTENT) as server, reading(tmp_path, disk_cache_bytes=0) as fetcher:
        assert whole(fetcher, server.url) == CONTENT
        file = opened(fetcher, server.url, size_bytes=len(CONTENT) + 100)
        with pytest.raises(FileFormatError, match="said to be longer"):
            read(file, len(CONTENT) - 5, 6)


def test_an_answer_that_comes_after_a_cancelled_opening_is_no_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a small file, of which less comes than was asked for."""
    held = threading.Event()

    def hold(exchange: Exchange) -> bool:
        exchange.server.stalled.release()
        held.wait()
        return False

    def cancel() -> None:
        if server.ranges:
            watch.cancel()

    watch = Watch(on_slice=cancel)
    with (
        serve(b"x" * 100_000, hold) as server,
        reading(tmp_path, watch, head_bytes=1 << 20) as all_,
    ):
        with pytest.raises(Cancelled):
            opened(all_, server.url, blob="")
        server.stalled.acquire()
        threads = [thread for thread in threading.enumerate() if thread.name == "fetch"]
        held.set()
        for thread in threads:
            thread.join(60)
    assert not caplog.records


def test_a_read_is_given_up_after_its_patience_and_not_after_so_much_for_each_try(
    tmp_path: Path,
) -> None:
    """Twenty tries of ten minutes each are allowed, but nothing has come for a second."""
    with (
        serve(CONTENT, silent) as server,
        reading(tmp_path, max_tries=20, read_timeout_s=600, patience_s=1) as fetcher,
        pytest.raises(ConnectionFailedError, match=r"sent nothing for \d s, .*\(1 try\)"),
    ):
        whole(fetcher, server.url, size_bytes=len(CONTENT))


def test_bytes_that_come_one_by_one_are_no_answer(tmp_path: Path) -> None:
    """No timeout of the connection sees it, but the thread that waits does."""

    def drip(exchange: Exchange) -> bool:
        exchange.send_response(206)
        exchange.send_header("Content-Range", f"bytes 0-65535/{len(CONTENT)}")
        exchange.send_header("Content-Length", "65536")
        exchange.end_headers()
        while not exchange.server.ended.wait(0.1):
            exchange.wfile.write(b"x")
        return True

    with (
        serve(CONTENT, drip) as server,
        reading(tmp_path, read_timeout_s=1, patience_s=1) as fetcher,
        pytest.raises(ConnectionFailedError, match=r"sent nothing for ([6-9]|\d\d) s"),
    ):
        whole(fetcher, server.url)


def test_after_an_error_the_other_reads_fail_at_once(tmp_path: Path) -> None:
    """What opens odd files goes on after an error; it must not wait for a dead server each time."""
    with serve(CONTENT) as server, reading(tmp_path, max_tries=1) as fetcher:
        file = opened(fetcher, server.url)
        read(file, 0, 10)
        server.fault = reset
        for _ in range(3):
            with pytest.raises(ConnectionFailedError):
                read(file, 4_000_000, 10)
        assert len(server.ranges) == 2
        server.fault = file.failure = None
        assert read(file, 4_000_000, 10) == CONTENT[4_000_000:4_000_010]


def test_an_answer_whose_head_drips_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for a second time, and then not waited for any longer: no timeout of a socket ends it,
    since a byte comes now and then."""
    monkeypatch.setattr(coming, "SILENT_S", 0.1)
    monkeypatch.setattr(fetch, "GRACE_S", 0.1)

    def drip(exchange: Exchange) -> bool:
        exchange.wfile.write(b"HTTP/1.1 206 Partial Content\r\nX-Odd: ")
        for _ in range(400):
            if exchange.server.ended.wait(0.01):
                break
            exchange.wfile.write(b"a")
        exchange.close_connection = True
        return True

    with (
        serve(CONTENT, drip) as server,
        reading(tmp_path, patience_s=0.5, max_tries=1) as fetcher,
        pytest.raises(ConnectionFailedError, match="sent nothing"),
    ):
        whole(fetcher, server.url)
    assert len(server.ranges) == 2
