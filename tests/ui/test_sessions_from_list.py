"""The table of sessions of a dandiset in the list, and of subjects what their files hold."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.reader.inside import Inside
from dandi_tui.settings import Settings
from dandi_tui.ui.insides import ZARR, Unread, together_json
from dandi_tui.ui.keys import commands_at
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.screens.sessions import SessionsScreen
from dandi_tui.ui.widgets.session_pane import SessionPane
from tests.demo_fixture import Demo
from tests.ui.browsing import WIDE, browser_of, make_app, settled, until
from tests.ui.pane_app import rows_of
from tests.ui.recording import fake_reader
from tests.ui.session_table import ManySessions


@pytest.fixture
async def app(demo: Demo, tmp_path: Path) -> AsyncIterator[DandiTuiApp]:
    """The app over the demo archive, at its list."""
    archive = await connect(Settings(instance=demo.api_url))

    async def made() -> Archive:
        return archive

    yield DandiTuiApp(
        Settings(cache_dir=tmp_path, index_bytes=0), Place(), made, reader=fake_reader()
    )
    await archive.close()


async def at_row(pilot: Pilot[int], identifier: str) -> None:
    """Put the cursor of pane 1 on a dandiset."""
    dandisets = browser_of(pilot).journey.dandisets
    await until(pilot, lambda: dandisets.show(identifier))
    await settled(pilot)


async def sessions_shown(pilot: Pilot[int]) -> SessionPane:
    """Press the key, and wait for the table."""
    await pilot.press("S")
    await until(pilot, lambda: isinstance(pilot.app.screen, SessionsScreen))
    await settled(pilot)
    return pilot.app.screen.query_one(SessionPane)


async def test_the_sessions_of_a_dandiset_in_the_list_are_shown(app: DandiTuiApp) -> None:
    """Of the one under the cursor; Esc leads back to the list, and nothing was opened."""
    async with app.run_test(size=WIDE) as pilot:
        await at_row(pilot, "000728")
        pane = await sessions_shown(pilot)
        assert pane.border_title == "Sessions of 000728"
        await pilot.press("escape")
        await settled(pilot)
        browser = browser_of(pilot)
        assert pilot.app.screen is browser
        assert browser.pane is browser.journey.dandisets
        assert browser.journey.assets.place is None


async def test_a_file_chosen_there_is_opened_in_its_dandiset(app: DandiTuiApp) -> None:
    """The files of its version stand in pane 2, its objects in pane 3."""
    async with app.run_test(size=WIDE) as pilot:
        await at_row(pilot, "000728")
        await sessions_shown(pilot)
        await pilot.press("j", "enter")
        journey = browser_of(pilot).journey
        await until(pilot, lambda: journey.objects.source is not None)
        await settled(pilot)
        assert journey.assets.place == ("000728", "0.240827.1809")
        assert journey.trail.now.asset is not None
        assert "StimB" in journey.trail.now.asset.path


async def test_the_list_says_that_it_can(app: DandiTuiApp) -> None:
    """The key is among those of a dandiset, and of no row there is none."""
    async with app.run_test(size=WIDE) as pilot:
        await at_row(pilot, "000728")
        dandisets = browser_of(pilot).journey.dandisets
        said = {one.shown: one.sentence for one in commands_at(dandisets)}
        assert said["S"] == "Show the sessions of this dandiset as a table"
        await pilot.press("slash", *"nothing has this", "enter")
        await settled(pilot)
        assert "S" not in {one.shown for one in commands_at(dandisets)}


async def test_the_name_of_a_dandiset_is_no_markup(tmp_path: Path) -> None:
    """Over the table it stands as the archive has it; Textual would take it for a tag."""

    async def made() -> Archive:
        return ManySessions()

    archive = LaterArchive(made)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        settings = Settings(cache_dir=tmp_path)
        app.push_screen(SessionsScreen(archive, settings, "[/red]x", "draft"))
        await until(pilot, lambda: "Sessions of [/red]x" in "".join(rows_of(app.screen)))


def test_a_subject_has_the_sums_of_its_sessions_and_says_what_is_not_in_them() -> None:
    """Numbers are added, words stand once; each reason once, and of how many."""
    both = (Inside(units=3, regions=("CA1",)), Inside(units=4, rois=2, regions=("CA1", "CA3")))
    known = together_json(both)
    assert (known["units"], known["rois"], known["unread"]) == (7, 2, None)
    assert known["regions"] == ["CA1", "CA3"]
    partly = together_json([*both, ZARR, ZARR, Unread("No answer.")])
    assert partly["units"] == 7
    assert partly["unread"] == "3 of 5 sessions: A Zarr is not looked into. No answer."
