"""What a browser does with places: go to anything that is pasted, keep places, list them."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import Final

from dandi_tui.ui.screens.pane_screen import PaneScreen

PATIENCE_S: Final = 12.0
"""So long a sentence about the settings stays."""


class PlaceScreen(PaneScreen):
    """The panes, with the places that one was at; a subclass says what they show."""

    @abstractmethod
    def travel(
        self, way: Callable[[], Awaitable[object]], name: str = "", *, quiet: bool = False
    ) -> object:
        """Open something; what fails is shown and can be tried again."""

    def on_mount(self) -> None:
        """Tell what in the settings cannot be."""
        problems: tuple[str, ...] = getattr(self.app, "problems", ())
        for problem in problems:
            self.notify(problem, severity="warning", timeout=PATIENCE_S, markup=False)
