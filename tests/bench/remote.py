"""How long remote files take to open, to list and to read, beside stock remfile in the same run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.reading.cells import HEADER, SCENARIOS, Cell
from tests.bench.reading.line import Condition, Line, demo_line, lab_line, make_lab_files
from tests.bench.reading.measure import Bench
from tests.bench.reading.table import write_readme
from tests.shared import shared_folder


@dataclass(frozen=True)
class Options:
    """What is measured."""

    cache_dir: Path
    lab_data: Path | None
    """Where the lab's files are, or shall be; None is within the cache folder."""
    files: tuple[str, ...]
    latencies_ms: tuple[float, ...]
    total_mbps: float
    write_readme: bool


def remote(options: Options) -> list[Cell]:
    """Measure and print every cell."""
    cells: list[Cell] = []
    with _line(options) as line:
        bench = Bench(line)
        for latency_ms in options.latencies_ms:
            condition = Condition(latency_ms, options.total_mbps)
            print(f"\nremote files, {condition}\n{HEADER}", flush=True)
            for file in (file for file in line.files if file in options.files):
                cells += _measured(bench, line, file, condition)
    if options.write_readme:
        write_readme(cells)
    return cells


def _measured(bench: Bench, line: Line, file: str, condition: Condition) -> Iterator[Cell]:
    for scenario in SCENARIOS:
        if file in scenario.bounds and line.has(file, scenario.ask):
            cell = bench.cell(scenario, file, condition)
            print(cell, flush=True)
            yield cell


@contextmanager
def _line(options: Options) -> Iterator[Line]:
    """The lab's, where it is; else the demo archive's."""
    if shared_folder() is None:
        if options.total_mbps:
            sys.exit("--total-mbps needs the lab's server, which is not on this machine")
        with demo_line(options.cache_dir) as demo:
            yield demo
        return
    folder = options.lab_data or options.cache_dir / "lab"
    if not all((folder / f"{file}.nwb").exists() for file in options.files):
        print("writing the files, up to 920 MB; --cache-dir keeps them", flush=True)
    make_lab_files(folder, options.files)
    with lab_line(folder) as lab:
        yield lab
