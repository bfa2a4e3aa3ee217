"""The roles of colours, dark and light, for the browser's theme and for the charts."""

from typing import Final

DARK: Final[dict[str, str]] = {
    "background": "#10141b", "panel": "#171d26", "text": "#cfd7e1", "bright": "#ffffff",
    "dim": "#8793a2", "faint": "#5f6b7a", "border": "#323c49", "accent": "#58b5f0",
    "key": "#e3b063", "selection": "#1d466a", "selection-text": "#ffffff",
    "selection-elsewhere": "#202a36", "highlight": "#ffd75f", "success": "#5fb98e",
    "warning": "#e0a33c", "error": "#ee7267",
}  # fmt: skip

LIGHT: Final[dict[str, str]] = {
    "background": "#fbfbf9", "panel": "#f0f1ef", "text": "#252b33", "bright": "#000000",
    "dim": "#5d6874", "faint": "#88919b", "border": "#c6ccd3", "accent": "#0a68b4",
    "key": "#8f5a00", "selection": "#cbe2f7", "selection-text": "#05263f",
    "selection-elsewhere": "#e9edf1", "highlight": "#c23b00", "success": "#1d7a4f",
    "warning": "#9a6200", "error": "#b3261e",
}  # fmt: skip

TRACES: Final = ("#3b8efc", "#c18101", "#9649c0", "#0f9b6e", "#746d13", "#44757c")
"""The palette of traces, the same on dark and light: colour = index mod 6."""

TINTS_DARK: Final = ("#16202c", "#1d1a2b", "#12241f", "#2a2016")
TINTS_LIGHT: Final = ("#eef4fb", "#f3effa", "#ecf7f2", "#fbf3e6")
"""Plot background behind the kinds of epochs, in order of appearance."""

BANDS_DARK: Final = ("#2a4a6b", "#493f72", "#23584a", "#6b4c22")
BANDS_LIGHT: Final = ("#c3daf1", "#d9cef0", "#c2e6d8", "#f0d8ac")
"""The named band below the plot, and the overview."""

ANSI_16: Final[dict[str, str]] = {
    "text": "default", "bright": "bright_white", "dim": "bright_black", "faint": "bright_black",
    "border": "bright_black", "accent": "bright_cyan", "key": "bright_yellow",
    "highlight": "bright_white", "success": "bright_green", "warning": "bright_yellow",
    "error": "bright_red",
}  # fmt: skip
"""Role to the terminal's own colour, where there are only 16."""
