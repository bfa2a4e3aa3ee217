"""The versions of a dandiset: open another one, or see what changed between two."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui import text
from dandi_tui.archive.landing import Landing, Landings
from dandi_tui.archive.model import Version
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe
from dandi_tui.ui.captions import joined, left_right, styled
from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.page.things import version_cells
from dandi_tui.ui.screens.choice_overlay import ChoiceOverlay
from dandi_tui.ui.screens.overlay_commands import CHOOSE, HELP, TRY_AGAIN, closing, taking
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status

REST_S: Final = 0.2
"""The release notes of a version are asked for when the choice has rested so long."""
NOTES_ROWS: Final = 3


@dataclass(frozen=True)
class Chosen:
    """What is wanted of the versions."""

    version: str
    against: str = ""
    """Set: the difference from this version to the other is wanted."""


OWN_COMMANDS: Final = (
    taking("open", "open it"),
    Command(name="Mark", keys=("space",), shown="Space", word="mark", sentence="mark it"),
    Command(
        name="Compare",
        keys=("d",),
        shown="d",
        word="difference",
        sentence="what changed between the marked version and this one",
    ),
    TRY_AGAIN,
    closing("at"),
)


class VersionsScreen(ChoiceOverlay[Version, Chosen]):
    """Lists versions; its answer is one to open, or two to compare.

    Args:
        landing: Whose versions; the open one is its version.
        landings: Knows, or asks for, all versions and their release notes.
        status: For the row below.
    """

    KEY_COMMANDS = (*OWN_COMMANDS, *CHOOSE, HELP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_COMMANDS)]

    def __init__(self, landing: Landing, landings: Landings, status: Status) -> None:
        heading = f"Versions of DANDI:{safe(landing.identifier)}"
        super().__init__(heading, status, Choices(self._face))
        self._landing = landing
        self._landings = landings
        self._marked = landing.version
        self._notes = Static(styled("reading the list…", "dim"), id="versions-notes")

    def compose_frame(self) -> Iterable[Widget]:
        """The versions, and the release notes of the chosen one."""
        yield self._choices
        yield self._notes

    def on_mount(self) -> None:
        """Show what is known, and ask for the rest."""
        self._show(self._landing.versions)
        self._load()

    @property
    def versions(self) -> Sequence[Version]:
        """Those in the list."""
        return self._landing.versions

    @property
    def marked(self) -> str:
        """The version that others are compared with."""
        return self._marked

    def _show(self, versions: Sequence[Version], at: str = "") -> None:
        wanted = at or self._landing.version
        index = next((n for n, one in enumerate(versions) if one.version == wanted), 0)
        self._choices.show(versions, at=index)
        self._tell()

    @work(exclusive=True, group="versions")
    async def _load(self) -> None:
        try:
            self._landing = await self._landings.with_versions(self._landing)
        except DandiTuiError as error:
            self._notes.update(styled(f"✗ The list did not arrive: {safe(error.message)}", "error"))
            self.say_failed(failed=True)
            return
        self.say_failed(failed=False)
        chosen = self._choices.item
        self._show(self._landing.versions, chosen.version if chosen else "")

    def _face(self, one: Version, width: int) -> Content:
        number, when, files, size = version_cells(one)
        mark = "●" if one.version == self._landing.version else " "
        flag = "◐" if one.version == self._marked else " "
        left = joined(
            [
                styled(mark, "accent"),
                styled(flag, "key"),
                styled(number.ljust(13), "warning" if one.is_draft else "text"),
                styled(when.rjust(11), "dim"),
                _status(one),
            ],
            " ",
        )
        n_files = text.plural(one.asset_count, "file") if files else ""
        return left_right(left, joined([styled(n_files, "dim"), styled(size.rjust(8))]), width)

    def _tell(self) -> None:
        """The notes of the chosen version, if they are known; else they are asked for."""
        one = self._choices.item
        if one is None:
            return
        known = self._landings.known(self._of(one))
        if known.metadata is not None:
            self._show_notes(known)
        else:
            self._notes.update(Content(""))
            self._ask_notes(one)

    def _of(self, one: Version) -> Landing:
        same = one.version == self._landing.version
        row = self._landing.row
        return self._landing if same else Landing(
            identifier=self._landing.identifier, version=one.version, row=row
        )  # fmt: skip

    @work(exclusive=True, group="notes")
    async def _ask_notes(self, one: Version) -> None:
        await asyncio.sleep(REST_S)
        try:
            found = await self._landings.described(self._of(one))
        except DandiTuiError:
            return
        if self._choices.item is not None and self._choices.item.version == one.version:
            self._show_notes(found)

    def _show_notes(self, landing: Landing) -> None:
        lines = [line for line in landing.release_notes if line]
        left = len(lines) - NOTES_ROWS
        rows = [styled(line) for line in lines[:NOTES_ROWS]]
        if left > 0:
            rows.append(styled(f"and {left} more lines", "faint"))
        if landing.is_draft:
            rows = [styled("A draft: it may still change, and has no DOI.", "warning")]
        self._notes.update(Content("\n").join(rows or [styled("No release notes.", "dim")]))

    def moved(self) -> None:
        """The notes are those of another version."""
        self._tell()

    def action_try_again(self) -> None:
        """Ask for the list again."""
        self._notes.update(styled("reading the list…", "dim"))
        self._load()

    def action_mark(self) -> None:
        """Compare with this one."""
        if self._choices.item is not None:
            self._marked = self._choices.item.version
            self._choices.refresh()

    def action_compare(self) -> None:
        """Show the difference from the older of the two to the newer."""
        one = self._choices.item
        if one is None or one.version == self._marked:
            self.notify("Mark one version with Space and choose another to compare them.")
            return
        order = [version.version for version in self.versions]
        old, new = sorted((self._marked, one.version), key=order.index, reverse=True)
        self.dismiss(Chosen(new, against=old))

    def action_take(self) -> None:
        """Open the chosen one."""
        if self._choices.item is not None:
            self.dismiss(Chosen(self._choices.item.version))


def _status(one: Version) -> Content:
    """What the archive thinks of it; of a draft it says `Published` when nothing changed since."""
    if one.is_draft and one.status == "Published":
        return styled("as published", "dim")
    return styled(safe(one.status).lower(), "dim" if one.status == "Valid" else "warning")
