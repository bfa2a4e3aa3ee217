"""The one screen: three lists at the left, the preview at the right, two rows below."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from dandi_tui.archive.index import Index
from dandi_tui.archive.model import Place
from dandi_tui.errors import ConnectionFailedError, DandiTuiError
from dandi_tui.protocol.pictures import Move
from dandi_tui.reader.base import Reader
from dandi_tui.settings import Settings
from dandi_tui.ui.captions import file_label
from dandi_tui.ui.commands import Command
from dandi_tui.ui.journey import SIBLINGS, Journey
from dandi_tui.ui.later_archive import LaterArchive, with_way_out
from dandi_tui.ui.preview_commands import RETRY
from dandi_tui.ui.screens.browser_commands import BROWSER_BINDINGS, BROWSER_COMMANDS
from dandi_tui.ui.screens.place_screen import PlaceScreen
from dandi_tui.ui.status import footer_commands, place_of, status_of
from dandi_tui.ui.widgets.asset_tree import AssetTree
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.footer import Footer
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.object_tree import ObjectTree
from dandi_tui.ui.widgets.pane import Pane
from dandi_tui.ui.widgets.picture_pane import SLOW_S
from dandi_tui.ui.widgets.preview_pane import PreviewPane
from dandi_tui.ui.widgets.status_line import StatusLine


class BrowserScreen(PlaceScreen):
    """Wires the panes: what is opened in one is shown by the next."""

    KEY_COMMANDS: ClassVar[tuple[Command, ...]] = BROWSER_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = BROWSER_BINDINGS

    def __init__(
        self, settings: Settings, place: Place, archive: LaterArchive, reader: Reader
    ) -> None:
        super().__init__()
        self.settings = settings
        self.archive = archive
        self.reader = reader
        self._place = place
        self.preview = PreviewPane(settings, reader)
        self.journey = Journey(
            archive,
            DandisetList(archive, index=Index(settings), waits=bool(place.local_path)),
            AssetTree(archive),
            ObjectTree(reader),
            self.preview,
            reader,
            self.go_to_pane,
        )

    @property
    def panes(self) -> tuple[Pane, ...]:
        """The four panes in the order of their numbers."""
        return (*self.lists, self.preview)

    @property
    def lists(self) -> tuple[ListPane, ...]:
        """The three panes that hold lists."""
        journey = self.journey
        return (journey.dandisets, journey.assets, journey.objects)

    def compose(self) -> ComposeResult:
        """The stack and the preview, and the two rows that are always there."""
        with Horizontal(id="panes"):
            yield Vertical(*self.panes[:3], id="stack")
            yield self.preview
        yield StatusLine()
        yield Footer()
        yield Static(id="too-small")

    def on_mount(self) -> None:
        """Go where the command line said, once the first frame is painted."""
        self.go_to_pane(self.journey.dandisets)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._place != Place():
            self.travel(lambda: self.journey.start(self._place))

    # The way through the panes

    @work(group="open", exclusive=True)
    async def travel(
        self, way: Callable[[], Awaitable[object]], name: str = "", *, quiet: bool = False
    ) -> None:
        """Open something; what fails is shown in the preview, and can be tried again.

        Quiet: the picture stays until the next one is there, however long that takes.
        """
        before, is_done = self.preview.request, quiet

        def again() -> None:
            self.load_rest()
            self.travel(way, name)

        def say() -> None:
            if not is_done and self.preview.request is before:
                self.preview.show_opening(name, again)
                self.journey.dandisets.listing.moved = False

        slow = self.set_timer(SLOW_S, say)
        try:
            await way()
        except DandiTuiError as error:
            self._show_failure(error, again)
        finally:
            is_done = True
            slow.stop()
            self.mark(self.pane)

    def _show_failure(self, error: DandiTuiError, retry: Callable[[], object]) -> None:
        """Show an error until a key is pressed, and how to try again."""
        self.preview.show_failure(error, retry)
        for pane in self.lists:
            pane.listing.moved = False

    def _may_note(self, pane: ListPane) -> bool:
        """Whether the row under a pane's cursor may stand in the preview.

        A row that came there by itself takes the place neither of an error nor of a way's words.
        """
        preview = self.preview
        on_way = preview.request is None and preview.phase in ("loading", "stopped")
        kept = preview.phase == "failed" or (on_way and pane is self.journey.dandisets)
        return self.pane is pane and (pane.listing.moved or not kept)

    @on(DandisetList.DandisetHighlighted)
    def _note_dandiset(self, event: DandisetList.DandisetHighlighted) -> None:
        if self._may_note(self.journey.dandisets):
            version = self.journey.version_of(event.dandiset)
            self.pages.show(event.dandiset, version, ask=not isinstance(self.focused, Input))
        self.tell()

    @on(DandisetList.DandisetOpened)
    def _open_dandiset(self, event: DandisetList.DandisetOpened) -> None:
        async def way() -> None:
            self.journey.open_dandiset(event.dandiset)

        self.travel(way, event.dandiset.name)

    @on(DandisetList.ArchivesWanted)
    def _choose_archive(self) -> None:
        self.action_archives()

    @on(DandisetList.WhichWanted)
    def _choose_which(self) -> None:
        self._overlays.choose_which()

    @on(AssetTree.AssetHighlighted)
    def _note_asset(self, event: AssetTree.AssetHighlighted) -> None:
        if self.pane is self.journey.assets:
            self.journey.following.rest_on(event.identifier, event.version, event.entry)
        if self._may_note(self.journey.assets):
            listing = self.journey.assets.listing
            unfolded = listing.row is not None and listing.row.unfolded
            still = not (listing.moved or unfolded)
            place, row = (event.identifier, event.version), self.journey.dandisets.find
            if self.pages.opened(place, row(event.identifier), still=still):
                return
            note = self.journey.note_of(event.identifier, event.entry, unfolded=unfolded)
            self.preview.show_note(note)

    @on(AssetTree.AssetOpened)
    def _open_asset(self, event: AssetTree.AssetOpened) -> None:
        where = (event.identifier, event.version, event.asset)
        self.travel(lambda: self.journey.open_asset(*where), event.asset.name)

    @on(AssetTree.SessionsWanted)
    def _show_sessions(self, event: AssetTree.SessionsWanted) -> None:
        self._overlays.show_sessions(event.identifier, event.version)

    @on(DandisetList.SessionsWanted)
    def _show_sessions_of(self, event: DandisetList.SessionsWanted) -> None:
        self._overlays.show_sessions_of(event.dandiset)

    @on(ObjectTree.ObjectHighlighted)
    def _draw_object(self, event: ObjectTree.ObjectHighlighted) -> None:
        objects = self.journey.objects
        if not objects.is_on(event):
            return
        if self.journey.fresh and objects.listing.cursor == 0 and not objects.words:
            return
        if self.pane in (self.journey.objects, self.preview):
            self.journey.fresh = False
            self.journey.note_object(event.obj)
            self.preview.rest_on(event.source, event.obj)

    @on(ObjectTree.ObjectOpened)
    def _show_object(self, event: ObjectTree.ObjectOpened) -> None:
        self.journey.fresh = False
        self.journey.note_object(event.obj)
        self.preview.show_object(event.source, event.obj)
        self.go_to_pane(self.preview)

    @on(ListPane.Failed)
    def _tell_of_failure(self, event: ListPane.Failed) -> None:
        """Where no picture is in the way, the preview says it too, with what can be done."""
        error = event.error
        is_free = self.preview.request is None and self.preview.phase != "failed"
        if is_free and isinstance(error, ConnectionFailedError):
            self._show_failure(error if self.settings.demo else with_way_out(error), self.load_rest)
        self.tell()

    @on(PreviewPane.Left)
    def _go_along(self, event: PreviewPane.Left) -> None:
        """Another object of the file, as a key of the picture says."""
        self.travel(lambda: self.journey.open_object_as(event.request))

    @on(PreviewPane.Changed)
    def _follow_preview(self) -> None:
        facts = self.preview.facts
        if facts is not None and facts.path == "/" and self.preview.phase == "idle":
            self.journey.objects.file_label = file_label(facts.data)
        self.tell()

    # Status, footer, notices

    def role(self, pane: Pane) -> dict[str, bool]:
        """An empty pane is no higher than its sentence."""
        assets, objects = self.journey.assets, self.journey.objects
        empty = (pane is assets and not assets.place) or (pane is objects and not objects.source)
        return {**super().role(pane), "-empty": empty}

    def tell(self) -> None:
        """Say what is open or going on, and which keys do something now."""
        if not self.is_running:
            return  # what was under way when somebody left ends after the screen
        self.query_one(StatusLine).status = status_of(self)
        self.query_one(Footer).show(footer_commands(self))
        self.tell_news()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The preview's keys work from panes 3 and 4, the box's while there is a box."""
        near = self.pane in (self.journey.objects, self.preview)
        if action == "preview":
            return near
        if action == "own":
            return self._own(str(parameters[0])) is not None
        if action == "box":
            typing = isinstance(self.focused, Input)
            if parameters[0] == RETRY.action and not typing and self.page_failed:
                return True
            return not typing and self.takes(str(parameters[0]), near=near)
        return True

    def action_preview(self, verb: str) -> None:
        """Move in the picture."""
        if self.is_unused(verb):
            self.say_unused(verb)
        elif verb == "go_to_time":
            self._overlays.ask_time()
        elif verb in SIBLINGS:
            self.travel(lambda: self.journey.open_beside(verb, self.notify), quiet=True)
        else:
            self.preview.action_move(verb)

    def _own(self, key: str) -> Move | None:
        """What a key leads to in the picture, if it is one of the view's own and may be meant."""
        if isinstance(self.focused, Input) or self.pane not in self.panes[2:]:
            return None
        return self.preview.own_move(key, place_of(self))

    def action_own(self, key: str) -> None:
        """Do what one of the view's own keys says."""
        move = self._own(key)
        if move and move.asks:
            self._overlays.ask_words(move)
        elif move:
            self.preview.follow(move)

    def action_box(self, verb: str) -> None:
        """Answer the box, or stop what is being read."""
        if verb == RETRY.action and self.page_failed:
            self._try_page_again()
            return
        if verb == "details":
            self._overlays.show_details()
        elif verb == "escape" and (self.preview.request is None or self.preview.phase != "loading"):
            self.stop_way()
        self.preview.answer(verb)

    def _try_page_again(self) -> None:
        """What the lists lack, too."""
        self.pages.try_again()
        self.load_rest()
        self.tell()
