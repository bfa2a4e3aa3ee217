"""Names and paths of the real server that would move a cursor, colour a screen or leave a folder:
recorded as they came, shown over the whole screen, and copied."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.settings import Settings
from tests.archive.replay import Replay, load, serving
from tests.shared import shared_path
from tests.ui.browsing import NARROW, WIDE, browser_of, press, settled, until
from tests.ui.recording import fake_reader

ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys, or what hides and turns around the text beside it."""


WAYS = (
    "1", "i", "escape slash o d d", "escape at", "escape f o d d", "escape 2 slash t a b", "enter",
    "escape i", "escape question_mark",
)  # fmt: skip
"""By keys through all that shows a name or a path."""


@pytest.fixture
def replay() -> Iterator[Replay]:
    """A server of the recordings."""
    with serving(load(shared_path("archive-api"))) as server:
        yield server


def odd(replay: Replay, folder: Path) -> DandiTuiApp:
    """The app at the dandiset of odd names."""
    settings = Settings(
        instance=replay.api_url, cache_dir=folder, places_file=folder / "places.json",
        log_file=folder / "log", index_bytes=0, max_tries=1,
    )  # fmt: skip

    async def connected() -> Archive:
        return await connect(settings)

    return DandiTuiApp(settings, Place(identifier="000008"), connected, reader=fake_reader())


def seen(pilot: Pilot[int]) -> str:
    """All that is on the screen."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


def harmless(pilot: Pilot[int]) -> None:
    """Nothing on the screen acts on it."""
    words = seen(pilot).replace("\n", "")
    assert len(words) > 1000
    assert not ACTS.search(words)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_odd_names_act_on_no_screen(
    replay: Replay, tmp_path: Path, size: tuple[int, int]
) -> None:
    """In the list, on the page, in the tree, in filters, details, finding and the help."""
    app = odd(replay, tmp_path)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: browser_of(pilot).journey.assets.listing.row)
        await settled(pilot)
        assert "markup" in seen(pilot)
        for _ in browser_of(pilot).journey.assets.listing.model.visible:
            await press(pilot, "l", "j")
            harmless(pilot)
        for way in WAYS:
            await press(pilot, *way.split())
            harmless(pilot)


async def test_what_is_copied_acts_on_no_terminal(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thing that `y` offers for the path with a tab; and no file is written for it."""
    app = odd(replay, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        assets = browser_of(pilot).journey.assets
        await until(pilot, lambda: assets.listing.row)
        await settled(pilot)
        written: list[str] = []
        driver = app._driver
        assert driver is not None
        monkeypatch.setattr(driver, "write", written.append)
        assert await assets.reveal("tab\tand")
        await settled(pilot)
        for n in range(4):
            await press(pilot, "y", *["down"] * n, "enter")
            await press(pilot, "escape")
        codes = [code for one in written for code in re.findall(r"52;c;([\w+/=]+)", one)]
        copied = [base64.b64decode(code).decode() for code in codes]
        assert any("tab" in words for words in copied), copied
        assert not any(ACTS.search(words) for words in copied)
