"""The frame that the panes share."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from dandi_tui.ui.widgets.pane import Pane
from tests.ui.pane_app import PaneApp, rows_of, settled


class Body(Static, can_focus=True):
    pass


class NotesPane(Pane):
    TITLE = "3 Objects"

    def compose_body(self) -> Iterable[Widget]:
        yield Body("a note")

    @property
    def focus_target(self) -> Widget:
        return self.query_one(Body)


async def test_a_wide_pane_has_a_round_frame_with_title_and_subtitle() -> None:
    """From 100 columns on, the name stands top left and the place bottom right."""
    pane = NotesPane()
    async with PaneApp(lambda: [pane]).run_test(size=(120, 6)) as pilot:
        pane.say("NWB 2.7.0")
        await settled(pilot)
        rows = rows_of(pane)
    assert rows[0].startswith("╭─ 3 Objects ──")
    assert rows[-1].endswith("── NWB 2.7.0 ─╯")
    assert pane.border_title == "3 Objects"


async def test_a_narrow_pane_has_a_rule_with_both_words() -> None:
    """At 80 columns the frame is gone; the first row says what and where."""
    pane = NotesPane()
    async with PaneApp(lambda: [pane]).run_test(size=(80, 6)) as pilot:
        pane.say("NWB 2.7.0")
        await settled(pilot)
        rows = rows_of(pane)
    assert pane.compact
    assert rows[0].startswith("─ 3 Objects ──")
    assert rows[0].endswith("── NWB 2.7.0 ─")
    assert rows[1] == "a note"


async def test_the_subtitle_takes_the_longest_form_that_fits() -> None:
    """A pane of 24 columns says it in fewer words, and never breaks its rule."""
    pane = NotesPane()
    pane.styles.width = 24
    async with PaneApp(lambda: [pane]).run_test(size=(80, 6)) as pilot:
        pane.say("draft · 3,036 files", "3 of 9")
        await settled(pilot)
        assert rows_of(pane)[0] == "─ 3 Objects ─── 3 of 9 ─"


async def test_names_in_a_subtitle_are_not_markup() -> None:
    """A version that looks like markup or an escape is shown as it is, harmless."""
    pane = NotesPane()
    async with PaneApp(lambda: [pane]).run_test(size=(120, 6)) as pilot:
        pane.say("[red]x[/red] \x1b[31m")
        await settled(pilot)
        assert "[red]x[/red]" in rows_of(pane)[-1]
        assert "\x1b" not in rows_of(pane)[-1]


async def test_the_focus_goes_to_what_the_pane_holds() -> None:
    """Choosing the pane focuses its body, and the pane shows it."""
    pane = NotesPane()
    async with PaneApp(lambda: [pane]).run_test(size=(80, 6)) as pilot:
        pane.focus()
        await settled(pilot)
        assert pane.has_focus_within
        assert pane.query_one(Body).has_focus
