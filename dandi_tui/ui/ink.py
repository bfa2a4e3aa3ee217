"""What charts are drawn with, from the app's theme and the terminal's colours."""

from textual.app import App

from dandi_tui.protocol.requests import Ink
from dandi_tui.settings import Marker


def wants_terminal_colours(environment: dict[str, str], color_system: str | None) -> bool:
    """Whether only the terminal's own colours are to be used: it has no more, or none are wanted.

    Args:
        environment: The process's variables.
        color_system: As rich found it: `truecolor`, `256`, `standard`, or None.
    """
    return "NO_COLOR" in environment or color_system in (None, "standard")


def ink_of(app: App[object], marker: Marker) -> Ink:
    """The ink that suits the app as it looks now."""
    theme = app.current_theme
    if app.no_color:
        return Ink(dark=theme.dark, colors="none", marker=marker)
    return Ink(
        dark=theme.dark, colors="16" if app.native_ansi_color else "truecolor", marker=marker
    )


def is_light(environment: dict[str, str]) -> bool:
    """Whether the terminal says that its ground is light (`COLORFGBG=0;15`); few say anything."""
    ground = environment.get("COLORFGBG", "").rpartition(";")[2]
    return ground in ("7", "15")
