"""The series that stay below each one that is looked at, on the same axis of time."""

from typing import Final

from dandi_tui import text
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.requests import Draw

PIN: Final = "pin"
"""The setting that names them, divided by commas."""

MOST: Final = 4


class Pins:
    """Paths of pinned objects; those of another file go."""

    def __init__(self) -> None:
        self.paths: tuple[str, ...] = ()
        self._source: Address | None = None

    def enter(self, source: Address) -> None:
        """A file is looked at: the pins of another one go."""
        if self._source is not None and self._source != source:
            self.paths = ()
        self._source = source

    def carry_to(self, source: Address) -> None:
        """Another file is looked at in the same way: the pins stay."""
        self._source = source

    def below(self, request: Draw) -> Draw:
        """The request with what is pinned, but for its own object."""
        paths = [path for path in self.paths if path != request.path]
        return request.with_option(PIN, ",".join(paths))

    def toggle(self, request: Draw) -> str:
        """Pin or unpin a request's object; what to say of it."""
        self._source, path = request.source, request.path
        name = text.safe(path.rsplit("/", 1)[-1], limit=60)
        if path in self.paths:
            self.paths = tuple(one for one in self.paths if one != path)
            return f"{name} is not pinned any more."
        if len(self.paths) == MOST:
            return f"{MOST} are pinned already: p on one of them lets it go."
        self.paths = (*self.paths, path)
        return f"Pinned {name}: it stays below the series you go to."
