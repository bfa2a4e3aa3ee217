"""The browser while something is read, does not come, or would cost much."""

from textual.widgets import Static

from dandi_tui.archive.model import Place
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.protocol.pictures import Stats
from dandi_tui.ui.widgets.status_line import StatusLine
from tests.fakes import FakeArchive
from tests.ui.browsing import (
    NARROW,
    WIDE,
    browser_of,
    make_app,
    open_object,
    phase,
    press,
    settled,
    until,
)
from tests.ui.recording import COSTLY, DFF, fake_archive, fake_reader


async def test_moving_on_cancels_the_read_and_draws_the_new_object() -> None:
    """A stalled object says so, and leaving it frees the reader for the next one."""
    reader = fake_reader(stalled=[DFF])
    app = make_app(reader=reader)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        preview = browser_of(pilot).preview
        await until(pilot, lambda: preview.phase == "loading")

        await press(pilot, "j")
        assert preview.facts is not None
        assert preview.facts.title == "DfOverFEvents"
        assert reader.idle, "the stalled read outlived its object"


async def test_escape_stops_a_read_and_enter_reads_the_rest() -> None:
    """What was stopped says so until the next move."""
    reader = fake_reader()
    app = make_app(reader=reader)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "enter")
        preview = browser_of(pilot).preview
        reader.stall(DFF)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: preview.phase == "loading")
        assert preview.body.chart.faded

        await press(pilot, "escape")
        assert phase(pilot) == "stopped"
        assert reader.idle

        reader.release(DFF)
        await press(pilot, "enter")
        assert phase(pilot) == "idle"
        assert preview.facts is not None
        assert preview.facts.window == (580.0, 660.0)


async def test_an_error_stays_in_its_pane_and_can_be_tried_again() -> None:
    """One sentence and its keys over the picture; the lists work on; `r` draws when it can."""
    reader = fake_reader(answers={DFF: ConnectionFailedError("The archive did not answer.")})
    app = make_app(reader=reader)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        browser = browser_of(pilot)
        assert phase(pilot) == "failed"
        assert "did not answer" in browser.query_one(StatusLine).status.words
        await press(pilot, "1")
        assert browser.pane is browser.journey.dandisets

        reader.answers.clear()
        await press(pilot, "3")
        await press(pilot, "r")
        assert phase(pilot) == "idle"
        assert browser.preview.facts is not None


async def test_a_costly_view_asks_first() -> None:
    """Enter reads it all, `w` one window, Esc goes back to what was."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await open_object(pilot, COSTLY)
        preview = browser_of(pilot).preview
        assert phase(pilot) == "asking"
        await press(pilot, "escape")
        assert phase(pilot) == "idle"
        assert preview.request == preview.shown

        await press(pilot, "k")
        await press(pilot, "j")
        await press(pilot, "w")
        assert preview.facts is not None
        assert (preview.facts.path, preview.facts.window) == (COSTLY, (500.0, 580.0))


async def test_enter_reads_what_was_asked_about() -> None:
    """The same request, without a limit."""
    reader = fake_reader()
    app = make_app(reader=reader)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, COSTLY)
        await press(pilot, "enter")
        preview = browser_of(pilot).preview
        assert phase(pilot) == "idle"
        assert preview.shown is not None
        assert preview.shown.budget_bytes == 0


async def test_a_place_that_is_not_there_says_so() -> None:
    """The error stands in the preview; the list is there all the same."""
    app = make_app(place=Place(identifier="000777"))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.preview.phase == "failed")
        await settled(pilot)
        assert len(browser.journey.dandisets.dandisets) == 6


async def test_an_archive_that_does_not_connect_can_be_tried_again() -> None:
    """The list says that it did not arrive, and `r` asks again."""
    archive = fake_archive()
    archive.errors["dandisets"] = ConnectionFailedError("The archive does not answer.")
    app = make_app(archive=archive)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        browser = browser_of(pilot)
        assert not browser.journey.dandisets.dandisets
        archive.errors.clear()
        await press(pilot, "r")
        assert len(browser.journey.dandisets.dandisets) == 6


async def test_notices_of_the_archive_are_shown() -> None:
    """A stale token is told of once."""
    archive = FakeArchive()
    archive.said.append("The token in DANDI_API_KEY was refused.")
    app = make_app(archive=archive)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "down", "up")
        assert [n.message for n in app._notifications] == archive.said


async def test_quitting_ends_the_reader_and_the_archive() -> None:
    """Also while something is being read."""
    reader, archive = fake_reader(stalled=[DFF]), fake_archive()
    app = make_app(reader=reader, archive=archive)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await until(pilot, lambda: phase(pilot) == "loading")
        await pilot.press("q")
    assert reader.closed
    assert archive.closed
    assert reader.idle


async def test_a_picture_of_another_object_than_the_cursor_s_is_named() -> None:
    """After an error Esc leads to the picture before; its path stands above it, no cost beside."""
    reader = fake_reader(answers={COSTLY: ConnectionFailedError("The archive did not answer.")})
    async with make_app(reader=reader).run_test(size=NARROW) as pilot:
        await open_object(pilot, DFF)
        await open_object(pilot, COSTLY)
        browser = browser_of(pilot)
        assert "back to 500" not in str(browser.preview.body.box.render())
        reader.last_stats = Stats(requests=4, bytes=2_100_000)
        await press(pilot, "escape")
        assert browser.query_one(StatusLine).status.stats == Stats()
        header = browser.preview.query_one("#preview-header", Static)
        assert str(header.render()).startswith(DFF)
        await press(pilot, "right_square_bracket")
        assert str(header.render()).startswith(DFF)
        await open_object(pilot, DFF)
        assert str(header.render()).startswith("ROI 0–5 of 174")
