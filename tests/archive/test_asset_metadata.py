"""What an asset's metadata say, and that nothing in them can break the reading of them."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from dandi_tui.archive.asset_metadata import AssetFacts, Subject, asset_facts
from tests.archive.replay import load
from tests.shared import shared_path

ODD: tuple[Any, ...] = (None, 7, -1.5, True, "", "\x1b[31m", [], {}, [None, 3], {"name": ["x"]})


def documents() -> Iterator[Any]:
    """Every recorded answer about assets."""
    for recording in load(shared_path("archive-api")):
        url = recording["request"]["url"]
        if recording["status"] == 200 and "/assets/" in url:
            yield recording["body"]


def mutated(value: Any, dice: random.Random) -> Any:
    """The value with keys dropped, added, and put in each other's place."""
    if isinstance(value, dict):
        kept = {k: mutated(v, dice) for k, v in value.items() if dice.random() > 0.1}
        return kept | ({"unknown": dice.choice(ODD)} if dice.random() < 0.2 else {})
    if isinstance(value, list):
        return [mutated(one, dice) for one in value if dice.random() > 0.1]
    return dice.choice(ODD) if dice.random() < 0.1 else value


def rows_of(document: Any) -> list[Any]:
    """The assets in an answer."""
    rows = document.get("results", [document]) if isinstance(document, dict) else [document]
    return [row.get("resource", row) if isinstance(row, dict) else row for row in rows]


def recorded(name: str) -> Any:
    """The body of a recording of one asset."""
    return json.loads(shared_path("archive-api", "asset", name).read_text())["body"]


def test_a_recorded_asset_says_all_that_it_has() -> None:
    """Subject, session, digests, dates and URLs are those of the recording."""
    body = recorded("metadata.json")
    facts = asset_facts(body)
    assert facts.subjects == (
        Subject(
            identifier="sub01",
            species="Mus musculus - House mouse",
            age="P90D",
            sex="Female",
            genotype="wt/wt",
        ),
    )
    assert (facts.session.identifier, facts.session.start) == ("20240301", "2024-03-01T10:00:00Z")
    assert facts.variables[:2] == ("Position", "ElectricalSeries")
    assert dict(facts.digests)["sha2-256"] == body["digest"]["dandi:sha2-256"]
    assert facts.urls == tuple(body["contentUrl"])


def test_a_row_with_metadata_says_the_same_as_the_metadata_alone() -> None:
    """`info/` adds the blob's id and the row's dates; the rest is equal."""
    inner, row = recorded("metadata.json"), recorded("info.json")
    facts = asset_facts({**row, "metadata": inner})
    assert facts.content_id == row["blob"]
    assert facts.subjects == asset_facts(inner).subjects
    assert facts.session == asset_facts(inner).session


def test_a_size_that_nothing_has_is_none() -> None:
    """It could not be kept in a table of sessions."""
    row = {"path": "a", "size": 2**70, "metadata": {"contentSize": 2**63}}
    assert asset_facts(row).size_bytes == 0


def test_dropped_and_added_keys_never_break_it() -> None:
    """All recordings, mutated 40 times each: text stays text, sizes stay counts."""
    dice = random.Random(5)
    for document in documents():
        for row in rows_of(document):
            for _ in range(40):
                facts = asset_facts(mutated(copy.deepcopy(row), dice))
                assert isinstance(facts.path, str)
                assert facts.size_bytes >= 0
                assert all(isinstance(word, str) for word in facts.variables)


def test_nothing_is_nothing() -> None:
    """Answers that are no objects have no facts."""
    answers: tuple[Any, ...] = (None, 3, "x", [], {})
    assert all(asset_facts(odd) == AssetFacts() for odd in answers)
