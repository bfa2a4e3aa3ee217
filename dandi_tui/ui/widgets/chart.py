"""The picture of an object: rows that the reader drew, shown as they are, or faded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from dandi_tui.ui.sgr import dimmed, strips_of


class Chart(Widget):
    """Shows the rows of a picture; what is drawn outside its size is cut, not wrapped."""

    DEFAULT_CSS = "Chart { height: 1fr; }"

    faded: reactive[bool] = reactive(False)
    """At 40 %, while something else is being read or asked."""

    @dataclass
    class Resized(Message):
        """The chart has room for another number of cells."""

        size: Size

    def __init__(self) -> None:
        super().__init__()
        self._strips: list[Strip] = []
        self._painted: list[Strip] = []
        """The strips on their ground, as wide as the chart, faded if they are; made when needed."""

    @property
    def text(self) -> str:
        """The picture's characters, row by row."""
        return "\n".join(strip.text for strip in self._strips)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self._strips

    def show(self, rows: Sequence[str]) -> None:
        """Show these rows, in full colour."""
        self._strips, self._painted = strips_of(rows), []
        self.faded = False
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget the painted rows; the ground may be another one now."""
        super().notify_style_update()
        self._painted = []

    def watch_faded(self) -> None:
        """Forget the painted rows."""
        self._painted = []

    def render_line(self, y: int) -> Strip:
        """Show one row of the picture; nothing is computed here but the ground, once."""
        if not self._painted:
            self._painted = [*self._on_ground()]
        return self._painted[y] if y < len(self._strips) else self._painted[-1]

    def _on_ground(self) -> Iterator[Strip]:
        """Each row as it is painted; then one for the rows that the picture does not have."""
        style, width = self.rich_style, self.size.width
        _, ground = self.background_colors
        text = self.styles.color
        for strip in self._strips:
            shown = dimmed(strip, ground, text) if self.faded else strip
            yield shown.apply_style(style).adjust_cell_length(width)
        yield Strip.blank(width, style)

    def on_resize(self, event: events.Resize) -> None:
        """Say so; whoever asked for the picture asks for it again."""
        self._painted = []
        self.post_message(self.Resized(event.size))
