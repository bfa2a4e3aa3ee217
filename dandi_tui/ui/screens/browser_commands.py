"""What can be done anywhere in the browser; the panes have commands of their own."""

from typing import Final

from textual.binding import Binding, BindingType

from dandi_tui.ui import own_keys
from dandi_tui.ui.commands import Command, bindings, bound
from dandi_tui.ui.preview_commands import BOX_COMMANDS, MOVE_COMMANDS

COPY = Command(
    name="Copy",
    keys=("y",),
    shown="y",
    word="copy",
    sentence="copy: path, URL, citation",
    group="Take away",
)
FIND = Command(name="Find", keys=("f",), shown="f", word="find", sentence="find any object or file")
VERSIONS = Command(
    name="Versions",
    keys=("at",),
    shown="@",
    word="",
    sentence="versions of the dandiset, and what changed",
    group="Panes",
)
ARCHIVES = Command(
    name="Archives",
    keys=(),
    shown="",
    word="",
    sentence="switch to another archive: DANDI, its sandbox, EMBER, LINC, …",
    group="Panes",
)
CITE = Command(
    name="Cite",
    keys=(),
    shown="",
    word="",
    sentence="cite the dandiset: APA, MLA, …, BibTeX, RIS, CFF",
    group="Take away",
)
DETAILS = Command(
    name="Details",
    keys=("i",),
    shown="i",
    word="",
    sentence="details of the object",
    group="Views",
)
BACK = Command(name="Escape", keys=("escape",), shown="Esc", word="", sentence="stop, or back")
HELP = Command(
    name="Help",
    keys=("question_mark", "f1"),
    shown="?",
    word="help",
    sentence="keys of this pane",
)
QUIT = Command(name="Quit", keys=("q",), shown="q", word="quit", sentence="quit")

BROWSER_COMMANDS: Final = (
    Command(
        name="FocusPane",
        keys=(),
        shown="1 2 3 4",
        word="",
        sentence="focus a pane",
        group="Panes",
    ),
    Command(
        name="NextPane",
        keys=("tab",),
        shown="Tab",
        word="",
        sentence="next",
        group="Panes",
    ),
    Command(
        name="PreviousPane",
        keys=("shift+tab",),
        shown="⇧Tab",
        word="",
        sentence="previous pane",
        group="Panes",
        pair=True,
    ),
    Command(
        name="Zoom",
        keys=("plus",),
        shown="+",
        word="",
        sentence="zoom",
        group="Panes",
    ),
    Command(
        name="Unzoom",
        keys=("underscore",),
        shown="_",
        word="",
        sentence="unzoom the pane",
        group="Panes",
        pair=True,
    ),
    Command(
        name="PreviousPlace",
        keys=("minus",),
        shown="-",
        word="",
        sentence="previous place",
        group="Panes",
    ),
    Command(
        name="GoTo",
        keys=("ctrl+o",),
        shown="^o",
        word="",
        sentence="go to anything: id, DOI, URL",
        group="Panes",
    ),
    Command(
        name="Bookmark",
        keys=("asterisk",),
        shown="*",
        word="",
        sentence="bookmark this place, or no longer",
        group="Panes",
    ),
    Command(
        name="Places",
        keys=("apostrophe",),
        shown="'",
        word="",
        sentence="bookmarks and recent places",
        group="Panes",
    ),
    ARCHIVES,
    COPY,
    FIND,
    VERSIONS,
    CITE,
    DETAILS,
    Command(
        name="Palette",
        keys=("ctrl+p", "colon"),
        shown="^p :",
        word="",
        sentence="commands",
    ),
    BACK,
    HELP,
    QUIT,
)

BROWSER_BINDINGS: Final[list[BindingType]] = [
    *bindings(BROWSER_COMMANDS),
    *(Binding(f"{n}", f"focus_pane({n})", show=False) for n in (1, 2, 3, 4)),
    *(bound(command, f"preview('{command.action}')") for command in MOVE_COMMANDS),
    # What a view's own keys mean goes before what they mean in general, while it is shown.
    *(Binding(key, f"own('{key}')", show=False, priority=True) for key in own_keys.KEYS),
    # What neither the view nor the list takes is said, rather than nothing.
    *(Binding(key, f"unused('{key}')", show=False) for key in sorted(own_keys.TAKEN["list"])),
    Binding("slash", "filter_beside", show=False),
    # The box over a picture takes its keys before the panes do, while it is there.
    *(
        bound(command, f"box('{command.action}')", priority=True)
        for command in (*BOX_COMMANDS, BACK, DETAILS)
    ),
]
