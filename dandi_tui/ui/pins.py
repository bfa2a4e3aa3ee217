"""What stays below each picture over time that is looked at, on the same axis."""

from typing import Final

from dandi_tui import text
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import OVER_TIME, Draw

PIN: Final = "pin"
"""The setting that names them, divided by commas."""

MOST: Final = 4


class Pins:
    """Paths of pinned objects, with the views they were seen in; those of another file go."""

    def __init__(self) -> None:
        self.paths: dict[str, str] = {}
        """Path -> view; an empty view is the first one over time."""
        self._source: Address | None = None

    def enter(self, source: Address) -> None:
        """A file is looked at: the pins of another one go."""
        if self._source is not None and self._source != source:
            self.paths = {}
        self._source = source

    def carry_to(self, source: Address) -> None:
        """Another file is looked at in the same way: the pins stay."""
        self._source = source

    def window_for(self, before: Draw | None, obj: NwbObject) -> tuple[float, float] | None:
        """The window to go to an object with: the one chosen before, for what is pinned stays."""
        over_time = bool(obj.views) and obj.views[0] in OVER_TIME
        if before is None or before.source != self._source or not (self.paths and over_time):
            return None
        return before.window

    def below(self, request: Draw) -> Draw:
        """The request with what is pinned, but for its own object."""
        pinned = {path: view for path, view in self.paths.items() if path != request.path}
        words = (f"{path}:{view}" if view else path for path, view in pinned.items())
        return request.with_option(PIN, ",".join(words))

    def toggle(self, request: Draw, facts: Facts) -> str:
        """Pin or unpin a request's object; what to say of it."""
        self._source, path = request.source, request.path
        name = text.safe(path.rsplit("/", 1)[-1], limit=60)
        if path in self.paths:
            del self.paths[path]
            return f"{name} is not pinned any more."
        if len(self.paths) == MOST:
            return f"{MOST} are pinned already: p on one of them lets it go."
        self.paths[path] = _view(facts)
        return f"Pinned {name}: it stays below what you go to."


def _view(facts: Facts) -> str:
    """The view to keep; empty if it is the first one over time, or none of those."""
    over_time = [view for view in facts.views if view in OVER_TIME]
    return facts.view if facts.view in over_time[1:] else ""
