"""Runs measurements, each in a fresh process, over a line."""

import statistics
import subprocess
import sys
import tempfile
from typing import IO, Any

import msgspec

from tests.bench.reading.cells import Bound, Cell, Figures, Scenario
from tests.bench.reading.child import Job, Told
from tests.bench.reading.line import Condition, Line

RUNS = 3
"""The seconds of a cell are the median of so many."""

CLEAR = 1.3
"""Stock remfile is asked once where it is off by so much from where the verdict would change."""

TIMEOUT_S = 300.0
BOUNDS_AT = Condition(50.0)


class Bench:
    """Measures cells, and stock remfile once for all cells that are compared with the same.

    Args:
        line: Over which.
        is_patient: Whether ours asks for nothing a second time because it comes late.
        settings: Of ours, others than the default ones.
    """

    def __init__(self, line: Line, *, is_patient: bool = False, **settings: Any) -> None:
        self._line = line
        self._is_patient = is_patient
        self._settings = settings
        self._stock: dict[tuple[str, bool, str, Condition], list[Figures]] = {}

    def cell(self, scenario: Scenario, file: str, condition: Condition) -> Cell:
        """One cell of the table, cold."""
        ours = _median([self.ours(scenario, file, condition) for _ in range(RUNS)])
        times = scenario.times(condition) if self._line.large else 1.0
        stock = self._yardstick(scenario, file, condition, ours.seconds * times)
        bounded = self._line.large and condition == BOUNDS_AT
        bound = scenario.bounds[file] if bounded else Bound()
        return Cell(scenario, file, condition, ours, stock, bound, times)

    def ours(self, scenario: Scenario, file: str, condition: Condition) -> Figures:
        """One run of ours, with an empty cache folder or one that a run before has filled."""
        with tempfile.TemporaryDirectory() as cache_dir:
            job = Job(
                by=scenario.by,
                ask=scenario.ask,
                tree_known=scenario.tree_known,
                address=self._line.address(file),
                cache_dir=cache_dir,
                settings=self._settings,
                is_patient=self._is_patient,
            )
            if scenario.opened_before:
                self._run(job, None)
            return self._run(job, condition)

    def _yardstick(
        self, scenario: Scenario, file: str, condition: Condition, needed: float
    ) -> Figures:
        """Of stock remfile, which needs to take at least `needed` seconds."""
        key = (scenario.ask, scenario.stock_tree_known, file, condition)
        runs = self._stock.setdefault(key, [])
        if not runs:
            runs.append(self._stock_run(scenario, file, condition))
        if needed / CLEAR < runs[0].seconds < needed * CLEAR:
            runs += [self._stock_run(scenario, file, condition) for _ in range(RUNS - len(runs))]
        return _median(runs)

    def _stock_run(self, scenario: Scenario, file: str, condition: Condition) -> Figures:
        job = Job(
            by="stock",
            ask=scenario.ask,
            tree_known=scenario.stock_tree_known,
            address=self._line.address(file),
            cache_dir="",
        )
        return self._run(job, condition)

    def _run(self, job: Job, condition: Condition | None) -> Figures:
        """One job: it gets ready over a line without latency, which then gets as slow as asked."""
        self._line.set(None)
        asked = msgspec.json.encode(job).decode()
        words = [sys.executable, "-m", "tests.bench.reading.child", asked]
        pipe = subprocess.PIPE
        with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            try:
                _next_line(child.stdout, job)
                self._line.set(condition)
                self._line.taken()
                child.stdin.write("go\n")
                child.stdin.flush()
                told = msgspec.json.decode(_next_line(child.stdout, job), type=Told)
                traffic = self._line.taken()
                child.stdin.close()
                child.wait(TIMEOUT_S)
            finally:
                child.kill()
        return Figures(told.seconds, traffic)


def _next_line(output: IO[str], job: Job) -> str:
    line = output.readline()
    if not line:
        raise SystemExit(f"{job.ask} of {job.address.name} by {job.by} failed as said above")
    return line


def _median(runs: list[Figures]) -> Figures:
    """The run with the middle seconds, its counts with it."""
    middle = statistics.median_low(run.seconds for run in runs)
    return next(run for run in runs if run.seconds == middle)
