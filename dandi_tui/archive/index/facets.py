"""Facets: which dandisets the chosen values leave, and how many have each value. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from dandi_tui.archive.facet_names import FACETS
from dandi_tui.archive.index.query import Counts
from dandi_tui.archive.index.ranges import ORDERED

Values = Mapping[str, tuple[str, ...]]
"""By facet: the values of one dandiset."""
Chosen = Mapping[str, frozenset[str]]


def fits(values: Values, chosen: Chosen, *, but: str = "") -> bool:
    """Whether a dandiset has one of the chosen values of each facet, one facet left out."""
    return all(
        not wanted or facet == but or not wanted.isdisjoint(values.get(facet, ()))
        for facet, wanted in chosen.items()
    )


def counts_of(records: Iterable[Values], chosen: Chosen) -> Counts:
    """How many have each value, for each facet under all the others that are chosen."""
    known = list(records)
    whole = [values for values in known if fits(values, chosen)]
    counted: dict[str, tuple[tuple[str, int], ...]] = {}
    for facet in FACETS:
        wanted = chosen.get(facet)
        base = [values for values in known if fits(values, chosen, but=facet)] if wanted else whole
        counter = Counter(value for values in base for value in values.get(facet, ()))
        # What is chosen stays in view, also where nothing has it any more.
        counter.update(dict.fromkeys(wanted or (), 0))
        counted[facet] = _sorted(facet, counter)
    return counted


def _sorted(facet: str, counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Ranges from small to large, years from new to old, all else the most frequent first."""
    if facet in ORDERED:
        order = ORDERED[facet]
        return tuple((name, counter[name]) for name in order if name in counter)
    if facet == "year":
        return tuple(sorted(counter.items(), reverse=True))
    return tuple(sorted(counter.items(), key=lambda one: (-one[1], one[0].casefold(), one[0])))
