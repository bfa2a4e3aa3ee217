"""Which layout a terminal's size gets. Pure."""

from typing import Final, Literal

Layout = Literal["none", "single", "narrow", "framed", "wide"]

LEAST: Final = (60, 16)


def layout_of(width: int, height: int) -> Layout:
    """From nothing at all to three columns' worth of room: part 1 of the look."""
    if width < LEAST[0] or height < LEAST[1]:
        return "none"
    if width < 80:
        return "single"
    if width < 100 or height < 30:
        return "narrow"
    return "framed" if width < 160 else "wide"


def classes_of(layout: Layout) -> dict[str, bool]:
    """The classes of the screen, and which of them are on; `-narrow` is without frames."""
    return {
        "-none": layout == "none",
        "-single": layout == "single",
        "-narrow": layout in ("none", "single", "narrow"),
        "-wide": layout == "wide",
    }


def too_small(width: int, height: int) -> str:
    """The sentence that asks for more room."""
    return f"dandi-tui needs {LEAST[0]}×{LEAST[1]}; this terminal is {width}×{height}."
