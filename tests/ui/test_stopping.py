"""Esc while something is on its way: it ends, that is said, and Enter goes on with it."""

from textual.pilot import Pilot
from textual.widgets import Static

from dandi_tui.archive.model import Place
from tests.fakes import CONTENT
from tests.ui.browsing import NARROW, browser_of, make_app, phase, press, until
from tests.ui.recording import fake_reader

FILE = Place(identifier="000728", version="0.240827.1809", path=CONTENT["000728"][1].path)


def note(pilot: Pilot[int]) -> str:
    """The words in place of the picture; empty if there is one."""
    words = browser_of(pilot).preview.query_one("#preview-note", Static)
    return str(words.render()) if words.display else ""


async def test_a_file_whose_opening_was_stopped_says_so() -> None:
    """Where nothing was drawn yet, the words in the middle say how far it came; Enter goes on."""
    reader = fake_reader(stalled=["/"])
    reader.progress["/"] = (8_100_000, 12_100_000)
    async with make_app(place=FILE, reader=reader).run_test(size=NARROW) as pilot:
        await until(pilot, lambda: "8.1 of 12.1 MB" in note(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: phase(pilot) == "stopped")
        assert "Stopped at 8.1 of 12.1 MB. Enter reads the rest." in note(pilot)
        assert "Esc stop" not in note(pilot)
        reader.release("/")
        await press(pilot, "enter")
        assert (phase(pilot), note(pilot)) == ("idle", "")
