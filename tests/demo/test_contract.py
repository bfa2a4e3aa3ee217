"""The demo archive answers as the real server does: every recorded question is put to both."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.demo.recordings import TOKENS, Recording, Roles, recordings
from tests.demo.shapes import Shapes, kind
from tests.demo_fixture import Demo

WITHOUT_COUNTERPART = {
    "general/throttled-429.json": "made by a fault: see test_faults.py",
    "other/schema-dandiset.json": "the demo's schemas are stubs; nothing of the browser reads them",
}
"""Recordings that are not compared, and why."""

SAME_HEADERS = ("Content-Type", "Allow", "WWW-Authenticate", "Accept-Ranges", "X-Request-Username")

PRESENT_HEADERS = (
    "Content-Range",
    "Etag",
    "Last-Modified",
    "Content-Disposition",
    "Retry-After",
    "Location",
)

COMPARED = [r for r in recordings() if r.file not in WITHOUT_COUNTERPART]


@pytest.fixture(scope="module")
def roles(demo: Demo) -> Roles:
    return Roles(demo)


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    learned = Shapes()
    for recording in recordings():
        body = recording.whole["body"]
        if recording.status < 400 and body is not None:
            learned.learn(recording.place, body)
    return learned


def test_every_recording_has_a_counterpart() -> None:
    """Recordings that are left out exist, are few, and each says why."""
    files = {recording.file for recording in recordings()}
    if not files:
        pytest.skip("shared data are not on this machine")
    assert set(WITHOUT_COUNTERPART) <= files
    assert len(WITHOUT_COUNTERPART) <= 5


@pytest.mark.parametrize("recording", COMPARED, ids=lambda r: r.file.removesuffix(".json"))
def test_the_demo_answers_as_recorded(
    demo: Demo, roles: Roles, shapes: Shapes, recording: Recording
) -> None:
    """Status, headers, sentences of errors and shapes of bodies are those of the real server."""
    recorded = recording.whole
    sent = {k.replace("-", "_"): v for k, v in recorded["request"]["headers"].items()}
    sent |= {"Authorization": f"token {'a' * 40}"} if "object-store/token" in recording.file else {}
    if recording.who != "anonymous":
        sent["Authorization"] = f"token {TOKENS[recording.who]}"
    answer = demo.ask(roles.url(recording), recording.method, **sent)

    assert answer.status_code == recording.status
    assert header_differences(recorded["headers"], answer) == []
    if recording.status in (301, 302):
        assert address(answer.headers["Location"]) == address(
            roles.translate(recorded["headers"]["Location"])
        )
    elif recording.status >= 400 and recorded["body"] is not None:
        assert error(answer) == expected_error(roles, recorded["body"])
    elif recorded["body"] is not None and "json" in answer.headers["Content-Type"]:
        body = answer.json()
        assert shapes.complaints(recording.place, body) == []
        assert paging(body) == paging(recorded["body"])


def header_differences(recorded: dict[str, str], answer: requests.Response) -> list[str]:
    """Headers that a client may depend on and that differ."""
    found = [
        f"{name}: {answer.headers.get(name)!r}, recorded {recorded.get(name)!r}"
        for name in SAME_HEADERS
        if answer.headers.get(name) != recorded.get(name)
    ]
    found += [
        f"{name} is in one answer only"
        for name in PRESENT_HEADERS
        if (name in answer.headers) != (name in recorded)
    ]
    if varies(answer.headers.get("Vary", "")) != varies(recorded.get("Vary", "")):
        found.append(f"Vary: {answer.headers.get('Vary')}, recorded {recorded.get('Vary')}")
    if "Content-Encoding" in recorded and len(answer.content) > 1000:
        found += [] if answer.headers.get("Content-Encoding") == "gzip" else ["not compressed"]
    return found


def varies(header: str) -> set[str]:
    """What an answer depends on; compression depends on its size, which is not compared."""
    return {name.strip().lower() for name in header.split(",")} - {"accept-encoding"}


def address(url: str) -> tuple[str, list[str]]:
    """An address without what varies: host, bucket, blob, values of the query."""
    parts = urlsplit(url)
    path = re.sub(r"^/(dandi-dandisets|dandiarchive)/", "/BUCKET/", parts.path)
    path = re.sub(r"blobs/.*", "blobs/BLOB", path)
    return path, [name for name, _value in parse_qsl(parts.query)]


def error(answer: requests.Response) -> Any:
    """The body of an error as a value that can be compared."""
    if "json" in answer.headers["Content-Type"]:
        return answer.json()
    return xml_error(answer.text) if "xml" in answer.headers["Content-Type"] else answer.text


def expected_error(roles: Roles, body: Any) -> Any:
    """The recorded error in the demo's words."""
    if isinstance(body, str) and body.startswith("<?xml"):
        return xml_error(body)
    return json.loads(roles.translate(json.dumps(body)))


def xml_error(text: str) -> tuple[list[str], str, str]:
    """Elements of the object store's error, its code and its sentence."""
    code, message = re.search("<Code>(.*)</Code><Message>(.*)</Message>", text).groups()  # type: ignore[union-attr]
    return re.findall("<([A-Za-z]+)>", text), code, message


def paging(body: Any) -> dict[str, Any]:
    """What a page says of the others: whether it counts, and the parameters of its links."""
    if not isinstance(body, dict) or "results" not in body:
        return {}
    previous = body.get("previous")
    names = [name for name, _value in parse_qsl(urlsplit(previous).query)] if previous else None
    return {"count": kind(body.get("count", "absent")), "previous": names}
