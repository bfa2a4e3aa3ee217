"""Names cut so that their end survives, and rows that fill their width exactly.

Widths are terminal cells: a wide character takes two. All text that comes out is safe to show.
"""

from collections.abc import Callable, Iterable
from os.path import commonprefix
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from dandi_tui.text import ELLIPSIS, cut_end, cut_middle, safe

Cut = Callable[[str, int], str]

MIN_TYPE = 9
"""A type is cut down to so many columns, and below that left out."""


class Span(NamedTuple):
    """A piece of a row: safe text, and the role that gives it its colour."""

    text: str
    role: str = "text"


def fit(text: object, width: int, cut: Cut = cut_end) -> str:
    """`text` made safe, and cut by `cut` to at most `width` cells."""
    clean = safe(text)
    if clean.isascii() or cell_len(clean) == len(clean):
        return cut(clean, width)
    room = width
    shorter = cut(clean, room)
    while cell_len(shorter) > width and room > 0:
        room -= 1
        shorter = cut(clean, room)
    return shorter


def spans_width(spans: Iterable[Span]) -> int:
    """Cells that the spans take."""
    return sum(cell_len(span.text) for span in spans)


def spread(left: Iterable[Span], right: Iterable[Span], width: int) -> tuple[Span, ...]:
    """`left` and `right` at the ends of a row of exactly `width` cells."""
    row = [*left]
    ending = [*right]
    gap = width - spans_width(row) - spans_width(ending)
    if gap > 0:
        return (*row, Span(" " * gap), *ending)
    return clipped([*row, *ending], width)


def clipped(spans: Iterable[Span], width: int) -> tuple[Span, ...]:
    """The spans, with what is beyond `width` cells cut off, and blanks where some are missing."""
    kept: list[Span] = []
    for text, role in spans:
        room = width - spans_width(kept)
        if room <= 0:
            break
        kept.append(Span(text if cell_len(text) <= room else set_cell_size(text, room), role))
    missing = width - spans_width(kept)
    return (*kept, Span(" " * missing)) if missing > 0 else tuple(kept)


def type_name(name: str, width: int) -> str:
    """A neurodata type cut at its end; empty where it would be too short to know."""
    whole = safe(name)
    if cell_len(whole) <= width:
        return whole
    return fit(whole, width) if width >= MIN_TYPE else ""


def shared_start(names: Iterable[str], known: str | None = None) -> str:
    """What the names of siblings share and need not say: whole parts, up to the session's label.

    `sub-491604983_ses-`, from files of one subject; the session itself stays, since it tells
    files apart across folders.

    Args:
        names: Names of files in one folder.
        known: What the siblings that came before share, if there are any.
    """
    start = commonprefix([*([] if known is None else [known]), *names])  # noqa: RUF071 -- no paths
    session = start.find("ses-")
    if session >= 0 and (session == 0 or start[session - 1] == "_"):
        return start[: session + 4]
    return start[: start.rfind("_") + 1]


def file_name(name: str, shared: str, width: int) -> str:
    """A file's name in a list: `…501560436-StimC_beh…+ophys`.

    What all siblings share goes first, then the middle of the last part, never the session or its
    suffix; `.nwb` is not written.

    Args:
        name: The file's name, untrusted.
        shared: What `shared_start` found for its siblings.
        width: Cells to fill at most.
    """
    stem = file_stem(name)
    if cell_len(stem) <= width:
        return stem
    head, last, tail = _parts(name, shared)
    room = width - cell_len(head) - cell_len(tail)
    if cell_len(last) <= room:
        return head + last + tail
    if room >= 1:
        return head + fit(last, room) + tail
    session = head.rstrip("_") + ELLIPSIS
    return fit(session if cell_len(session) <= width else head + last + tail, width, cut_middle)


def least_file_name(name: str, shared: str) -> int:
    """Cells under which `file_name` has to cut the session or its suffix."""
    head, last, tail = _parts(name, shared)
    shortest = cell_len(head) + min(cell_len(last), 1) + cell_len(tail)
    return min(shortest, cell_len(file_stem(name)))


def file_stem(name: str) -> str:
    """The name without `.nwb`, safe; any other ending is written."""
    return safe(name.removesuffix(".nwb") or name)


def _parts(name: str, shared: str) -> tuple[str, str, str]:
    """What stays at the start, what may be cut, and what stays at the end."""
    stem = file_stem(name)
    start = safe(shared)
    if start and stem.startswith(start) and len(stem) > len(start):
        stem = ELLIPSIS + stem[len(start) :]
    head, underscore, last = stem.rpartition("_")
    keep = max(last.rfind("+"), last.rfind(".") if last.rfind(".") > 0 else -1)
    if keep < 0 or len(last) - keep > 12:
        return head + underscore, last, ""
    return head + underscore, last[:keep], last[keep:]
