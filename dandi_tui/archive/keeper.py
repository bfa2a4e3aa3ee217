"""An answer from disk, or of the archive and then onto disk: which of the two, and when."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from dandi_tui.archive.answers import Answers, Kept
from dandi_tui.archive.model import Dandiset
from dandi_tui.archive.threads import Threads
from dandi_tui.errors import ConnectionFailedError, DandiTuiError
from dandi_tui.text import safe

T = TypeVar("T")

PAGE: Final = 1_000
PAUSE_S: Final = 30.0
"""So long an archive that could not be reached is not asked for what is kept anyway."""
CLOSE_S: Final = 2.0
"""So long the end waits for answers that are being written."""


class Keeper:
    """Answers questions from disk where that is right, and keeps the answers of an archive.

    Args:
        answers: On disk.
        dandiset: Asks for one dandiset, to know whether everybody may see it.
        offline: Ask nothing.
        private: What others may not see may be among the answers, and is not kept.
        may_change: A published version may be another one tomorrow, as of a server under test.
    """

    def __init__(
        self,
        answers: Answers,
        dandiset: Callable[[str], Awaitable[Dandiset]],
        *,
        offline: bool,
        private: bool,
        may_change: bool,
    ) -> None:
        self._answers = answers
        self._dandiset = dandiset
        self.offline = offline
        self.private = private
        self._may_change = may_change
        self._threads = Threads(2, "answers")
        self.open: dict[str, bool] = {}
        """By dandiset: whether everybody may see it. Rows of a list, so a few thousand."""
        self._writing: set[asyncio.Task[None]] = set()
        self._failed_s = -PAUSE_S
        self.notices: tuple[str, ...] = ()
        """That the archive cannot be reached."""
        self.kept_from = ""
        """When what was answered last was seen (ISO 8601), if it may have changed since."""

    def note_open(self, rows: list[Dandiset]) -> None:
        """Remember which of them everybody may see."""
        self.open |= {row.identifier: row.embargo_status == "OPEN" for row in rows}

    async def close(self) -> None:
        """End it, once what is being written is written."""
        if self._writing:
            await asyncio.wait(self._writing, timeout=CLOSE_S)
        self._threads.close()

    async def one(
        self,
        question: str,
        kind: Any,
        ask: Callable[[], Awaitable[Any]],
        identifier: str,
        version: str,
    ) -> Any:
        """One answer, of the archive or kept."""
        kept = await self._at_once(question, kind, version)
        if kept is not None:
            return kept.answer
        try:
            answer = await ask()
        except ConnectionFailedError as error:
            return (await self._instead(question, kind, version, error)).answer
        self._answered()
        self._keep(question, answer, identifier)
        return answer

    async def pages(
        self,
        question: str,
        kind: Any,
        ask: Callable[[], AsyncIterator[list[T]]],
        identifier: str,
        version: str,
        keep: Callable[[list[T]], list[T]],
    ) -> AsyncIterator[list[T]]:
        """The pages of an answer, kept when the last has come.

        Where the archive is lost in the middle, what is kept goes on where it stopped.
        """
        kept = await self._at_once(question, kind, version)
        rows: list[T] = []
        if kept is None:
            try:
                async for page in ask():
                    rows += page
                    yield page
            except ConnectionFailedError as error:
                kept = await self._instead(question, kind, version, error)
            else:
                self._answered()
                self._keep(question, keep(rows), identifier)
                return
        came = {_key(row) for row in rows}
        rest = [row for row in kept.answer if _key(row) not in came]
        for first in range(0, max(1, len(rest)), PAGE):
            yield rest[first : first + PAGE]

    async def _at_once(self, question: str, kind: Any, version: str) -> Kept | None:
        """What needs no asking: offline anything, else what never ages. None: ask."""
        never_ages = version != "draft" and not self._may_change
        lost = time.monotonic() - self._failed_s < PAUSE_S
        kept = None
        if self.offline or never_ages or lost:
            kept = await self.read(question, kind)
        if kept is not None:
            self.say(kept, version)
        elif self.offline:
            raise not_kept("this answer of the archive")
        return kept

    async def _instead(
        self, question: str, kind: Any, version: str, error: ConnectionFailedError
    ) -> Kept:
        """What is kept, in place of an archive that cannot be reached."""
        self._failed_s = time.monotonic()
        kept = await self.read(question, kind)
        if kept is None:
            raise error
        if not self.notices:
            self.notices = (f"{safe(error.message)} What was seen before is shown.",)
        self.say(kept, version)
        return kept

    async def read(self, question: str, kind: Any) -> Kept | None:
        """What is kept, if anything."""
        return await self._threads.run(lambda _stop: self._answers.read(question, kind))

    def _answered(self) -> None:
        """The archive is there (again)."""
        self._failed_s = time.monotonic() - PAUSE_S
        self.kept_from = ""

    def say(self, kept: Kept, version: str) -> None:
        """The answer is a kept one; of a draft it matters of when."""
        if version == "draft":
            when_s = min(max(0.0, kept.when_s), time.time())
            self.kept_from = datetime.fromtimestamp(when_s, UTC).isoformat(timespec="seconds")

    def _keep(self, question: str, answer: object, identifier: str) -> None:
        """Write an answer behind all else, if others may see it too."""
        if not self._answers.keeps:
            return
        task = asyncio.ensure_future(self._write(question, answer, identifier))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write(self, question: str, answer: object, identifier: str) -> None:
        if self.private and question != "dandisets" and not await self._is_open(identifier):
            return

        def write(_stop: threading.Event) -> None:
            self._answers.write(question, answer)

        with suppress(DandiTuiError):  # It was closed in the meantime.
            await self._threads.run(write)

    async def _is_open(self, identifier: str) -> bool:
        """Whether everybody may see a dandiset; the archive is asked where no list said so."""
        if identifier and identifier not in self.open:
            try:
                self.note_open([await self._dandiset(identifier)])
            except DandiTuiError:
                return False
        return self.open.get(identifier, False)


def not_kept(what: str) -> ConnectionFailedError:
    """It would have to be asked for."""
    return ConnectionFailedError(
        f"Offline, {what} is not kept on this machine.", hint="Leave out --offline."
    )


def _key(row: object) -> str:
    """What a row is the same by."""
    return str(getattr(row, "identifier", "") or getattr(row, "path", ""))
