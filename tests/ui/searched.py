"""A list of five dandisets, an index of them, and what is typed into its filter."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dandi_tui.archive.index import Index
from dandi_tui.archive.model import Dandiset
from dandi_tui.errors import ConnectionFailedError, DandiTuiError
from dandi_tui.settings import Settings
from dandi_tui.ui import indexing
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from tests.archive.indexed import DocumentArchive, built
from tests.fakes import HOSTILE_NAME
from tests.ui.pane_app import PaneApp, settled

WIDE = (120, 30)
HOSTILE = "\x1b]0;title\x07\x1b[31mred\u202e\x9b2J"


def document(name: str, species: str, technique: str, n_files: int = 3) -> dict[str, Any]:
    return {
        "name": name,
        "version": "0.240101.0000",
        "assetsSummary": {
            "species": [{"name": species}],
            "measurementTechnique": [{"name": f"{technique} technique"}],
            "numberOfFiles": n_files,
        },
    }


DOCUMENTS: dict[str, dict[str, Any]] = {
    "000001": document("Vision in mice", "Mus musculus", "two-photon"),
    "000002": document("Hearing", "Rattus norvegicus", "two-photon", n_files=9),
    "000003": document("Probes in vision", "Mus musculus", "spike sorting"),
    "000004": document(HOSTILE_NAME, HOSTILE, "two-photon"),
    "000005": {**document("Supervision of rats", "Rattus norvegicus", "none", 0)},
}


class Searched(DocumentArchive):
    """Lists its dandisets, and answers questions to the list from `answers`."""

    def __init__(self) -> None:
        super().__init__(DOCUMENTS)
        self.questions: list[dict[str, Any]] = []
        self.answers: list[str] = []
        self.refusal: DandiTuiError | None = None

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        if isinstance(self.refusal, ConnectionFailedError):
            raise self.refusal
        yield list(self.rows)

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        if path != "/dandisets/":
            return await super().document(path, params, what=what)
        self.questions.append(dict(params))
        if self.refusal:
            raise self.refusal
        return {"results": [{"identifier": one} for one in self.answers], "next": None}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is built as soon as the list is there."""
    monkeypatch.setattr(indexing, "START_S", 0.0)


@pytest.fixture
def archive() -> Searched:
    return Searched()


@pytest.fixture
async def folder(archive: Searched, tmp_path: Path) -> Path:
    """Where the index of the archive lies, built."""
    index = await built(tmp_path, archive)
    await index.close()
    archive.calls.clear()
    return tmp_path


def list_app(archive: Searched, folder: Path) -> tuple[PaneApp, DandisetList]:
    pane = DandisetList(archive, index=Index(Settings(cache_dir=folder)))
    return PaneApp(lambda: [pane]), pane


async def type_words(pilot: Pilot[None], words: str) -> None:
    """`/`, then the words, and what comes of it."""
    await settled(pilot)
    await pilot.press("slash")
    await settled(pilot)
    await pilot.press(*words)
    await settled(pilot)


def shown(pane: DandisetList) -> list[str]:
    """Identifiers, from top to bottom."""
    return [row.key for row in pane.listing.model.visible if isinstance(row.item, Dandiset)]
