"""How the screen looks: few pictures, of what words alone cannot say."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from dandi_tui.errors import ConnectionFailedError
from tests.ui.browsing import NARROW, WIDE, make_app, open_object, press
from tests.ui.recording import COSTLY, DFF, fake_reader

SnapCompare = Callable[..., bool]


async def at_series(pilot: Pilot[int]) -> None:
    """On the series, from the tree."""
    await open_object(pilot, DFF)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
def test_a_series(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    """Frames and facts where there is room, rules and one fact less where there is not."""
    assert snap_compare(make_app(), terminal_size=size, run_before=at_series)


def test_help(snap_compare: SnapCompare) -> None:
    """Two columns over the faded screen."""

    async def keys(pilot: Pilot[int]) -> None:
        await at_series(pilot)
        await press(pilot, "4", "question_mark")

    assert snap_compare(make_app(), terminal_size=WIDE, run_before=keys)


def test_an_error(snap_compare: SnapCompare) -> None:
    """A box over the faded picture; the lists are as bright as before."""
    error = ConnectionFailedError("The archive did not answer for 20 s (4 tries).")
    reader = fake_reader(answers={COSTLY: error})

    async def keys(pilot: Pilot[int]) -> None:
        await at_series(pilot)
        await open_object(pilot, COSTLY)

    assert snap_compare(make_app(reader=reader), terminal_size=WIDE, run_before=keys)


def test_a_question(snap_compare: SnapCompare) -> None:
    """What it would cost, and the keys."""

    async def keys(pilot: Pilot[int]) -> None:
        await at_series(pilot)
        await open_object(pilot, COSTLY)

    assert snap_compare(make_app(), terminal_size=NARROW, run_before=keys)
