"""What can be done with a picture, from panes 3 and 4: each verb is one of `navigation`."""

from collections.abc import Iterable
from typing import Final, Literal

from dandi_tui.protocol.pictures import Facts
from dandi_tui.ui.commands import Command
from dandi_tui.ui.navigation import works

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
    return [command for command in commands if works(facts, command.action)]
