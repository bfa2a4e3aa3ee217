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

    def __init__(self) -> None:
        super().__init__()
        # Made here, since what opens at the start may come before the screen is composed.
        self.chart = Chart()
        """The picture itself."""
        self.box = Box()
        """The box over the picture."""
        self._header = Static(id="preview-header")
        self._facts = Static(id="preview-facts")
        self._note = Static(id="preview-note")

    def compose(self) -> ComposeResult:
        """Rows above, picture, rows below; a layer over them."""
        yield self._header
        yield Container(self.chart, self.box, id="preview-picture")
        yield self._facts
        yield self._note

    def note(self, note: Content | None, *, centred: bool = False) -> None:
        """Cover all with a few words; None shows the picture again."""
        words = self._note
        words.display = note is not None
        words.set_class(centred, "-centred")
        if note is not None:
            words.update(note, layout=False)

    def write(
        self,
        facts: Facts | None,
        *,
        compact: bool,
        pending: bool,
        named: bool,
        last: Content | None,
    ) -> None:
        """Write the rows around the picture.

        Args:
            facts: Of what is in view, or on its way; None leaves the rows empty.
            compact: With one row above and two below.
            pending: Being read: where it leads is bright.
            named: Which object it is must be said, since the cursor is on another one.
            last: In place of the last row: progress, or that it was stopped.
        """
        width = self.chart.size.width
        above: list[Content] = []
        below: list[Content] = []
        if facts is not None:
            above = captions.header(facts, width, compact=compact, pending=pending, named=named)
            below = captions.fact_rows(facts, width, compact=compact)
            below[-1] = last or below[-1]
        self._header.update(_lines(above), layout=False)
        self._facts.update(_lines(below), layout=False)


def _lines(content: Iterable[Content]) -> Content:
    return Content("\n").join(list(content))
