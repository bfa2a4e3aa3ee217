"""The cells as tables in the README."""

from pathlib import Path

from tests.bench.reading.cells import SCENARIOS, Cell
from tests.shared import ROOT

BEGIN = "<!-- written by `python -m tests.bench remote --write-readme` -->"
END = "<!-- end of what is written -->"


def write_readme(cells: list[Cell], readme: Path = ROOT / "README.md") -> None:
    """Put tables of the cells between the two marks of the README."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{readme} has no place for the table: {BEGIN} … {END}")
    readme.write_text(f"{before}{BEGIN}\n{tables(cells)}{END}{after}", encoding="utf-8")


def tables(cells: list[Cell]) -> str:
    """One table a condition."""
    conditions = list(dict.fromkeys(cell.condition for cell in cells))
    return "".join(_table([cell for cell in cells if cell.condition == one]) for one in conditions)


def _table(cells: list[Cell]) -> str:
    files = list(dict.fromkeys(cell.file for cell in cells))
    measured = {cell.scenario.name for cell in cells}
    scenarios = [one.name for one in SCENARIOS if one.name in measured]
    found = {(cell.scenario.name, cell.file): _words(cell) for cell in cells}
    rows = [
        [str(cells[0].condition), *files],
        ["---"] * (len(files) + 1),
        *([name, *(found.get((name, file), "") for file in files)] for name in scenarios),
    ]
    return "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\n"


def _words(cell: Cell) -> str:
    """Seconds, and in brackets those of stock remfile."""
    return f"{cell.ours.seconds:.2f} s ({cell.stock.seconds:.2f})"
