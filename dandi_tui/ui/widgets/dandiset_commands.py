"""What one can do in the list of dandisets beside what every list can."""

from dataclasses import replace
from typing import Final

from dandi_tui.ui.commands import Command
from dandi_tui.ui.widgets.list_commands import LIST_COMMANDS, SESSIONS

SEARCH: Final = replace(
    LIST_COMMANDS[0], word="search", sentence="Search all metadata, with facets and operators"
)
"""The filter of pane 1 looks further than at names."""


def _toggle(name: str, sentence: str) -> Command:
    """In the palette, and in the choice that a key opens."""
    return Command(name=name, keys=(), shown="", word="", sentence=sentence, group="Panes")


TOGGLES: Final = (
    _toggle("ToggleDrafts", "Show or leave out what was never published"),
    _toggle("ToggleEmpty", "Show or leave out what has no files"),
    _toggle("ToggleEmbargoed", "Show or leave out your embargoed dandisets"),
    _toggle("ToggleMine", "Show only your own dandisets, or all"),
    _toggle("ToggleStarred", "Show only what you have starred, or all"),
)

DANDISET_COMMANDS: Final = (
    Command(
        name="Sort",
        keys=("s",),
        shown="s",
        word="sort",
        sentence="Sort by id, name, date of change, size, files, stars, version, access",
        group="Panes",
    ),
    Command(
        name="ChooseWhich",
        keys=("w",),
        shown="w",
        word="which",
        sentence="Choose which are shown: drafts, empty, embargoed, mine, starred",
        group="Panes",
    ),
    *TOGGLES,
    Command(
        name="Archives",
        keys=("a",),
        shown="a",
        word="",
        sentence="Switch to another archive: DANDI, its sandbox, EMBER, LINC, …",
        group="Panes",
    ),
    replace(SESSIONS, sentence="Show the sessions of this dandiset as a table"),
)
