"""Which archives there are to choose from: those that dandi knows, and those of the settings."""

from dataclasses import dataclass

from dandi_tui.archive.memory import DEMO
from dandi_tui.errors import UsageError
from dandi_tui.settings import Settings

DEFAULT = Settings.instance
"""The archive that one is on without a word."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An archive that can be switched to."""

    instance: str
    """Its name, or the URL of its API: as the settings name it."""
    host: str
    """As the status line has it: `sandbox.dandiarchive.org`; safe."""
    known: bool
    """By name: only then the user's key for it is used."""


DEMO_OFFERED = Offered(instance=DEMO, host="on this machine", known=False)
"""The embedded archive."""


def offered(settings: Settings) -> tuple[Offered, ...]:
    """The known ones, then the URLs of the settings. Asks nothing; loads dandi, which takes 0.5 s.

    The instance that is open is among them, whatever it is.
    """
    # Loaded off the event loop; most of the time it is there already.
    from dandi_tui.archive.dandi import host_of, known_names

    known = known_names()
    others = [one for one in (*settings.instances, settings.instance) if one not in known]
    found = []
    for one in dict.fromkeys((*known, *others)):
        try:
            found.append(Offered(instance=one, host=host_of(one), known=one in known))
        except (UsageError, ValueError):
            continue  # what is no archive cannot be switched to
    return tuple(found)
