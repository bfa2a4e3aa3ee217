"""The shape of the browser: which pane has the focus, how high the others are, what is hidden."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui.ui.layout import classes_of, layout_of, too_small
from dandi_tui.ui.screens.remapped import RemappedScreen
from dandi_tui.ui.widgets.pane import Pane


def reclassed(node: Widget, classes: Mapping[str, bool]) -> bool:
    """Switch classes on and off; whether that changed any. The styles are not updated yet.

    Textual would look up the styles of all below a node anew at each class, which takes longer
    than a frame when the focus goes to another pane.
    """
    before = node.classes
    node.update_classes(classes, update=False)
    return node.classes != before


class PaneScreen(RemappedScreen[None]):
    """Three panes in a stack and one beside it; a subclass says which and what they do."""

    # The panes show where the focus is: the screen itself need not be painted anew for it.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._tall: Pane | None = None
        self._current: Pane | None = None
        self._bound: Pane | None = None
        self._zoomed = False

    @property
    @abstractmethod
    def panes(self) -> tuple[Pane, ...]:
        """The four panes in the order of their numbers."""

    @abstractmethod
    def tell(self) -> None:
        """Say what is open or going on."""

    @property
    def tall(self) -> Pane:
        """The list that has the room: the one that had the focus last."""
        return self._tall or self.panes[0]

    @property
    def pane(self) -> Pane:
        """The pane that has the focus, is about to have it, or had it last."""
        if self._bound is not None:
            return self._bound
        holders = self.focused.ancestors_with_self if self.focused else ()
        return next((node for node in holders if isinstance(node, Pane)), self.tall)

    @property
    def holder(self) -> Widget:
        """The widget that has the focus, else the screen."""
        return self.focused or self

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout for this size."""
        layout = layout_of(event.size.width, event.size.height)
        if reclassed(self, classes_of(layout)):
            self.update_node_styles()
        words = Content(too_small(event.size.width, event.size.height))
        self.query_one("#too-small", Static).update(words)
        self.mark(self.pane)

    def on_descendant_focus(self) -> None:
        """The focused list takes the room; going to the preview changes nothing in the stack."""
        self.mark(self.pane)

    def mark(self, current: Pane) -> None:
        """Give the focused list the room, and hide what has none."""
        self._current = current
        if current is not self.panes[3]:
            self._tall = current
        changed = [pane for pane in self.panes if reclassed(pane, self.role(pane))]
        one = self._zoomed or self.has_class("-single")
        if reclassed(self, {"-one": one, "-at-preview": one and current is self.panes[3]}):
            changed = [*self.panes]
        self._restyle(changed)
        for pane in self.panes:
            pane.lit = pane is current
        self.tell()

    def _restyle(self, panes: Sequence[Pane]) -> None:
        """Let panes follow their classes: them, what holds them, on narrow screens what they hold.

        No rule of ours reaches deeper by a pane's class, so the rest need not be looked up anew.
        """
        narrow = self.has_class("-narrow")
        nodes = [
            node
            for pane in panes
            for node in (pane.parent, pane, *(pane.children if narrow else ()))
            if node
        ]
        self.app.stylesheet.update_nodes(dict.fromkeys(nodes), animate=False)

    def role(self, pane: Pane) -> dict[str, bool]:
        """The classes of a pane, and which of them are on."""
        return {"-tall": pane is self.tall, "-current": pane is self._current}

    def go_to_pane(self, pane: Pane) -> None:
        """Focus a pane, also one that is shown only then; it counts from now on."""
        self._bound = pane
        self.mark(pane)
        self.call_after_refresh(self._arrive, pane)

    def _arrive(self, pane: Pane) -> None:
        self.set_focus(pane.focus_target)
        if self._bound is pane:
            self._bound = None
        self.tell()

    def action_focus_pane(self, number: int) -> None:
        """Focus the pane with this number."""
        self.go_to_pane(self.panes[number - 1])

    def action_next_pane(self) -> None:
        """Focus the next pane."""
        self.go_to_pane(self.panes[(self.panes.index(self.pane) + 1) % 4])

    def action_previous_pane(self) -> None:
        """Focus the pane before."""
        self.go_to_pane(self.panes[(self.panes.index(self.pane) - 1) % 4])

    def action_zoom(self) -> None:
        """Give the pane all the room."""
        self._zoomed = True
        self.mark(self.pane)

    def action_unzoom(self) -> None:
        """Show all panes again."""
        self._zoomed = False
        self.mark(self.pane)

    def action_escape(self) -> None:
        """Go to the pane at the left, or to the list before this one."""
        at = self.panes.index(self.pane)
        if at == 3:
            self.go_to_pane(self.tall)
        elif at:
            self.go_to_pane(self.panes[at - 1])

    async def action_palette(self) -> None:
        """Open the list of commands."""
        await self.run_action("app.command_palette")

    async def action_quit(self) -> None:
        """Leave."""
        await self.run_action("app.quit")
