"""Spans of time by columns, and the colours of their kinds."""

from dandi_tui.charts.timeline import Timeline
from dandi_tui.preview.figure import Epoch


def test_trials_of_one_condition_have_one_colour() -> None:
    """Their names differ, their family does not."""
    sides = ("left", "right", "left")
    trials = [
        Epoch(start_s=i, stop_s=i + 1, kind=f"{i} {side}", family=side)
        for i, side in enumerate(sides)
    ]
    found = Timeline(trials).stretches(0.0, 3.0, 30)
    assert [stretch.kind for stretch in found] == [0, 1, 0]
    assert [stretch.epoch.kind for stretch in found] == ["0 left", "1 right", "2 left"]


def test_without_a_family_the_kind_tells() -> None:
    """In order of appearance."""
    epochs = [Epoch(start_s=i, stop_s=i + 1, kind=kind) for i, kind in enumerate("aba")]
    assert [s.kind for s in Timeline(epochs).stretches(0.0, 3.0, 30)] == [0, 1, 0]
