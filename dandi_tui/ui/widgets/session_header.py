"""The names of the columns over the table of sessions."""

from collections.abc import Callable

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from dandi_tui.ui.captions import styled
from dandi_tui.ui.words import Span, clipped


class Header(Widget):
    """The names of the columns."""

    DEFAULT_CSS = "Header { height: 1; padding: 0 1 0 3; }"

    def __init__(self, row: Callable[[], list[Span]]) -> None:
        super().__init__()
        self._row = row

    def render(self) -> RenderResult:
        """One row, cut where the pane ends."""
        spans = clipped(self._row(), self.size.width)
        return Content("").join([styled(words, role) for words, role in spans])
