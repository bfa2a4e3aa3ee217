"""All recorded answers of the real server: what the browser uses of them is read without loss, and
no key that is missing, unknown or odd breaks the reading."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from dandi_tui.archive.asset_metadata import asset_facts
from dandi_tui.archive.base import Archive
from dandi_tui.archive.dates import dates_in
from dandi_tui.archive.metadata import parse_info, version_metadata
from dandi_tui.archive.model import Asset, AssetFolder, Version
from dandi_tui.archive.parse import AssetRow, DandisetRow, PathRow, VersionRow, page
from dandi_tui.archive.refusals import refusal, said
from dandi_tui.archive.zarr import zarr_level
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe
from tests.archive.hostile_json import variants
from tests.archive.replay import Answer, Replay
from tests.fakes import FakeArchive, asset

Json = Any
UUID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
IN_VERSION = r"/api/dandisets/\d{6}/versions/[^/]+"

DANDISETS = re.compile(r"/api/dandisets/")
DANDISET = re.compile(r"/api/dandisets/\d{6}/")
VERSIONS = re.compile(r"/api/dandisets/\d{6}/versions/")
METADATA = re.compile(rf"{IN_VERSION}/(?:info/)?")
FOLDER = re.compile(rf"{IN_VERSION}/assets/paths/")
ASSETS = re.compile(rf"{IN_VERSION}/assets/")
ASSET = re.compile(rf"(?:{IN_VERSION})?(?:/api)?/assets/{UUID}/(?:info/)?")
DATES = re.compile(r"/api/webdav/assets/atpath/")
KEYS = re.compile(rf"/api/zarr/{UUID}/files/")
USED = (DANDISETS, DANDISET, VERSIONS, METADATA, FOLDER, ASSETS, ASSET, DATES, KEYS)

NOT_USED = re.compile(
    r"<object store>.*|/robots\.txt|/server-info|/api/|/api/dandisets|"
    r"/api/(?:info|stats|schemas|search|users|auth|zarr|assets)/.*|"
    r"/api/dandisets/(?:search/|2/|\d{6}/(?:users|uploads)/)|"
    rf"{IN_VERSION}/assets/(?:{UUID}/(?:validation|download)/|atpath/)"
)
"""Bytes, what a doctor asks for by its status, and what only a web page needs."""


def path_of(recording: Json) -> str:
    """What was asked for, without its query."""
    return str(recording["request"]["url"]).partition("?")[0]


def answers(recordings: list[Json], kind: re.Pattern[str]) -> list[Json]:
    """What was answered to the questions of a kind."""
    return [
        one["body"]
        for one in recordings
        if kind.fullmatch(path_of(one)) and one["status"] == 200 and isinstance(one["body"], dict)
        if one["request"]["method"] == "GET"
    ]


def test_every_recording_is_used_or_known_not_to_be(recordings: list[Json]) -> None:
    """226; each kind of question that the browser asks is among them."""
    paths = [path_of(one) for one in recordings]
    unknown = [
        path
        for path in paths
        if not any(kind.fullmatch(path) for kind in USED) and not NOT_USED.fullmatch(path)
    ]
    assert (len(paths), unknown) == (226, [])
    assert all(answers(recordings, kind) for kind in USED)


def test_dandisets_lose_nothing(recordings: list[Json]) -> None:
    """Of the list in every order, and one by one: all rows, with names, counts and sizes."""
    lists = answers(recordings, DANDISETS)
    details = [{"results": [one]} for one in answers(recordings, DANDISET)]
    for body in [*lists, *details]:
        found = [row.model() for row in page(json.dumps(body).encode(), DandisetRow).results]
        assert [one.identifier for one in found] == [row["identifier"] for row in body["results"]]
        for one, row in zip(found, body["results"], strict=True):
            assert one.embargo_status == row["embargo_status"]
            assert (one.star_count, one.contact_person) == (
                row["star_count"], row["contact_person"] or "",
            )  # fmt: skip
            check_version(one.draft, row["draft_version"])
            check_version(one.published, row["most_recent_published_version"])


def check_version(found: Version | None, row: Json) -> None:
    """All that the row says of a version is there."""
    if row is None:
        assert found is None
        return
    assert found is not None
    for attribute, key in (
        ("version", "version"), ("name", "name"), ("asset_count", "asset_count"),
        ("size_bytes", "size"), ("status", "status"), ("created", "created"),
        ("modified", "modified"),
    ):  # fmt: skip
        assert getattr(found, attribute) == row[key]


def test_versions_lose_nothing(recordings: list[Json]) -> None:
    """Each with its counts, its dates and its status."""
    for body in answers(recordings, VERSIONS):
        found = [row.model() for row in page(json.dumps(body).encode(), VersionRow).results]
        for one, row in zip(found, body["results"], strict=True):
            check_version(one, row)


def test_folders_lose_nothing(recordings: list[Json]) -> None:
    """Each row is a folder with its counts, or an asset with its id, its size and its URL."""
    for body in answers(recordings, FOLDER):
        found = [row.model() for row in page(json.dumps(body).encode(), PathRow).results]
        for one, row in zip(found, body["results"], strict=True):
            assert (one.path, one.size_bytes) == (row["path"], row["aggregate_size"])
            if row["asset"] is None:
                assert isinstance(one, AssetFolder)
                assert one.asset_count == row["aggregate_files"]
            else:
                assert isinstance(one, Asset)
                assert (one.asset_id, one.url) == (row["asset"]["asset_id"], row["asset"]["url"])


def test_assets_lose_nothing(recordings: list[Json]) -> None:
    """Of lists and one by one: path, id, size, content; of metadata subjects, digests, URLs."""
    rows = [row for body in answers(recordings, ASSETS) for row in body["results"]]
    alone = answers(recordings, ASSET)
    for row in [*rows, *(one for one in alone if "asset_id" in one)]:
        one = msgspec.convert(row, AssetRow).model()
        assert (one.path, one.asset_id, one.size_bytes) == (
            row["path"], row["asset_id"], row["size"],
        )  # fmt: skip
        assert one.zarr == (row["blob"] is None)
        assert asset_facts(row).content_id == (row["blob"] or row["zarr"])
    for document in [*rows, *alone]:
        about = document.get("metadata") or document
        facts = asset_facts(document)
        assert len(facts.subjects) == len(about.get("wasAttributedTo") or [])
        assert len(facts.digests) == len(about.get("digest") or {})
        assert list(facts.urls) == about.get("contentUrl", [])
        assert len(facts.variables) == len(about.get("variableMeasured") or [])


def test_metadata_of_versions_lose_nothing(recordings: list[Json]) -> None:
    """Name, contributors, keywords and licences of each."""
    for body in answers(recordings, METADATA):
        about = body.get("metadata") or body
        found = parse_info(body)
        assert found.identifier == about["identifier"].removeprefix("DANDI:")
        assert len(found.contributors) == len(about.get("contributor") or [])
        assert list(found.keywords) == about.get("keywords", [])
        if "asset_count" in body:
            assert (found.asset_count, found.size_bytes) == (body["asset_count"], body["size"])


async def test_dates_and_keys_lose_nothing(recordings: list[Json]) -> None:
    """Every file's date; every key of a Zarr, in a folder or by itself."""
    archive, zarr = FakeArchive(), asset("a.zarr", zarr=True, number=3)
    for body in answers(recordings, DATES):
        archive.documents["/webdav/assets/atpath/"] = {**body, "next": None}
        found = {
            k: v async for part in dates_in(archive, "1", "draft", "") for k, v in part.items()
        }
        files = [one["resource"] for one in body["results"] if one["type"] == "asset"]
        assert found.items() >= {(one["path"], one["modified"]) for one in files}
    for body in answers(recordings, KEYS):
        archive.documents[f"/zarr/{zarr.asset_id}/files/"] = {**body, "next": None}
        level = [one async for part in zarr_level(archive, zarr, "") for one in part]
        sizes = sum(one.size_bytes or 0 for one in level)
        assert sizes == sum(row["Size"] for row in body["results"])


