"""Fuzzy finding: a few letters lead to an object, a file or a dandiset."""

import asyncio
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from dandi_tui import text
from dandi_tui.errors import DandiTuiError
from dandi_tui.ui.captions import joined, left_right, styled
from dandi_tui.ui.commands import Command
from dandi_tui.ui.fuzzy import Match, match
from dandi_tui.ui.haystacks import MOST, Candidate, Haystack
from dandi_tui.ui.screens.overlay import Overlay
from dandi_tui.ui.screens.overlay_commands import GO_BACK
from dandi_tui.ui.widgets.choices import Choices
from dandi_tui.ui.widgets.status_line import Status

SLICE: Final = 400
"""Candidates matched at a stretch, so that a key never waits long."""
TOP: Final = 100
"""So many of the best are kept."""
LEAST: Final = 2
"""Letters that the archive is asked for."""


@dataclass(frozen=True)
class Hit:
    """A candidate and how well it fits."""

    candidate: Candidate
    fit: Match


def hit_row(hit: Hit, width: int) -> Content:
    """Name with the matched letters marked, dim path, type and size at the right."""
    words, marked = hit.candidate.words, set(hit.fit.positions)
    start = words.rfind("/") + 1
    amount = hit.candidate.amount.rjust(15)
    kind = text.cut_end(hit.candidate.kind, 18).ljust(18) if width >= 70 else ""
    right = Content.assemble(styled(kind, "dim"), styled(amount if width >= 50 else "", "dim"))
    name = _letters(words, start, len(words), marked, "text")
    room = width - name.cell_length - right.cell_length - 4
    shown = text.cut_path(words[:start], room) if room > 8 else ""
    whole = shown == words[:start]
    path = _letters(words, 0, start, marked, "dim") if whole else styled(shown, "dim")
    return left_right(joined([name, path]), right, width)


def _orders(letters: str) -> tuple[str, str]:
    """What the archive finds has the words in any order, and anything in place of a `*`."""
    words = letters.replace("*", " ").split()
    return " ".join(words), " ".join(reversed(words))


def _letters(words: str, start: int, stop: int, marked: set[int], role: str) -> Content:
    return Content.assemble(
        *(
            styled(words[at], "key", underline=True) if at in marked else styled(words[at], role)
            for at in range(start, min(stop, start + 200))
        )
    )


