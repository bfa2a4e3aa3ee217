"""How soon what is under way will be here, as fast as it came so far; and what is in its way.

With a wave of ranges under way together, what is waited for may stand far back in one of them, and
shares a slow line with the others. Both cost a round trip to mend, so that is the measure.
"""

from collections.abc import Iterable
from typing import Final

from dandi_tui.remote.jobs import Job, Part, State

SOON_S: Final = 0.05
"""What comes sooner is in nobody's way."""

QUICK_S: Final = 0.25
"""What takes longer on one connection is long in the way of others."""

LATE_S: Final = 0.01
"""What comes sooner is not late. Asking for one thing twice costs less than dropping another."""


def is_quick(n_bytes: int, byte_s: float, jobs: Iterable[Job]) -> bool:
    """Whether a request of so many bytes leaves its connection to others soon.

    Args:
        byte_s: Seconds that a byte took on one connection, as far as answers told; else 0.
        jobs: What is under way tells it too, and as it is now.
    """
    return n_bytes * max(byte_s, _slowest(jobs)) <= QUICK_S


def in_the_way(jobs: list[Job]) -> list[Job]:
    """Those that were only probable, and take longer to come than asking for them again would."""
    like = _slowest(jobs)
    probable = [job for job in jobs if job.probable and not job.awaited]
    return [
        job for job in probable if job.left_bytes * (job.byte_s or like) > max(SOON_S, job.answer_s)
    ]


def comes_late(part: Part, jobs: list[Job]) -> bool:
    """Whether a part stands so far back in an answer that alone it would come in half the time.

    Nothing is known of an answer that has not begun; what comes soon is not late; and nothing is
    asked for a third time.
    """
    running = [job for job in part.jobs if job.state is State.RUNNING and job.answer_s]
    if part.again or not running:
        return False
    byte_s = max(job.byte_s for job in running) or _slowest(jobs)
    alone_s = max(job.answer_s for job in running) + byte_s * (part.stop - part.start)
    return min(byte_s * (part.stop - job.at) for job in running) > max(LATE_S, 2 * alone_s)


def _slowest(jobs: Iterable[Job]) -> float:
    """Seconds that a byte takes in the slowest answer of which something came; 0 if none."""
    return max((job.byte_s for job in jobs), default=0.0)
