"""The picture of an object: rows that the reader drew, shown as they are, or faded."""

from collections.abc import Sequence
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
        self._faded: list[Strip] = []

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
        self._strips, self._faded = strips_of(rows), []
        self.faded = False
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget the faded colours; the ground may be another one now."""
        super().notify_style_update()
        self._faded = []

    def render_line(self, y: int) -> Strip:
        """Show one row of the picture; nothing is computed here but the fading, once."""
        if y >= len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        if self.faded and not self._faded:
            _, ground = self.background_colors
            text = self.styles.color
            self._faded = [dimmed(strip, ground, text) for strip in self._strips]
        strip = (self._faded if self.faded else self._strips)[y]
        return strip.apply_style(self.rich_style).adjust_cell_length(self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Say so; whoever asked for the picture asks for it again."""
        self.post_message(self.Resized(event.size))
