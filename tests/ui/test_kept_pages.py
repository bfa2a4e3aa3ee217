"""Pages of the index on this machine: at once, and where the archive does not answer."""

import asyncio
from pathlib import Path
from typing import Any

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from dandi_tui.ui.screens.cite import CiteScreen
from dandi_tui.ui.screens.versions import VersionsScreen
from dandi_tui.ui.status import footer_commands
from tests.archive.indexed import built
from tests.ui.browsing import NARROW, WIDE, browser_of, make_app, press, settled, until
from tests.ui.recording import fake_archive, fake_reader
from tests.ui.searched import DOCUMENTS, Searched
from tests.ui.test_landing import go_to, shown

ARCHIVE_LOST = ConnectionFailedError("The archive did not answer.", hint="Try again.")
INFO = "/dandisets/000020/versions/draft/info/"


class Infos(Searched):
    """Answers `info` too, until it is told to fail."""

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        if path.endswith("/info/"):
            await self._call("info")
            return {"metadata": {**DOCUMENTS[path.split("/")[2]], "description": "As of today."}}
        return await super().document(path, params, what=what)


async def app_over(archive: Infos, folder: Path) -> DandiTuiApp:
    """The app, whose index was built once and is not built again."""
    settings = Settings(cache_dir=folder, places_file=folder / "places.json")
    index = await built(folder, archive)
    await index.close()

    async def connect() -> Archive:
        return archive

    return DandiTuiApp(settings, Place(), connect, reader=fake_reader())


async def test_what_the_index_holds_is_there_before_the_answer(tmp_path: Path) -> None:
    """While the archive takes its time; then the answer takes its place."""
    archive = Infos()
    app = await app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        archive.stall = asyncio.Event()
        await pilot.press("j")
        await until(pilot, lambda: "Rattus" in shown(pilot))
        assert "As of today" not in shown(pilot)
        archive.stall.set()
        await until(pilot, lambda: "As of today" in shown(pilot))
        assert "index on this machine" not in shown(pilot)


async def test_a_page_that_does_not_arrive_is_the_index_s_and_can_be_tried_again(
    tmp_path: Path,
) -> None:
    """With its date; `r` is in the footer and asks once more."""
    archive = Infos()
    app = await app_over(archive, tmp_path)
    archive.errors["info"] = ARCHIVE_LOST
    async with app.run_test(size=NARROW) as pilot:
        await go_to(pilot, "000002")
        assert "From the index on this machine, of " in shown(pilot)
        assert "Rattus norvegicus" in shown(pilot)
        assert "Retry" in [one.name for one in footer_commands(browser_of(pilot))]
        before = len([call for call in archive.calls if call == ("info",)])
        await press(pilot, "r")
        assert len([call for call in archive.calls if call == ("info",)]) == before + 1
        assert "From the index" in shown(pilot)
        del archive.errors["info"]
        await press(pilot, "r")
        assert "As of today" in shown(pilot)
        assert "From the index" not in shown(pilot)
        assert "Retry" not in [one.name for one in footer_commands(browser_of(pilot))]


async def test_what_the_index_holds_is_cited_with_its_date(tmp_path: Path) -> None:
    """Where the archive does not answer."""
    archive = Infos()
    app = await app_over(archive, tmp_path)
    archive.errors["info"] = ARCHIVE_LOST
    async with app.run_test(size=WIDE) as pilot:
        await go_to(pilot, "000002")
        browser_of(pilot).action_cite()
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, CiteScreen)
        assert "from the index: The archive did not answer." in str(screen._warning.content)
        assert "Hearing" in str(screen._words.content)


async def test_a_page_without_an_index_can_be_tried_again() -> None:
    """From the row alone to the whole page, by `r`."""
    archive = fake_archive()
    async with make_app(archive=archive).run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "The rest did not arrive" in shown(pilot)
        assert "r tries again" in shown(pilot)
        archive.documents[INFO] = {"metadata": {"name": "Many", "description": "All is here."}}
        await press(pilot, "r")
        assert "All is here." in shown(pilot)


async def test_versions_that_do_not_arrive_can_be_tried_again() -> None:
    """The list of versions too: the footer says so."""
    archive = fake_archive()
    archive.errors["versions"] = ARCHIVE_LOST
    async with make_app(archive=archive).run_test(size=WIDE) as pilot:
        await go_to(pilot, "000728")
        await press(pilot, "at")
        screen = pilot.app.screen
        assert isinstance(screen, VersionsScreen)
        assert "did not arrive" in str(screen._notes.content)
        assert "TryAgain" in [one.name for one in screen.live_commands()]
        del archive.errors["versions"]
        await press(pilot, "r")
        assert len(screen.versions) == 3
        assert "TryAgain" not in [one.name for one in screen.live_commands()]
