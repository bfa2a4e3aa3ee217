"""What the local index makes of metadata, odd ones too."""

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dandi_tui.archive.index.record import record_of
from tests.archive.indexed import index, opened, real_documents, row
from tests.archive.replay import load
from tests.shared import shared_path

__all__ = ["index"]


def mutations(document: Any, chance: random.Random) -> Iterator[Any]:
    """The document with keys dropped, added, and of another type; without end."""
    odd: tuple[Any, ...] = (
        None, [], {}, "", "\x1b[31m\0\ud800", 0, -1, 10**5000, 1e400, True, [[]], [None],
        {"name": 3},
    )  # fmt: skip
    while True:
        mutant = copy.deepcopy(document)
        for _ in range(chance.randint(1, 6)):
            place = chance.choice(list(_places(mutant)))
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys or chance.random() < 0.2:
                if isinstance(place, dict):
                    place["unknown"] = copy.deepcopy(chance.choice(odd))
                continue
            if chance.random() < 0.4:
                del place[chance.choice(keys)]
            else:
                place[chance.choice(keys)] = copy.deepcopy(chance.choice(odd))
        yield mutant


def _places(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from _places(one)


async def test_no_key_that_is_missing_odd_or_unknown_breaks_it(tmp_path: Path) -> None:
    """A thousand real documents with keys dropped and added: each gives a record that is kept."""
    documents = real_documents(shared_path("data", "dandisets", "_index.jsonl.gz"))
    chance = random.Random(5)
    index = await opened(tmp_path)
    for n, document in enumerate(list(documents.values())[:50]):
        mutants = mutations(document, chance)
        one = row(f"{n:06}", {})
        for _ in range(20):
            record_of(one, next(mutants))
        assert await index.put(one, next(mutants))
    odd: object
    for odd in (None, [], "text", 3, {"assetsSummary": 3, "contributor": {"name": {}}}):
        assert record_of(row("000001", {}), odd).texts
    assert index.state.n_kept == 50
    await index.close()


def test_recorded_metadata_gives_what_it_holds() -> None:
    """Each version that the real server was asked for: its name, and whoever is in it."""
    bodies = [one["body"] for one in load(shared_path("archive-api"))]
    known = [one.get("metadata") or one for one in bodies if isinstance(one, dict)]
    mappings = [one for one in known if isinstance(one, dict)]
    documents = [one for one in mappings if one.get("schemaKey") == "Dandiset"]
    assert len(documents) >= 3
    for document in documents:
        record = record_of(row("000001", document), document)
        texts = " ".join(record.texts)
        assert document["name"].replace("\0", " ") in texts
        for one in document.get("contributor", []):
            assert " ".join(one["name"].split()) in texts
