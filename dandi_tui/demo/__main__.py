"""`python -m dandi_tui.demo`: the demo archive as a process of its own.

It writes its files when they are missing, then a line with its addresses, and serves until it is
told to stop; started with `--parent-pid`, also until that process has gone or closed its end of our
standard input.
"""

import argparse
import asyncio
import os
import select
import signal
import sys
import threading
import time
from pathlib import Path

from dandi_tui.demo import events
from dandi_tui.demo.catalogue import Catalogue
from dandi_tui.demo.contents import build
from dandi_tui.demo.faults import Conditions
from dandi_tui.demo.files import FILES, ensure_files
from dandi_tui.demo.jsonl import from_listings
from dandi_tui.demo.server import serve
from dandi_tui.errors import DandiTuiError
from dandi_tui.settings import default_cache_dir

PARENT_CHECK_S = 1.0
GRACE_S = 5.0
"""Time to stop what is being written, before this process ends by force."""


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m dandi_tui.demo", description=__doc__)
    parser.add_argument("--cache-dir", type=Path, default=default_cache_dir(), help="for its files")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="wait before each answer")
    parser.add_argument(
        "--bandwidth-mbps", type=float, default=0.0, help="MB/s of the store; 0: all"
    )
    parser.add_argument(
        "--listing",
        type=Path,
        help="gzipped JSON lines of a dandiset, or a folder of such",
    )
    parser.add_argument("--listing-id", default="000026", help="its identifier")
    parser.add_argument("--parent-pid", type=int, default=0, help="end when this process does")
    return parser.parse_args(words)


def follow(parent_pid: int) -> None:
    """End this process, whatever it does, once its parent has gone."""
    alive = True
    while alive:
        readable, _, _ = select.select([0], [], [], PARENT_CHECK_S)
        gone = bool(readable) and not os.read(0, 4096)
        alive = not gone and os.getppid() == parent_pid
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os._exit(1)


def tell(event: events.Event) -> None:
    """Write an event for the process that started us."""
    print(events.line(event), flush=True)


def prepare(options: argparse.Namespace) -> Catalogue:
    """What to serve; writes the files that are missing."""
    on_disk = ensure_files(
        options.cache_dir / "demo",
        on_progress=lambda done, total, what: tell(events.Progress(done, total, what)),
    )
    extra = list(from_listings(options.listing, options.listing_id)) if options.listing else []
    return build(FILES, on_disk, extra)


async def run(archive: Catalogue, conditions: Conditions) -> None:
    """Serve until SIGTERM or SIGINT."""
    server = await serve(archive, conditions)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    tell(events.Ready(server.api_url, server.store_url))
    await stopped.wait()
    await server.stop()


def main() -> int:
    """Run the demo archive; the exit code."""
    options = arguments()
    conditions = Conditions(latency_ms=options.latency_ms, bandwidth_mbps=options.bandwidth_mbps)
    # While files are written SIGTERM is to unwind, so that their writers end as well.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if options.parent_pid:
        threading.Thread(target=follow, args=(options.parent_pid,), daemon=True).start()
    try:
        asyncio.run(run(prepare(options), conditions))
    except BrokenPipeError:
        return 1  # Whoever started us has gone.
    except (DandiTuiError, OSError) as error:
        tell(events.Failed(str(error), getattr(error, "hint", "")))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
