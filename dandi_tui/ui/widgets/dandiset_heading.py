"""What stands above the table of dandisets, and how one gets there."""

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from dandi_tui.ui.theme import themed
from dandi_tui.ui.widgets.dandiset_rows import ORDERS, heading
from dandi_tui.ui.widgets.searched_tree import SearchedTree


class Heading(Widget):
    """The row above the table; there only where there are columns."""

    DEFAULT_CSS = "Heading { height: 1; display: none; }"

    order: reactive[str] = reactive(ORDERS[0][0])
    """By what the table is sorted."""

    def render_line(self, y: int) -> Strip:
        """The columns' names, the one by which the table is sorted in bold."""
        width = self.size.width
        spans = heading(width - 2, self.order)
        blank = Segment(" ", self._style("dim"))
        segments = [Segment(span.text, self._style(span.role)) for span in spans]
        return Strip([blank, *segments, blank]).adjust_cell_length(width, blank.style)

    def _style(self, role: str) -> Style:
        return themed(self.app, "dim") + Style(bold=role == "sorted" or None)


class DandisetTree(SearchedTree):
    """The rows; from the first one `k` leads to what is above them."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """At the first row the pane may have something better to do."""
        if action == "move_up" and self.cursor == 0:
            return not self.ancestors[0].check_action("leave_list", ())
        return True
