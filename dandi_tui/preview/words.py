"""The words around a picture that several views share."""

import math
from typing import Any

from dandi_tui import text
from dandi_tui.nwb.data import Data
from dandi_tui.preview.figure import Span, Words
from dandi_tui.protocol.pictures import Cost

LABEL_WIDTH = 40
"""A longer label is cut in its middle."""


def _decimals(length: float) -> int:
    """As many decimals as ends of a window of this length need."""
    return min(9, max(0, 2 - math.ceil(math.log10(abs(length))))) if length else 2


def span_of(window: tuple[float, float], last: float, unit: str) -> tuple[str, str]:
    """(`500–580 s`, `of 3,786 s`)."""
    start, stop = window
    decimals = _decimals(stop - start)
    ends = f"{start:,.{decimals}f}–{stop:,.{decimals}f} {unit}"
    return ends.rstrip(), f"of {last:,.{decimals}f} {unit}".rstrip()


def length_words(seconds: float) -> str:
    """A duration; of less than a tenth of a second with four figures, as 4 ms are not 0.00 s."""
    return text.duration(seconds) if seconds >= 0.1 else f"{text.number(seconds)} s"


def chunk_words(data: Data) -> tuple[str, ...]:
    """`39,894 × 61`, `gzip`, `28 MB`; unchunked data say so."""
    stored = data.stored_bytes()
    words = [text.shape(data.chunks) if data.chunks else "contiguous", *data.filters]
    return tuple(words if stored is None else [*words, text.size(stored)])


def cost_words(cost: Cost, data: Data) -> str:
    """`1 of 9, 3.1 MB`; of values each of a length of its own nothing tells how much they are."""
    size = "of any length" if data.refers else text.size(cost.fetch_bytes)
    return size if data.chunks is None else f"{cost.chunks:,} of {data.n_chunks:,}, {size}"


def part_words(word: str, start: int, stop: int, n: int) -> tuple[str, str]:
    """(`ROI 0–5`, `of 174`); nothing of a single one."""
    if n <= 1:
        return ("", "")
    ends = f"{start:,}" if stop - start == 1 else f"{start:,}–{stop - 1:,}"
    return (f"{word} {ends}".strip(), f"of {n:,}")


def missing_words(n_missing: int, n_values: int) -> tuple[str, ...]:
    """`12 % NaN`; nothing if none is missing."""
    if not n_missing or not n_values:
        return ()
    percent = 100 * n_missing / n_values
    return (f"{percent:.0f} % NaN" if percent >= 1 else "under 1 % NaN",)


def sentence(words: str) -> Words:
    """One sentence in the middle."""
    return Words(rows=((span(words, "dim"),),), centred=True, note=words)


def span(words: str, role: str = "text") -> Span:
    """Text in one role."""
    return Span(text=words, role=role)


class Lines:
    """Rows of labels and values, as spans and as plain text."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, Span | None]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def title(self, words: str) -> None:
        """A heading, after a blank row if it is not the first."""
        if self._rows:
            self._rows.append(("", None))
        self.say(words, "bright")

    def add(self, label: str, value: object, role: str = "text") -> None:
        """A label, dim, and its value; a value that is empty is left out."""
        words = value if isinstance(value, str) else text.number(value)
        label = text.cut_middle(text.safe(label), LABEL_WIDTH)
        for line in text.safe_block(words, limit=4_000)[:12]:
            self._rows.append((label or " ", span(line, role)))
            label = ""

    def say(self, words: str, role: str = "text") -> None:
        """A row of plain words, made safe."""
        self._rows.append(("", span(text.safe(words), role)))

    def words(self) -> Words:
        """The figure; all values start in one column, right of the longest label."""
        width = max((len(label) for label, _ in self._rows), default=0)
        rows = tuple(_row(label, value, width) for label, value in self._rows)
        plain = "\n".join("".join(part.text for part in row).rstrip() for row in rows)
        return Words(rows=rows, note=plain)


def _row(label: str, value: Span | None, width: int) -> tuple[Span, ...]:
    if value is None:
        return ()
    return (span(f"{label:<{width}}  ", "dim"), value) if label else (value,)


def value_words(value: Any, limit: int = 200) -> str:
    """A plain value (see `nwb.plain`) in one line; long lists are cut, and say so."""
    if isinstance(value, list):
        shown = [value_words(item, limit) for item in value[:10]]
        more = f", … {len(value):,} in all" if len(value) > 10 else ""
        return text.safe(f"[{', '.join(shown)}{more}]", limit=limit)
    if value is None:
        return "—"
    return text.safe(text.number(value), limit=limit)
