"""How many requests, how deep a chain and how many megabytes answers take, as the server counts."""

import os
from collections.abc import Iterator
from dataclasses import fields

import pytest

from dandi_tui.settings import Settings
from tests.bench.reading.cells import SCENARIOS
from tests.bench.reading.line import (
    Condition,
    Exchange,
    Traffic,
    lab_line,
    make_lab_files,
    traffic,
)
from tests.bench.reading.measure import Bench
from tests.shared import shared_path

SCALE = 0.05
LINE = Condition(latency_ms=60)
"""Slow enough that requests which need not wait for each other are under way together."""

BY_RANGES = {field.name: 0 for field in fields(Settings) if field.name == "whole_file_bytes"}
"""Small files would come whole, and with them what was not asked for."""

BOUNDS = {
    # file, scenario: requests, depth, MB; of these 1.5 are the first wave, on small files most
    ("ophys", "first level"): (8, 4, 1.85),
    ("ophys", "whole tree"): (18, 6, 2.80),
    ("ophys", "whole tree, opened before"): (0, 0, 0.00),
    ("ophys", "traces [:1000, :5], tree known"): (3, 3, 0.40),
    ("ophys", "one whole trace, tree known"): (17, 4, 0.40),
    ("ecephys", "first level"): (12, 5, 2.25),
    ("ecephys", "whole tree"): (55, 12, 6.90),
    ("ecephys", "whole tree, opened before"): (0, 0, 0.00),
    ("ecephys", "traces [:1000, :5], tree known"): (1, 1, 0.07),
    ("ecephys", "one whole trace, tree known"): (16, 4, 0.65),
    ("ecephys", "one unit's spikes, tree known"): (1, 1, 0.14),
}

TRIES = 5


def within(took: Traffic, bounds: tuple[int, int, float]) -> bool:
    """Whether a run kept to its requests, depth and megabytes."""
    requests, depth, megabytes = bounds
    return took.requests <= requests and took.depth <= depth and took.megabytes <= megabytes


def test_requests_under_way_together_are_one_deep() -> None:
    """Depth counts only what had to wait for an answer before it."""
    together = [Exchange(0.0, 1.0, 500_000), Exchange(0.1, 1.1, 500_000)]
    after = [Exchange(1.1, 2.0, 250_000), Exchange(2.1, None, 0)]
    assert traffic(together + after) == Traffic(requests=4, depth=2, megabytes=1.25)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A slow line to small files of the lab: ophys of 20 MB, ecephys of 35 MB."""
    shared_path("lab")
    base = tmp_path_factory.getbasetemp()
    # pytest-xdist gives each worker a folder in one that they share.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "lab"
    make_lab_files(folder, ("ophys", "ecephys"), SCALE)
    with lab_line(folder) as line:
        yield Bench(line, is_patient=True, **BY_RANGES)


@pytest.mark.parametrize(("file", "name"), BOUNDS)
def test_an_answer_takes_no_more_than_it_may(bench: Bench, file: str, name: str) -> None:
    """Requests, depth and megabytes, up to the answer, are within the bounds of the table.

    What is asked together depends on what has arrived, so that a busy machine may ask for a
    block more: one of five runs, each cold, has to keep all three bounds.
    """
    scenario = next(one for one in SCENARIOS if one.name == name)
    runs: list[Traffic] = []
    while len(runs) < TRIES and not any(within(took, BOUNDS[file, name]) for took in runs):
        runs.append(bench.ours(scenario, file, LINE).traffic)
    assert any(within(took, BOUNDS[file, name]) for took in runs), runs
