"""A list whose rows are filtered as one types."""

from textual.reactive import var

from dandi_tui.ui.widgets.lazy_tree import LazyTree


class SearchedTree(LazyTree):
    """Enter opens what is found, also where it was typed before anything was.

    Over ssh the words and Enter come in one piece; what was there before must not be opened.
    """

    searching: var[bool] = var(False, init=False)
    """Whether what is shown is not yet what the words find."""

    _opens_later = False

    def watch_searching(self, searching: bool) -> None:
        """What is found is there: open it, if that is wanted by now."""
        opens, self._opens_later = self._opens_later, False
        if opens and not searching:
            super().action_open()

    def action_open(self) -> None:
        """Open the row, once it is the one that was searched."""
        if self.searching:
            self._opens_later = True
        else:
            super().action_open()
