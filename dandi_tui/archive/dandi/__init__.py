"""DANDI's own archives, over dandi's client: nothing outside this folder imports dandi."""

from dandi_tui.archive.dandi.archive import Client, DandiArchive
from dandi_tui.archive.dandi.places import access, host_of, instance, known_names, place_of_url

__all__ = ["Client", "DandiArchive", "access", "host_of", "instance", "known_names", "place_of_url"]
