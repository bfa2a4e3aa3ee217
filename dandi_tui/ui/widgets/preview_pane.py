"""Pane 4: the picture of an object, and the keys that lead to others of it."""

from dataclasses import dataclass
from typing import ClassVar

import msgspec
from textual.binding import Binding, BindingType
from textual.message import Message

from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Move
from dandi_tui.protocol.requests import Draw
from dandi_tui.reader.base import Reader
from dandi_tui.settings import Settings
from dandi_tui.ui import captions, navigation
from dandi_tui.ui.meaning import works
from dandi_tui.ui.own_keys import Place, arrival, followed, move_of
from dandi_tui.ui.page_view import PageView, content_of
from dandi_tui.ui.pins import Pins
from dandi_tui.ui.player import Player
from dandi_tui.ui.preview_commands import MOTION_BINDINGS, takes
from dandi_tui.ui.twice import Twice
from dandi_tui.ui.widgets.picture_pane import NOTHING, PicturePane


class PreviewPane(PicturePane):
    """Shows one object: asks for a picture when the object, the view or the place changes."""

    TITLE = "4 Preview"
    can_focus = True

    BINDINGS: ClassVar[list[BindingType]] = [
        *MOTION_BINDINGS,
        Binding("enter", "whole_page", show=False),
    ]

    @dataclass
    class Left(Message):
        """A key leads to another object of the file."""

        request: Draw

    def __init__(self, settings: Settings, reader: Reader) -> None:
        super().__init__(settings, reader)
        self._g = Twice(self)
        self.pins = Pins()
        """What is drawn below each picture over time."""
        self.player = Player(self)
        """Goes from frame to frame."""
        self.page: PageView | None = None
        """The page of words in view, if that is what is shown."""

    def asked(self) -> None:
        """Playing ends, unless it is the next step that is asked for; a page gives way."""
        self.player.asked()
        self._leave_page()

    def show_page(self, page: PageView) -> None:
        """Show a page of words; one about the same takes its place without moving."""
        before = self.page
        if before is not None and before.key == page.key:
            before.build = page.build
            self._show_page(before)
            return
        self._forget()
        self.page = page
        self._show_page(page)

    def _show_page(self, page: PageView) -> None:
        rule = 1 if self.compact else 0
        width, height = self.body.chart.size.width, self.size.height - rule
        self.body.note(content_of(page.rows(width or 76, height or 24)))
        self.say(page.place)
        self.post_message(self.Changed(self))

    def _forget(self) -> None:
        """Drop the picture, or the page."""
        super()._forget()
        self._leave_page()

    def _leave_page(self) -> None:
        if self.page is not None:
            self.page = None
            self.say("")

    def on_chart_resized(self) -> None:
        """Lay the page out anew."""
        if self.page is not None:
            self._show_page(self.page)

    def action_whole_page(self) -> None:
        """Show all of the page, or less again."""
        if self.page is not None:
            self.page.whole = not self.page.whole
            self._show_page(self.page)

    def drawn(self) -> None:
        """Playing goes on."""
        self.player.shown(self.facts)

    def rest_on(self, source: Address, obj: NwbObject) -> None:
        """Follow the cursor to an object; what was stopped stays so until somebody asks."""
        if self.phase == "stopped" and self._is_about(source, obj):
            self.obj = obj
        else:
            self.show_object(source, obj)

    def show_object(self, source: Address, obj: NwbObject) -> None:
        """Draw an object; nothing happens if it is the one in view, what was stopped goes on."""
        self.strayed = False
        if self._is_about(source, obj) and self.phase in ("idle", "loading", "asking", "stopped"):
            self.obj = obj
            if self.phase == "stopped":
                self.answer("read")
            return
        self.pins.enter(source)
        window = self.pins.window_for(self.request, obj)
        self.show_as(Draw(source=source, path=obj.path, window=window), obj)

    def _is_about(self, source: Address, obj: NwbObject) -> bool:
        """Whether the object is the one in view, or asked for last."""
        now = self.request
        return now is not None and (now.source, now.path) == (source, obj.path)

    def show_as(self, request: Draw, obj: NwbObject) -> None:
        """Draw an object as a request says."""
        self.strayed = False
        self.obj = obj
        budget = self._settings.budget_bytes
        self.ask(msgspec.structs.replace(self.pins.below(request), budget_bytes=budget))

    def action_move(self, verb: str) -> None:
        """Do what a verb of `navigation` says."""
        self.player.stop()
        if self.page is not None:
            self.page.move(verb)
            self._show_page(self.page)
        elif verb == "pin":
            self._pin()
        elif self.request and self.facts and not self.has_box:
            self._go(navigation.moved(self.request, self.facts, verb))

    def own_move(self, key: str, at: Place) -> Move | None:
        """What a key leads to, if it is one of the picture's own and nothing else takes it now.

        No box is in the way, and Enter does not go on with what was stopped.
        """
        reads_on = key == "enter" and self.phase == "stopped"
        return None if self.has_box or reads_on else move_of(self.facts, key, at)

    def follow(self, move: Move) -> None:
        """Do what a view's own key says."""
        if move.plays:
            self.player.toggle(move)
            return
        self.player.stop()
        self.step(move)

    def step(self, move: Move) -> None:
        """Go where a move leads: to another object by way of who knows the tree."""
        if not (self.request and self.facts) or self.has_box:
            return
        if move.path and move.path != self.request.path:
            self.post_message(self.Left(arrival(self.request, move)))
        else:
            self._go(followed(self.request, move))

    def choose_view(self, view: str) -> None:
        """Draw the same object in another view."""
        if self.request and self.facts and not self.has_box:
            self._go(navigation.with_view(self.request, view))

    def _pin(self) -> None:
        """Keep the object in view below what follows, or let it go."""
        if self.request and self.facts and works(self.facts, "pin"):
            self.notify(self.pins.toggle(self.request, self.facts), markup=False)
            self._go(self.pins.below(self.request))

    def action_first_page(self) -> None:
        """Go to the beginning at the second `g`, if it comes in time."""
        if self._g.press():
            self.action_move("first_page")

    def go_to(self, seconds: float) -> None:
        """Show the window that starts at a time; what lies outside the recording is said."""
        if self.request and self.facts and not self.has_box:
            self._go(navigation.go_to(self.request, self.facts, seconds))
            outside = navigation.outside(self.facts, seconds)
            if outside:
                self.notify(outside, markup=False)

    def _go(self, following: Draw | None) -> None:
        """Ask for a place in the data of the object in view."""
        if following is not None and self.shown and self.shown.path == following.path:
            self.ask(msgspec.structs.replace(following, budget_bytes=self._settings.budget_bytes))

    def takes(self, verb: str) -> bool:
        """Whether a key of the box does something now."""
        smaller = self.question is not None and self.question.smaller is not None
        if self.phase == "stopped" and self.request is None:
            return verb == "retry"
        return takes(self.phase, verb, smaller=smaller)

    def answer(self, verb: str) -> None:
        """Do what a key of the box says, if it says anything now."""
        if not self.takes(verb):
            return
        if verb == "read" and self.request:
            budget = 0 if self.phase == "asking" else self.request.budget_bytes
            self.ask(msgspec.structs.replace(self.request, budget_bytes=budget))
        elif verb == "window_only" and self.request and self.question and self.question.smaller:
            self.ask(msgspec.structs.replace(self.request, window=self.question.smaller[0]))
        elif verb == "retry":
            self._try_again()
        elif verb == "escape":
            self._go_back()

    def _try_again(self) -> None:
        """Do what led to the picture again, or ask for the picture again."""
        if self._retry is not None:
            retry, self._retry, self.phase = self._retry, None, "idle"
            retry()
        elif self.request is not None:
            self.ask(self.request)

    def _go_back(self) -> None:
        """Stop reading, or leave the box for the picture below."""
        if self.phase == "loading":
            self._stop()
            return
        before, now = self.request, self.shown
        self.request, self.lost = now, None
        if before and now and (before.source, before.path) != (now.source, now.path):
            self.strayed, self.lost = True, self._reader.last_stats
        self.phase = "idle"
        if self.shown is None:
            self.body.note(captions.styled(NOTHING, "dim"), centred=True)

    def _stop(self) -> None:
        """Stop reading; where there is no picture, words in its place say so."""
        self.workers.cancel_group(self, "draw")
        self.reading.over = True
        if self.body.chart.empty:
            halted = self.reading.halted(
                self._opened_name, self.body.chart.size.width, is_read=self.request is not None
            )
            self.body.note(halted, centred=True)
        self.phase = "stopped"
