"""The browser without a network: what was seen is there, with its date; the rest is a sentence."""

from pathlib import Path

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive.answers import Answers
from dandi_tui.archive.base import Archive
from dandi_tui.archive.kept import KeptArchive
from dandi_tui.archive.model import Place
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from dandi_tui.ui.widgets.status_line import StatusLine, status_row
from tests.fakes import FakeArchive
from tests.ui.browsing import WIDE, browser_of, press, settled, until
from tests.ui.recording import fake_reader


def app_over(inner: FakeArchive, tmp_path: Path, *, offline: bool = False) -> DandiTuiApp:
    answers = Answers(tmp_path, "https://fake.invalid/api", 10_000_000)

    async def connect() -> Archive:
        return KeptArchive(inner, answers, offline=offline)

    settings = Settings(offline=offline, cache_dir=tmp_path)
    return DandiTuiApp(settings, Place(), connect, reader=fake_reader())


def status_words(app: DandiTuiApp) -> str:
    browser = next(screen for screen in app.screen_stack if screen.query(StatusLine))
    return status_row(browser.query_one(StatusLine).status, 118).plain


async def seen_once(tmp_path: Path) -> None:
    app = app_over(FakeArchive(), tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: browser_of(pilot).journey.dandisets.dandisets)
        await press(pilot, "down", "down", "down", "down", "enter")
        assert "from " not in status_words(app)


async def test_offline_the_lists_are_there_with_their_date(tmp_path: Path) -> None:
    """Nothing is asked; the folder of a dandiset that was not opened is a sentence."""
    await seen_once(tmp_path)
    inner = FakeArchive()
    app = app_over(inner, tmp_path, offline=True)
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.dandisets.dandisets)
        await settled(pilot)
        assert "offline  from " in status_words(app)
        await press(pilot, "down", "down", "down", "down", "enter")
        rows = browser.journey.assets.model.all_rows()
        assert "sub-501560436" in [row.key for row in rows]
        assert inner.calls == []


async def test_an_archive_that_is_lost_is_said_once(tmp_path: Path) -> None:
    """The list is shown all the same, marked with its date."""
    await seen_once(tmp_path)

    inner = FakeArchive()
    inner.errors["dandisets"] = ConnectionFailedError("fake.invalid cannot be reached (5 tries).")
    app = app_over(inner, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: browser_of(pilot).journey.dandisets.dandisets)
        await settled(pilot)
        said = [notice.message for notice in app._notifications]
        assert [words for words in said if "What was seen before is shown" in words]
        assert "from " in status_words(app)
