"""The row above the footer: what is open or going on, and what the last request cost."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from dandi_tui import text
from dandi_tui.protocol.pictures import Stats
from dandi_tui.ui.captions import joined, left_right, styled

State = Literal["idle", "working", "asking", "failed"]

SIGNS: Final[dict[State, tuple[str, str]]] = {
    "idle": ("●", "success"),
    "working": ("◐", "accent"),
    "asking": ("?", "warning"),
    "failed": ("✗", "error"),
}

WIDE: Final = 100
"""From so many columns on the counts are written out."""


@dataclass(frozen=True)
class Status:
    """What the status line says."""

    state: State = "idle"
    words: str = ""
    """What is open or going on; safe text."""
    aside: str = ""
    """Dim, after the words."""
    stats: Stats = field(default_factory=Stats)
    archive: str = ""
    """Which one is open, if it is not the usual one; safe text."""
    offline: bool = False
    kept_from: str = ""
    """When what is shown was seen (ISO 8601), if it may have changed since."""


def counts(stats: Stats, *, wide: bool) -> list[Content]:
    """`2 requests  3.4 MB  1.1 MB from cache  0.31 s`, or in fewer words."""
    if not (stats.requests or stats.from_cache_bytes):
        return []
    requests = text.plural(stats.requests, "request") if wide else f"{stats.requests} req"
    cached = f"{text.size(stats.from_cache_bytes)} from cache"
    return [
        styled(requests, "dim"),
        styled(text.size(stats.bytes)),
        styled(cached if wide and stats.from_cache_bytes else "", "dim"),
        styled(text.duration(stats.seconds), "dim"),
    ]


def _day(iso: str) -> str:
    """`27 Nov`; with its year if that is another one."""
    year = f" {datetime.now(UTC).year}"
    return text.date(iso).removesuffix(year)


def status_row(status: Status, width: int) -> Content:
    """Sign and words at the left, counts at the right."""
    sign, role = SIGNS[status.state]
    offline = styled("offline" if status.offline else "", "warning")
    seen = styled(f"from {_day(status.kept_from)}" if status.kept_from else "", "warning")
    archive = styled("" if status.archive == status.words else status.archive, "accent")
    right = joined([archive, offline, seen, *counts(status.stats, wide=width >= WIDE - 2)])
    words = status.words
    room = width - right.cell_length - 4
    if len(words) > room:
        words = (
            text.cut_path(words, room) if words.startswith("/") else text.cut_middle(words, room)
        )
    left = Content.assemble(styled(sign, role, bold=True), " ", styled(words))
    return left_right(joined([left, styled(status.aside, "dim")]), right, width)


class StatusLine(Widget):
    """Shows a status; the screen sets it."""

    DEFAULT_CSS = "StatusLine { height: 1; padding: 0 1; }"

    status: reactive[Status] = reactive(Status())
    """What to say; set it and the row follows."""

    def render(self) -> Content:
        """One row, as wide as the terminal."""
        return status_row(self.status, self.size.width)
