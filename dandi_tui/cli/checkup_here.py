"""Checks of this machine: the cache, the terminal, the reader, the packages."""

import asyncio
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from dandi_tui import __version__, text
from dandi_tui.cli.cache_folders import block_bytes, kept_bytes, why_unwritable
from dandi_tui.cli.findings import Finding, Watch, aside, bad, good
from dandi_tui.cli.output import ink, size
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.requests import ListViews
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings, without_keys

PACKAGES: Final = ("dandi", "textual", "h5py", "pynwb", "hdmf", "numpy", "plotext", "remfile")
TMUX_TIMEOUT_S: Final = 2.0
READER_TIMEOUT_S: Final = 20.0
LEAST_FREE_BYTES: Final = 200_000_000


def findings_here(settings: Settings) -> Iterator[Finding]:
    """What needs neither a network nor the reader."""
    yield cache(settings)
    yield terminal(settings)
    yield clipboard(dict(os.environ))
    yield packages()


def cache(settings: Settings) -> Finding:
    """Whether it can be written, what is in it, and what room there is."""
    folder = settings.cache_dir
    if why := why_unwritable(folder):
        return bad("cache", f"{folder} cannot be written ({why})",
                   "name another with --cache-dir or cache_dir in the settings file")  # fmt: skip
    free_bytes = shutil.disk_usage(folder).free
    limit = settings.disk_cache_bytes + settings.answers_bytes
    words = (
        f"{folder}, {text.size(block_bytes(folder))} of files "
        f"(cache_size {text.size(settings.disk_cache_bytes)}), "
        f"{text.size(kept_bytes(folder).get('answers', 0))} of answers "
        f"(answers_size {text.size(settings.answers_bytes)}), {text.size(free_bytes)} free"
    )
    if free_bytes < LEAST_FREE_BYTES:
        return bad("cache", words, "make room, or name another place with --cache-dir")
    short = free_bytes < limit
    return good("cache", words, "--cache-size would bound it to the room there is" if short else "")


def terminal(settings: Settings) -> Finding:
    """Colours, braille, size; from what the environment says."""
    if not sys.stdout.isatty():
        return aside("terminal", "stdout is not one", "ls, tree and show work in a pipe")
    found = ink(settings)
    colours = {"truecolor": "all colours", "16": "16 colours", "none": "no colours"}[found.colors]
    marks = "ASCII alone" if found.marker == "ascii" else "braille and blocks"
    columns, rows = size()
    words = f"{os.environ.get('TERM', '?')}, {colours}, {marks}, {columns}×{rows}"
    if columns < 60 or rows < 16:
        return bad("terminal", words, "the browser needs 60×16")
    if found.colors == "16":
        return good("terminal", words, "COLORTERM=truecolor, if it has more")
    return good("terminal", words)


def clipboard(environ: dict[str, str]) -> Finding:
    """Whether what is copied arrives: tmux and screen are in between."""
    if environ.get("TMUX"):
        how = _tmux_setting()
        if how == "off":
            advice = "tmux set -g set-clipboard on"
            return bad("clipboard", "tmux keeps it (set-clipboard off)", advice)
        return good("clipboard", f"through tmux (set-clipboard {how or 'unknown'}), then OSC 52")
    if environ.get("STY"):
        return aside("clipboard", "screen lets no OSC 52 through", "tmux does")
    return aside("clipboard", "OSC 52", "if nothing arrives, allow it in the terminal's settings")


def _tmux_setting() -> str:
    try:
        done = subprocess.run(
            ["tmux", "show", "-gv", "set-clipboard"],
            capture_output=True,
            timeout=TMUX_TIMEOUT_S,
            text=True,
            check=False,
            env=without_keys(os.environ),
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return done.stdout.strip()[:20]


async def reader(settings: Settings) -> Finding:
    """Whether the process that reads files starts, and answers."""
    watch = Watch()
    client = ReaderClient(settings)
    try:
        async with asyncio.timeout(READER_TIMEOUT_S):
            await client.ask(ListViews())
    except (DandiTuiError, TimeoutError) as error:
        said = error.message.rstrip(".") if isinstance(error, DandiTuiError) else "no answer"
        return bad("reader", said, "the log says why; reader_memory may be too small")
    finally:
        await client.close()
    return good("reader", f"starts and answers after {watch.words}")


def packages() -> Finding:
    """Their versions."""
    found = [f"dandi-tui {__version__}", f"Python {platform.python_version()}"]
    missing = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return bad("packages", f"{', '.join(missing)} not installed", "install dandi-tui anew")
    return good("packages", ", ".join(found))
