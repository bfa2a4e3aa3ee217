"""What a view is: an entry of `views.VIEWS`, and the ways that many views go."""

from collections.abc import Callable
from dataclasses import dataclass

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost, Facts, Lacks, Question, ViewEntry
from dandi_tui.protocol.requests import Draw

Drawing = tuple[Figure, Facts] | Question | Lacks

Settings = tuple[tuple[str, str], ...]
"""Of a view: key and one sentence each."""

PIN_SETTING = ("pin", "paths of up to four objects that are drawn below, `PATH,PATH:VIEW`")
"""Of a view over time: `preview.pins` draws below it what this names."""


@dataclass(frozen=True)
class View:
    """A way to draw a family of objects."""

    name: str
    accepts: Callable[[NwbObject], bool]
    """Looks at what a listing knows, never into the file."""
    draw: Callable[[NwbFile, NwbObject, Draw], Drawing]
    settings: Settings = ()

    @property
    def entry(self) -> ViewEntry:
        """What `--views` says about it."""
        return ViewEntry(name=self.name, settings=self.settings)


def too_much(request: Draw, facts: Facts, cost: Cost, what: str = "") -> Question | None:
    """The question to ask before reading so much; None if it is within the budget."""
    if not request.budget_bytes or cost.to_fetch_bytes <= request.budget_bytes:
        return None
    return Question(
        facts=facts, what=what or " ".join(facts.shown).strip() or facts.title, cost=cost
    )
