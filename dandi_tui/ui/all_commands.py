"""Every command that has keys, wherever it is declared: what the settings file may give others."""

from collections.abc import Iterable

from textual.widget import Widget

from dandi_tui.settings import KeyWish
from dandi_tui.ui.commands import Command
from dandi_tui.ui.keymap import Keymap, keymap_of
from dandi_tui.ui.preview_commands import BOX_COMMANDS, MOVE_COMMANDS
from dandi_tui.ui.screens.browser import BrowserScreen
from dandi_tui.ui.widgets.asset_tree import AssetTree
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.object_tree import ObjectTree
from dandi_tui.ui.widgets.preview_pane import PreviewPane


def all_commands() -> tuple[tuple[Command, ...], ...]:
    """Those of the browser, its panes and of pictures; then of the table of sessions, and of each
    overlay."""
    # Shown when they are wanted, and only needed here where keys are wished for.
    from dandi_tui.ui.screens.archives import ArchivesScreen
    from dandi_tui.ui.screens.cite import CiteScreen
    from dandi_tui.ui.screens.copy import CopyScreen
    from dandi_tui.ui.screens.details import DetailsScreen
    from dandi_tui.ui.screens.difference import DifferenceScreen
    from dandi_tui.ui.screens.places import PlacesScreen
    from dandi_tui.ui.screens.sessions import SessionsScreen
    from dandi_tui.ui.screens.versions import VersionsScreen
    from dandi_tui.ui.screens.which import WhichScreen
    from dandi_tui.ui.widgets.facets import Facets
    from dandi_tui.ui.widgets.inside_pane import InsidePane

    panes = (DandisetList, AssetTree, ObjectTree, PreviewPane, LazyTree, Facets)
    browser = (*BrowserScreen.KEY_COMMANDS, *MOVE_COMMANDS, *BOX_COMMANDS, *_held(panes))
    sessions = (*SessionsScreen.KEY_COMMANDS, *_held((InsidePane, LazyTree)))
    overlays = (VersionsScreen, DifferenceScreen, CiteScreen, CopyScreen, PlacesScreen,
                ArchivesScreen, WhichScreen, DetailsScreen)  # fmt: skip
    return tuple(
        map(_with_keys, (browser, sessions, *(screen.KEY_COMMANDS for screen in overlays)))
    )


def keymap_for(wishes: tuple[KeyWish, ...]) -> Keymap:
    """The keymap that the settings file wishes, as far as it can be."""
    return keymap_of(wishes, *all_commands()) if wishes else Keymap()


def _held(widgets: Iterable[type[Widget]]) -> list[Command]:
    return [command for widget in widgets for command in getattr(widget, "COMMANDS", ())]


def _with_keys(commands: Iterable[Command]) -> tuple[Command, ...]:
    """Each once: several panes have the same."""
    return tuple(dict.fromkeys(command for command in commands if command.keys))
