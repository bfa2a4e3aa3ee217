"""Every command that has keys, wherever it is declared: what the settings file may give others."""

from collections.abc import Iterator

from dandi_tui.ui.commands import Command
from dandi_tui.ui.preview_commands import BOX_COMMANDS, MOVE_COMMANDS
from dandi_tui.ui.screens.browser import BrowserScreen
from dandi_tui.ui.widgets.asset_tree import AssetTree
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.lazy_tree import LazyTree
from dandi_tui.ui.widgets.object_tree import ObjectTree
from dandi_tui.ui.widgets.preview_pane import PreviewPane

HOLDERS = (DandisetList, AssetTree, ObjectTree, PreviewPane, LazyTree)


def all_commands() -> Iterator[Command]:
    """Those of the browser, of its panes and of pictures; one that several panes have, once."""
    # Shown when something is searched, and only needed here where keys are wished for.
    from dandi_tui.ui.widgets.facets import Facets

    seen: set[Command] = set()
    declared = [*BrowserScreen.KEY_COMMANDS, *MOVE_COMMANDS, *BOX_COMMANDS]
    for holder in (*HOLDERS, Facets):
        declared += getattr(holder, "COMMANDS", ())
    for command in declared:
        if command.keys and command not in seen:
            seen.add(command)
            yield command
