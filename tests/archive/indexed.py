"""An index for tests: an archive that answers from documents, real ones or invented."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive.index import Index, Query
from dandi_tui.archive.index.build import Build
from dandi_tui.archive.model import Dandiset, EmbargoStatus, Version
from dandi_tui.settings import Settings
from tests.fakes import FakeArchive

DAY = "2024-08-27T12:00:00Z"


def row(
    identifier: str,
    document: dict[str, Any],
    *,
    modified: str = DAY,
    embargo: EmbargoStatus = "OPEN",
) -> Dandiset:
    """The list's row of a dandiset whose metadata this is."""
    summary = document.get("assetsSummary") or {}
    number = str(document.get("version") or "draft")
    version = Version(
        version=number,
        name=str(document.get("name") or ""),
        asset_count=int(summary.get("numberOfFiles") or 0),
        size_bytes=int(summary.get("numberOfBytes") or 0),
        status="Valid",
        created=DAY,
        modified=modified,
    )
    is_draft = number == "draft"
    return Dandiset(
        identifier=identifier,
        embargo_status=embargo,
        contact_person="",
        star_count=0,
        created="2023-01-01T12:00:00Z",
        modified=DAY,
        draft=version if is_draft else None,
        published=None if is_draft else version,
    )


def real_documents(path: Path) -> dict[str, dict[str, Any]]:
    """Metadata of 285 real dandisets, by identifier."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {(one := json.loads(line))["identifier"]: one for line in lines}


class DocumentArchive(FakeArchive):
    """Answers with the metadata of its dandisets; counts, and stalls after so many."""

    def __init__(self, documents: dict[str, dict[str, Any]], stall_after: int = 10**9) -> None:
        super().__init__()
        self.rows = [row(identifier, one) for identifier, one in documents.items()]
        for one in self.rows:
            assert one.version
            path = f"/dandisets/{one.identifier}/versions/{one.version.version}/"
            self.documents[path] = documents[one.identifier]
        self._stall_after = stall_after

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [call[1] for call in self.calls if call[0] == "document"]

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        if len(self.asked) >= self._stall_after:
            await asyncio.Event().wait()
        return await super().document(path, params, what=what)


async def opened(folder: Path, **settings: Any) -> Index:
    """An open index in a folder."""
    index = Index(Settings(cache_dir=folder, **settings))
    await index.open("fake.invalid")
    return index


async def built(folder: Path, archive: DocumentArchive, **settings: Any) -> Index:
    """An index of all that the archive has."""
    index = await opened(folder, **settings)
    await Build(archive, index).run(archive.rows)
    return index


DOCUMENTS: dict[str, dict[str, Any]] = {
    f"{n:06}": {
        "name": f"Recordings of hippocampus, part {n}",
        "description": "Two-photon imaging." if n % 2 else "Probes.",
        "keywords": ["vision"] if n == 7 else [],
        "assetsSummary": {"species": [{"name": "House mouse"}] if n % 3 else []},
    }
    for n in range(1, 21)
}


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[Index]:
    """Twenty dandisets."""
    one = await built(tmp_path, DocumentArchive(DOCUMENTS))
    yield one
    await one.close()


async def ids(index: Index, words: str, **facets: str) -> list[str]:
    """What is found, the best first."""
    chosen = {facet: frozenset([value]) for facet, value in facets.items()}
    found = await index.search(Query(words=words, facets=chosen))
    assert found is not None
    return [hit.dandiset.identifier for hit in found.hits]
