"""What the reader process may take of the machine."""

import contextlib
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Final

STACK_BYTES: Final = 1024 * 1024
"""Of each thread; the usual 8 MB would eat the address space of 12 threads."""

TOO_LARGE_EXIT: Final = 77


def limit_reader(memory_bytes: int) -> None:
    """Bound memory, write no core files, and leave Ctrl+C to the browser.

    Args:
        memory_bytes: On top of what libraries have mapped, so called after they are imported.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(STACK_BYTES)
    if sys.platform == "linux":
        limit_address_space(mapped_bytes() + memory_bytes)
    else:
        # Elsewhere the kernel does not hold RLIMIT_AS; a thread looks instead.
        threading.Thread(target=_leave_when_large, args=(memory_bytes,), daemon=True).start()


def mapped_bytes() -> int:
    """Address space in use (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def limit_address_space(n_bytes: int) -> None:
    """Set the soft limit, as far as the hard one allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = n_bytes if hard == resource.RLIM_INFINITY else min(n_bytes, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _leave_when_large(memory_bytes: int) -> None:
    """End the process when it has ever been too large; its client starts another."""
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < memory_bytes:
        time.sleep(1)
    os._exit(TOO_LARGE_EXIT)
