"""An app with nothing but the panes under test, in the colours of the dark theme."""

from collections.abc import Callable, Iterable
from pathlib import Path

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

import dandi_tui.ui.widgets
from dandi_tui.protocol.colours import DARK, LIGHT
from dandi_tui.ui.widgets.asset_tree import AssetTree
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.object_tree import ObjectTree
from tests.ui.steady import at_rest, until

__all__ = ["until"]

STYLES = Path(dandi_tui.ui.widgets.__file__).with_name("panes.tcss")


def theme(name: str, roles: dict[str, str]) -> Theme:
    """A theme that supplies the roles as `$dtui-…`."""
    return Theme(
        name=name,
        primary=roles["accent"],
        background=roles["background"],
        foreground=roles["text"],
        panel=roles["panel"],
        dark=name == "dark",
        variables={f"dtui-{role}": colour for role, colour in roles.items()},
    )


class PaneScreen(Screen[None]):
    """Panes from top to bottom, without frames under 100 columns."""

    CSS_PATH = STYLES
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 -- as Textual has it

    def __init__(self, widgets: Iterable[Widget]) -> None:
        super().__init__()
        self._widgets = list(widgets)

    def compose(self) -> ComposeResult:
        yield from self._widgets


class PaneApp(App[None]):
    """Shows the panes that `make` builds, and keeps the messages that reach it."""

    def __init__(self, make: Callable[[], Iterable[Widget]], *, light: bool = False) -> None:
        super().__init__()
        self._make = make
        self.register_theme(theme("dark", DARK))
        self.register_theme(theme("light", LIGHT))
        self.theme = "light" if light else "dark"

        self._told: list[tuple[str, str]] = []

    def on_mount(self) -> None:
        self.push_screen(PaneScreen(self._make()))

    def told(self, name: str) -> list[str]:
        """What the messages of this name were about: identifiers or paths, oldest first."""
        return [about for kind, about in self._told if kind == name]

    def on_dandiset_list_dandiset_highlighted(
        self, event: DandisetList.DandisetHighlighted
    ) -> None:
        self._told.append(("DandisetHighlighted", event.dandiset.identifier))

    def on_dandiset_list_dandiset_opened(self, event: DandisetList.DandisetOpened) -> None:
        self._told.append(("DandisetOpened", event.dandiset.identifier))

    def on_asset_tree_asset_highlighted(self, event: AssetTree.AssetHighlighted) -> None:
        self._told.append(("AssetHighlighted", event.entry.path))

    def on_asset_tree_asset_opened(self, event: AssetTree.AssetOpened) -> None:
        self._told.append(("AssetOpened", event.asset.path))

    def on_object_tree_object_highlighted(self, event: ObjectTree.ObjectHighlighted) -> None:
        self._told.append(("ObjectHighlighted", event.obj.path))

    def on_object_tree_object_opened(self, event: ObjectTree.ObjectOpened) -> None:
        self._told.append(("ObjectOpened", event.obj.path))


def rows_of(widget: Widget) -> list[str]:
    """The text of the widget's rows, as painted on the screen, trailing blanks cut."""
    region = widget.region
    lines = widget.screen._compositor.render_strips()[region.y : region.bottom]
    return [line.crop(region.x, region.right).text.rstrip() for line in lines]


async def settled(pilot: Pilot[None]) -> None:
    """Wait until no worker runs and all messages are handled."""
    await at_rest(pilot)
