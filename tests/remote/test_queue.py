"""Who is served first, what goes on after a cancel, and how late bytes are asked for again."""

import threading
import time
from pathlib import Path

import pytest

from dandi_tui.errors import Cancelled
from dandi_tui.remote import coming, lines
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.jobs import Job, Part, Urgency
from dandi_tui.remote.lines import LINES_FOR, MAX_QUEUED, Lines
from dandi_tui.remote.ranges import CONNECTIONS, RangeAnswer
from dandi_tui.remote.watch import Watch
from tests.remote.helpers import CONTENT, opened, read, reading, whole
from tests.remote.range_server import Exchange, serve

WATCHDOG_S = 120.0


class Nobody:
    """Whose jobs need no bytes."""

    def url_of(self, _: Job) -> str:
        return ""

    def agree(self, job: Job, answer: RangeAnswer) -> None:
        """Nothing to see."""

    def keep(self, part: Part, content: bytes) -> None:
        """Nothing to keep."""

    def ended(self, job: Job) -> None:
        """Nothing to forget."""


class Gate:
    """Lines whose jobs say that they began, and end when they are let go."""

    def __init__(self) -> None:
        self.begun: list[Urgency] = []
        self.started = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.lines = Lines(self._run, threading.RLock())

    def _run(self, job: Job) -> None:
        self.begun.append(job.urgency)
        self.started.release()
        self.go.acquire()

    def job(self, urgency: Urgency) -> Job:
        job = Job(Nobody(), [Part(0, 0, 1)], 0, 1)
        self.lines.submit(job, urgency)
        return job

    def wait_for(self, n: int) -> None:
        for _ in range(n):
            assert self.started.acquire(timeout=WATCHDOG_S)

    def close(self) -> None:
        for _ in range(1000):
            self.go.release()
        self.lines.close()


def test_an_urgent_range_finds_a_connection_while_all_others_wait() -> None:
    """The rest of a file takes some connections only, however much of it there is."""
    gate = Gate()
    for _ in range(100):
        gate.job(Urgency.BULK)
    gate.wait_for(LINES_FOR[Urgency.BULK])
    for _ in range(CONNECTIONS - LINES_FOR[Urgency.BULK]):
        gate.job(Urgency.NOW)
    gate.wait_for(CONNECTIONS - LINES_FOR[Urgency.BULK])
    assert gate.begun.count(Urgency.NOW) == CONNECTIONS - LINES_FOR[Urgency.BULK]
    gate.close()


def test_the_most_urgent_is_served_first_also_if_it_became_so_in_the_queue() -> None:
    """All connections are taken; one after the other becomes free."""
    gate = Gate()
    for _ in range(CONNECTIONS):
        gate.job(Urgency.CRAWL)
    gate.wait_for(CONNECTIONS)
    late = gate.job(Urgency.BULK)
    for urgency in (Urgency.AHEAD, Urgency.CHUNKS, Urgency.CRAWL):
        gate.job(urgency)
    gate.lines.hurry(late, Urgency.NOW)
    for _ in range(4):
        gate.go.release()
        gate.wait_for(1)
    order = [Urgency.NOW, Urgency.CRAWL, Urgency.CHUNKS, Urgency.AHEAD]
    assert gate.begun[CONNECTIONS:] == order
    gate.close()


def test_the_queue_is_bounded_but_not_for_who_waits() -> None:
    """Of too many jobs some are refused."""
    gate = Gate()
    jobs = [Job(Nobody(), [Part(i, i, i + 1)], i, i + 1) for i in range(MAX_QUEUED + 100)]
    taken = [gate.lines.submit(job, Urgency.BULK) for job in jobs]
    assert not taken[-1]
    assert MAX_QUEUED <= sum(taken) <= MAX_QUEUED + CONNECTIONS
    assert gate.lines.submit(Job(Nobody(), [Part(0, 0, 1)], 0, 1), Urgency.NOW)
    gate.close()


def test_a_cancel_drops_what_only_the_foreground_wanted() -> None:
    """The crawl's jobs go on, also if h5py had waited for them."""
    gate = Gate()
    now, crawl, both = (gate.job(u) for u in (Urgency.NOW, Urgency.CRAWL, Urgency.CRAWL))
    gate.lines.hurry(both, Urgency.NOW)
    gate.wait_for(3)
    gate.lines.drop_foreground()
    assert [job.stopped.is_set() for job in (now, crawl, both)] == [True, False, False]
    assert both.urgency is Urgency.CRAWL
    gate.close()


