"""A picture that comes coarse first, and finer while one looks."""

from dandi_tui.protocol.pictures import Facts, Picture
from dandi_tui.protocol.requests import Draw, Request
from tests.ui.browsing import WIDE, browser_of, make_app, open_object, phase, press, until
from tests.ui.recording import DFF, fake_reader


def look(request: Request) -> Picture:
    """Says how coarse it is; two finer looks may follow the first."""
    assert isinstance(request, Draw)
    words = f"coarse {request.coarse}".ljust(request.width)
    rows = (words, *[" " * request.width] * (request.height - 1))
    facts = Facts(path=request.path, title="dff", view="overview", finer=request.coarse)
    return Picture(rows=rows, facts=facts)


def looks_of(reader: object) -> list[int]:
    """How coarse each picture of the series was asked for."""
    requests = getattr(reader, "requests", [])
    return [one.coarse for one in requests if isinstance(one, Draw) and one.path == DFF]


async def test_finer_looks_follow_the_first() -> None:
    """Each replaces the one before; the last is what was asked for, and nothing follows it."""
    reader = fake_reader()
    reader.answers[DFF] = look
    app = make_app(reader=reader)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        preview = browser_of(pilot).preview
        assert looks_of(reader) == [2, 1, 0]
        assert "coarse 0" in preview.body.chart.text
        assert phase(pilot) == "idle"


async def test_a_finer_look_leaves_the_coarse_one_bright_and_escape_keeps_it() -> None:
    """It can be read on while the next is on its way; Enter reads the rest."""
    reader = fake_reader()

    def stalling(request: Request) -> Picture:
        if isinstance(request, Draw) and request.coarse == 2:
            reader.stall(DFF)
        return look(request)

    reader.answers[DFF] = stalling
    app = make_app(reader=reader)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, "/processing")
        browser = browser_of(pilot)
        source, obj = browser.journey.objects.source, reader.objects[DFF]
        assert source is not None
        browser.preview.show_object(source, obj)
        preview = browser.preview
        await until(pilot, lambda: preview.phase == "loading")
        assert "coarse 2" in preview.body.chart.text
        assert not preview.body.chart.faded

        await pilot.press("4")
        await press(pilot, "escape")
        assert phase(pilot) == "stopped"
        assert "coarse 2" in preview.body.chart.text
        reader.answers[DFF] = look
        reader.release(DFF)
        await press(pilot, "enter")
        assert "coarse 0" in preview.body.chart.text
