"""The commands in the palette: those that do something now, wherever the focus is."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType
from textual.widgets import Input

from dandi_tui.ui.commands import Command
from dandi_tui.ui.keys import commands_at, name_in_words, runnable_at
from dandi_tui.ui.own_keys import own_commands
from dandi_tui.ui.preview_commands import MOVE_COMMANDS
from dandi_tui.ui.screens.browser import BrowserScreen
from dandi_tui.ui.screens.sessions import SessionsScreen
from dandi_tui.ui.status import live_commands

OF_KEYS_ALONE: Final = ("palette", "focus_pane")
"""Actions that make no sense here, or that need to know which key it was."""


NOTHING: Final = "Nothing that can be done here"
WHY_NOTHING: Final = "views and keys are those of the object that is shown"

MOVE_NAMES: Final = frozenset(command.name for command in MOVE_COMMANDS)


class Palette(CommandPalette):
    """Textual's palette, but Enter twice in one piece does not also close what lies below it."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it, unless that has been done; nothing is looked up for it any more."""
        if not self.is_current:
            return AwaitComplete()
        self._cancel_gather_commands()
        return super().dismiss(result)

    @on(Input.Changed)
    def _too_late(self, event: Input.Changed) -> None:
        """A letter that arrives after the key that closed it finds no list to look in."""
        if not self.is_current:
            event.prevent_default().stop()


class BrowserCommands(Provider):
    """Offers what footer and help offer, and the choice of a theme."""

    def _offers(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        """Name, sentence and what runs it."""
        browser = self.screen
        if isinstance(browser, SessionsScreen):
            here = browser.focused or browser
            holders = runnable_at(here)
            yield from self._named((one, _action(one, holders)) for one in commands_at(here))
        if isinstance(browser, BrowserScreen):
            holders = runnable_at(browser.holder)
            live = live_commands(browser)
            yield from self._named((one, self._runner(browser, one, holders)) for one in live)
            facts = browser.preview.facts
            for view in facts.views if facts and browser.pane in browser.panes[2:] else ():
                yield f"View: {view}", "draw it in this view", partial(self._view, browser, view)
        yield "Theme", "choose the colours", self.app.action_change_theme

    def _named(
        self, commands: Iterable[tuple[Command, IgnoreReturnCallbackType | None]]
    ) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        for command, run in commands:
            if run is not None:
                keys = f"  ({command.shown})" if command.shown else ""
                yield name_in_words(command), command.sentence + keys, run

    def _view(self, browser: BrowserScreen, view: str) -> None:
        browser.preview.choose_view(view)

    def _runner(
        self, browser: BrowserScreen, command: Command, holders: dict[str, object]
    ) -> IgnoreReturnCallbackType | None:
        if command in own_commands(browser.preview.facts, "picture"):
            return partial(browser.action_own, command.keys[0])
        if command.name in MOVE_NAMES:
            return partial(browser.action_preview, command.action)
        return _action(command, holders)

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for name, sentence, run in self._offers():
            yield DiscoveryHit(name, run, help=sentence)

    async def search(self, query: str) -> Hits:
        """Those that match what was typed: all words of it, or its letters in their names."""
        matcher, words = self.matcher(query), query.casefold().split()
        found = False
        for name, sentence, run in self._offers():
            said = f"{name} {sentence}".casefold()
            score = max(matcher.match(name), 1.0 * all(word in said for word in words))
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(name), run, text=name, help=sentence)
        if not found:
            yield Hit(0.1, NOTHING, self._close, text=NOTHING, help=WHY_NOTHING)

    def _close(self) -> None:
        """Nothing was chosen."""


def _action(command: Command, holders: dict[str, object]) -> IgnoreReturnCallbackType | None:
    """What does it, if that makes sense without a key."""
    action = getattr(holders.get(command.name), f"action_{command.action}", None)
    return action if callable(action) and command.action not in OF_KEYS_ALONE else None
