"""How long one waits for an answer."""

import threading
import time


class Wait:
    """How long a request may take with all its tries, and whether it is still wanted."""

    def __init__(self, stop: threading.Event, patience_s: float) -> None:
        self.stop = stop
        self._end_s = time.monotonic() + patience_s

    @property
    def left_s(self) -> float:
        """Seconds until it is given up."""
        return self._end_s - time.monotonic()

    def at_most(self, timeout_s: float) -> float:
        """A timeout, cut to what is left; never nothing, which would mean no timeout."""
        return max(0.001, min(timeout_s, self.left_s))
