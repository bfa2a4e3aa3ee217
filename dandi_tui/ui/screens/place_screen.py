"""What a browser does with places: go to anything that is pasted, keep places, list them."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from textual import work
from textual.message import Message

from dandi_tui import text
from dandi_tui.archive.memory import DEMO, KeptPlace, Memory
from dandi_tui.archive.model import Place
from dandi_tui.errors import NotFoundError
from dandi_tui.ui.going import instance_of, is_elsewhere, kept_of, place_pasted
from dandi_tui.ui.places import Spot
from dandi_tui.ui.screens.overlay_screen import OverlayScreen
from dandi_tui.ui.status import has_left
from dandi_tui.ui.widgets.list_pane import ListPane
from dandi_tui.ui.widgets.status_line import StatusLine

log = logging.getLogger(__name__)

SENTENCE_S: Final = 12.0
"""So long a sentence about the settings stays."""

SETTLE_S: Final = 2.0
"""A place is kept when one has been there for so long, or leaves the program."""

LEAVE_S: Final = 0.5
"""So long whoever leaves waits for that."""


class PlaceScreen(OverlayScreen):
    """The panes, with the places that one was at; a subclass says what they show."""

    @dataclass
    class ArchiveWanted(Message):
        """Another archive is to take the place of the open one."""

        instance: str
        place: Place
        """Where to go in it; `Place()` is its list of dandisets."""

    _seen_at = Spot()
    _kept_at = Spot()
    _notices_shown = 0

    @cached_property
    def memory(self) -> Memory:
        """The file of places."""
        return Memory(self.settings.places_file)

    def on_mount(self) -> None:
        """Tell what in the settings cannot be."""
        problems: tuple[str, ...] = getattr(self.app, "problems", ())
        for problem in problems:
            self.notify(problem, severity="warning", timeout=SENTENCE_S, markup=False)

    async def on_unmount(self) -> None:
        """Keep the last place, if that does not take long: another program may hold the file."""
        if self._seen_at != self._kept_at:
            with suppress(TimeoutError):
                async with asyncio.timeout(LEAVE_S):
                    await asyncio.to_thread(self._write_visit, self._seen_at)

    def tell_news(self) -> None:
        """Say what the archive has to say, and note where one is. Called often."""
        self._note_place()
        for notice in self.archive.notices[self._notices_shown :]:
            self._notices_shown += 1
            self.notify(text.safe(notice), markup=False)

    # The way to a place

    def takes(self, verb: str, *, near: bool) -> bool:
        """Whether a key of the preview's box does something; Esc also ends the way to a place.

        What did not get as far as a picture has its box or its words there wherever one is. Enter
        does not read on what was stopped if the cursor has left it: then it opens another object.
        """
        if verb == "escape" and self._is_on_its_way:
            return True
        if verb == "read" and has_left(self):
            return False
        return (near or self.preview.request is None) and self.preview.takes(verb)

    @property
    def _is_on_its_way(self) -> bool:
        ways = (one for one in self.workers if one.group == "open" and one.node is self)
        return any(not way.is_finished for way in ways)

    def stop_way(self) -> None:
        """Open nothing any more; the lists that are loading stop too."""
        if self._is_on_its_way:
            self.workers.cancel_group(self, "open")
            if self.preview.phase != "loading":
                self.notify("Stopped.")
            for pane in self._lists:
                if pane.loading_rows:
                    pane.stop()

    def load_rest(self) -> None:
        """Load what the lists lack, as far as it failed or was stopped."""
        for pane in self._lists:
            pane.try_again()

    @property
    def _lists(self) -> tuple[ListPane, ...]:
        return (self.journey.dandisets, self.journey.assets, self.journey.objects)

    # What is kept

    def _note_place(self) -> None:
        """Keep where one is, once one has been there for a moment."""
        spot = self.journey.trail.now
        if spot != self._seen_at:
            self._seen_at = spot
            self.set_timer(SETTLE_S, lambda: self._settled(spot))

    def _settled(self, spot: Spot) -> None:
        if spot == self._seen_at and spot != self._kept_at:
            self._kept_at = spot
            self._visit(spot)

    @work(group="places")
    async def _visit(self, spot: Spot) -> None:
        await asyncio.to_thread(self._write_visit, spot)

    def _write_visit(self, spot: Spot) -> None:
        place = self._kept(spot)
        if place is not None:
            self._tried(lambda: self.memory.visit(place))

    def _tried(self, write: Callable[[], bool | None]) -> bool | None:
        """What cannot be written is not kept: nobody who looks at data is held up for it."""
        try:
            return write()
        except OSError as error:
            log.warning("places are not kept: %s", error)
            return None

    def _kept(self, spot: Spot) -> KeptPlace | None:
        """The spot, if it may be kept: embargoed ones only if the settings say so."""
        return kept_of(spot, self.settings, self.journey.dandisets.dandisets)

    # What one does with them

    def action_previous_place(self) -> None:
        """Go back where one was before."""
        self.travel(self.journey.back)

    def action_bookmark(self) -> None:
        """Bookmark where one is, or no longer."""
        self._bookmark(self.journey.trail.now)

    @work(group="places")
    async def _bookmark(self, spot: Spot) -> None:
        place = self._kept(spot)
        if place is None:
            private = bool(spot.identifier or spot.source)
            self.notify(
                "Embargoed places are kept only with keep_embargoed."
                if private
                else "Open a dandiset or a file to bookmark it."
            )
            return
        is_one = await asyncio.to_thread(self._tried, lambda: self.memory.bookmark(place))
        said = "Cannot be kept:"
        if is_one is not None:
            said = "Bookmarked" if is_one else "No longer a bookmark:"
        self.notify(f"{said} {place.words}", markup=False)

    @work(group="places", exclusive=True)
    async def action_places(self) -> None:
        """List bookmarks and recent places."""
        # As all that lies over the browser: the first frame is spared it.
        from dandi_tui.ui.screens.places import PlacesScreen

        kept = await asyncio.to_thread(self.memory.read)
        status = self.query_one(StatusLine).status
        here = instance_of(self.settings)
        self.app.push_screen(PlacesScreen(kept, here, self._change, status), self._go_back_to)

    def _change(self, how: str, place: KeptPlace) -> None:
        write = self.memory.bookmark if how == "bookmark" else self.memory.forget
        self.run_worker(asyncio.to_thread(self._tried, lambda: write(place)), group="places")

    def _go_back_to(self, kept: KeptPlace | None) -> None:
        if kept is not None:
            self.travel(lambda: self._go_to_kept(kept), kept.words)

    async def _go_to_kept(self, kept: KeptPlace) -> None:
        if kept.instance == DEMO and not self.settings.demo and not kept.local_path:
            if not self._has_demo:
                raise NotFoundError("That is in the demo.", hint="dandi-tui --demo opens it.")
            self.post_message(self.ArchiveWanted(DEMO, kept.place))
        else:
            await self._go_to(kept.place, is_exact=True)

    async def _go_to(self, place: Place, *, is_exact: bool = False) -> None:
        """Go there; to another archive, if that is where it is.

        In the demo, links lead to what the demo has of them, unless they are exact.
        """
        may_be = is_exact or not self.settings.demo
        if may_be and await is_elsewhere(self.settings, place):
            self.post_message(self.ArchiveWanted(place.instance, place))
        else:
            await self.journey.start(place)

    @property
    def _has_demo(self) -> bool:
        """Whether the program began with the demo, so that one can go back to it."""
        return bool(getattr(self.app, "has_demo", False))

    def action_go_to(self) -> None:
        """Ask for anything that names something in DANDI, and go there."""

        from dandi_tui.ui.screens.places import GoToPrompt  # as above

        def go(words: str | None) -> None:
            if words and words.strip():
                self.travel(lambda: self._go_to_words(words), text.safe(words.strip(), limit=200))

        self.app.push_screen(GoToPrompt(self.query_one(StatusLine).status), go)

    async def _go_to_words(self, words: str) -> None:
        await self._go_to(await place_pasted(words))

    def action_archives(self) -> None:
        """List the archives, and switch to the one that is chosen."""
        # As above.
        from dandi_tui.archive.instances import DEMO_OFFERED, offered
        from dandi_tui.ui.screens.archives import ArchivesScreen

        demo = (DEMO_OFFERED,) if self._has_demo else ()
        here = instance_of(self.settings)

        def switch(instance: str | None) -> None:
            if instance:
                self.post_message(self.ArchiveWanted(instance, Place()))

        status = self.query_one(StatusLine).status
        screen = ArchivesScreen(lambda: (*demo, *offered(self.settings)), here, status)
        self.app.push_screen(screen, switch)
