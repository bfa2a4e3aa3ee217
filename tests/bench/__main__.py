"""The benchmark: `python -m tests.bench` measures, prints a row a bound, exits 1 if one is missed.

`python -m tests.bench remote` measures remote files alone, `python -m tests.bench views` what each
view of an object fetches. Bounds are those of the project's
promises. Each figure is measured anew; nothing is remembered.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import browser, drawing, keys, lists, search
from tests.bench.reading.line import FILES
from tests.bench.remote import Options as RemoteOptions
from tests.bench.remote import remote
from tests.bench.views import views


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
        keys.key_to_paint,
        lists.long_lists,
        search.queries,
        drawing.charts,
    )
    for part in parts:
        for row in part(cache_dir):
            measured.append(Row(*row))
            print(measured[-1], flush=True)
    return measured


def main() -> int:
    """Measure, print, and judge."""
    options = _options()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}: busy, if above the cores")
    with tempfile.TemporaryDirectory() as scratch:
        cache_dir: Path = options.cache_dir or Path(scratch)
        if options.part == "views":
            return 0 if views(cache_dir) else 1
        missed = 0
        if options.part == "all":
            print(f"{'':<58} {'measured':>9} {'bound':>9}")
            missed += sum(not row.holds for row in rows(cache_dir))
        cells = remote(
            RemoteOptions(
                cache_dir=cache_dir,
                lab_data=options.lab_data,
                files=options.files,
                latencies_ms=options.latency,
                total_mbps=options.total_mbps,
                write_readme=options.write_readme,
            )
        )
        missed += sum(bool(cell.misses) for cell in cells)
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", allow_abbrev=False)
    parser.add_argument("part", nargs="?", choices=("all", "remote", "views"), default="all")
    parser.add_argument("--cache-dir", type=Path, help="keep the files here between runs")
    remote_options = parser.add_argument_group("remote files")
    add = remote_options.add_argument
    add("--latency", type=_numbers, default=(50.0,), metavar="MS,…", help="of each answer")
    add("--files", type=_files, default=FILES, metavar="NAME,…", help=", ".join(FILES))
    add("--total-mbps", type=float, default=0.0, help="Mbit/s of all connections together")
    add("--lab-data", type=Path, help="where the lab's files are, or shall be")
    add("--write-readme", action="store_true", help="put the table into the README")
    return parser.parse_args()


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))


def _files(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(FILES):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(FILES)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
