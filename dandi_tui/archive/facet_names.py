"""The names of the facets: apart from the index, which takes `--help` 0.1 s to load."""

from typing import Final

FACETS: Final = (
    # The order of offer.
    "species",
    "technique",
    "approach",
    "variable",
    "size",
    "subjects",
    "year",
    "licence",
    "contributor",
    "funder",
)
