"""What the reading thread looks at while it waits for bytes: whether to stop, and whom to tell."""

import threading
import time
from collections.abc import Callable
from typing import Final

from dandi_tui.errors import AccessError, Cancelled
from dandi_tui.protocol.address import Address

SLICE_S: Final = 0.05
"""The longest wait between two looks at the flag."""


def _refuse(address: Address) -> Address:
    raise AccessError(
        f"The address of {address.name or 'the file'} is not accepted any more.",
        hint="Open the file again",
    )


class Watch:
    """The one request under way, as the byte layer sees it.

    `cancel` may be called from any thread; all else belongs to the thread that reads.
    """

    def __init__(
        self,
        *,
        on_slice: Callable[[], None] = lambda: None,
        renew: Callable[[Address], Address] = _refuse,
    ) -> None:
        self.on_slice = on_slice
        """Called after each slice of waiting: to report progress."""
        self.renew = renew
        """Asks for a new address after one was refused; waits for it."""
        self._stop = threading.Event()

    def begin(self) -> None:
        """A new request: whatever was cancelled before is forgotten."""
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Nobody waits for the request any more."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether the request was cancelled."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if the request was."""
        if self._stop.is_set():
            raise Cancelled

    def until(self, event: threading.Event, timeout_s: float) -> bool:
        """Wait in slices for an event; False after `timeout_s`."""
        end = time.monotonic() + timeout_s
        while not event.wait(SLICE_S):
            self.check()
            if time.monotonic() > end:
                return False
        return True
