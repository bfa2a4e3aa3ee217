"""Faults of the demo archive, switched on at run time."""

import json
import time
from typing import Any

import pytest
import requests

from tests.demo_fixture import Demo, DemoFactory
from tests.shared import shared_path


@pytest.fixture
def private(demo_factory: DemoFactory) -> Demo:
    return demo_factory()


@pytest.fixture
def url(private: Demo) -> str:
    """Of some bytes."""
    return private.object_url(private.assets("000728")[0])


def fault(kind: str, **more: object) -> dict[str, Any]:
    return {"kind": kind, **more}


def test_every_third_request_fails(private: Demo, url: str) -> None:
    """Two answers are right, the third is 503."""
    private.conditions(faults=[fault("error", every=3)])
    statuses = [private.ask(url, Range="bytes=0-7").status_code for _ in range(6)]
    assert statuses == [206, 206, 503, 206, 206, 503]


def test_a_fault_may_end_by_itself(private: Demo, url: str) -> None:
    """A fault that happens twice lets the third request through."""
    private.conditions(faults=[fault("error", times=2)])
    assert [private.ask(url, "HEAD").status_code for _ in range(3)] == [503, 503, 200]


def test_a_fault_concerns_what_it_names(private: Demo, url: str) -> None:
    """A fault of one of the API's paths spares the others, and the store."""
    private.conditions(faults=[fault("error", where="api", match="/versions/", status=500)])
    assert private.ask("/api/dandisets/000728/versions/").status_code == 500
    assert private.ask("/api/dandisets/000728/").status_code == 200
    assert private.ask(url, "HEAD").status_code == 200


def test_throttling_is_answered_as_recorded(private: Demo) -> None:
    """429 with `Retry-After` and the archive's sentence."""
    recorded = json.loads(shared_path("archive-api", "general", "throttled-429.json").read_text())
    private.conditions(faults=[fault("error", where="api", status=429, retry_after=60)])
    answer = private.ask("/api/info/")
    assert (answer.status_code, answer.json()) == (429, recorded["body"])
    assert answer.headers["Retry-After"] == recorded["headers"]["Retry-After"]


@pytest.mark.parametrize("kind", ["short", "reset"])
def test_an_answer_may_break_in_the_middle(private: Demo, url: str, kind: str) -> None:
    """The length promises more bytes than come; the next request is answered again."""
    private.conditions(faults=[fault(kind, times=1)])
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        private.ask(url)
    assert private.log("store")[-1]["state"] == "dropped"
    assert private.ask(url).status_code == 200


@pytest.mark.parametrize("kind", ["stall", "silence"])
def test_an_answer_may_stop_coming(private: Demo, url: str, kind: str) -> None:
    """A client with a timeout gives up on a silent store; the log has the request as open."""
    private.conditions(faults=[fault(kind, seconds=600)])
    with pytest.raises(requests.RequestException):
        private.session.get(url, timeout=(60, 1.0))
    while not (log := private.log("store", patience_s=0)):
        pass  # The client may have gone before the server looked.
    assert log[-1]["status"] in (200, None)


def test_a_store_that_is_down_refuses_connections_and_comes_back(private: Demo, url: str) -> None:
    """Open connections end, new ones are refused, and later the same address answers again."""
    assert private.ask(url, "HEAD").status_code == 200
    private.conditions(store_down=True)
    with pytest.raises(requests.ConnectionError):
        private.ask(url, "HEAD")
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=120)
    assert private.ask("/api/info/").status_code == 200
    private.conditions()
    assert private.ask(url, "HEAD").status_code == 200


def test_latency_and_bandwidth_last_at_least_as_long_as_they_say(private: Demo, url: str) -> None:
    """An answer of 300 kB over 3 MB/s with 50 ms of latency takes no less than 150 ms."""
    private.conditions(latency_ms=50, bandwidth_mbps=3)
    begin = time.monotonic()
    assert len(private.ask(url, Range="bytes=0-299999").content) == 300_000
    assert time.monotonic() - begin >= 0.15


def test_conditions_of_the_command_line_hold_until_changed(demo_factory: DemoFactory) -> None:
    """What a change leaves out is as the command line said."""
    demo = demo_factory(latency_ms=5, bandwidth_mbps=7)
    demo.conditions(store_down=True)
    now = demo.session.get(f"{demo.host}/_demo/faults", timeout=120).json()
    assert (now["latency_ms"], now["bandwidth_mbps"], now["store_down"]) == (5.0, 7.0, True)


def test_conditions_that_mean_nothing_are_refused(private: Demo) -> None:
    """A misspelt condition is 400, and says so."""
    answer = private.session.post(f"{private.host}/_demo/faults", json={"latenzy": 5}, timeout=120)
    assert answer.status_code == 400
    assert "latenzy" in answer.json()["detail"]


def test_the_log_tells_what_was_asked(private: Demo, url: str) -> None:
    """What was asked of either host, what was sent, and whether a token came; it can be emptied."""
    private.session.delete(f"{private.host}/_demo/log", timeout=120)
    private.ask("/api/dandisets/?page_size=3")
    private.ask(url, Range="bytes=0-7")
    listing, data = private.log()
    assert (listing["where"], listing["path"]) == ("api", "/api/dandisets/")
    assert listing["query"] == {"page_size": "3"}
    assert (data["where"], data["range"], data["status"]) == ("store", "bytes=0-7", 206)
    assert (data["bytes"], data["authorization"], data["state"]) == (8, False, "done")
