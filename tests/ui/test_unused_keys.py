"""Keys that a view does not take, and those that it takes from the list too."""

from msgspec.structs import replace

from dandi_tui.protocol.pictures import Answer, Move, Picture
from dandi_tui.protocol.requests import Request
from tests.ui.browsing import WIDE, browser_of, make_app, open_object, press, settled
from tests.ui.recording import DFF, OBJECTS, Reader, draw
from tests.ui.test_own_keys import last_draw, reader_with


async def test_n_of_a_view_works_from_the_list_unless_it_is_filtered() -> None:
    """There `n` and `N` go from match to match."""
    move = Move(key="n", sentence="next epoch", options=(("at", "2"),))
    async with make_app(reader=reader_with(lambda _: (move,))).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "n")
        assert last_draw(pilot).option("at") == "2"
        await press(pilot, "slash", *"DfOverF", "enter")
        row = browser_of(pilot).journey.objects.listing.row
        await press(pilot, "n")
        assert browser_of(pilot).journey.objects.listing.row != row


async def test_a_key_that_a_view_does_not_take_is_said() -> None:
    """Once, however often it is pressed; in the list as in the picture."""

    def image(request: Request) -> Answer:
        picture = draw(request)
        assert isinstance(picture, Picture)
        return replace(picture, facts=replace(picture.facts, window=None, extent=None))

    async with make_app(reader=Reader(OBJECTS, answers={DFF: image})).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "p", "p", "4", "m")
        assert [notice.message for notice in pilot.app._notifications] == [
            "Only what is drawn over time can be pinned.",
            "m does nothing in this view: ? lists its keys.",
        ]


async def test_a_filter_typed_in_a_view_without_one_filters_the_list() -> None:
    """What follows `/` is words, never keys: `t` of `depth` asks for no time."""
    async with make_app().run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "4")
        await pilot.press("slash", *"depth>100")
        await settled(pilot)
        browser = browser_of(pilot)
        assert pilot.app.screen is browser
        assert browser.journey.objects.words == ("depth>100",)
        assert "nothing to filter" in next(iter(pilot.app._notifications)).message
