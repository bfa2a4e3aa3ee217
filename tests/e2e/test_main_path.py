"""The whole way once, in a real terminal, by keys alone."""

import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

SIZES = [(80, 24), (120, 36)]
BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


def go_to(terminal: Terminal, name: str) -> None:
    """Move down in the object tree until the selected row names `name`."""
    for _ in range(60):
        if selected(terminal).split(" ")[0].strip("▸▾· ") == name:
            return
        before = terminal.text
        terminal.send("j")
        terminal.wait_until(before.__ne__, f"a move to {name}")
    raise AssertionError(f"{name} is not in the tree:\n{terminal.text}")


def selected(terminal: Terminal) -> str:
    """The words of the row that the bright mark stands before, lowest pane first."""
    rows = [line for line in terminal.text.splitlines() if "▌" in line]
    return rows[-1].split("▌", 1)[1].strip(" ▸▾·") if rows else ""


def open_file(terminal: Terminal) -> None:
    """From the list of dandisets into the first file with ΔF/F."""
    terminal.wait_for("000728")
    terminal.send("/")
    terminal.send(*"000728")
    terminal.wait_for("1 of 1")
    terminal.send("Enter", "Enter")
    terminal.wait_for("sub-491604983")
    terminal.send("Enter")
    terminal.wait_for("501560436-StimC_b")
    terminal.send("j", "Enter")
    terminal.wait_for("processing", "stimulus")


def unfold(terminal: Terminal, *names: str) -> None:
    """Walk down: go to each group and unfold it."""
    for name in names:
        go_to(terminal, name)
        terminal.send("l")


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_from_the_list_to_traces_and_to_an_image(columns: int, rows: int, demo_cache: Path) -> None:
    """list → 000728 → folder → file → ΔF/F traces, and → the projection's image."""
    command = str(Path(sys.executable).parent / "dandi-tui")
    argv = [command, "--demo", "--cache-dir", str(demo_cache)]
    with Terminal(argv, columns=columns, rows=rows) as terminal:
        open_file(terminal)
        unfold(terminal, "processing", "ophys", "DfOverF")
        terminal.send("j")
        terminal.wait_for("of 174", "s of ", "a.u.")
        assert BRAILLE & set(terminal.text), terminal.text
        unfold(terminal, "SummaryImages")
        go_to(terminal, "maximum_intensity_projection" if columns > 80 else "maxim…_projection")
        terminal.wait_for("512 × 512", "▀")
        terminal.send("q")
        assert terminal.wait_exit() == 0
