"""What pane 4 is made of: the header, the picture with its box, the facts, and a note over all."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui.protocol.pictures import Facts
from dandi_tui.ui import captions
from dandi_tui.ui.widgets.box import Box
from dandi_tui.ui.widgets.chart import Chart


class PreviewBody(Widget):
    """Lays out a picture and what stands around it; knows nothing of requests.

    Its rows have fixed heights, so that new words in them never lay the screen out anew.
    The note lies over the rest, so that the chart keeps its size below it, and nothing jumps.
    """

    def compose(self) -> ComposeResult:
        """Rows above, picture, rows below; a layer over them."""
        yield Static(id="preview-header")
        with Container(id="preview-picture"):
            yield Chart()
            yield Box()
        yield Static(id="preview-facts")
        yield Static(id="preview-note")

    @property
    def chart(self) -> Chart:
        """The picture itself."""
        return self.query_one(Chart)

    @property
    def box(self) -> Box:
        """The box over the picture."""
        return self.query_one(Box)

    def note(self, note: Content | None, *, centred: bool = False) -> None:
        """Cover all with a few words; None shows the picture again."""
        words = self.query_one("#preview-note", Static)
        words.display = note is not None
        words.set_class(centred, "-centred")
        if note is not None:
            words.update(note, layout=False)

    def write(
        self, facts: Facts | None, *, compact: bool, pending: bool, last: Content | None
    ) -> None:
        """Write the rows around the picture.

        Args:
            facts: Of what is in view, or on its way; None leaves the rows empty.
            compact: With one row above and two below.
            pending: Being read: where it leads is bright.
            last: In place of the last row: progress, or that it was stopped.
        """
        width = self.chart.size.width
        above: list[Content] = []
        below: list[Content] = []
        if facts is not None:
            above = captions.header(facts, width, compact=compact, pending=pending)
            below = captions.fact_rows(facts, width, compact=compact)
            below[-1] = last or below[-1]
        self.query_one("#preview-header", Static).update(_lines(above), layout=False)
        self.query_one("#preview-facts", Static).update(_lines(below), layout=False)


def _lines(content: Iterable[Content]) -> Content:
    return Content("\n").join(list(content))
