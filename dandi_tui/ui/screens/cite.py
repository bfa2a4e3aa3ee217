"""A citation in one of nine formats: seen, copied or saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from rich.cells import chop_cells
from textual import work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui import text
from dandi_tui.archive.citation import DRAFT_WARNING, FORMATS, Format, Reference, reference
from dandi_tui.archive.landing import Landing, Landings
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe
from dandi_tui.ui.captions import key, left_right, styled
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.keymap import keymap_at
from dandi_tui.ui.screens.choice_overlay import ChoiceOverlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, TRY_AGAIN, closing, taking
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status
from dandi_tui.ui.wrapping import wrapped

AROUND: Final = 18
"""Rows of the screen that the formats, the warning and the frame take."""
LEAST_ROWS: Final = 3
MOST_WIDTH: Final = 80


@dataclass(frozen=True)
class Cited:
    """A citation, and what to do with it."""

    form: Format
    reference: Reference
    how: Literal["copy", "save"]


NEWEST: Final = Command(
    name="Newest",
    keys=("n",),
    shown="n",
    word="newest",
    sentence="cite the newest published version instead of the draft",
)
OWN_COMMANDS: Final = (
    taking("copy", "copy it", keys=("enter", "y")),
    Command(name="Save", keys=("w",), shown="w", word="save here", sentence="save it here"),
    NEWEST,
    TRY_AGAIN,
    closing(),
)


class CiteScreen(ChoiceOverlay[Format, Cited]):
    """Shows the citation in the chosen format; its answer says which, and what to do with it.

    A draft has a warning over it, and `n` takes the newest published version in its place.
    """

    KEY_COMMANDS = (*CHOOSE, *OWN_COMMANDS, HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_COMMANDS)]

    def __init__(self, landing: Landing, landings: Landings, status: Status) -> None:
        super().__init__(_heading(landing), status, Choices(_face, most=len(FORMATS)))
        self._landing = landing
        self._landings = landings
        self._cited: Reference | None = None
        self._warning = Static(id="cite-warning")
        self._words = Static(styled("reading…", "dim"), id="cite-words")

    def compose_frame(self) -> Iterable[Widget]:
        """The formats, a warning if there is one, the citation."""
        yield self._choices
        yield self._warning
        yield self._words

    def on_mount(self) -> None:
        """Show what is known, ask for what is not."""
        self._choices.show(FORMATS)
        self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        self._cited = None
        self._warn()
        try:
            self._landing = await self._landings.described(self._landing)
        except DandiTuiError as error:
            self.say_failed(failed=True)
            kept = await self._landings.indexed(self._landing)
            if kept is None:
                self._words.update(styled(f"✗ {safe(error.message)}", "error"))
                return
            self._landing = kept
            self._warn(f"As of {text.date(kept.kept)}, from the index: {error.message}")
        else:
            self.say_failed(failed=False)
        if self._landing.metadata is not None:
            self._cited = reference(self._landing.metadata)
        self._show()

    @property
    def _newest(self) -> str:
        """The newest published version, if the open one is a draft and there is one."""
        published = [one.version for one in self._landing.versions if not one.is_draft]
        return published[0] if self._landing.is_draft and published else ""

    def _warn(self, words: str = "") -> None:
        """What is to be known before it is cited: a draft, or metadata of some time ago."""
        rows = [styled(safe(words), "warning")] if words else []
        if self._landing.is_draft:
            rows.append(styled(DRAFT_WARNING, "warning", bold=True))
        if self._newest:
            shown = keymap_at(self).worded([NEWEST])[0].shown
            rows.append(key(shown, f"cites {safe(self._newest)} instead"))
        self._warning.display = bool(rows)
        self._warning.update(Content("\n").join(rows))

    def _show(self) -> None:
        form = self._choices.item
        if form is None or self._cited is None:
            return
        lines = form.write(self._cited).rstrip("\n").split("\n")
        width = min(MOST_WIDTH, self.app.size.width * 9 // 10 - 4)
        most = max(LEAST_ROWS, self.app.size.height - AROUND)
        # Lines for programs are broken, not filled anew.
        cut = wrapped if form.ending == "txt" else chop_cells
        rows = [row for line in lines for row in cut(safe(line), width)]
        shown = [styled(row) for row in rows[:most]]
        if len(rows) > most:
            shown.append(styled(f"and {len(rows) - most} more lines", "faint"))
        self._words.update(Content("\n").join(shown))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a draft has a version that is to be cited instead."""
        if action == NEWEST.action:
            return bool(self._newest)
        return super().check_action(action, parameters)

    def moved(self) -> None:
        """Show the citation in another format."""
        self._show()

    def action_try_again(self) -> None:
        """Ask again."""
        self._words.update(styled("reading…", "dim"))
        self._read()

    def action_newest(self) -> None:
        """Cite the newest published version instead of the draft."""
        if self._newest:
            old = self._landing
            self._landing = Landing(
                identifier=old.identifier, version=self._newest, row=old.row, versions=old.versions
            )
            self._heading = _heading(self._landing)
            self.frame.border_title = Content(self._heading)
            self._read()

    def action_take(self) -> None:
        """Copy it."""
        self._answer("copy")

    def action_save(self) -> None:
        """Save it."""
        self._answer("save")

    def _answer(self, how: Literal["copy", "save"]) -> None:
        if self._choices.item is not None and self._cited is not None:
            self.dismiss(Cited(self._choices.item, self._cited, how))

    def on_choices_taken(self) -> None:
        """Show the one that was clicked."""
        self._show()


def _heading(landing: Landing) -> str:
    return f"Cite DANDI:{safe(landing.identifier)}/{safe(landing.version)}"


def _face(form: Format, width: int) -> Content:
    return left_right(styled(form.title), styled(f".{form.ending}", "faint"), width)
