"""What can be done with a picture, from panes 3 and 4: each verb is one of `navigation`."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Literal

from textual.binding import Binding, BindingType

from dandi_tui.protocol.pictures import Facts
from dandi_tui.ui.commands import Command
from dandi_tui.ui.meaning import works

MOVE_COMMANDS: Final = (
    Command(
        name="Earlier",
        keys=("left_square_bracket",),
        shown="[",
        word="earlier",
        sentence="earlier",
        group="This view",
    ),
    Command(
        name="Later",
        keys=("right_square_bracket",),
        shown="]",
        word="later",
        sentence="later",
        group="This view",
        pair=True,
    ),
    Command(
        name="PreviousTraces",
        keys=("left_curly_bracket",),
        shown="{",
        word="traces",
        sentence="previous",
        group="This view",
    ),
    Command(
        name="NextTraces",
        keys=("right_curly_bracket",),
        shown="}",
        word="",
        sentence="next traces, columns",
        group="This view",
        pair=True,
    ),
    Command(
        name="ZoomOut",
        keys=("less_than_sign",),
        shown="<",
        word="zoom",
        sentence="zoom out",
        group="This view",
    ),
    Command(
        name="ZoomIn",
        keys=("greater_than_sign",),
        shown=">",
        word="",
        sentence="zoom in (time)",
        group="This view",
        pair=True,
    ),
    Command(
        name="Whole",
        keys=("0",),
        shown="0",
        word="",
        sentence="all of it, from its beginning",
        group="This view",
    ),
    Command(
        name="GoToTime",
        keys=("t",),
        shown="t",
        word="",
        sentence="go to a time",
        group="This view",
    ),
    Command(
        name="OwnScale",
        keys=("a",),
        shown="a",
        word="",
        sentence="own scale, same scale",
        group="This view",
    ),
    Command(
        name="Epochs",
        keys=("e",),
        shown="e",
        word="",
        sentence="epochs on, off",
        group="This view",
    ),
    Command(
        name="Pin",
        keys=("p",),
        shown="p",
        word="",
        sentence="pin below what comes next, or unpin",
        group="Views",
    ),
    Command(
        name="PreviousFile",
        keys=("left_parenthesis",),
        shown="(",
        word="",
        sentence="previous",
        group="Views",
    ),
    Command(
        name="NextFile",
        keys=("right_parenthesis",),
        shown=")",
        word="",
        sentence="next file, at the same object",
        group="Views",
        pair=True,
    ),
    Command(
        name="NextView",
        keys=("v",),
        shown="v",
        word="view",
        sentence="next",
        group="Views",
    ),
    Command(
        name="PreviousView",
        keys=("V",),
        shown="V",
        word="",
        sentence="previous view",
        group="Views",
        pair=True,
    ),
)
"""In the order of the footer."""

READ = Command(name="Read", keys=("enter",), shown="Enter", word="read", sentence="read it")
READ_ON = replace(READ, word="read on", sentence="read the rest of what was stopped")
WINDOW_ONLY = Command(
    name="WindowOnly",
    keys=("w",),
    shown="w",
    word="this window only",
    sentence="read this window only",
)
RETRY = Command(name="Retry", keys=("r",), shown="r", word="try again", sentence="try again")
BOX_COMMANDS: Final = (READ, WINDOW_ONLY, RETRY)
"""The keys of the box over a picture; they go before those of the panes while it is there."""

Kind = Literal["series", "frames", "table", "words"]

WORDS: Final[dict[Kind, dict[str, tuple[str, str]]]] = {
    "series": {"next_traces": ("", "next traces")},
    "frames": {
        "earlier": ("frames", "ten frames back"),
        "later": ("", "ten frames on"),
        "previous_traces": ("frame", "previous"),
        "next_traces": ("", "next frame"),
    },
    "table": {
        "earlier": ("rows", "previous"),
        "later": ("", "next page of rows"),
        "previous_traces": ("columns", "previous"),
        "next_traces": ("", "next columns"),
    },
    "words": {
        "earlier": ("lines", "previous"),
        "later": ("", "next page of lines"),
    },
}
"""Word and sentence of a move where they differ from kind to kind."""

MOTIONS: Final[dict[Kind, tuple[str, str, str, str, str]]] = {
    "series": ("next traces", "previous traces", "later", "earlier", "next, previous traces"),
    "frames": (
        "next frame",
        "previous frame",
        "ten frames on",
        "ten frames back",
        "next, previous",
    ),
    "table": (
        "three rows down",
        "three rows up",
        "next columns",
        "previous columns",
        "half a page of rows",
    ),
    "words": ("three lines down", "three lines up", "", "", "half a page of lines"),
}
"""Down, up, right, left, far."""

MOTION_BINDINGS: Final[list[BindingType]] = [
    Binding("h,left", "move('left')", show=False, id="Fold"),
    Binding("l,right", "move('right')", show=False, id="Unfold"),
    Binding("k,up", "move('up')", show=False, id="MoveUp"),
    Binding("j,down", "move('down')", show=False, id="MoveDown"),
    Binding("ctrl+d,pagedown", "move('half_down')", show=False, id="HalfDown"),
    Binding("ctrl+u,pageup", "move('half_up')", show=False, id="HalfUp"),
    Binding("g", "first_page", show=False, id="GoTop"),
    Binding("home", "move('first_page')", show=False),
    Binding("G,end", "move('last_page')", show=False, id="GoEnd"),
]
"""Of the preview itself: letters and arrows mean something else in the panes of lists."""

Phase = Literal["idle", "loading", "asking", "failed", "stopped"]
"""What the preview does: shows, reads, asks, has failed, was stopped."""


def takes(phase: Phase, verb: str, *, smaller: bool) -> bool:
    """Whether a key of the box does something; `smaller`: it offers a smaller window."""
    return {
        "read": phase in ("asking", "stopped"),
        "window_only": phase == "asking" and smaller,
        "retry": phase == "failed",
        "details": phase == "failed",
        "escape": phase in ("asking", "failed", "loading"),
    }[verb]


def working(commands: Iterable[Command], facts: Facts | None) -> list[Command]:
    """Those of the moves that mean something for what is shown, in the words of its kind."""
    words = WORDS[kind_of(facts)]
    return [_worded(command, words) for command in commands if works(facts, command.action)]


def kind_of(facts: Facts | None) -> Kind:
    """What the keys move in."""
    if facts is None:
        return "series"
    if facts.rows is not None:
        return "table" if facts.all_fields else "words"
    return "frames" if facts.n_frames else "series"


def _worded(command: Command, words: dict[str, tuple[str, str]]) -> Command:
    word, sentence = words.get(command.action, (command.word, command.sentence))
    return replace(command, word=word, sentence=sentence)


def motions(facts: Facts | None) -> list[Command]:
    """What letters and arrows do while the preview has the focus, in the words of its kind."""
    down, up, right, left, far = MOTIONS[kind_of(facts)]
    offered = [
        _motion("MoveDown", "j ↓", down),
        _motion("MoveUp", "k ↑", up),
        _motion("MoveLeft", "h ←", left),
        _motion("MoveRight", "l →", right),
        _motion("HalfDown", "^d ^u", far),
        _motion("FirstPage", "gg", "beginning"),
        _motion("LastPage", "G", "end", pair=True),
    ]
    return [command for command in offered if command.sentence]


def _motion(name: str, shown: str, sentence: str, *, pair: bool = False) -> Command:
    return Command(
        name=name, keys=(), shown=shown, word="", sentence=sentence, group="This view", pair=pair
    )
