"""The demo's own endpoints, beside the API: `/_demo/faults` and `/_demo/log`."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from dandi_tui.demo.faults import Conditions, Weather
from dandi_tui.demo.log import RequestLog
from dandi_tui.demo.signing import Signer


class Control:
    """Shows and changes how the demo archive behaves; neither delayed, logged, nor failing."""

    def __init__(
        self,
        weather: Weather,
        log: RequestLog,
        signer: Signer,
        switch_store: Callable[[bool], Awaitable[None]],
    ) -> None:
        self._weather = weather
        self._log = log
        self._signer = signer
        self._switch_store = switch_store

    def routes(self) -> list[web.RouteDef]:
        """What to add to the API's application."""
        return [
            web.get("/_demo/faults", self.conditions),
            web.post("/_demo/faults", self.change),
            web.delete("/_demo/faults", self.restore),
            web.get("/_demo/log", self.entries),
            web.delete("/_demo/log", self.forget),
        ]

    async def conditions(self, _request: web.Request) -> web.Response:
        """The conditions in force."""
        return _json(self._weather.now)

    async def change(self, request: web.Request) -> web.Response:
        """Put the conditions of the body in force; what it leaves out is as it was at the start."""
        try:
            wanted = msgspec.json.decode(await request.read(), type=dict[str, Any])
            merged = msgspec.to_builtins(self._weather.start) | wanted
            conditions = msgspec.convert(merged, Conditions)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            return web.json_response({"detail": str(error)}, status=400)
        await self._apply(conditions)
        return _json(conditions)

    async def restore(self, _request: web.Request) -> web.Response:
        """Everything as it was at the start."""
        await self._apply(self._weather.start)
        return _json(self._weather.now)

    async def entries(self, _request: web.Request) -> web.Response:
        """The requests so far, oldest first."""
        return _json(list(self._log.entries))

    async def forget(self, request: web.Request) -> web.Response:
        """The requests so far, and an empty log from now on."""
        answer = await self.entries(request)
        self._log.entries.clear()
        return answer

    async def _apply(self, conditions: Conditions) -> None:
        self._weather.set(conditions)
        self._signer.lifetime_s = conditions.signature_seconds
        if conditions.expire_signatures:
            self._signer.expire_all()
        await self._switch_store(not conditions.store_down)


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
