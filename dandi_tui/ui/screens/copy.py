"""What can be copied from where one is: a path, an address; one key each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from dandi_tui import text
from dandi_tui.ui.captions import left_right, styled
from dandi_tui.ui.commands import bindings
from dandi_tui.ui.screens.choice_overlay import ChoiceOverlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, closing, taking
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


OWN_COMMANDS: Final = (taking("copy", keys=("enter", "y")), closing())


class CopyScreen(ChoiceOverlay[Copied, Copied]):
    """Offers what can be copied; its answer is what was chosen."""

    KEY_COMMANDS = (*CHOOSE, *OWN_COMMANDS, HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_COMMANDS)]

    def __init__(self, items: Sequence[Copied], status: Status) -> None:
        super().__init__("Copy", status, Choices(_face))
        self._items = items

    def compose_frame(self) -> Iterable[Widget]:
        """The things that can be copied."""
        yield self._choices

    def on_mount(self) -> None:
        """Show them."""
        self._choices.show(self._items)

    def action_take(self) -> None:
        """Copy the chosen one."""
        self.dismiss(self._choices.item)
