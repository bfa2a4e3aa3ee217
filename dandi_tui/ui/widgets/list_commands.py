"""What one can do in a list or tree: the keys of the three list panes."""

from dandi_tui.ui.commands import Command


def _move(name: str, keys: tuple[str, ...], shown: str, sentence: str) -> Command:
    """A motion: in the help, not in the footer."""
    return Command(name=name, keys=keys, shown=shown, word="", sentence=sentence, group="Panes")


TREE_COMMANDS: tuple[Command, ...] = (
    Command(
        name="Open",
        keys=("enter",),
        shown="Enter",
        word="open",
        sentence="Open the row under the cursor",
        group="Panes",
    ),
    _move("MoveDown", ("j", "down"), "j ↓", "Go to the next row"),
    _move("MoveUp", ("k", "up"), "k ↑", "Go to the row before"),
    _move("GoTop", ("g",), "gg", "Go to the first row"),
    _move("GoFirst", ("home",), "Home", "Go to the first row"),
    _move("GoEnd", ("G", "end"), "G", "Go to the last row"),
    _move("HalfDown", ("ctrl+d", "pagedown"), "^d", "Go half a page down"),
    _move("HalfUp", ("ctrl+u", "pageup"), "^u", "Go half a page up"),
    _move("Fold", ("h", "left"), "h ←", "Fold, or go to the row that holds this one"),
    _move("Unfold", ("l", "right"), "l →", "Unfold, or go to the first row inside"),
)
"""What `LazyTree` does by itself."""

CLEAR_FILTER = _move("ClearFilter", ("escape",), "Esc", "Stop loading, or clear the filter")

LIST_COMMANDS: tuple[Command, ...] = (
    Command(
        name="Filter",
        keys=("slash",),
        shown="/",
        word="filter",
        sentence="Show only what has these words in its name",
        group="Panes",
    ),
    _move("NextMatch", ("n",), "n", "Go to the next match of the filter"),
    _move("PreviousMatch", ("N",), "N", "Go to the match before"),
    CLEAR_FILTER,
    Command(
        name="TryAgain",
        keys=("r",),
        shown="r",
        word="try again",
        sentence="Load again what did not arrive",
        group="Panes",
    ),
)
"""What every list pane adds; see `ListPane.check_action` for when each can be done."""

SESSIONS = Command(
    name="Sessions",
    keys=("S",),
    shown="S",
    word="sessions",
    sentence="Show the sessions of this version as a table",
    group="Views",
)
"""Of the files of a version, and of a dandiset in the list."""

ASSET_COMMANDS: tuple[Command, ...] = (
    Command(
        name="Select",
        keys=("space",),
        shown="Space",
        word="select",
        sentence="Select the file or folder, or no more",
        group="Panes",
    ),
    Command(
        name="Sort",
        keys=("s",),
        shown="s",
        word="sort",
        sentence="Sort by name, size or date of change",
        group="Panes",
    ),
    SESSIONS,
)
"""Of the files of a version."""

SESSION_COMMANDS: tuple[Command, ...] = (
    Command(
        name="Sort",
        keys=("s",),
        shown="s",
        word="sort",
        sentence="Sort by subject, date, age, files…",
        group="Panes",
    ),
    Command(
        name="PreviousColumns",
        keys=("left_curly_bracket",),
        shown="{",
        word="columns",
        sentence="Show the columns before",
        group="Panes",
    ),
    Command(
        name="NextColumns",
        keys=("right_curly_bracket",),
        shown="}",
        word="",
        sentence="Show the columns that have no room",
        group="Panes",
        pair=True,
    ),
    Command(
        name="Group",
        keys=("b",),
        shown="b",
        word="by subject",
        sentence="Put the sessions of a subject together, or no more",
        group="Panes",
    ),
    Command(
        name="Export",
        keys=("x",),
        shown="x",
        word="export",
        sentence="Write the sessions shown as CSV into the current folder",
        group="Take away",
    ),
)
"""Of the table of sessions."""

INSIDE = Command(
    name="Inside",
    keys=("I",),
    shown="I",
    word="inside",
    sentence="Show what files hold: ROIs, units…",
    group="Views",
)

STOP = Command(
    name="Stop",
    keys=("escape",),
    shown="Esc",
    word="stop",
    sentence="Stop reading",
    group="Panes",
)
"""Of a table that is read: metadata, or files."""
