"""Keys of one's own: in force in bindings, footer, help and palette; odd wishes stop nothing."""

import pytest

from dandi_tui.settings import KeyWish, Settings
from dandi_tui.ui.all_commands import all_commands
from dandi_tui.ui.keymap import key_named, keymap_of
from dandi_tui.ui.palette import BrowserCommands
from dandi_tui.ui.screens.archives import ArchivesScreen
from dandi_tui.ui.screens.cite import CiteScreen
from dandi_tui.ui.screens.copy import CopyScreen
from dandi_tui.ui.screens.details import DetailsScreen
from dandi_tui.ui.screens.difference import DifferenceScreen
from dandi_tui.ui.screens.find import FindScreen
from dandi_tui.ui.screens.help import HelpScreen
from dandi_tui.ui.screens.places import PlacesScreen
from dandi_tui.ui.screens.versions import VersionsScreen
from dandi_tui.ui.screens.which import WhichScreen
from dandi_tui.ui.status import footer_commands
from dandi_tui.ui.widgets.footer import Footer
from tests.ui.browsing import WIDE, browser_of, make_app, open_object, press
from tests.ui.recording import DFF
from tests.ui.test_overlays import help_words


def wish(command: str, *keys: str) -> KeyWish:
    return KeyWish(command=command, keys=keys, where=f"line of {command}")


async def test_a_command_has_its_new_key_and_not_its_old_one() -> None:
    """Pressed, in the footer, in the help and in the palette."""
    app = make_app(settings=Settings(keys=(wish("Find", "F", "^f"), wish("Help", "H"))))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        find = next(one for one in footer_commands(browser) if one.name == "Find")
        assert find.shown == "F ^f"
        await press(pilot, "f")
        assert len(app.screen_stack) == 1
        for key in ("F", "ctrl+f"):
            await press(pilot, key)
            assert isinstance(app.screen, FindScreen)
            await press(pilot, "escape")
        offers = {name: sentence for name, sentence, _ in BrowserCommands(browser)._offers()}
        assert offers["Find"].endswith("(F ^f)")
        await press(pilot, "H")
        assert isinstance(app.screen, HelpScreen)
        assert "F ^f" in help_words(app.screen)


async def test_keys_of_pictures_and_lists_move_too() -> None:
    """A move of the preview, and a motion of every list; what shared the old key keeps it."""
    wishes = (wish("NextView", "x"), wish("MoveDown", "J"), wish("Details", "ctrl+x"))
    app = make_app(settings=Settings(keys=wishes))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await press(pilot, "j")
        assert browser.journey.dandisets.listing.cursor == 0
        await press(pilot, "J")
        assert browser.journey.dandisets.listing.cursor == 1
        await open_object(pilot, DFF)
        facts = browser.preview.facts
        assert facts
        before = facts.view
        await press(pilot, "v")
        assert browser.preview.facts
        assert browser.preview.facts.view == before
        await press(pilot, "x")
        assert browser.preview.facts.view != before


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ([wish("Nxetview", "x")], "did you mean NextView"),
        ([wish("NextView", "\x1b[31m")], "is no key"),
        ([wish("NextView", "F")], ""),
        ([wish("NextView", "f")], "f is the key of Find already"),
        ([wish("NextView", "1")], "1 is the key of FocusPane already"),
        ([wish("NextView", "f"), wish("Find", "v")], ""),
        ([wish("NextView", "x")], ""),
        ([wish("NextView", "X"), wish("Find", "X")], "line of Find: X is the key of NextView"),
        ([wish("NextView", "f"), wish("Find", "y")], "line of Find: y is the key of Copy"),
    ],
)
def test_a_wish_that_cannot_be_is_one_sentence(wishes: list[KeyWish], said: str) -> None:
    """Unknown names and keys, and keys that are taken; a swap is none of these."""
    keymap = keymap_of(wishes, *all_commands())
    assert (said in keymap.problems[0]) if said else not keymap.problems
    assert not any("\x1b" in problem for problem in keymap.problems)


async def test_the_browser_tells_what_cannot_be() -> None:
    """Once, as a notice; it starts all the same, with colours that there are."""
    app = make_app(settings=Settings(keys=(wish("Nope", "x"),), theme="\x1b[31m", problems=("A.",)))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        said = [notice.message for notice in app._notifications]
        assert len(said) == 3
        assert not any("\x1b" in words for words in said)


@pytest.mark.parametrize(
    ("written", "name"),
    [("x", "x"), ("X", "X"), ("^d", "ctrl+d"), ("Ctrl+D", "ctrl+d"), ("[", "left_square_bracket"),
     (",", "comma"), (" ", "space"), ("F5", "f5"), ("Esc", "escape"), ("shift+tab", "shift+tab"),
     ("é", ""), ("", ""), ("hyper+x", ""), ("enter enter", "")],
)  # fmt: skip
def test_keys_are_written_as_people_do(written: str, name: str) -> None:
    """And known to Textual by its own names."""
    assert key_named(written) == name


async def test_keys_of_an_overlay_move_by_name() -> None:
    """Pressed, in its footer and in its help; the old ones do nothing there."""
    wishes = (wish("MoveDown", "J"), wish("Compare", "x"), wish("Close", "c"))
    app = make_app(settings=Settings(keys=wishes, index_bytes=0))
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "J", "J", "J", "J", "at")
        screen = app.screen
        assert isinstance(screen, VersionsScreen)
        row = str(screen.query_one(Footer).render())
        assert "x difference" in row
        assert "c close" in row
        await press(pilot, "question_mark")
        assert "x          what changed" in help_words(app.screen)
        await press(pilot, "escape", "j", "d", "escape")
        assert screen.is_current
        await press(pilot, "J", "x")
        assert isinstance(app.screen, DifferenceScreen)
        await press(pilot, "c")
        assert browser_of(pilot).is_current


def test_every_key_of_a_screen_means_one_thing_that_can_be_done() -> None:
    """In each overlay: no key twice, and an action for each command."""
    for screen in (VersionsScreen, DifferenceScreen, CiteScreen, CopyScreen, PlacesScreen,
                   ArchivesScreen, WhichScreen, DetailsScreen):  # fmt: skip
        commands = [one for one in screen.KEY_COMMANDS if one.keys]
        keys = [key for one in commands for key in one.keys]
        assert len(keys) == len(set(keys)), screen
        assert all(hasattr(screen, f"action_{one.action}") for one in commands), screen
        assert tuple(commands) in all_commands()
