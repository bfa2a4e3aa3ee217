"""Copying, also through ssh and tmux.

OSC 52 asks the terminal; tmux drops it unless `set-clipboard` is on, but passes on what
`tmux load-buffer -w` is given, so inside tmux both are done.
"""

import asyncio
import contextlib
import os
from typing import Final

from textual.app import App

from dandi_tui.settings import without_keys
from dandi_tui.text import safe, safe_block

TMUX_TIMEOUT_S: Final = 2.0
MOST_CHARACTERS: Final = 50_000
"""Terminals drop longer OSC 52 sequences."""


async def copy(app: App[object], words: str) -> None:
    """Put safe words on the clipboard of the person who looks at the terminal."""
    await _put(app, safe(words, limit=MOST_CHARACTERS))


async def copy_lines(app: App[object], words: str) -> None:
    """`copy`, line by line: what has several lines keeps them."""
    clean = "\n".join(safe_block(words, limit=MOST_CHARACTERS))
    await _put(app, clean)


async def _put(app: App[object], clean: str) -> None:
    app.copy_to_clipboard(clean)
    if os.environ.get("TMUX"):
        with contextlib.suppress(OSError, TimeoutError):
            await _load_buffer(clean)


async def _load_buffer(words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        "tmux",
        "load-buffer",
        "-w",
        "-",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        # A client of tmux sends all of its environment to the server.
        env=without_keys(os.environ),
    )
    try:
        async with asyncio.timeout(TMUX_TIMEOUT_S):
            await process.communicate(words.encode())
    finally:
        if process.returncode is None:
            process.kill()
