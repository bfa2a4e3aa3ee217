"""The archives that there are: one of them is chosen, and takes the place of the open one."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final

from textual import work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui import text
from dandi_tui.archive.instances import Offered
from dandi_tui.ui.captions import left_right, styled
from dandi_tui.ui.commands import bindings
from dandi_tui.ui.screens.choice_overlay import ChoiceOverlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, closing, taking
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status

OWN_COMMANDS: Final = (taking("switch", "switch to it"), closing("a"))
ROWS: Final = 12
KEYS: Final = "Your key of an archive goes to that one alone; none goes to a URL."


class ArchivesScreen(ChoiceOverlay[Offered, str]):
    """Offers archives; its answer is the instance to switch to.

    Args:
        offered: What there is; called on a thread, since it loads dandi.
        here: The instance that is open.
        status: Of the screen below.
    """

    KEY_COMMANDS = (*CHOOSE, *OWN_COMMANDS, HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_COMMANDS)]

    def __init__(self, offered: Callable[[], Sequence[Offered]], here: str, status: Status) -> None:
        super().__init__("Archives", status, Choices(self._face, most=ROWS))
        self._offered = offered
        self._here = here

    def compose_frame(self) -> Iterable[Widget]:
        """The archives, and where keys go."""
        yield self._choices
        yield Static(styled(KEYS, "dim"), id="archives-keys")

    def on_mount(self) -> None:
        """Show them, the open one chosen."""
        self._load()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        offered = await asyncio.to_thread(self._offered)
        at = next((n for n, one in enumerate(offered) if one.instance == self._here), 0)
        self._choices.show(offered, at=at)

    def _face(self, one: Offered, width: int) -> Content:
        mark = styled("● " if one.instance == self._here else "  ", "accent")
        name = text.cut_middle(text.safe(one.instance), max(10, width - len(one.host) - 6))
        host = "" if one.host == name else one.host
        return left_right(Content.assemble(mark, styled(name)), styled(host, "dim"), width)

    def action_take(self) -> None:
        """Switch to the chosen one; to the open one: nothing changes."""
        one = self._choices.item
        self.dismiss(one.instance if one and one.instance != self._here else None)
