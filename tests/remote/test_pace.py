"""What is done about answers that come slowly: what is waited for comes before what is probable."""

import time
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.remote import coming
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.counts import Counts
from dandi_tui.remote.jobs import Job, Part, State, Urgency
from dandi_tui.remote.pace import SOON_S, comes_late, in_the_way, is_quick
from tests.remote.helpers import CONTENT, opened, read, reading
from tests.remote.range_server import Exchange, serve


@pytest.fixture(autouse=True)
def no_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here slow answers do count, but not silent ones."""
    monkeypatch.setattr(coming, "SILENT_S", 3600.0)


SLOW_S = 2.0
"""A block takes so long where it is slow: much longer than an answer on a busy machine."""


class Nobody:
    """An owner that wants nothing."""

    def url_of(self, _: Job) -> str:
        return ""

    def agree(self, *_: object) -> None: ...

    def keep(self, *_: object) -> None: ...

    def ended(self, _: Job) -> None: ...


def answering(n_blocks: int, n_came: int, block_s: float, answer_s: float) -> Job:
    """A range under way: some of its blocks came, each in so many seconds."""
    at = [n * BLOCK_BYTES for n in range(n_blocks + 1)]
    parts = [Part(n, at[n], at[n + 1]) for n in range(n_blocks)]
    job = Job(Nobody(), parts, 0, at[-1])
    job.state, job.probable, job.answer_s = State.RUNNING, True, answer_s
    job.wanted.add(Urgency.AHEAD)
    job.at = at[n_came]
    job.heard_s = job._answered[1] + n_came * block_s
    return job


@pytest.mark.parametrize(
    ("answered_s", "running_s", "quick"),
    [
        (0.0, 0.0, True),  # nothing is known
        (0.001, 0.0, True),  # 16 blocks in 16 ms
        (0.02, 0.0, False),  # in 320 ms, as answers told
        (0.001, 0.1, False),  # and as it is now
    ],
)
def test_a_line_is_quick_if_it_was_and_is(answered_s: float, running_s: float, quick: bool) -> None:
    """By the seconds that a block took, in answers that came whole and in one under way."""
    jobs = [answering(16, 4, running_s, 0.01)] if running_s else []
    assert is_quick(16 * BLOCK_BYTES, answered_s / BLOCK_BYTES, jobs) == quick


def test_the_rest_of_a_small_file_comes_behind_the_crawl_where_the_line_is_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else with it, as long as nobody waits."""
    with serve(CONTENT) as server, reading(tmp_path, whole_file_bytes=len(CONTENT)) as fetcher:
        monkeypatch.setattr(fetcher.counts, "byte_s", lambda: 1e-6)
        stream = opened(fetcher, server.url, size_bytes=len(CONTENT)).stream
        for at in (0, 3 * BLOCK_BYTES):
            stream.want([(at, at + 1)], Urgency.CRAWL)
            while stream.peek(at, at + 1) is None:
                stream.wait()
        assert not stream.busy
        assert len(server.ranges) == 2
        monkeypatch.setattr(fetcher.counts, "byte_s", lambda: 1e-9)
        stream.want([(9 * BLOCK_BYTES, 9 * BLOCK_BYTES + 1)], Urgency.CRAWL)
        while fetcher.lines.jobs():
            stream.wait()
        assert fetcher.stats().bytes == len(CONTENT)


def test_how_long_a_byte_takes_is_told_by_answers_that_are_long_enough() -> None:
    """Nothing by short ones; of the others the median, which one odd answer does not change."""
    counts = Counts()
    assert counts.byte_s() == 0.0
    for n_bytes, seconds in [(10, 900.0), (100_000, 100.0), (100_000, 200.0), (200_000, 20_000.0)]:
        with counts.request() as timing:
            timing.answered_s = time.monotonic() - seconds
            timing.ended(n_bytes)
    assert counts.byte_s() == pytest.approx(2e-3, rel=0.1)