def test_refusals_say_what_the_server_says(recordings: list[Json]) -> None:
    """Each of the five shapes of an error is one safe sentence, and no page of HTML."""
    refused = [one for one in recordings if one["status"] >= 400 and "/api/" in path_of(one)]
    assert len(refused) > 40
    for one in refused:
        body = json.dumps(one["body"]).encode()
        error = refusal(one["status"], body, what="list", token_name="DANDI_API_KEY")
        assert error.message == safe(error.message)
        assert len(error.message) < 400
        if isinstance(one["body"], dict) and (detail := one["body"].get("detail")):
            assert said(body) == detail


def mutated(recordings: list[Json], kind: re.Pattern[str]) -> Iterator[bytes]:
    """The answers to a kind of question, each with keys dropped, added and mistyped."""
    for seed, body in enumerate(answers(recordings, kind)):
        for odd in variants(body, n=4, seed=seed):
            # What cannot be UTF-8 is escaped, as the server would.
            yield json.dumps(odd).encode()


async def whole(pages: Any) -> None:
    """Take in all pages."""
    async for _ in pages:
        pass


ID, OPEN = "000003", asset("a.zarr", zarr=True, number=3)
QUESTIONS: tuple[tuple[re.Pattern[str], Callable[[Archive], Any]], ...] = (
    (DANDISETS, lambda archive: whole(archive.dandisets())),
    (DANDISET, lambda archive: archive.dandiset(ID)),
    (VERSIONS, lambda archive: archive.versions(ID)),
    (METADATA, lambda archive: version_metadata(archive, ID, "draft")),
    (FOLDER, lambda archive: whole(archive.folder(ID, "draft", ""))),
    (ASSETS, lambda archive: whole(archive.find(ID, "draft", "a"))),
    (ASSET, lambda archive: archive.asset(OPEN.asset_id)),
    (DATES, lambda archive: whole(dates_in(archive, ID, "draft", ""))),
    (KEYS, lambda archive: whole(zarr_level(archive, OPEN, ""))),
)


@pytest.mark.parametrize(("kind", "ask"), QUESTIONS, ids=[kind.pattern for kind, _ in QUESTIONS])
async def test_no_key_breaks_the_asking(
    archive: Archive,
    replay: Replay,
    recordings: list[Json],
    kind: re.Pattern[str],
    ask: Callable[[Archive], Any],
) -> None:
    """Over HTTP, through all layers: rows that can be understood, or one of our sentences."""
    n_understood = 0
    for body in mutated(recordings, kind):
        replay.next = [Answer(200, body)]
        try:
            await ask(archive)
            n_understood += 1
        except DandiTuiError as error:
            assert error.message  # noqa: PT017 -- either is right
    assert n_understood
