"""The demo archive on two ports of this machine: the API, and the object store."""

from dataclasses import dataclass
from secrets import token_bytes

from aiohttp import web

from dandi_tui.demo.api import Api
from dandi_tui.demo.catalogue import Catalogue
from dandi_tui.demo.control import Control
from dandi_tui.demo.faults import Conditions, Weather
from dandi_tui.demo.log import RequestLog
from dandi_tui.demo.signing import Signer
from dandi_tui.demo.store import BUCKET, Store
from dandi_tui.demo.transmit import Line

HOST = "127.0.0.1"

SHUTDOWN_S = 0.2
"""Time that answers under way get when the server ends."""


@dataclass
class Port:
    """An application on a port that may be closed and opened again."""

    runner: web.AppRunner
    site: web.TCPSite | None = None
    number: int = 0

    async def open(self) -> None:
        """Listen; on the same number as before, if there was one."""
        if self.site is not None:
            return
        self.site = web.TCPSite(self.runner, HOST, self.number, reuse_address=True)
        await self.site.start()
        self.number = self.runner.addresses[0][1]

    async def close(self) -> None:
        """Stop listening."""
        if self.site is not None:
            await self.site.stop()
            self.site = None

    async def switch(self, up: bool) -> None:
        """Open it or close it."""
        await (self.open() if up else self.close())

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self.number}"


@dataclass
class Server:
    """A running demo archive."""

    api_port: Port
    store_port: Port

    @property
    def api_url(self) -> str:
        """URL of the API, as an instance of the archive names it."""
        return f"{self.api_port.url}/api"

    @property
    def store_url(self) -> str:
        """URL of the object store, without the bucket."""
        return self.store_port.url

    async def stop(self) -> None:
        """Close both ports and end what is under way."""
        await self.api_port.runner.cleanup()
        await self.store_port.runner.cleanup()


async def serve(archive: Catalogue, conditions: Conditions) -> Server:
    """Start the demo archive on two free ports of the loopback interface."""
    weather, log = Weather(conditions), RequestLog()
    signer = Signer(token_bytes(32), "", conditions.signature_seconds)
    store_line = Line("store", weather, log, Store(archive, signer).respond)
    store_port = Port(await _runner(store_line, []))
    await store_port.open()
    signer.store_url = f"{store_port.url}/{BUCKET}"
    control = Control(weather, log, signer, store_port.switch)
    api_line = Line("api", weather, log, Api(archive, signer).respond)
    api_port = Port(await _runner(api_line, control.routes()))
    await api_port.open()
    return Server(api_port, store_port)


async def _runner(line: Line, routes: list[web.RouteDef]) -> web.AppRunner:
    app = web.Application()
    app.add_routes([*routes, web.route("*", "/{path:.*}", line.handle)])
    runner = web.AppRunner(
        app, access_log=None, handler_cancellation=True, shutdown_timeout=SHUTDOWN_S
    )
    await runner.setup()
    return runner
