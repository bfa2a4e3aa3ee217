"""The DANDI Archive: its model, and the ways to ask it."""

import threading
from typing import TYPE_CHECKING, Final

from dandi_tui.archive.base import Archive
from dandi_tui.archive.threads import Threads
from dandi_tui.settings import Settings

if TYPE_CHECKING:
    from dandi_tui.archive.dandi import DandiArchive

NOWHERE: Final = "http://127.0.0.1/api"
"""In place of a demo that is not started; nothing is sent there."""


async def connect(settings: Settings, demo_api_url: str | None = None) -> Archive:
    """The archive that the settings name, or the demo at this URL. Asks nothing of it yet.

    Its answers are kept on disk. Offline the demo needs no URL: it is not asked.
    """
    if settings.demo and settings.offline and demo_api_url is None:
        demo_api_url = NOWHERE

    def make(_stop: threading.Event) -> Archive:
        # Loading dandi takes 0.5 s, which the first paint, local files and --help are spared; it
        # is done off the event loop, as is asking the keyring.
        from dandi_tui.archive.dandi import DandiArchive

        archive = DandiArchive(settings, demo_api_url)
        # The demo's address is another one at each start: its answers go by its name.
        return _kept(settings, archive, archive.api_url if demo_api_url is None else archive.host)

    threads = Threads(1, "connect")
    try:
        return await threads.run(make)
    finally:
        threads.close()


def _kept(settings: Settings, archive: "DandiArchive", name: str) -> Archive:
    """The archive with what is kept of it, under a name."""
    from dandi_tui.archive.answers import Answers  # as above: all this is for the thread
    from dandi_tui.archive.kept import KeptArchive
    from dandi_tui.archive.transport import is_loopback

    return KeptArchive(
        archive,
        Answers(settings.cache_dir, name, settings.answers_bytes),
        offline=settings.offline,
        has_token=archive.has_token,
        keep_embargoed=settings.keep_embargoed,
        # A server on this machine may be another one tomorrow.
        may_change=is_loopback(archive.api_url),
    )
