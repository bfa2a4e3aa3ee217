"""What a version says of itself: from recordings, from real records, and from broken ones."""

import gzip
import json
from typing import Any

import pytest

from dandi_tui.archive.base import Archive
from dandi_tui.archive.described import Contributor, Related
from dandi_tui.archive.metadata import parse_info, version_metadata
from dandi_tui.archive.prose import plain_lines
from tests.archive.hostile_json import ODD, variants
from tests.archive.replay import Replay
from tests.shared import shared_path


def real_records() -> list[dict[str, Any]]:
    """285 records of published and draft versions."""
    with gzip.open(shared_path("data", "dandisets", "_index.jsonl.gz")) as lines:
        return [json.loads(line) for line in lines]


async def test_one_request_tells_all_of_a_version(archive: Archive, replay: Replay) -> None:
    """Counts from the answer, the rest from the metadata in it."""
    found = await version_metadata(archive, "000002", "0.250115.0915")
    assert len(replay.requests) == 1
    assert (found.asset_count, found.size_bytes, found.status) == (25, 74_801_810, "Valid")
    assert found.doi_url == "https://doi.org/10.48324/dandi.000002/0.250115.0915"
    assert found.release_notes == "Removed sub-26."
    assert found.related == (
        Related(name="A paper", url="https://doi.org/10.1000/xyz123", relation="is described by"),
    )
    assert found.about == (("hippocampal formation", "anatomy"),)
    assert found.summary.n_subjects == 50


async def test_contributors_have_roles_and_only_a_contact_has_an_address(archive: Archive) -> None:
    """Roles are words; ORCID and award are kept; the address of who is no contact is not."""
    found = await version_metadata(archive, "000002", "0.250115.0915")
    owner, second, funder = found.contributors
    assert owner.roles == ("contact person", "author")
    assert owner.email == "alice@example.com"
    assert second.link == "https://orcid.org/0000-0001-2345-6789"
    assert found.funders == (funder,)
    assert funder.award == "U01NS000000"
    private = {"contributor": [{"name": "B, A", "email": "a@b.c", "roleName": ["dcite:Author"]}]}
    assert parse_info(private).contributors == (
        Contributor(name="B, A", roles=("author",), is_person=True),
    )


def test_the_real_records_are_read_without_loss() -> None:
    """Every contributor, subject count and species of 285 records is there afterwards."""
    records = real_records()
    assert len(records) == 285
    for record in records:
        found, summary = parse_info(record), record["assetsSummary"]
        assert found.identifier == record["identifier"]
        assert len(found.contributors) == len(
            [one for one in record.get("contributor") or [] if one]
        )
        assert found.asset_count == summary["numberOfFiles"]
        assert found.summary.n_subjects == summary.get("numberOfSubjects")
        assert len(found.summary.species) == len(
            {one["name"] for one in summary.get("species") or []}
        )


def test_no_record_breaks_it_whatever_is_missing(recordings: list[dict[str, Any]]) -> None:
    """Keys dropped, added and mistyped in every recorded and every real record."""
    bodies = [one["body"] for one in recordings if "/versions/" in one["request"]["url"]]
    for seed, body in enumerate([*bodies, *real_records()]):
        for odd in variants(body, n=3, seed=seed):
            found = parse_info(odd, identifier="000002")
            assert found.identifier == "000002"
            assert all(isinstance(one.name, str) and one.name for one in found.contributors)
            plain_lines(found.description)


@pytest.mark.parametrize("answer", ODD, ids=repr)
def test_anything_is_some_answer(answer: object) -> None:
    """An answer that is no object at all says nothing."""
    assert parse_info(answer).contributors == ()


def test_markdown_becomes_plain_lines() -> None:
    """Marks go; items, addresses and paragraphs stay."""
    lines = plain_lines(
        "# A *head*\n\nSee [it](https://e.org/x).\nOn.\n\n- one\n  - two\n\n`a`<br>b"
    )
    assert lines == [
        "A head", "", "See it (https://e.org/x). On.", "", "- one", "  - two", "", "a", "b", "",
    ]  # fmt: skip


def test_markdown_cannot_act_on_a_terminal() -> None:
    """Escapes, entities that make them, and bidi controls are made visible; tags are dropped."""
    lines = plain_lines("\x1b[31m red &#27;[0m \u202e &#x9b; <script>x</script> [a](javascript:x)")
    joined = "\n".join(lines)
    assert not set(joined) & set("\x1b\x9b\u202e")
    assert "<script>" not in joined
