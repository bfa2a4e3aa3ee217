"""Asks for pages and rows: on a thread, checked, parsed, without duplicates."""

import threading
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol, TypeVar

import msgspec
import requests

from dandi_tui.archive.base import Params
from dandi_tui.archive.failures import no_answer
from dandi_tui.archive.parse import Page, page
from dandi_tui.archive.refusals import not_an_archive, refusal
from dandi_tui.archive.threads import Threads
from dandi_tui.archive.transport import retry_after
from dandi_tui.errors import NotFoundError

R = TypeVar("R")
T = TypeVar("T")

PAGE_SIZE = 1000
"""The most that the server gives; more is clamped without a word."""
GRACE_S = 5.0
"""A call that is over its patience ends by itself in so long, mostly; it has a better sentence."""
MAX_PAGES = 10_000
"""A server that always has a next page is left at ten million rows."""


class Client(Protocol):
    """What is needed of the client: its `request`."""

    def request(
        self,
        method: str,
        path: str,
        params: Params | None = None,
        *,
        stop: threading.Event | None = None,
        follow: bool = True,
    ) -> requests.Response:
        """One request, tried as often as the settings say."""


class Asker:
    """Asks one API; the answers come to the event loop parsed."""

    def __init__(
        self, client: Client, threads: Threads, host: str, token_name: str, patience_s: float
    ) -> None:
        self._client = client
        self._threads = threads
        self._host = host
        self._token_name = token_name
        self._patience_s = patience_s + GRACE_S

    async def pages(
        self, path: str, params: Params, row: type[R], what: str
    ) -> AsyncIterator[list[R]]:
        """All pages of a list, without rows that came before: lists change while one reads.

        The server's `next` only says that there is more; its URL is not followed, so that a
        server cannot send us, and the user's key, elsewhere.
        """
        seen: set[str] = set()
        for number in range(1, MAX_PAGES):
            query: dict[str, str | int] = {**params, "page_size": PAGE_SIZE}
            if number > 1:
                query["page"] = number
            try:
                part = await self.page(path, query, row, what)
            except NotFoundError:
                if number == 1:
                    raise
                return  # It became shorter in the meantime.
            new = {_key(one): one for one in part.results if _key(one) not in seen}
            seen.update(new)
            yield list(new.values())
            # A page without anything new is that of a server that goes in a circle.
            if part.next is None or not new:
                return

    async def page(self, path: str, params: Params, row: type[R], what: str) -> Page[R]:
        """One page of a list."""
        return await self._ask(path, params, what, lambda body: page(body, row))

    async def get(self, path: str, row: type[R], what: str) -> R:
        """One row."""
        return await self._ask(path, {}, what, lambda body: msgspec.json.decode(body, type=row))

    async def document(self, path: str, params: Params, what: str) -> Any:
        """The whole answer, as JSON has it."""
        return await self._ask(path, params, what, msgspec.json.decode)

    async def redirect(self, path: str, what: str) -> requests.Response:
        """The answer that says where to go; nobody goes there."""

        def call(stop: threading.Event) -> requests.Response:
            answer = self._client.request("GET", path, stop=stop, follow=False)
            self._check(answer, what)
            return answer

        return await self._run(call)

    async def _run(self, call: Callable[[threading.Event], T]) -> T:
        """The call's result; one that outlasts all its timeouts is left."""
        try:
            return await self._threads.run_within(self._patience_s, call)
        except TimeoutError as error:
            raise no_answer(self._host, 1, error) from error

    async def _ask(self, path: str, params: Params, what: str, parse: Callable[[bytes], T]) -> T:
        """The parsed answer; also parsing is done off the event loop."""

        def call(stop: threading.Event) -> T:
            answer = self._client.request("GET", path, params, stop=stop)
            self._check(answer, what)
            try:
                return parse(answer.content)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise not_an_archive(self._host) from error

        return await self._run(call)

    def _check(self, answer: requests.Response, what: str) -> None:
        if answer.status_code >= 400:
            raise refusal(
                answer.status_code,
                answer.content,
                what=what,
                token_name=self._token_name,
                wait_s=retry_after(answer),
            )


def _key(row: object) -> str:
    """What a row is the same by."""
    for name in ("identifier", "asset_id", "version", "path"):
        value = getattr(row, name, None)
        if isinstance(value, str):
            return value
    return repr(row)
