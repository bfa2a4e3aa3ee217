"""The file on which the cursor stays is begun with before it is opened; others are not."""

import pytest
from textual.pilot import Pilot
from textual.timer import Timer

from dandi_tui.protocol.requests import Prepare
from tests.fake_reader import FakeReader
from tests.ui.browsing import TO_THE_FILE, WIDE, browser_of, make_app, settled

SOON = "dandi_tui.ui.following.FOLLOW_S"


def prepared(pilot: Pilot[int]) -> list[str]:
    """Names of the files that the reader was asked to begin with."""
    reader = browser_of(pilot).reader
    assert isinstance(reader, FakeReader)
    return [one.source.name for one in reader.requests if isinstance(one, Prepare)]


def runs(timer: Timer) -> bool:
    return timer._task is not None


async def test_a_file_is_begun_with_when_the_cursor_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dandisets and folders are not; and opening the file does not begin with it again."""
    monkeypatch.setattr(SOON, 0.001)
    async with make_app().run_test(size=WIDE) as pilot:
        *way, enter = TO_THE_FILE
        await pilot.press(*way[:-1])
        await settled(pilot)
        assert prepared(pilot) == []
        await pilot.press(way[-1])
        await settled(pilot)
        row = browser_of(pilot).journey.assets.listing.row
        assert row is not None
        assert prepared(pilot) == [row.key.rpartition("/")[2]]
        await pilot.press(enter)
        await settled(pilot)
        source = browser_of(pilot).journey.objects.source
        assert source is not None
        assert prepared(pilot) == [source.name]


async def test_a_file_that_the_cursor_passes_is_not_begun_with() -> None:
    """It is not waited for any more."""
    async with make_app().run_test(size=WIDE) as pilot:
        await pilot.press(*TO_THE_FILE[:-1])
        await settled(pilot)
        following = browser_of(pilot).journey.following
        timer = following._timer
        assert timer is not None
        assert runs(timer)
        await pilot.press("k")
        await settled(pilot)
        assert not runs(timer)
        assert prepared(pilot) == []