def test_threads_that_are_left_behind_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One is, a second is not as long as that one waits; other threads of the process are none."""
    monkeypatch.setattr(lines, "MAX_STUCK_THREADS", 1)
    gate = Gate()
    jobs = [gate.job(Urgency.NOW) for _ in range(2)]
    gate.wait_for(2)
    behind = next(thread for thread, job in gate.lines._running.items() if job is jobs[0])
    gate.lines.drop(jobs)
    assert gate.lines.jobs() == jobs[1:]
    gate.go.release(2)
    behind.join(WATCHDOG_S)
    job = gate.job(Urgency.NOW)
    gate.wait_for(1)
    gate.lines.drop([job])
    assert job not in gate.lines.jobs()
    gate.close()


def test_a_thread_that_cannot_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system has none left for a while; who waits long has them started when it has."""

    def no_more(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    gate = Gate()
    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", no_more)
        for _ in range(CONNECTIONS):
            gate.job(Urgency.NOW)
    gate.lines.relieve()
    gate.wait_for(CONNECTIONS)
    gate.close()


def test_a_block_is_served_before_its_request_ends(tmp_path: Path) -> None:
    """The server sends a part of the head and waits; what is in it can be read."""
    held = threading.Event()

    def slow(exchange: Exchange) -> bool:
        first, last = exchange.span()
        exchange.send_response(206)
        exchange.send_header("Content-Range", f"bytes {first}-{last}/{len(CONTENT)}")
        exchange.send_header("Content-Length", str(last + 1 - first))
        exchange.end_headers()
        exchange.wfile.write(CONTENT[first : first + 150_000])
        assert held.wait(WATCHDOG_S)
        exchange.wfile.write(CONTENT[first + 150_000 : last + 1])
        return True

    with serve(CONTENT, slow) as server, reading(tmp_path, head_bytes=1 << 20) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        assert read(file, 60_000, 60_000) == CONTENT[60_000:120_000]
        assert fetcher.expected_bytes == 1 << 20
        held.set()
        assert read(file, 0, 1 << 20) == CONTENT[: 1 << 20]
        assert len(server.ranges) == 2


def test_a_try_goes_on_where_the_one_before_broke_off(tmp_path: Path) -> None:
    """Only the rest is asked for, of the same content."""
    conditions: list[str | None] = []

    def cut_once(exchange: Exchange) -> bool:
        conditions.append(exchange.headers.get("If-Range"))
        if exchange.number > 1:
            return False
        exchange.answer(cut=200_000)
        return True

    with serve(CONTENT, cut_once) as server, reading(tmp_path) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        assert read(file, 0, 400_000) == CONTENT[:400_000]
        assert fetcher.stats().bytes == 7 * 65_536
        assert conditions == [None, '"one"']
        assert int(server.ranges[1].removeprefix("bytes=").split("-")[0]) > 200_000


def test_a_stuck_connection_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer never comes; its bytes are asked for again before its timeout."""

    def first(exchange: Exchange) -> bool:
        return exchange.number == 1 and exchange.stall()

    monkeypatch.setattr(coming, "SILENT_S", 0.5)
    with serve(CONTENT, first) as server, reading(tmp_path, read_timeout_s=1000) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        assert read(file, 0, 10) == CONTENT[:10]
        assert len(server.ranges) == 2


def test_a_second_request_that_fails_leaves_the_first_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is late, and then comes: a server that is busy refused to be asked twice."""
    held = threading.Event()
    slices: list[bool] = []

    def busy(exchange: Exchange) -> bool:
        if exchange.number > 1:
            exchange.refuse(503)
        else:
            assert held.wait(WATCHDOG_S)
        return exchange.number > 1

    def look() -> None:
        if len(server.ranges) == 2 and len(fetcher.lines.jobs()) == 1:
            slices.append(True)  # the second failed, and the thread that waits may see it
            if len(slices) > 2:
                held.set()

    monkeypatch.setattr(coming, "SILENT_S", 0.5)
    with (
        serve(CONTENT, busy) as server,
        reading(tmp_path, Watch(on_slice=look), max_tries=1) as all_,
    ):
        fetcher = all_
        file = opened(fetcher, server.url, size_bytes=len(CONTENT))
        assert read(file, 0, 10) == CONTENT[:10]
        assert len(server.ranges) == 2


def test_a_crawl_passes_by_a_stuck_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it cannot go on without is asked for again, once; what is only ahead is not."""

    def first(exchange: Exchange) -> bool:
        return exchange.number == 1 and exchange.stall()

    monkeypatch.setattr(coming, "SILENT_S", 0.5)
    with serve(CONTENT, first) as server, reading(tmp_path, read_timeout_s=1000) as fetcher:
        stream = opened(fetcher, server.url, size_bytes=len(CONTENT)).stream
        stream.want([(0, 8 * BLOCK_BYTES)], Urgency.AHEAD)
        assert server.stalled.acquire(timeout=60)
        stream.want([(BLOCK_BYTES, BLOCK_BYTES + 10)])
        stream.wait()
        assert stream.peek(BLOCK_BYTES, BLOCK_BYTES + 10) == CONTENT[BLOCK_BYTES:][:10]
        assert server.ranges == ["bytes=0-524287", "bytes=65536-131071"]


def test_a_cancel_is_seen_at_the_next_slice(tmp_path: Path) -> None:
    """Two slices of waiting, then no third."""
    slices: list[float] = []

    def look() -> None:
        slices.append(time.monotonic())
        if len(slices) == 2:
            watch.cancel()

    watch = Watch(on_slice=look)
    stalling = serve(CONTENT, lambda exchange: exchange.stall())
    with stalling as server, reading(tmp_path, watch) as fetcher:
        with pytest.raises(Cancelled):
            whole(fetcher, server.url, size_bytes=len(CONTENT))
        assert len(slices) == 2
        assert not fetcher.lines.jobs()


def test_the_crawl_s_bytes_come_though_the_request_was_cancelled(tmp_path: Path) -> None:
    """They are not asked for a second time."""
    watch, held = Watch(), threading.Event()

    def hold(exchange: Exchange) -> bool:
        exchange.server.stalled.release()
        held.wait(WATCHDOG_S)
        return False

    with serve(CONTENT, hold) as server, reading(tmp_path, watch) as fetcher:
        stream = opened(fetcher, server.url, size_bytes=len(CONTENT)).stream
        stream.want([(100, 200), (3_000_000, 3_000_100)])
        server.stalled.acquire()
        watch.cancel()
        with pytest.raises(Cancelled):
            stream.wait()
        fetcher.begin()
        held.set()
        while None in (found := [stream.peek(100, 200), stream.peek(3_000_000, 3_000_100)]):
            stream.wait()
        assert found == [CONTENT[100:200], CONTENT[3_000_000:3_000_100]]
        assert len(server.ranges) == 2
