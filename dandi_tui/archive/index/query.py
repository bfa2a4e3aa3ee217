"""What is asked of the index, and what it answers: frozen, so that it may cross threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from dandi_tui.archive.model import Dandiset

Counts = Mapping[str, tuple[tuple[str, int], ...]]
"""By facet: its values with how many dandisets have them."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """Words and chosen facets. No words: all dandisets that the facets leave."""

    words: str = ""
    """All of them must begin a word of the metadata; `"in quotes"` a phrase."""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By facet: the chosen values, of which one suffices; all facets must hold."""
    among: frozenset[str] | None = None
    """Identifiers to which all is limited; None: no limit."""
    snippets: bool = False
    """Whether to say where the words were found."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A dandiset that was found. All text is untrusted."""

    dandiset: Dandiset
    """Its row in the list, as it was when it was indexed."""
    score: float = 0.0
    """Higher is better; 0 where no words were asked for."""
    snippet: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer to a query: hits, the best first, and how many have each value of a facet.

    A facet's counts are those under the words and the other facets, so that its own chosen values
    do not hide the others.
    """

    hits: tuple[Hit, ...] = ()
    counts: Counts = field(default_factory=dict)


Phase = Literal["closed", "waiting", "building", "ready", "full", "broken"]


@dataclass(frozen=True, kw_only=True)
class State:
    """How much of the archive the index holds."""

    phase: Phase = "closed"
    """`waiting`: another process builds it; `full`: it has reached its size in bytes."""
    n_kept: int = 0
    n_all: int = 0
    """Of the archive's list; 0 while that is not known."""
    built: float = 0.0
    """When it was last whole, in seconds since the epoch; 0: never."""

    @property
    def words(self) -> str:
        """`index 212 of 764`, `index ready, 27 Aug 2024`; empty where there is nothing to say."""
        if self.phase == "broken":
            return "no index"
        if self.phase == "full":
            return f"index full, {self.n_kept:,} of {self.n_all:,}"
        if self.phase in ("building", "waiting") and self.n_kept < self.n_all:
            return f"index {self.n_kept:,} of {self.n_all:,}"
        if self.built and self.n_kept:
            when = datetime.fromtimestamp(self.built, UTC)
            return f"index ready, {when.day} {when:%b %Y}"
        return f"index {self.n_kept:,} dandisets" if self.n_kept else ""
