"""Another archive in place of the open one, without a restart: list, token, places, status."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import dandi.consts
import pytest
from textual.widgets import Input

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.memory import KeptPlace, Memory
from dandi_tui.archive.model import Dandiset, Place
from dandi_tui.demo.catalogue import ALICE, BOB
from dandi_tui.settings import Settings
from dandi_tui.ui.palette import BrowserCommands
from dandi_tui.ui.screens.archives import ArchivesScreen
from dandi_tui.ui.status import status_of
from tests.demo_fixture import DemoFactory
from tests.fakes import DANDISETS, FakeArchive
from tests.ui.browsing import NARROW, WIDE, browser_of, open_file, press, settled, until
from tests.ui.recording import fake_archive, fake_reader

SANDBOX, ADDRESS = "dandi-sandbox", "https://api.example.org/api"


class Elsewhere(FakeArchive):
    """An archive of one dandiset."""

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        yield [DANDISETS[-1]]


def app_over(tmp_path: Path, opened: list[Settings]) -> DandiTuiApp:
    """The app over fakes: the usual one first, then one with a single dandiset for any other."""

    async def first() -> Archive:
        return fake_archive()

    async def other(settings: Settings) -> Archive:
        opened.append(settings)
        return Elsewhere()

    settings = Settings(
        index_bytes=0, places_file=tmp_path / "places.json", instances=(ADDRESS,)
    )  # fmt: skip
    return DandiTuiApp(settings, Place(), first, reader=fake_reader(), elsewhere=other)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_another_archive_takes_the_place_of_the_open_one(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """Its list is shown, nothing of the one before stays, and the status says which it is."""
    opened: list[Settings] = []
    app = app_over(tmp_path, opened)
    async with app.run_test(size=size) as pilot:
        await open_file(pilot)
        before = browser_of(pilot)
        assert not status_of(before).archive
        await press(pilot, "1", "a")
        assert isinstance(app.screen, ArchivesScreen)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: browser_of(pilot) is not before)
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.dandisets.dandisets)
        await settled(pilot)
        assert [one.identifier for one in browser.journey.dandisets.dandisets] == ["000999"]
        assert browser.journey.objects.source is None
        assert [one.instance for one in opened] == [SANDBOX]
        assert status_of(browser).archive == SANDBOX
        await until(pilot, lambda: not before.is_running)


async def test_the_command_is_in_the_palette_of_every_pane_and_offers_urls_of_the_settings(
    tmp_path: Path,
) -> None:
    """Chosen there, the URL's API is asked."""
    opened: list[Settings] = []
    app = app_over(tmp_path, opened)
    async with app.run_test(size=WIDE) as pilot:
        await open_file(pilot)
        browser = browser_of(pilot)
        run = {name: run for name, _, run in BrowserCommands(browser)._offers()}["Archives"]
        run()
        await until(pilot, lambda: isinstance(app.screen, ArchivesScreen))
        await press(pilot, "G", "enter")
        await until(pilot, lambda: opened)
        assert opened[0].instance == ADDRESS
        await until(pilot, lambda: status_of(browser_of(pilot)).archive == "fake.invalid")


async def test_a_link_or_a_kept_place_of_a_known_archive_leads_there(tmp_path: Path) -> None:
    """Without a word of the command line; what was kept is gone back to likewise."""
    opened: list[Settings] = []
    app = app_over(tmp_path, opened)
    Memory(tmp_path / "places.json").visit(KeptPlace(instance="dandi", identifier="000728"))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "ctrl+o")
        app.screen.query_one(Input).value = "https://sandbox.dandiarchive.org/dandiset/000999"
        await press(pilot, "enter")
        await until(pilot, lambda: browser_of(pilot).journey.assets.place == ("000999", "draft"))
        await settled(pilot)
        await press(pilot, "apostrophe", "enter")
        await until(pilot, lambda: len(opened) == 2)
        assert [one.instance for one in opened] == [SANDBOX, "dandi"]


async def test_a_key_goes_to_its_own_archive_alone(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers, a key for each: each one's owner sees what is embargoed there."""
    first, second, third = demo_factory(), demo_factory(), demo_factory()
    for name, demo in (("first", first), ("second", second)):
        known = dandi.consts.DandiInstance(name, None, demo.api_url)
        monkeypatch.setitem(dandi.consts.known_instances, name, known)
    monkeypatch.setenv("FIRST_API_KEY", ALICE.token)
    monkeypatch.setenv("SECOND_API_KEY", BOB.token)
    settings = Settings(
        instance="first", instances=(third.api_url,), index_bytes=0,
        cache_dir=tmp_path, log_file=tmp_path / "log", places_file=tmp_path / "places",
    )  # fmt: skip
    app = DandiTuiApp(settings, Place(), lambda: connect(settings), reader=fake_reader())
    async with app.run_test(size=WIDE) as pilot:
        seen: list[set[str]] = []
        for key in ("", "second", third.api_url):
            if key:
                before = browser_of(pilot)
                before.post_message(before.ArchiveWanted(key, Place()))
                await until(pilot, lambda: browser_of(pilot) is not before)  # noqa: B023
            browser = browser_of(pilot)
            await until(pilot, lambda: browser.journey.dandisets.dandisets)  # noqa: B023
            rows = browser.journey.dandisets.dandisets
            seen.append({one.identifier for one in rows if one.embargo_status != "OPEN"})
            await settled(pilot)
    assert seen[0]
    assert seen[0] != seen[1]
    assert not seen[2]
    assert all(entry["authorization"] for entry in first.log("api"))
    assert all(entry["authorization"] for entry in second.log("api"))
    assert not any(entry["authorization"] for entry in third.log())


async def test_an_archive_that_does_not_answer_can_be_left_again(tmp_path: Path) -> None:
    """Its list says so; `a` leads on."""
    opened: list[Settings] = []
    app = app_over(tmp_path, opened)

    async def stalled(settings: Settings) -> Archive:
        opened.append(settings)
        await asyncio.Event().wait()
        raise AssertionError

    app._elsewhere = stalled
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "a", "j")
        await pilot.press("enter")
        await until(pilot, lambda: opened)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ArchivesScreen))
        await pilot.press("j", "enter")
        await until(pilot, lambda: len(opened) == 2)
