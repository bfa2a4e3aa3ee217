"""Numbers as ranges that a facet can offer: few, round, in the order of their size. Pure."""

import math
from typing import Final

SUBJECTS: Final = ((0, "none"), (1, "1"), (10, "2–10"), (50, "11–50"), (200, "51–200"))
MANY_SUBJECTS: Final = "> 200"
SIZES: Final = (
    (0, "empty"),
    (10**9, "< 1 GB"),
    (10**11, "1–100 GB"),
    (10**12, "100 GB–1 TB"),
    (10**13, "1–10 TB"),
)
HUGE: Final = "> 10 TB"

ORDERED: Final = {
    "subjects": (*(name for _, name in SUBJECTS), MANY_SUBJECTS),
    "size": (*(name for _, name in SIZES), HUGE),
}
"""The ranges from small to large, of the facets that have them."""


def subjects_range(n: object) -> str:
    """The range of a number of subjects; empty where it is not known."""
    return _range(n, SUBJECTS, MANY_SUBJECTS)


def size_range(n_bytes: object) -> str:
    """The range of a size in bytes."""
    return _range(n_bytes, SIZES, HUGE)


def _range(n: object, bounds: tuple[tuple[int, str], ...], above: str) -> str:
    if isinstance(n, bool) or not isinstance(n, int | float):
        return ""
    if n < 0 or (isinstance(n, float) and not math.isfinite(n)):
        return ""
    return next((name for bound, name in bounds if n <= bound), above)
