"""A short list to choose from, in an overlay: rows are drawn as they are seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from dandi_tui.ui.captions import styled

SELECTED = "$dtui-selection-text on $dtui-selection bold"

ItemT = TypeVar("ItemT")


class Choices(Widget, Generic[ItemT]):
    """Shows the items around the chosen one.

    Args:
        face: What an item's row shows in so many cells.
    """

    DEFAULT_CSS = "Choices { height: auto; }"

    chosen: reactive[int] = reactive(0)
    """Index of the item that Enter takes."""

    @dataclass
    class Taken(Message):
        """A click took an item."""

        index: int

    def __init__(self, face: Callable[[ItemT, int], Content], *, most: int = 10) -> None:
        super().__init__()
        self._face = face
        self._most = most
        self._items: Sequence[ItemT] = ()

    def show(self, items: Sequence[ItemT], *, at: int = 0) -> None:
        """Show other items, one of them chosen."""
        self._items = items
        self.chosen = at
        self.refresh(layout=True)

    @property
    def item(self) -> ItemT | None:
        """The chosen item."""
        return self._items[self.chosen] if self.chosen < len(self._items) else None

    def move(self, rows: int) -> None:
        """Choose another one."""
        self.chosen = max(0, min(len(self._items) - 1, self.chosen + rows))

    @property
    def half(self) -> int:
        """Rows of half a page."""
        return max(1, self._most // 2)

    @property
    def _first(self) -> int:
        """Index of the first item shown."""
        return max(0, min(self.chosen - self._most // 2, len(self._items) - self._most))

    def render(self) -> Content:
        """The visible rows; the chosen one is marked at the left."""
        width = self.size.width - 2
        lines = []
        for index in range(self._first, min(len(self._items), self._first + self._most)):
            row = self._face(self._items[index], width)
            if index == self.chosen:
                filled = Content.assemble(row, " " * (width - row.cell_length + 1))
                lines.append(Content.assemble(styled("▌", "accent"), selected(filled)))
            else:
                lines.append(Content.assemble(" ", row))
        return Content("\n").join(lines)

    def on_click(self, event: Click) -> None:
        """Take the row that was clicked."""
        index = self._first + event.y
        if index < len(self._items):
            self.chosen = index
            self.post_message(self.Taken(index))


def selected(row: Content) -> Content:
    """The row as the chosen one: in the selection's colours but for the matched letters."""
    marked = [span for span in row.spans if "dtui-key" in str(span.style)]
    return Content(row.plain, spans=marked).stylize_before(SELECTED)
