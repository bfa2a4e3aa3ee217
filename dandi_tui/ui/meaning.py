"""Which verbs mean something for what is shown. Pure functions of its facts."""

from collections.abc import Callable
from typing import Final

from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import OVER_TIME


def works(facts: Facts | None, verb: str) -> bool:
    """Whether a verb means anything for what is shown, at whichever end of it one is."""
    if facts is None:
        return False
    return WORKS.get(verb, _moves_on)(facts)


def _is_in_time(facts: Facts) -> bool:
    return facts.window is not None and facts.extent is not None and facts.rows is None


def _moves_on(facts: Facts) -> bool:
    return facts.rows is not None or _is_in_time(facts) or facts.n_frames > 1


def _has_window(facts: Facts) -> bool:
    return _is_in_time(facts) and not facts.n_frames


def _takes_time(facts: Facts) -> bool:
    return bool(facts.span[0]) if facts.n_frames else _is_in_time(facts)


def _is_series(facts: Facts) -> bool:
    return _is_in_time(facts) and facts.n_traces > 0


def _can_be_pinned(facts: Facts) -> bool:
    return _is_in_time(facts) and any(view in OVER_TIME for view in facts.views)


def _has_lanes(facts: Facts) -> bool:
    """On a common axis there is but one scale."""
    shown = facts.traces[1] - facts.traces[0] if facts.traces else 0
    return _is_in_time(facts) and shown > 2 and not facts.legend


def _pages_across(facts: Facts) -> bool:
    if facts.rows is not None:
        return len(facts.all_fields) > len(facts.fields)
    shown = facts.traces[1] - facts.traces[0] if facts.traces else 0
    return facts.n_frames > 1 or facts.n_traces > shown > 0


WORKS: Final[dict[str, Callable[[Facts], bool]]] = {
    "next_view": lambda facts: len(facts.views) > 1,
    "previous_view": lambda facts: len(facts.views) > 1,
    "zoom_in": _has_window,
    "zoom_out": _has_window,
    "go_to_time": _takes_time,
    "own_scale": _has_lanes,
    "epochs": _is_series,
    "pin": _can_be_pinned,
    "previous_traces": _pages_across,
    "next_traces": _pages_across,
    "previous_file": lambda _facts: True,
    "next_file": lambda _facts: True,
}
"""Verb -> when it means something; of the others, when there is more than what is shown."""
