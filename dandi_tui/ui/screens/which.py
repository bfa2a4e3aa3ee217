"""Which dandisets the list shows: five switches in an overlay."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from dandi_tui.ui.captions import left_right, styled
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.screens.choice_overlay import ChoiceOverlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, closing
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.dandiset_rows import Shown
from dandi_tui.ui.widgets.status_line import Status


@dataclass(frozen=True)
class Switch:
    """One of them."""

    word: str
    sentence: str
    action: str
    is_on: Callable[[Shown], bool]


SWITCHES: Final = (
    Switch("drafts", "also what was never published", "toggle_drafts", lambda one: one.drafts),
    Switch("empty", "also what has no files", "toggle_empty", lambda one: one.empty),
    Switch("embargoed", "also yours that are", "toggle_embargoed", lambda one: one.embargoed),
    Switch("mine", "only your own", "toggle_mine", lambda one: one.mine is not None),
    Switch("starred", "only your stars", "toggle_starred", lambda one: one.starred is not None),
)


OWN_COMMANDS: Final = (
    Command(
        name="Switch", keys=("space", "enter"), shown="Space", word="switch", sentence="switch it"
    ),
    closing("w"),
)


class WhichScreen(ChoiceOverlay[Switch, None]):
    """Shows which are on; each is switched by itself, and the list follows at once.

    Args:
        pane: The list.
        status: Of the screen below.
    """

    KEY_COMMANDS = (*CHOOSE, *OWN_COMMANDS, HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_COMMANDS)]

    def __init__(self, pane: DandisetList, status: Status) -> None:
        super().__init__("Which dandisets", status, Choices(self._face))
        self._pane = pane

    def compose_frame(self) -> Iterable[Widget]:
        """The switches."""
        yield self._choices

    def on_mount(self) -> None:
        """Show them, also when the archive's answer has turned one."""
        self._choices.show(SWITCHES)
        self.watch(self._pane, "shown", self._show, init=False)

    def _show(self) -> None:
        self._choices.refresh()

    def _face(self, one: Switch, width: int) -> Content:
        is_on = one.is_on(self._pane.shown)
        sign = styled("● ", "accent") if is_on else styled("○ ", "dim")
        return left_right(
            Content.assemble(sign, styled(one.word)), styled(one.sentence, "dim"), width
        )

    def action_switch(self) -> None:
        """Switch the chosen one."""
        if one := self._choices.item:
            getattr(self._pane, f"action_{one.action}")()

    def action_take(self) -> None:
        """Switch the one that was clicked."""
        self.action_switch()
