"""What the overlays share in which one row of a list is chosen."""

from typing import ClassVar, Final, Generic, TypeVar

from textual.binding import BindingType

from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.screens.help import HelpScreen
from dandi_tui.ui.screens.overlay import Overlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, TRY_AGAIN, closing
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

ALL: Final = 100_000_000
"""Rows, more than any list has."""


class ChoiceOverlay(Overlay[ResultT], Generic[ItemT, ResultT]):
    """An overlay around a list; a subclass says what is done with the chosen row.

    Args:
        heading: Of the frame.
        status: For the row below.
        choices: The list.
    """

    KEY_COMMANDS: ClassVar[tuple[Command, ...]] = (*CHOOSE, closing(), HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CHOOSE), *bindings([HELP])]

    def __init__(self, heading: str, status: Status, choices: Choices[ItemT]) -> None:
        super().__init__(heading, status)
        self._choices = choices
        self.has_failed = False
        """Something did not arrive, and can be asked for again."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What arrived need not be asked for again."""
        return self.has_failed if action == TRY_AGAIN.action else True

    def say_failed(self, *, failed: bool) -> None:
        """Something did not arrive, or has by now: the footer says what can be done."""
        self.has_failed = failed
        self.tell_keys()

    def moved(self) -> None:
        """Another row was chosen."""

    def _move(self, rows: int) -> None:
        self._choices.move(rows)
        self.moved()

    def action_move_down(self) -> None:
        """Choose the next row."""
        self._move(1)

    def action_move_up(self) -> None:
        """Choose the row before."""
        self._move(-1)

    def action_half_down(self) -> None:
        """Choose a row half a page on."""
        self._move(self._choices.half)

    def action_half_up(self) -> None:
        """Choose a row half a page back."""
        self._move(-self._choices.half)

    def action_go_top(self) -> None:
        """Choose the first row."""
        self._move(-ALL)

    def action_go_first(self) -> None:
        """Choose the first row."""
        self._move(-ALL)

    def action_go_end(self) -> None:
        """Choose the last row."""
        self._move(ALL)

    def action_take(self) -> None:
        """Do with the chosen row what it is for."""

    def on_choices_taken(self) -> None:
        """Take the row that was clicked."""
        self.action_take()

    def action_help(self) -> None:
        """List the keys."""
        self.app.push_screen(HelpScreen(self._heading, self.live_commands(), self._status))
