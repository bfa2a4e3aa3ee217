"""A local index of every dandiset's metadata: search at once, ranked, offline, with facets."""

from dandi_tui.archive.index.index import Index
from dandi_tui.archive.index.query import Found, Hit, Query, State

__all__ = ["Found", "Hit", "Index", "Query", "State"]
