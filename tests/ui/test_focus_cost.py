"""What a focus move costs: counts, since each style looked up and each layout is a late key."""

from collections import Counter

import pytest
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from tests.ui.browsing import WIDE, make_app, settled

MAX_STYLED = 20
"""Nodes whose styles a Tab looks up; there are some 30 in all, with their virtual ones 150."""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often Textual looked up a node's styles, and laid a screen out."""
    counts: Counter[str] = Counter()

    def count(owner: type, name: str) -> None:
        original = getattr(owner, name)

        def counting(*args: object, **options: object) -> object:
            counts[name] += 1
            return original(*args, **options)

        monkeypatch.setattr(owner, name, counting)

    count(Stylesheet, "apply")
    count(Screen, "_refresh_layout")
    return counts


async def test_tab_styles_few_nodes_and_lays_out_once(counted: Counter[str]) -> None:
    """Each Tab through all four panes."""
    async with make_app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        for _ in range(4):
            counted.clear()
            await pilot.press("tab")
            await settled(pilot)
            assert counted["apply"] <= MAX_STYLED
            assert counted["_refresh_layout"] <= 1


async def test_a_cursor_move_styles_nothing(counted: Counter[str]) -> None:
    """The rows of a list take their colours from the theme, not from nodes."""
    async with make_app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        counted.clear()
        await pilot.press("j", "k")
        assert counted["apply"] == 0
