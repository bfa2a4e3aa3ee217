"""What the overlays share: a frame on the panel colour over the faded screen below."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from dandi_tui.ui.commands import Command
from dandi_tui.ui.keymap import keymap_at
from dandi_tui.ui.screens.remapped import RemappedScreen
from dandi_tui.ui.widgets.footer import Footer
from dandi_tui.ui.widgets.status_line import Status, StatusLine

ResultT = TypeVar("ResultT")


class Overlay(RemappedScreen[ResultT], ModalScreen[ResultT]):
    """A frame over the screen; status line and footer stay as bright as they were.

    A subclass gives `KEY_COMMANDS` for footer and keys (`COMMANDS` of a screen are Textual's
    providers of the palette), its bindings made from them, and `compose_frame`.
    """

    KEY_COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, heading: str, status: Status) -> None:
        super().__init__()
        self._heading = heading
        self._status = status

    def compose(self) -> ComposeResult:
        """The frame, and the two rows below it."""
        frame = Vertical(*self.compose_frame(), classes="frame")
        frame.border_title = Content(self._heading)
        # Straight on the screen: what holds the frame would hide the screen below.
        yield frame
        line = StatusLine()
        line.status = self._status
        yield Vertical(line, Footer(self.live_commands()), classes="bottom")

    def compose_frame(self) -> Iterable[Widget]:
        """What stands in the frame."""
        return ()

    def live_commands(self) -> list[Command]:
        """The commands that do something now, with the keys that the settings file gives them."""
        commands = (one for one in self.KEY_COMMANDS if self.check_action(one.action, ()))
        return keymap_at(self).worded(commands)

    def tell_keys(self) -> None:
        """Show in the footer what can be done now."""
        self.query_one(Footer).show(self.live_commands())

    @property
    def frame(self) -> Vertical:
        """The frame."""
        return self.query_one(".frame", Vertical)

    def dismiss(self, result: ResultT | None = None) -> AwaitComplete:
        """Close it once: two keys in one piece would also close what lies below."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def action_close(self) -> None:
        """Go back to the screen below."""
        self.dismiss(None)
