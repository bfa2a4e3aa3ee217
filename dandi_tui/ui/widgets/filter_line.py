"""The row at the top of a list in which a filter is typed."""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label

LEAST = 4
"""Cells of the key before the words, and of the cursor and a blank behind them."""


class FilterLine(Widget):
    """`/ visual two-photon   9 found`; hidden until a filter is wanted."""

    DEFAULT_CSS = "FilterLine { layout: horizontal; height: 1; display: none; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Go to the next row", show=False),
        Binding("up", "move(-1)", "Go to the row before", show=False),
    ]

    @dataclass
    class Moved(Message):
        """The list's cursor is wanted elsewhere, while the filter is typed."""

        rows: int

    def compose(self) -> ComposeResult:
        """Put the key before the input, and what was found behind it."""
        yield Label("/ ", classes="filter-key")
        words = Input(compact=True)
        words.can_focus = False
        yield words
        yield Label("", classes="filter-found", markup=False)

    @property
    def input(self) -> Input:
        """Where the words are typed."""
        return self.query_one(Input)

    def open(self) -> None:
        """Type here; until then the input takes no focus, least of all by itself."""
        self.input.can_focus = True
        self.input.focus()

    def clear(self) -> None:
        """Forget the words."""
        self.input.can_focus = False
        self.input.value = ""
        self.say("")

    def say(self, found: str) -> None:
        """Show how much was found."""
        label = self.query_one(".filter-found", Label)
        if str(label.content) != found:
            label.update(found)
        self.make_room()

    @on(Input.Changed)
    def make_room(self) -> None:
        """Leave the count out where what is typed needs its room."""
        label = self.query_one(".filter-found", Label)
        needed = LEAST + cell_len(self.input.value) + cell_len(str(label.content))
        label.display = not self.size.width or needed <= self.size.width

    def on_resize(self) -> None:
        """The room is another one."""
        self.make_room()

    def action_move(self, rows: int) -> None:
        """Move the list's cursor."""
        self.post_message(self.Moved(rows))
