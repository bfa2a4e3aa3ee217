"""The DANDI Archive: its model, and the ways to ask it."""

import threading
from typing import TYPE_CHECKING

from dandi_tui.archive.base import Archive
from dandi_tui.archive.threads import Threads
from dandi_tui.settings import Settings

if TYPE_CHECKING:
    from dandi_tui.archive.dandi import DandiArchive


async def connect(settings: Settings, demo_api_url: str | None = None) -> Archive:
    """The archive that the settings name, or the demo at this URL. Asks nothing of it yet.

    Its answers are kept on disk; those of the demo, which is there anyway, are not.
    """

    def make(_stop: threading.Event) -> Archive:
        # Loading dandi takes 0.5 s, which the first paint, local files and --help are spared; it
        # is done off the event loop, as is asking the keyring.
        from dandi_tui.archive.dandi import DandiArchive

        archive = DandiArchive(settings, demo_api_url)
        return archive if demo_api_url is not None else _kept(settings, archive)

    threads = Threads(1, "connect")
    try:
        return await threads.run(make)
    finally:
        threads.close()


def _kept(settings: Settings, archive: "DandiArchive") -> Archive:
    """The archive with what is kept of it."""
    from dandi_tui.archive.answers import Answers  # as above: all this is for the thread
    from dandi_tui.archive.kept import KeptArchive
    from dandi_tui.archive.transport import is_loopback

    return KeptArchive(
        archive,
        Answers(settings.cache_dir, archive.api_url, settings.answers_bytes),
        offline=settings.offline,
        has_token=archive.has_token,
        keep_embargoed=settings.keep_embargoed,
        # A server on this machine may be another one tomorrow.
        may_change=is_loopback(archive.api_url),
    )
