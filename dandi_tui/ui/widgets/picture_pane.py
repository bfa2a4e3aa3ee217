"""A pane that shows a picture: asking for it, progress, the box over it, what stands around it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from textual import work
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from dandi_tui.errors import DandiTuiError, NotFoundError
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Lacks, Picture, Question, Stats
from dandi_tui.protocol.requests import Beside, Draw
from dandi_tui.reader.base import Reader
from dandi_tui.settings import Settings
from dandi_tui.ui import captions
from dandi_tui.ui.ink import ink_of
from dandi_tui.ui.pending import named, pending_facts
from dandi_tui.ui.preview_commands import Phase
from dandi_tui.ui.progress import Reading
from dandi_tui.ui.widgets.pane import Pane
from dandi_tui.ui.widgets.preview_body import PreviewBody

SLOW_S: Final = 0.1
"""A read that takes longer says so; a quicker one changes nothing on the screen but the picture."""
LOOKS_AHEAD: Final = 2
"""Finer looks that may follow the first one, of views that read places of a long recording."""

REST_S: Final = 0.1
"""The pane asks again when its size has not changed for so long."""
NOTHING: Final = "Move to an object to see it."


FindFiles = Callable[[tuple[str, ...]], Awaitable[tuple[Beside, ...]]]


async def _no_files(_names: tuple[str, ...]) -> tuple[Beside, ...]:
    return ()


class PicturePane(Pane):
    """Asks for the picture that a request says, and shows it.

    The last picture stays while the next one is read. An error, or a question about cost, stands
    in a box over it.
    """

    phase: var[Phase] = var("idle", init=False)
    """What is going on; the box, the fading and the progress row follow."""

    strayed: var[bool] = var(False, init=False)
    """Whether the picture is of another object than was asked for last: that one gave none."""

    @dataclass
    class Changed(Message):
        """Something that the status line or the footer tells has changed."""

        pane: "PicturePane"

        def can_replace(self, message: Message) -> bool:
            """Only the newest state matters."""
            return isinstance(message, PicturePane.Changed)

    def __init__(self, settings: Settings, reader: Reader) -> None:
        super().__init__()
        self._settings = settings
        self._reader = reader
        self.body = PreviewBody()
        """The picture and what stands around it."""
        self.request: Draw | None = None
        """What is read, or was read last."""
        self.obj: NwbObject | None = None
        """The object of the request."""
        self.shown: Draw | None = None
        """The request whose picture is on the screen."""
        self.facts: Facts | None = None
        """Of the picture on the screen."""
        self.lost: Stats | None = None
        """What was spent on an object that gave no picture, when another one's is in view again."""
        self.question: Question | None = None
        self.error: DandiTuiError | None = None
        self.find_files: FindFiles = _no_files
        """Finds the files that the open one names; set by who knows where it is from."""
        self._retry: Callable[[], object] | None = None
        self._way_to = ""
        self.reading = Reading()
        """How far the request under way is."""
        self.refining = False
        """Whether what is read makes the picture on the screen finer: it does not fade then."""

    def compose_body(self) -> Iterable[Widget]:
        """The body does the showing."""
        yield self.body

    def on_mount(self) -> None:
        """Draw again when the theme changes: the picture has colours of its own."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.redraw())
        self.body.note(captions.styled(NOTHING, "dim"), centred=True)

    def asked(self) -> None:
        """Something is asked for."""

    def drawn(self) -> None:
        """What was asked for is on the screen."""

    @property
    def has_box(self) -> bool:
        """Whether a box waits for a key."""
        return self.phase in ("asking", "failed")

    def show_note(self, note: Content) -> None:
        """Show a few words in place of a picture."""
        self._forget()
        self.body.note(note)

    def show_opening(self, name: str, retry: Callable[[], object]) -> None:
        """Say that something is being opened, and how to open it again if that is stopped."""
        self._forget()
        self._retry, self._way_to = retry, name
        self.reading = Reading()
        self._note_opening(name or "…")
        self.phase = "loading"

    def show_failure(self, error: DandiTuiError, retry: Callable[[], object]) -> None:
        """Show that what led to the picture failed, and how to try it again."""
        self._forget()
        self._retry = retry
        self._fail(error)

    def _forget(self) -> None:
        """Drop the request and its picture."""
        self.workers.cancel_group(self, "draw")
        self.request = self.shown = self.facts = self.obj = self._retry = None
        self.body.chart.show(())
        self.phase, self.strayed = "idle", False

    def ask(self, request: Draw) -> None:
        """Draw what a request says, at the present size and with the present ink."""
        self.asked()
        self.request, self._retry = self._fitted(request), None
        if self.phase in ("asking", "failed", "stopped"):
            self.phase = "idle"
        if self.body.chart.size.area:
            self._draw(self.request)

    def _fitted(self, request: Draw) -> Draw:
        """The request for the present size and ink."""
        width, height = self.body.chart.size
        ink = ink_of(self.app, self._settings.marker)
        return msgspec.structs.replace(request, width=width, height=height, ink=ink)

    def redraw(self) -> None:
        """Ask for the same again, if its size or ink is another one now."""
        request = None if self.has_box or self.phase == "stopped" else self.request
        if request and request != self._fitted(request):
            self.ask(request)

    def on_chart_resized(self) -> None:
        """Follow the size, once it rests; at once if nothing is drawn yet."""
        self.show_rows()
        self.set_timer(REST_S if self.shown else 0.001, self.redraw, name="fit")

    @work(group="draw", exclusive=True)
    async def _draw(self, request: Draw) -> None:
        self.refining, coarse = False, LOOKS_AHEAD
        while coarse >= 0 and await self._look(request, coarse):
            self.refining = True
            coarse = self.facts.finer - 1 if self.facts else -1

    async def _look(self, request: Draw, coarse: int) -> bool:
        """Show one picture, which finer ones may follow; whether it came."""
        answer = None
        reading = self.reading = Reading()
        slow = self.set_timer(SLOW_S, lambda: self._say_loading(reading))
        try:
            answer = await self._answer(msgspec.structs.replace(request, coarse=coarse))
            if isinstance(answer, Lacks):
                request = await self._with_files(request, answer)
                answer = await self._answer(request)
        except DandiTuiError as error:
            self._leave_other(request)
            self._fail(error)
        else:
            if isinstance(answer, Picture):
                self._show(request, answer)
            elif isinstance(answer, Question):
                self._put(answer)
        finally:
            reading.over = True
            slow.stop()
        return isinstance(answer, Picture)

    def _leave_other(self, request: Draw) -> None:
        """A picture of another file goes: below an error of this one it would be wrong."""
        if self.shown is not None and self.shown.source != request.source:
            self.shown = self.facts = None
            self.body.chart.show(())

    async def _answer(self, request: Draw) -> object:
        return await self._reader.ask(request, on_progress=self._note_progress)

    async def _with_files(self, request: Draw, lacks: Lacks) -> Draw:
        """The request with the other files that its view is drawn from."""
        found = await self.find_files(lacks.names)
        request = msgspec.structs.replace(request, beside=found)
        if self.request is not None:
            self.request = msgspec.structs.replace(self.request, beside=found)
        return request

    def _note_progress(self, progress: Progress) -> None:
        self.reading.take(progress)
        if self.phase == "loading":
            self._say_loading(self.reading)

    def _say_loading(self, reading: Reading) -> None:
        """Fade the picture and tell how far the next one is."""
        if reading.over:
            return
        self.phase = "loading"
        if self.body.chart.empty and self.request:
            self._note_opening(self._opened_name)
        self._refresh_all()

    @property
    def _opened_name(self) -> str:
        """What is opened where there is no picture yet."""
        request = self.request
        return (request.source.name or request.path) if request else self._way_to

    def _note_opening(self, name: str) -> None:
        self.body.note(self.reading.opening(name, self.body.chart.size.width), centred=True)

    def _show(self, request: Draw, picture: Picture) -> None:
        self.shown, self.facts = request, named(picture.facts, request)
        self.body.chart.show(picture.rows)
        self.body.note(None)
        self.phase = "idle"
        self.say(captions.view_place(picture.facts) if self.compact else "")
        self._refresh_all()
        self.drawn()

    def _put(self, question: Question) -> None:
        self.question = question
        self.body.box.ask(question, self.body.chart.size.width)
        self.body.note(None)
        self.phase = "asking"

    def _fail(self, error: DandiTuiError) -> None:
        self.error = error
        shown, asked = self.shown, self.request
        is_same = shown is None or asked is None or shown.path == asked.path
        span = self.facts.span[0] if self.facts and is_same else ""
        back = f"back to {span}" if span else "back"
        self.body.box.fail(error, kept=self.reading.kept, back=back)
        self.body.note(None)
        self.phase = "failed"

    def watch_phase(self, phase: Phase) -> None:
        """Let the box, the fading and the rows follow."""
        if not self.has_box:
            self.body.box.hide()
        self.body.chart.faded = phase != "idle" and not self.refining
        self._refresh_all()

    def watch_strayed(self) -> None:
        """Let the rows follow."""
        self._refresh_all()

    def _refresh_all(self) -> None:
        self.show_rows()
        self.post_message(self.Changed(self))

    @property
    def heading(self) -> Facts | None:
        """The facts of what is in view, or of what is on its way there."""
        if self.phase == "asking" and self.question:
            return self.question.facts
        if self.refining:
            return self.facts
        if self.phase != "idle" and self.request is not None:
            facts = pending_facts(self.request, self.obj, self.facts)
            is_there = self.phase != "failed" or not isinstance(self.error, NotFoundError)
            return facts if is_there else msgspec.structs.replace(facts, path="")
        return self.facts

    def show_rows(self) -> None:
        """Write header and facts anew."""
        loading = self.phase == "loading"
        row = self.reading.row(self.body.chart.size.width) if loading else None
        last = self.reading.stopped if self.phase == "stopped" else row
        pending = loading and not self.refining
        self.body.write(
            self.heading, compact=self.compact, pending=pending, named=self.strayed, last=last
        )
