"""What typing into each search box asks of the archive: counted in the demo server's own log."""

from pathlib import Path

import pytest
from textual.widgets import Input

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo, DemoFactory
from tests.ui.browsing import WIDE, browser_of, press, settled, until
from tests.ui.recording import fake_reader


@pytest.fixture
def own_demo(demo_factory: DemoFactory) -> Demo:
    """A server whose log is of this test alone."""
    return demo_factory()


@pytest.mark.parametrize(
    "way",
    [
        ["1", "slash"],  # the list
        ["2", "slash"],  # files
        ["3", "slash"],  # objects
        ["1", "f"],  # find dandisets
        ["2", "f"],  # find files
        ["2", "f", "tab"],
        ["S", "slash"],  # the table of sessions
        ["ctrl+o"],  # go to what is pasted
        ["ctrl+p"],  # commands
        ["1", "slash", *"species:"],  # an expression of the archive's own search
    ],
    ids=" ".join,
)
async def test_ten_keys_in_a_search_box_ask_at_most_once(
    own_demo: Demo, tmp_path: Path, way: list[str]
) -> None:
    """Not once for each key: where the archive is asked at all, it is at Enter."""
    settings = Settings(
        instance=own_demo.api_url, cache_dir=tmp_path, places_file=tmp_path / "p", index_bytes=0
    )

    async def connected() -> Archive:
        return await connect(settings)

    place = Place(identifier="000728")
    app = DandiTuiApp(settings, place, connected, reader=fake_reader())
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.assets.listing.row)
        await settled(pilot)
        await press(pilot, *way)
        before = len(own_demo.log("api"))
        await press(pilot, *"two photon")
        assert isinstance(app.focused, Input)
        assert app.focused.value.endswith("two photon")
        assert len(own_demo.log("api")) - before <= 1
