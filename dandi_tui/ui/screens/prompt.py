"""Asks for one line: a time to go to, a condition for rows."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from dandi_tui.ui.captions import styled
from dandi_tui.ui.commands import Command
from dandi_tui.ui.screens.overlay import Overlay
from dandi_tui.ui.screens.overlay_commands import GO_BACK
from dandi_tui.ui.widgets.status_line import Status


class Prompt(Overlay[str]):
    """An input in a frame; its answer is what was typed, once `accepts` says that it means
    something."""

    KEY_COMMANDS = (
        Command(name="Go", keys=(), shown="Enter", word="go", sentence="go"),
        GO_BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]

    def __init__(
        self,
        heading: str,
        hint: str,
        accepts: Callable[[str], bool],
        status: Status,
        *,
        value: str = "",
    ) -> None:
        super().__init__(heading, status)
        self._hint = hint
        self._value = value
        self._accepts = accepts

    def compose_frame(self) -> Iterable[Widget]:
        """The input, and what may be written in it."""
        yield Input(self._value, compact=True, select_on_focus=False)
        yield Static(styled(self._hint, "dim"))

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        if self._accepts(event.value):
            self.dismiss(event.value)
        else:
            self.query_one(Static).update(
                Content.assemble(styled("✗ ", "error", bold=True), styled(self._hint))
            )
