"""Where one is: a dandiset's version, a file, an object. What the previous place is."""

from dataclasses import dataclass

from dandi_tui.archive.model import Asset
from dandi_tui.protocol.address import Address


@dataclass(frozen=True)
class Spot:
    """One place in the archive or on this machine."""

    identifier: str = ""
    version: str = ""
    asset: Asset | None = None
    source: Address | None = None
    """Where the open file's bytes are."""
    object_path: str = ""


class Trail:
    """The present and the previous place, as `cd -` knows them."""

    def __init__(self) -> None:
        self.now = Spot()
        self.before: Spot | None = None

    def leave_for(self, spot: Spot) -> None:
        """Go somewhere else; what was is the previous place now."""
        if spot != self.now:
            self.before, self.now = self.now, spot
