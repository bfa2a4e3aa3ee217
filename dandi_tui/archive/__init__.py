"""The DANDI Archive: its model, and the ways to ask it."""

import threading

from dandi_tui.archive.base import Archive
from dandi_tui.archive.threads import Threads
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings


async def connect(settings: Settings, demo_api_url: str | None = None) -> Archive:
    """The archive that the settings name, or the demo at this URL. Asks nothing of it yet."""
    if settings.offline and demo_api_url is None:
        raise ConnectionFailedError(
            "The archive cannot be asked offline.", hint="Leave out --offline."
        )

    def make(_stop: threading.Event) -> Archive:
        # Loading dandi takes 0.5 s, which the first paint, local files and --help are spared; it
        # is done off the event loop, as is asking the keyring.
        from dandi_tui.archive.dandi import DandiArchive

        return DandiArchive(settings, demo_api_url)

    threads = Threads(1, "connect")
    try:
        return await threads.run(make)
    finally:
        threads.close()
