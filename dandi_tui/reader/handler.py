"""What answers the requests of the reader process."""

from collections.abc import Callable
from typing import Protocol

from dandi_tui.protocol.pictures import Answer, Objects
from dandi_tui.protocol.requests import Request
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.settings import Settings

SendPart = Callable[[Objects], None]


class Handler(Protocol):
    """What answers requests: `work.Work`, or a test's."""

    def answer(self, request: Request, send_part: SendPart) -> Answer:
        """The answer; raises `DandiTuiError` or `Cancelled`."""

    def warm_up(self) -> None:
        """Called once, when nothing is asked for yet."""

    def work_ahead(self) -> float | None:
        """Do some of what will be asked for, some milliseconds' worth.

        It may wait for bytes: a request that comes ends that, as a cancel would.

        Returns:
            Seconds after which to call again; None if there is nothing more to do.
        """

    def rest(self) -> None:
        """Drop all that is under way; it goes on where it was with the next request."""


MakeHandler = Callable[[Settings, Fetcher], Handler]
