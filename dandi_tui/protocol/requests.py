"""What the reader can be asked. A request says all that its answer depends on."""

from typing import Literal

import msgspec

from dandi_tui.protocol.address import Address


class Ink(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture is drawn with."""

    dark: bool = True
    """Light on dark, or the reverse."""

    colors: Literal["truecolor", "16", "none"] = "truecolor"
    """`16`: only the terminal's own colours; `none`: no colour at all, images as a ramp."""

    marker: Literal["braille", "hd", "ascii"] = "braille"
    """Dots of lines; `ascii` also avoids box drawing and blocks."""


class ListChildren(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The direct children of one group. Answer: `Objects`."""

    source: Address
    path: str = "/"
    whole: bool = False
    """Wait for the number of members of wide groups too, which else may come without it."""


class Prepare(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A file that will probably be opened next: its head is fetched while nothing is asked.

    Answer: `Objects`, none of them, at once.
    """

    source: Address
    path: str = ""


class Walk(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All objects at and below a path, in name order. Answer: parts, then the last `Objects`."""

    source: Address
    path: str = "/"
    limit: int = 0
    """At most so many objects; 0 is all."""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Another file that the open one names: a video."""

    name: str
    """As the open file has it: a path that starts at its own folder."""
    address: Address


class Draw(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A picture of one object.

    Answer: `Picture`; `Question` if it costs too much; `Lacks` if it needs other files.
    """

    source: Address
    path: str = "/"
    view: str = ""
    """Name of a view; empty is the object's best one."""

    window: tuple[float, float] | None = None
    """Seconds of session time, half open; infinite ends are the recording's own."""

    traces: tuple[int, int] | None = None
    """First and last + 1 of the traces; a last of 0: as many as there is room for."""

    frame: int | None = None
    fields: tuple[str, ...] = ()
    """Columns of a table."""

    options: tuple[tuple[str, str], ...] = ()
    """The view's own settings, sorted by key."""

    width: int = 100
    height: int = 24
    """Columns and rows of the chart alone, without header and facts."""

    ink: Ink = Ink()
    full: bool = False
    """Every sample of the window, not at most two a column."""

    budget_bytes: int = 32_000_000
    """Ask first when more would be fetched; 0 never asks."""

    beside: tuple[Beside, ...] | None = None
    """Other files, after the answer `Lacks`: those of them that there are. None: not looked for."""

    coarse: int = 0
    """How many finer looks may follow this one: it may read the less. Most views know of none."""

    numbers: bool = False
    """Answer with `Numbers` (JSON) in place of a picture."""

    def option(self, key: str, default: str = "") -> str:
        """The value of one of the view's own settings."""
        return dict(self.options).get(key, default)

    def with_option(self, key: str, value: str) -> "Draw":
        """The same request with one setting changed; an empty value takes it out."""
        options = {**dict(self.options), key: value}
        kept = tuple(sorted((k, v) for k, v in options.items() if v))
        return msgspec.structs.replace(self, options=kept)


class ListViews(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The views and their settings; of one object, if a path is given. Answer: `Views`."""

    source: Address | None = None
    path: str = ""


Request = ListChildren | Prepare | Walk | Draw | ListViews
