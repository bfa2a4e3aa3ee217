"""Keys in their order: one is done with before the next is looked at.

Textual hands each key to the widget that has the focus when it arrives. Over ssh several keys come
in one piece: of `/728` the digits would go to the list, since the filter has no focus yet.
"""

import time
from collections import deque
from typing import Final, TypeVar

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.timer import Timer

MAX_WAITING: Final = 1_000
"""Keys that wait; what is typed beyond is dropped, as a terminal does."""

PATIENCE_S: Final = 0.25
"""So long at most the next key waits for what the one before began: rows, that may come later."""

STUCK_S: Final = 2.0
"""So long at most it waits until the one before has been looked at by all that it bubbles to."""

LOOK_S: Final = 0.01
"""Between two looks whether it is done."""

ReturnT = TypeVar("ReturnT")


class OrderedKeysApp(App[ReturnT]):
    """An app in which a key that moves the focus moves it for the keys typed after it."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._keys: deque[events.Key] = deque(maxlen=MAX_WAITING)
        self._key: events.Key | None = None
        self._handed_s = 0.0
        """When that key was handed on."""
        self._stuck: Timer | None = None
        """Ends its time."""

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait while another is under way; all else goes on as ever."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._key is not None:
            self._keys.append(event)
        else:
            self._key = event
            await self._handle(event)

    async def _handle(self, key: events.Key) -> None:
        """Hand the key that is under way to whom it is for."""
        self._handed_s = time.monotonic()
        target = self.focused or self.screen
        await super().on_event(key)
        self._stuck = self.set_timer(STUCK_S, lambda: self._release(key))
        self._climb_behind(key, (target, target), target)

    def _climb_behind(
        self, key: events.Key, rounds: tuple[MessagePump, ...], node: MessagePump | None
    ) -> None:
        """Go the way that the key bubbles, one place behind it in every queue.

        Then once more, behind the message that the key's action may have posted.
        """
        if node is not None and node is not self:
            if not node.call_later(self._climb_behind, key, rounds, node._parent):
                self._climb_behind(key, rounds, node._parent)
        elif len(rounds) > 1:
            self._climb_behind(key, rounds[1:], rounds[0])
        else:
            self.call_later(self.call_after_refresh, self._done_with, key)

    @property
    def is_under_way(self) -> bool:
        """Whether what the last key began is still to come, and soon: rows that it unfolded."""
        return False

    def _done_with(self, key: events.Key) -> None:
        """Take the next key, when what this one began has come."""
        is_patient = time.monotonic() - self._handed_s < PATIENCE_S
        # After the last screen has gone there is nothing more to come.
        if key is self._key and is_patient and self.screen_stack and self.is_under_way:
            self.set_timer(LOOK_S, lambda: self._done_with(key))
        else:
            self._release(key)

    def _release(self, key: events.Key) -> None:
        """Take the next key, unless that has happened already.

        It is under way from here on: one that arrives before it is handled comes after it.
        """
        if key is not self._key:
            return
        self._key = None
        if self._stuck:
            self._stuck.stop()
        if self._keys and self.is_running and self.screen_stack:
            self._key = self._keys.popleft()
            self.call_next(self._handle, self._key)
