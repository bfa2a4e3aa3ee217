"""Colours by role: our own themes, and the same roles for every other theme of Textual.

A stylesheet says `$dtui-dim`, never a colour. Roles are those of `protocol.colours`, so that
charts and screen agree; where a theme does not have them they are derived from its own colours.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import Theme

from dandi_tui.protocol.colours import ANSI_16, DARK, LIGHT, TRACES
from dandi_tui.ui.key_order import OrderedKeysApp

PREFIX: Final = "dtui-"

ReturnT = TypeVar("ReturnT")

ANSI_ROLES: Final[dict[str, str]] = {
    **{role: f"ansi_{name}" for role, name in ANSI_16.items()},
    "background": "ansi_default",
    "panel": "ansi_default",
    "selection": "ansi_blue",
    "selection-text": "ansi_bright_white",
    "selection-elsewhere": "ansi_default",
}
"""The roles in the terminal's own colours, where there are only 16 or none."""


def own_theme(name: str, roles: Mapping[str, str], *, dark: bool, ansi: bool = False) -> Theme:
    """A Textual theme that is made of our roles."""
    variables = {PREFIX + role: colour for role, colour in roles.items()}
    return Theme(
        name=name,
        primary=roles["accent"],
        secondary=roles["key"],
        accent=roles["accent"],
        foreground=roles["text"],
        background=roles["background"],
        surface=roles["background"],
        panel=roles["panel"],
        success=roles["success"],
        warning=roles["warning"],
        error=roles["error"],
        dark=dark,
        ansi=ansi,
        variables={
            **variables,
            "border": roles["accent"],
            "border-blurred": roles["border"],
            "block-cursor-background": roles["selection"],
            "block-cursor-foreground": roles["selection-text"],
            "input-selection-background": roles["selection"],
            "scrollbar": roles["border"],
            "scrollbar-hover": roles["dim"],
            "scrollbar-active": roles["accent"],
            "scrollbar-background": roles["panel"],
            "ansi-background": "ansi_black",
            "ansi-foreground": "ansi_white",
        },
    )


ANSI_TRACES: Final = ("blue", "yellow", "magenta", "green", "red", "cyan")
"""The palette of traces where there are only 16 colours, all of them bright."""

THEMES: Final = (
    own_theme("dandi-dark", DARK, dark=True),
    own_theme("dandi-light", LIGHT, dark=False),
    own_theme("dandi-16", ANSI_ROLES, dark=True, ansi=True),
)


def contrast(colour: Color, ground: Color) -> float:
    """The contrast ratio of two colours, 1 to 21.

    Source: WCAG 2.1, relative luminance and contrast ratio.
    """
    high, low = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)


def derived_roles(variables: Mapping[str, str], *, ansi: bool) -> dict[str, str]:
    """Our roles for a theme that does not know them, from its generated variables."""
    if ansi:
        return ANSI_ROLES
    ground, text = Color.parse(variables["background"]), Color.parse(variables["foreground"])
    ground, text = ground.with_alpha(1.0), text.with_alpha(1.0)
    bright = Color.parse("white" if ground.brightness < 0.5 else "black")

    def towards(factor: float, least: float) -> str:
        """Text faded into the ground, but not below a contrast."""
        while factor < 1 and contrast(ground.blend(text, factor), ground) < least:
            factor += 0.05
        return ground.blend(text, min(factor, 1.0)).hex

    def readable(name: str) -> str:
        """A signal colour of the theme, moved away from the ground until it can be read."""
        colour, factor = Color.parse(variables[name]).with_alpha(1.0), 0.0
        while factor < 1 and contrast(colour.blend(bright, factor), ground) < 4.5:
            factor += 0.05
        return colour.blend(bright, min(factor, 1.0)).hex

    selection = ground.blend(Color.parse(variables["primary"]).with_alpha(1.0), 0.35)
    return {
        "background": ground.hex,
        "panel": Color.parse(variables["panel"]).with_alpha(1.0).hex,
        "text": text.hex,
        "bright": bright.hex,
        "dim": towards(0.6, 4.5),
        "faint": towards(0.45, 3.0),
        "border": ground.blend(text, 0.2).hex,
        "accent": readable("primary"),
        "key": readable("accent"),
        "selection": selection.hex,
        "selection-text": bright.hex,
        "selection-elsewhere": ground.blend(text, 0.1).hex,
        "highlight": readable("warning"),
        "success": readable("success"),
        "warning": readable("warning"),
        "error": readable("error"),
    }


def themed(app: App[object], role: str, *, on: str = "background") -> Style:
    """The colours of a role on the ground of another, for what paints its own segments."""
    colours = app.theme_variables
    text, ground = Color.parse(colours[PREFIX + role]), Color.parse(colours[PREFIX + on])
    return Style.from_color(text.rich_color, ground.rich_color)


class ThemedApp(OrderedKeysApp[ReturnT]):
    """An app whose stylesheets can say `$dtui-accent`, whatever its theme is."""

    def __init__(self, *, ansi: bool | None = None) -> None:
        super().__init__(ansi_color=ansi)
        for theme in THEMES:
            self.register_theme(theme)
        self._styled = ""
        self.begin_with("dandi-16" if ansi else "dandi-dark")

    def begin_with(self, theme: str) -> None:
        """Choose the theme that the first frame has."""
        self._styled = self.theme = theme
        self.stylesheet.set_variables(self.get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:
        """Follow a theme; not the first one, in whose colours the styles were parsed already."""
        if self._styled != self.theme:
            self._styled = ""
            super().refresh_css(animate)

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables, and our roles where it does not name them itself."""
        variables = super().get_css_variables()
        if PREFIX + "dim" not in variables:
            roles = derived_roles(variables, ansi=self.current_theme.ansi)
            variables |= {PREFIX + role: colour for role, colour in roles.items()}
        ansi = self.current_theme.ansi
        palette = [f"ansi_bright_{name}" for name in ANSI_TRACES] if ansi else TRACES
        variables |= {f"{PREFIX}trace-{i}": colour for i, colour in enumerate(palette)}
        self.theme_variables = variables
        return variables
