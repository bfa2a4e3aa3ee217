"""Colours by role."""

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from dandi_tui.protocol.colours import DARK
from dandi_tui.ui.theme import PREFIX, THEMES, ThemedApp, contrast

NAMES = [theme.name for theme in THEMES] + list(BUILTIN_THEMES)


@pytest.mark.parametrize("name", NAMES)
async def test_every_theme_has_every_role(name: str) -> None:
    """Whatever theme a person chooses, each role is a colour, and text on it can be read."""
    app: ThemedApp[None] = ThemedApp()
    async with app.run_test():
        app.theme = name
        variables = app.get_css_variables()
        roles = {role: Color.parse(variables[PREFIX + role]) for role in DARK}
        if not app.current_theme.ansi:
            assert contrast(roles["dim"], roles["background"]) >= 4.4
            assert contrast(roles["error"], roles["background"]) >= 4.0
