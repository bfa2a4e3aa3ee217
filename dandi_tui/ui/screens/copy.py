"""What can be copied from where one is: a path, an address; one key each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from dandi_tui import text
from dandi_tui.ui.captions import left_right, styled
from dandi_tui.ui.commands import Command
from dandi_tui.ui.screens.overlay import Overlay
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status


@dataclass(frozen=True)
class Copied:
    """Something to copy."""

    what: str
    """`path of the object`."""
    words: str
    opens: str = ""
    """Set: it is not copied as it is, but leads to another choice."""
    is_list: bool = False
    """A line each, which stay lines."""


def _face(item: Copied, width: int) -> Content:
    cut = text.cut_middle if "://" in item.words else text.cut_path
    words = cut(text.safe(item.words), max(10, width - max(18, len(item.what) + 4)))
    return left_right(styled(item.what), styled(words, "dim"), width)


class CopyScreen(Overlay[Copied]):
    """Offers what can be copied; its answer is what was chosen."""

    KEY_COMMANDS = (
        Command(name="Choose", keys=(), shown="↓ ↑", word="choose", sentence="choose"),
        Command(name="Take", keys=("enter",), shown="Enter", word="copy", sentence="copy"),
        Command(name="Close", keys=("escape",), shown="Esc", word="close", sentence="close"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False),
        Binding("enter,y", "take", show=False),
        Binding("down,j", "choose(1)", show=False),
        Binding("up,k", "choose(-1)", show=False),
    ]

    def __init__(self, items: Sequence[Copied], status: Status) -> None:
        super().__init__("Copy", status)
        self._items = items
        self._choices = Choices(_face)

    def compose_frame(self) -> Iterable[Widget]:
        """The things that can be copied."""
        yield self._choices

    def on_mount(self) -> None:
        """Show them."""
        self._choices.show(self._items)

    def action_choose(self, rows: int) -> None:
        """Choose another one."""
        self._choices.move(rows)

    def action_take(self) -> None:
        """Copy the chosen one."""
        self.dismiss(self._choices.item)

    def on_choices_taken(self) -> None:
        """Copy the one that was clicked."""
        self.action_take()
