"""What a search keeps, in the order of the index. Pure."""

from collections.abc import Iterable

from dandi_tui.ui.widgets.filter import Selection
from dandi_tui.ui.widgets.rows import ROOT, Note, Row


class Ranked(Selection):
    """Rows without any below them, which somebody else has chosen and put in order."""

    def __init__(self, words: tuple[str, ...], rows: Iterable[Row], *notes: Note) -> None:
        super().__init__(words, lambda row: row.key)
        kept = list(rows)
        self._keys = {row.key for row in kept}
        self.n_hits = self.n_seen = len(kept)
        for row in kept:
            self.tree.add_quietly(ROOT, row)
        self.tree.note(ROOT, *notes)
        self.tree.flatten()

    def wants(self, row: Row) -> bool:
        """Whether the row was found, rather than a sentence."""
        return row.key in self._keys
