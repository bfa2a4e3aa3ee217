"""A key that counts when it is pressed twice: `gg`."""

from typing import Final

from textual.message_pump import MessagePump
from textual.timer import Timer

SECOND_S: Final = 0.5
"""How long the first waits for the second."""


class Twice:
    """Knows whether a press is the second; `owner` keeps the time."""

    def __init__(self, owner: MessagePump) -> None:
        self._owner = owner
        self._first: Timer | None = None

    def press(self) -> bool:
        """Whether this press is the second, in time."""
        is_second = self._first is not None
        self._forget()
        if not is_second:
            self._first = self._owner.set_timer(SECOND_S, self._forget)
        return is_second

    def _forget(self) -> None:
        if self._first is not None:
            self._first.stop()
        self._first = None
