"""Keys that arrive in one piece."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input

from dandi_tui.ui.key_order import OrderedKeysApp
from tests.ui.steady import until


class List(Widget, can_focus=True):
    """Counts what it is told, and lets `/` open the input."""

    BINDINGS: ClassVar = [Binding("slash", "open"), Binding("j", "count")]
    counted = 0

    def action_open(self) -> None:
        self.app.query_one(Input).focus()

    def action_count(self) -> None:
        self.counted += 1


class TwoWidgets(OrderedKeysApp[None]):
    """A list that has the focus, and an input."""

    def compose(self) -> ComposeResult:
        yield List()
        yield Input()

    def on_input_submitted(self) -> None:
        self.query_one(List).focus()


async def test_keys_typed_at_once_go_where_the_keys_before_them_lead() -> None:
    """`/`, words, Enter and motions in one piece: the words are typed, the motions move."""
    app = TwoWidgets()
    async with app.run_test() as pilot:
        app.query_one(List).focus()
        await pilot.pause()
        for key in ("j", "slash", "7", "j", "8", "enter", "j", "j"):
            app.simulate_key(key)
        await until(pilot, lambda: app.query_one(List).counted == 3)
        assert app.query_one(Input).value == "7j8"
        assert app.query_one(List).counted == 3
        assert app.query_one(List).has_focus


async def test_a_key_that_arrives_as_the_next_is_taken_comes_after_it() -> None:
    """It was in the app's queue already, when another task let go of the key before."""
    app = TwoWidgets()
    async with app.run_test() as pilot:
        app.query_one(Input).focus()
        await pilot.pause()
        app._key = first = Key("a", "a")
        app._keys += [Key("b", "b"), Key("c", "c")]
        app.simulate_key("d")
        app._release(first)
        await until(pilot, lambda: len(app.query_one(Input).value) == 3)
        assert app.query_one(Input).value == "bcd"


class Slow(TwoWidgets):
    """What a key began never comes."""

    @property
    def is_under_way(self) -> bool:
        return self.focused is not None


async def test_quitting_while_something_is_to_come_is_no_fault() -> None:
    """Nobody looks for it where no screen is left."""
    app = Slow()
    async with app.run_test() as pilot:
        app.query_one(List).focus()
        await pilot.pause()
        app.simulate_key("j")
        await pilot.pause(0.05)
    app._key = key = Key("j", "j")
    app._done_with(key)
    assert app._key is None
