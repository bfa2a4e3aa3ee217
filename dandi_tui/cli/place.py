"""Which archive a place is in."""

from dataclasses import replace

from dandi_tui.archive.model import Place
from dandi_tui.settings import Settings


def for_place(settings: Settings, place: Place) -> Settings:
    """The settings, with the instance that a URL names; the demo stands for all of them."""
    if not place.instance or settings.demo:
        return settings
    return replace(settings, instance=place.instance)