class FindScreen(Overlay[Candidate]):
    """Looks in one haystack at a time; its answer is what was found.

    What the archive searches is asked for at Enter, never at a key; the next Enter takes a hit.

    Args:
        haystacks: Where one can look, the likeliest first.
    """

    KEY_COMMANDS = (
        Command(name="Choose", keys=(), shown="↓ ↑", word="choose", sentence="choose"),
        Command(name="Go", keys=(), shown="Enter", word="go", sentence="go there"),
        Command(name="Where", keys=(), shown="Tab", word="where to look", sentence="where"),
        GO_BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("tab", "where(1)", show=False, priority=True),
        Binding("shift+tab", "where(-1)", show=False, priority=True),
        Binding("down,ctrl+n", "choose(1)", show=False, priority=True),
        Binding("up,ctrl+p", "choose(-1)", show=False, priority=True),
    ]

    def __init__(self, haystacks: Sequence[Haystack], status: Status) -> None:
        super().__init__(haystacks[0].heading, status)
        self._haystacks = haystacks
        self._where = 0
        self._pool: list[Candidate] = []
        self._loading = True
        self._eager = False
        """Enter came before the first hit did: take that one when it comes."""
        self._asked = ""
        """The letters that the archive was asked for; what it answered is the pool."""
        self._choices: Choices[Hit] = Choices(hit_row)

    @property
    def haystack(self) -> Haystack:
        """Where one looks now."""
        return self._haystacks[self._where]

    def compose_frame(self) -> Iterable[Widget]:
        """Input and count, a rule, the hits, and the keys."""
        yield Horizontal(
            Static(styled("› ", "key", bold=True), id="find-sign"),
            Input(compact=True),
            Static(id="find-count"),
            id="find-line",
        )
        yield Static(id="find-rule")
        yield self._choices
        yield Static(id="find-keys")

    def on_mount(self) -> None:
        """Begin with the likeliest place."""
        where = [("Tab", ", ".join(one.noun for one in self._haystacks))]
        keys = (("Enter", "go"), *(where if self._has_choice else ()), ("Esc", "close"))
        row = joined([styled(k, "key", bold=True) + styled(f" {w}", "dim") for k, w in keys], "   ")
        self.query_one("#find-keys", Static).update(row)
        self.query_one(Input).focus()
        self._begin()

    @property
    def _has_choice(self) -> bool:
        return len(self._haystacks) > 1

    def live_commands(self) -> list[Command]:
        """Without a choice of places there is no key for it."""
        return [one for one in super().live_commands() if self._has_choice or one.name != "Where"]

    def action_where(self, steps: int) -> None:
        """Look somewhere else for the same letters."""
        self._where = (self._where + steps) % len(self._haystacks)
        self.frame.border_title = Content(self.haystack.heading)
        self._begin()

    def _begin(self) -> None:
        """Gather what there is to look in; nothing yet of what is asked for."""
        self._asked = ""
        if not self.haystack.asks:
            self._load()
            return
        self.workers.cancel_group(self, "load")
        self._pool, self._loading = [], False
        self._rank()

    @property
    def _typed(self) -> str:
        return self.query_one(Input).value.strip()

    @property
    def _is_new(self) -> bool:
        """Whether the archive was not asked for these letters, or for what they begin with."""
        letters = self._typed.casefold()
        was_asked = bool(self._asked) and letters.startswith(self._asked)
        return self.haystack.asks and not was_asked

    def action_choose(self, rows: int) -> None:
        """Choose another hit."""
        self._choices.move(rows)

    @on(Input.Changed)
    def _look(self, event: Input.Changed) -> None:
        event.stop()
        self._eager = False
        self._rank()

    @on(Input.Submitted)
    def _enter(self) -> None:
        """Ask, if that is to be done first; a hit that was moved to is taken."""
        if not self._is_new or self._choices.chosen:
            self._take()
        elif len(self._typed) >= LEAST:
            self._load()

    @on(Choices.Taken)
    def _take(self) -> None:
        hit = self._choices.item
        self._eager = hit is None and self._loading
        if hit is not None:
            self.dismiss(hit.candidate)

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        """Gather candidates, and rank them as they come."""
        self._pool, self._loading, self._asked = [], True, self._typed.casefold()
        self._rank()
        try:
            async for part in self.haystack.candidates(self._typed):
                self._pool += part[: MOST - len(self._pool)]
                self._rank()
        except DandiTuiError as error:
            self._loading, self._asked = False, ""
            words = f"✗ {text.safe(error.message)}"
            self.query_one("#find-count", Static).update(styled(words, "error"))
        else:
            self._loading = False
            self._rank()

    @work(group="rank", exclusive=True)
    async def _rank(self) -> None:
        """Match the candidates in slices, and show the best."""
        letters, pool = self._typed, self._pool
        orders = _orders(letters) if self.haystack.asks else (letters,)
        best: list[Hit] = []
        n_hits = 0
        for first in range(0, len(pool), SLICE):
            found: list[Hit] = []
            for candidate in pool[first : first + SLICE]:
                fit = next(filter(None, (match(one, candidate.words) for one in orders)), None)
                if fit is not None:
                    found.append(Hit(candidate, fit))
            n_hits += len(found)
            best = heapq.nlargest(TOP, [*best, *found], key=lambda hit: hit.fit.score)
            await asyncio.sleep(0)
        self._choices.show(best, at=self._at(best))
        self._say(n_hits, len(pool))
        if self._eager and best:
            self._take()

    def _at(self, hits: Sequence[Hit]) -> int:
        """Where the hit that was moved to is now; the best one if none was."""
        chosen = self._choices.item if self._choices.chosen else None
        places = (i for i, hit in enumerate(hits) if chosen and hit.candidate == chosen.candidate)
        return next(places, 0)

    def _say(self, n_hits: int, n: int) -> None:
        """The count at the right of the input."""
        words = f"{text.count(n_hits)} of {text.count(n)} {self.haystack.noun}"
        if self.haystack.asks and len(self._typed) < LEAST:
            words = "type two letters or more"
        elif self._is_new:
            words = "Enter asks the archive"
        elif self._loading:
            words += " …"
        self.query_one("#find-count", Static).update(styled(words, "dim"))

    def on_resize(self) -> None:
        """The rule is as wide as the frame."""
        rule = "╌" * max(0, self.frame.size.width)
        self.query_one("#find-rule", Static).update(styled(rule, "border"))
