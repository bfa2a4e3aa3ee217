"""The benchmark: `python -m tests.bench` measures, prints a row a bound, exits 1 if one is missed.

Bounds are those of the project's promises. Each figure is measured anew; nothing is remembered.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import browser, drawing, lists


@dataclass(frozen=True)
class Row:
    """One figure and the bound it must stay under."""

    what: str
    measured: float
    bound: float
    unit: str

    @property
    def holds(self) -> bool:
        return self.measured <= self.bound

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "MISSED"
        return f"{self.what:<58} {self.measured:>9.1f} {self.bound:>9.1f} {self.unit:<4} {verdict}"


def rows(cache_dir: Path) -> list[Row]:
    """Every measurement, in one run."""
    measured: list[Row] = []
    parts: tuple[Callable[[Path], list[tuple[str, float, float, str]]], ...] = (
        browser.first_frame,
        browser.quitting,
        browser.event_loop_lag,
        lists.long_lists,
        drawing.charts,
    )
    for part in parts:
        for row in part(cache_dir):
            measured.append(Row(*row))
            print(measured[-1], flush=True)
    return measured


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--cache-dir", type=Path, help="keep the demo's files here between runs")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: busy, if above the cores")
    print(f"{'':<58} {'measured':>9} {'bound':>9}")
    with tempfile.TemporaryDirectory() as scratch:
        missed = [row for row in rows(options.cache_dir or Path(scratch)) if not row.holds]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
