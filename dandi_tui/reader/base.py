"""The seam: what the browser and the headless verbs ask of a reader."""

from collections.abc import Callable
from typing import Protocol, overload

from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.pictures import (
    Answer,
    Lacks,
    Numbers,
    Objects,
    Picture,
    Question,
    Stats,
    Views,
)
from dandi_tui.protocol.requests import Draw, ListChildren, ListViews, Prepare, Request, Walk

OnProgress = Callable[[Progress], None]
OnPart = Callable[[Objects], None]


class Reader(Protocol):
    """Reads files and draws what is in them. All is awaitable; nothing blocks the event loop."""

    last_stats: Stats
    """What the last answered request cost."""

    stats: Stats
    """What all requests cost since the start."""

    @property
    def idle(self) -> bool:
        """Whether nothing is asked for at present."""

    async def start(self) -> None:
        """Make it ready ahead of the first request."""

    @overload
    async def ask(
        self,
        request: ListChildren | Prepare | Walk,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Objects: ...
    @overload
    async def ask(
        self,
        request: Draw,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Picture | Question | Lacks | Numbers: ...
    @overload
    async def ask(
        self,
        request: ListViews,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Views: ...
    async def ask(
        self,
        request: Request,
        *,
        on_progress: OnProgress | None = None,
        on_part: OnPart | None = None,
    ) -> Answer:
        """Answer in turn; cancelling the await cancels the read, or its place in the queue.

        Raises:
            DandiTuiError: Whatever went wrong, in one sentence and a hint.
        """

    async def close(self) -> None:
        """End it in under a second, whatever is being read."""
