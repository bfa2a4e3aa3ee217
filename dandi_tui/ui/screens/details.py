"""All that is known of an object, or of an error, in words."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.ui.captions import styled
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.screens.overlay import Overlay
from dandi_tui.ui.screens.overlay_commands import closing
from dandi_tui.ui.widgets.status_line import Status

Fact = tuple[str, str]

LABEL: Final = 14


def object_facts(obj: NwbObject, facts: Facts | None, source: Address | None) -> list[Fact]:
    """Label and words, in the order of interest; what is not known is left out."""
    rows: list[Fact] = [
        ("path", obj.path),
        ("kind", obj.kind),
        ("type", " → ".join(obj.ancestry) or obj.neurodata_type),
        ("target", f"{obj.target} ✗" if obj.broken else obj.target),
        ("shape", text.shape(obj.shape) if obj.shape is not None else ""),
        ("dtype", obj.dtype),
        ("data", _series(obj)),
        ("members", text.count(obj.n_children) if obj.n_children is not None else ""),
        ("description", obj.description),
        ("views", ", ".join(obj.views)),
    ]
    if facts is not None and facts.path == obj.path:
        rows += [
            ("shown", " ".join(word for word in (*facts.shown, *facts.span) if word)),
            ("as drawn", ", ".join(facts.data)),
            ("chunks", ", ".join(facts.chunks)),
            ("cost", facts.cost),
            ("remarks", ", ".join(facts.remarks)),
        ]
    if source is not None:
        rows += [("file", source.name or source.local_path), ("size", text.size(source.size_bytes))]
    return [(label, words) for label, words in rows if words]


def _series(obj: NwbObject) -> str:
    if obj.data_shape is None:
        return ""
    return f"{text.shape(obj.data_shape)}  {obj.data_dtype}"


def error_facts(error: DandiTuiError) -> list[Fact]:
    """What happened, what can be done, and the cause, as far as it is known."""
    rows = [("what", error.message), ("hint", error.hint), ("kind", type(error).__name__)]
    cause = error.__cause__
    if cause is not None:
        rows.append(("cause", f"{type(cause).__name__}: {cause}"))
    return [(label, words) for label, words in rows if words]


class DetailsScreen(Overlay[None]):
    """Labels and words in two columns."""

    KEY_COMMANDS = (
        Command(name="MoveDown", keys=("down", "j"), shown="↓", word="scroll", sentence="on"),
        Command(name="MoveUp", keys=("up", "k"), shown="↑", word="", sentence="back", pair=True),
        closing("i"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(KEY_COMMANDS)]

    def __init__(self, heading: str, facts: Sequence[Fact], status: Status) -> None:
        super().__init__(heading, status)
        self._facts = facts

    def compose_frame(self) -> Iterable[Widget]:
        """One row a fact; long words go on in the next rows."""
        yield VerticalScroll(*self._rows(), can_focus=False)

    def _rows(self) -> list[Static]:
        with_labels = [
            Content.assemble(
                styled(label.ljust(LABEL), "dim"),
                Content(text.safe(words, limit=2_000)),
            )
            for label, words in self._facts
        ]
        return [Static(row, classes="fact") for row in with_labels]

    async def show(self, facts: Sequence[Fact]) -> None:
        """Show other facts: more is known now."""
        self._facts = facts
        scroll = self.query_one(VerticalScroll)
        with self.app.batch_update():
            await scroll.remove_children()
            await scroll.mount(*self._rows())

    def on_mount(self) -> None:
        """Say how to close it."""
        self.frame.border_subtitle = Content("Esc closes")

    def action_move_down(self) -> None:
        """Show what is below."""
        self._scroll(1)

    def action_move_up(self) -> None:
        """Show what is above."""
        self._scroll(-1)

    def _scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)
