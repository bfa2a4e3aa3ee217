"""Which rows a filter keeps, and which letters it matched. Pure."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from dandi_tui.archive.wanted import matches, pieces_in
from dandi_tui.ui.widgets.rows import ROOT, Note, Row, TreeRows, parent_key
from dandi_tui.ui.words import Span


def marked(text: str, words: Iterable[str], role: str) -> list[Span]:
    """`text` in spans of `role`, with the letters that match a word as `match`."""
    folded = text.casefold()
    if len(folded) != len(text):
        return [Span(text, role)]
    hit = [False] * len(text)
    for word in words:
        for start, stop in pieces_in(word, folded):
            hit[start:stop] = [True] * (stop - start)
    spans: list[Span] = []
    for letter, is_hit in zip(text, hit, strict=True):
        kind = "match" if is_hit else role
        if spans and spans[-1].role == kind:
            spans[-1] = Span(spans[-1].text + letter, kind)
        else:
            spans.append(Span(letter, kind))
    return spans


class Selection:
    """The rows that a filter keeps, with the rows that hold them, as they come in.

    Args:
        words: What a row must have.
        text_of: The text of a row that is searched.
    """

    def __init__(self, words: tuple[str, ...], text_of: Callable[[Row], str]) -> None:
        self.tree = TreeRows()
        self.n_hits = 0
        self.n_seen = 0
        self._words = words
        self._text_of = text_of
        self._branches: dict[str, Row] = {}
        self._kept: set[str] = set()

    @property
    def branches(self) -> Iterable[Row]:
        """The rows that may hold others, among those that came."""
        return self._branches.values()

    def wants(self, row: Row) -> bool:
        """Whether the row itself matches, rather than holds one that does."""
        return not isinstance(row.item, Note) and matches(self._words, self._text_of(row))

    def feed(self, rows: Iterable[Row]) -> None:
        """Take in more rows, parents before children; `tree.flatten` shows them."""
        for row in rows:
            self.n_seen += 1
            if row.folds:
                self._branches[row.key] = row
            if self.wants(row):
                self.n_hits += 1
                self._keep(row)

    def _keep(self, row: Row) -> None:
        """Keep the row and all that hold it, each once, from the top."""
        line: list[Row] = []
        current: Row | None = row
        while current is not None and current.key not in self._kept:
            line.append(current)
            current = self._branches.get(parent_key(current.key))
        for one in reversed(line):
            parent = parent_key(one.key)
            above = parent if parent in self._kept else ROOT
            self._kept.add(one.key)
            self.tree.add_quietly(above, replace(one, unfolded=False) if one.unfolded else one)
            if above != ROOT:
                self.tree.unfold_quietly(above)