@pytest.mark.parametrize(
    ("n_came", "block_s", "answer_s", "late"),
    [
        (4, 0.1, 0.05, True),  # 1.2 s, or 0.15 s by itself
        (4, 0.1, 0.6, False),  # 1.2 s, or 0.7 s by itself
        (15, 0.1, 0.01, False),  # the next to come
        (4, 0.0008, 0.0001, False),  # 9.6 ms: sooner than a second request is worth
        (4, 0.003, 0.001, True),
        (0, 0.1, 0.01, False),  # nothing of it came yet: nobody knows
        (4, 0.1, 0.0, False),
    ],
)
def test_what_stands_far_back_in_a_slow_answer_is_late(
    n_came: int, block_s: float, answer_s: float, late: bool
) -> None:
    """If alone it would come in half the time, answer and all."""
    job = answering(16, n_came, block_s, answer_s)
    assert comes_late(job.parts[15], [job]) is late


def test_what_was_asked_for_twice_is_not_late_again() -> None:
    """There is no third request."""
    job = answering(16, 4, 0.1, 0.05)
    job.parts[15].again = True
    assert not comes_late(job.parts[15], [job])


def test_what_is_queued_is_not_late() -> None:
    """Its turn has not come."""
    job = answering(16, 4, 0.1, 0.05)
    job.state = State.QUEUED
    assert not comes_late(job.parts[15], [job])


def test_only_what_is_probable_and_slow_is_in_the_way() -> None:
    """Of four: one is waited for, one was asked for, one is nearly here."""
    slow, awaited, asked, nearly = (answering(16, 8, 0.1, 0.05) for _ in range(4))
    awaited.parts[12].awaited = True
    asked.probable = False
    nearly.at = nearly.stop - 1000
    assert in_the_way([slow, awaited, asked, nearly]) == [slow]
    soon = answering(16, 8, SOON_S / 16, 0.001)
    assert in_the_way([soon]) == []


def test_what_did_not_begin_is_as_slow_as_the_slowest() -> None:
    """Nothing came of the first yet; it shares the line with the second."""
    new, slow = answering(16, 0, 0, 0), answering(16, 8, 0.1, 0.05)
    assert new in in_the_way([new, slow])
    assert in_the_way([new]) == []


def crawling(exchange: Exchange) -> bool:
    """Of what is asked for in one long range, the first block comes slowly, then no more."""
    first, last = exchange.span()
    if last - first <= BLOCK_BYTES:
        return False
    exchange.send_response(206)
    content = exchange.server.content
    exchange.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
    exchange.send_header("Content-Length", str(last - first + 1))
    exchange.send_header("ETag", f'"{exchange.server.etag}"')
    exchange.end_headers()
    exchange.server.ended.wait(SLOW_S)
    exchange.wfile.write(content[first : first + BLOCK_BYTES])
    return exchange.stall()


def test_on_a_slow_line_what_is_only_probable_gives_way(tmp_path: Path) -> None:
    """The second range is let go of when something of the first is waited for; what came is kept.

    And what stands far back in the first is asked for by itself.
    """
    wave: dict[str, Any] = {"head_bytes": 1 << 20, "tail_bytes": 0}
    half = 1 << 19
    with serve(CONTENT, crawling) as server, reading(tmp_path, **wave) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT), etag=server.etag)
        assert read(file, 0, 100) == CONTENT[:100]
        while file.stream.peek(half, half + 100) is None:
            file.stream.wait()
        at = half - BLOCK_BYTES
        assert read(file, at, 100) == CONTENT[at : at + 100]
        assert half not in [job.start for job in fetcher.lines.jobs()]
        assert read(file, half + 100, 40) == CONTENT[half + 100 : half + 140]
        assert len(server.ranges) == 3


def test_what_turns_out_to_be_late_is_asked_for_while_it_is_waited_for(tmp_path: Path) -> None:
    """When it was wanted nothing had come of its range, so nothing was known."""
    wave: dict[str, Any] = {"head_bytes": 1 << 19, "tail_bytes": 0}
    at = (1 << 19) - BLOCK_BYTES
    with serve(CONTENT, crawling) as server, reading(tmp_path, **wave) as fetcher:
        file = opened(fetcher, server.url, size_bytes=len(CONTENT), etag=server.etag)
        assert read(file, at, 100) == CONTENT[at : at + 100]
        assert len(server.ranges) == 2
