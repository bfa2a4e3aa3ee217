"""The table of sessions, over the demo archive or over 1,368 of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.archive.session_source import PAGE_SIZE
from dandi_tui.settings import Settings
from dandi_tui.ui.widgets.session_pane import SessionPane
from tests.demo_fixture import Demo
from tests.fakes import FakeArchive
from tests.ui.pane_app import rows_of
from tests.ui.recording import fake_reader

WIDE, NARROW = (120, 36), (80, 24)
N_SESSIONS, N_FILES = 1_368, 3_036


def asset_row(number: int, subject: str, path: str) -> dict[str, Any]:
    """An asset with metadata, as the archive lists it."""
    participant = {"schemaKey": "Participant", "identifier": subject, "age": {"value": "P90D"}}
    return {
        "asset_id": f"{number}",
        "path": path,
        "size": number,
        "metadata": {"wasAttributedTo": [participant]},
    }


class ManySessions(FakeArchive):
    """1,368 sessions in 3,036 files, a page at a time."""

    def __init__(self) -> None:
        super().__init__()
        names = [f"sub-{n % 256:03}/sub-{n % 256:03}_ses-{n:04}" for n in range(N_SESSIONS)]
        self.rows = [
            asset_row(n, names[n % N_SESSIONS][4:7], f"{names[n % N_SESSIONS]}_{n}_ecephys.nwb")
            for n in range(N_FILES)
        ]

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        """The page that is asked for."""
        await self._call("document", path)
        del what
        first = (int(params.get("page", 1)) - 1) * PAGE_SIZE
        rows = self.rows[first : first + PAGE_SIZE]
        return {"next": "x" if first + PAGE_SIZE < len(self.rows) else None, "results": rows}


def app_over(archive: Archive, folder: Path, identifier: str = "000728") -> DandiTuiApp:
    """The app at a dandiset, with nothing kept from before."""

    async def made() -> Archive:
        return archive

    place = Place(identifier=identifier)
    return DandiTuiApp(Settings(cache_dir=folder), place, made, reader=fake_reader())


@pytest.fixture
async def real(demo: Demo) -> AsyncIterator[Archive]:
    """The demo archive."""
    archive = await connect(Settings(instance=demo.api_url))
    yield archive
    await archive.close()


def table(pilot: Pilot[int]) -> list[str]:
    """The rows of the table, without what is empty."""
    return [row for row in rows_of(pilot.app.screen.query_one(SessionPane)) if row.strip(" │")]
