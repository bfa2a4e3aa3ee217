"""Playing: the same move again and again, at most five times a second."""

import time
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from dandi_tui.protocol.pictures import Facts, Move

if TYPE_CHECKING:
    from dandi_tui.ui.widgets.preview_pane import PreviewPane

STEP_S: Final = 0.2


class Player:
    """Follows a move of the picture each time that its picture has come, until it is stopped."""

    def __init__(self, pane: "PreviewPane") -> None:
        self._pane = pane
        self._key = ""
        self._stepping = False
        self._since = 0.0
        self._timer: Timer | None = None

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return bool(self._key)

    def toggle(self, move: Move) -> None:
        """Start with a move, or stop."""
        if self._key:
            self.stop()
            return
        self._key = move.key
        self._step(move)

    def stop(self) -> None:
        """Stay where one is."""
        self._key = ""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def asked(self) -> None:
        """Something is asked for: playing goes on only if it is the next step."""
        if not self._stepping:
            self.stop()

    def shown(self, facts: Facts | None) -> None:
        """A picture has come: the next one is due, if there is a next."""
        if not self._key:
            return
        move = next((one for one in facts.moves if one.key == self._key), None) if facts else None
        if move is None or not move.plays:
            self.stop()
            return
        left_s = max(0.001, self._since + STEP_S - time.monotonic())
        self._timer = self._pane.set_timer(left_s, lambda: self._step(move))

    def _step(self, move: Move) -> None:
        if not self._key:
            return
        self._since, self._stepping = time.monotonic(), True
        self._pane.step(move)
        self._stepping = False
