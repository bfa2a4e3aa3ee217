"""What changed between two versions: a summary and the files; Enter goes to one."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar, Final

from textual import work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.difference import KINDS, Change, Difference, Kind, difference
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe
from dandi_tui.ui.captions import joined, left_right, styled
from dandi_tui.ui.commands import bindings
from dandi_tui.ui.screens.choice_overlay import ChoiceOverlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, TRY_AGAIN, closing, taking
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status

SIGNS: Final[dict[Kind, tuple[str, str]]] = {
    "added": ("+", "success"),
    "removed": ("-", "error"),
    "changed": ("~", "warning"),
    "moved": (">", "accent"),
}
ROWS: Final = 16


OWN_COMMANDS: Final = (taking("go there"), TRY_AGAIN, closing())


class DifferenceScreen(ChoiceOverlay[Change, Change]):
    """Compares two versions; its answer is a file to go to."""

    KEY_COMMANDS = (*CHOOSE, *OWN_COMMANDS, HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_COMMANDS)]

    def __init__(
        self, archive: Archive, identifier: str, old: str, new: str, status: Status
    ) -> None:
        heading = f"{safe(old)} → {safe(new)} of DANDI:{safe(identifier)}"
        super().__init__(heading, status, Choices(_face, most=ROWS))
        self._archive = archive
        self._place = (identifier, old, new)
        self._head = Static(styled("reading…", "dim"), id="difference-head")
        self.found: Difference | None = None
        """The result, once it is there."""

    def compose_frame(self) -> Iterable[Widget]:
        """The summary and the list."""
        yield self._head
        yield self._choices

    def on_mount(self) -> None:
        """Compare."""
        self._compare()

    @work(exclusive=True)
    async def _compare(self) -> None:
        try:
            found = await difference(self._archive, *self._place, on_progress=self._say)
        except DandiTuiError as error:
            self._head.update(styled(f"✗ {safe(error.message)}", "error"))
            self.say_failed(failed=True)
            return
        self.say_failed(failed=False)
        self.found = found
        self._head.update(_summary(found))
        self._choices.show(found.changes)
        self._tell()

    def _say(self, n_read: int) -> None:
        self._head.update(styled(f"reading… {text.count(n_read)} files", "dim"))

    def _tell(self) -> None:
        n = len(self.found.changes) if self.found else 0
        place = f"{self._choices.chosen + 1:,} of {n:,}" if n else ""
        self.frame.border_subtitle = Content(place)

    def moved(self) -> None:
        """Say where in the list one is."""
        self._tell()

    def action_try_again(self) -> None:
        """Compare again."""
        self._head.update(styled("reading…", "dim"))
        self._compare()

    def action_take(self) -> None:
        """Go to the chosen file."""
        if self._choices.item is not None:
            self.dismiss(self._choices.item)


def _summary(found: Difference) -> Content:
    parts = [
        joined([styled(f"{SIGNS[kind][0]} {len(changes):,} {kind}", SIGNS[kind][1]),
                styled(text.size(found.size_bytes(kind)), "dim")], " ")
        for kind in KINDS
        if (changes := found.of(kind))
    ]  # fmt: skip
    same = styled(f"{found.n_same:,} the same", "dim")
    return joined([*(parts or [styled("Nothing changed.")]), same], "   ")


def _face(change: Change, width: int) -> Content:
    sign, role = SIGNS[change.kind]
    size = text.size(change.size_bytes)
    if change.only_metadata:
        size = "metadata only"
    cut = partial(text.cut_path, width=max(10, width - len(size) - 6))
    path = styled(cut(safe(change.path)))
    if change.kind == "moved" and change.old:
        half = max(8, (width - len(size) - 10) // 2)
        path = Content.assemble(
            styled(f"{text.cut_path(safe(change.old.path), half)} → ", "dim"),
            styled(text.cut_path(safe(change.path), half)),
        )
    left = Content.assemble(styled(f"{sign} ", role), path)
    return left_right(left, styled(size, "dim"), width)
