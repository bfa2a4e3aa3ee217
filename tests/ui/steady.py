"""An app whose tests wait for what it does, and not for a time: a machine may be slow."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import textual._wait
import textual.app
import textual.pilot
from textual.app import App
from textual.notifications import Notification
from textual.pilot import Pilot

MOST_TURNS = 10_000
"""Of the loop; an app that is never done is not waited for longer."""

WATCHDOG_S = 120
"""What did not come in so long does not come."""

ENDLESS_S = 3600.0

SOON_S = 0.5
"""The longest time after which something happens by itself, and is waited for."""

_wait_for_idle, _pause = textual._wait.wait_for_idle, Pilot.pause


async def drained() -> None:
    """Wait until nothing in the loop can go on: messages are handled, and those they led to.

    Textual's own wait ends after a while in which the process did little; so it does when the
    machine gives it no time.
    """
    ready = vars(asyncio.get_running_loop())["_ready"]
    for _ in range(MOST_TURNS):
        await asyncio.sleep(0)
        if not ready:
            return


async def _rested(*seconds: float) -> None:
    await _wait_for_idle(*seconds)
    await drained()


async def _paused(pilot: Pilot[Any], delay: float | None = None) -> None:
    await _pause(pilot, delay)
    await drained()


def is_due(app: App[Any]) -> bool:
    """Whether something happens soon: a cursor's rest is told, a picture is fitted to its room."""
    nodes = [app, *(node for one in app.screen_stack for node in one.walk_children(with_self=True))]
    return any(
        one._repeat == 0 and one._interval <= SOON_S and one._task and not one._task.done()
        for node in nodes
        for one in list(node._timers)
    )


async def at_rest(pilot: Pilot[Any]) -> None:
    """Wait until nothing is read or drawn, or will be soon; the reader's start is left alone."""

    def is_busy() -> bool:
        return is_due(pilot.app) or any(one.group != "start" for one in pilot.app.workers)

    await pilot.pause()
    while is_busy():
        await until(pilot, lambda: not is_busy())
        await pilot.pause()
    await pilot.pause()


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Wait until the condition holds; a watchdog of two minutes."""
    async with asyncio.timeout(WATCHDOG_S):
        while not condition():
            await pilot.pause(0.01)


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses end when all is done; what waits for a hand or a disk waits for a slow one too."""
    monkeypatch.setattr(textual.app, "wait_for_idle", _rested)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", _rested)
    monkeypatch.setattr(Pilot, "pause", _paused)
    # A notice is there until the test has seen it.
    monkeypatch.setattr(Notification, "time_left", property(lambda _: ENDLESS_S))
    # `gg`, keys in one piece, and what the index holds of a page.
    monkeypatch.setattr("dandi_tui.ui.twice.SECOND_S", ENDLESS_S)
    monkeypatch.setattr("dandi_tui.ui.key_order.PATIENCE_S", 5.0)
    monkeypatch.setattr("dandi_tui.ui.key_order.STUCK_S", 30.0)
    monkeypatch.setattr("dandi_tui.archive.landing.LOOK_S", ENDLESS_S)
