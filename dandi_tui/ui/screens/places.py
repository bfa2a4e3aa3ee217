"""Bookmarks and recent places, in one list; Enter goes there. A line to paste any other."""

from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui import text
from dandi_tui.archive.memory import KeptPlace, Remembered
from dandi_tui.ui.captions import left_right, styled
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.screens.choice_overlay import ChoiceOverlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, closing, taking
from dandi_tui.ui.screens.prompt import Prompt
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status

ROWS = 16
HINT = "000728@draft/sub-1, a DOI, an asset id, or a URL: of DANDI, its API, S3, Neurosift, a file"
NOTHING = "No place is kept yet: * bookmarks the one that is open."


class GoToPrompt(Prompt):
    """Takes anything that names something in DANDI."""

    def __init__(self, status: Status) -> None:
        super().__init__("Go to", HINT, lambda words: bool(words.strip()), status)


OWN_COMMANDS: Final = (
    taking("go", "go there"),
    Command(
        name="Bookmark", keys=("asterisk",), shown="*", word="bookmark", sentence="bookmark it"
    ),
    Command(name="Forget", keys=("d", "delete"), shown="d", word="forget", sentence="forget it"),
    closing("apostrophe"),
)


class PlacesScreen(ChoiceOverlay[KeptPlace, KeptPlace]):
    """Offers places; its answer is where to go.

    Args:
        kept: What there is.
        here: The instance that is open; others are named.
        change: Called with a place whose bookmark is set or taken away, or to forget it.
    """

    KEY_COMMANDS = (*CHOOSE, *OWN_COMMANDS, HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_COMMANDS)]

    def __init__(
        self,
        kept: Remembered,
        here: str,
        change: Callable[[str, KeptPlace], object],
        status: Status,
    ) -> None:
        super().__init__("Places", status, Choices(self._face, most=ROWS))
        self._here = here
        self._change = change
        self._marked = list(kept.bookmarks)
        spots = {one.spot for one in kept.bookmarks}
        self._recent = [one for one in kept.recent if one.spot not in spots]

    def compose_frame(self) -> Iterable[Widget]:
        """The places, or that there are none."""
        yield self._choices
        yield Static(styled(NOTHING, "dim"), id="no-places")

    def on_mount(self) -> None:
        """Show them."""
        self._show()

    def _show(self) -> None:
        rows = [*self._marked, *self._recent]
        self._choices.show(rows, at=min(self._choices.chosen, max(0, len(rows) - 1)))
        self._choices.display = bool(rows)
        self.query_one("#no-places").display = not rows

    def _face(self, one: KeptPlace, width: int) -> Content:
        mark = styled("● " if one in self._marked else "  ", "accent")
        elsewhere = "" if one.local_path or one.instance in ("", self._here) else one.instance
        right = styled(text.safe(elsewhere) or text.date(one.when), "dim")
        room = width - right.cell_length - 4
        where = text.cut_path(one.words, room)
        left: list[Content | str] = [mark, styled(where)]
        rest = text.safe(one.object_path.rpartition("/")[2] or one.title)
        if rest and room - len(where) > 8:
            left += ["  ", styled(text.cut_title(rest, room - len(where) - 2), "dim")]
        return left_right(Content.assemble(*left), right, width)

    def action_take(self) -> None:
        """Go to the chosen one."""
        self.dismiss(self._choices.item)

    def action_bookmark(self) -> None:
        """Bookmark the chosen one, or no longer."""
        self._alter("bookmark")

    def action_forget(self) -> None:
        """Forget the chosen one."""
        self._alter("forget")

    def _alter(self, how: str) -> None:
        one = self._choices.item
        if one is None:
            return
        was_marked = one in self._marked
        for rows in (self._marked, self._recent):
            if one in rows:
                rows.remove(one)
        if how == "bookmark":
            (self._recent if was_marked else self._marked).insert(0, one)
        self._change(how, one)
        self._show()
