"""The whole way once, in a real terminal, by keys alone."""

import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

SIZES = [(80, 24), (120, 36)]
BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


def selected(terminal: Terminal) -> str:
    """The name in the object tree's marked row; empty while the screen is painted half.

    A name alone: what stands beside it (how many members a group has) may come later.
    """
    _, _, tree = terminal.text.partition("3 Objects")
    rows = [line for line in tree.splitlines() if "▌" in line]
    words = rows[0].split("▌", 1)[1].split("│")[0].strip(" ▸▾·").split() if len(rows) == 1 else []
    return words[0] if words else ""


def go_to(terminal: Terminal, name: str) -> None:
    """Move down in the object tree until the selected row begins with `name`."""
    for _ in range(60):
        if selected(terminal).startswith(name):
            return
        terminal.wait_until(lambda _: bool(selected(terminal)), "a row")
        before = {selected(terminal), ""}
        terminal.send("j")
        terminal.wait_until(lambda _, old=before: selected(terminal) not in old, f"on to {name}")  # type: ignore[misc]
    raise AssertionError(f"{name} is not in the tree:\n{terminal.text}")


def unfold(terminal: Terminal, name: str, child: str) -> None:
    """Go to a group and unfold it, until its child is there."""
    go_to(terminal, name)
    terminal.send("l")
    terminal.wait_for(child)


def is_filtering(shown: str) -> bool:
    """Whether a line of the list begins with a slash and holds no words yet."""
    begins = [line.strip("│ ").split()[:2] for line in shown.splitlines()]
    return ["/", "│"] in begins or ["/", "││"] in begins


def open_file(terminal: Terminal) -> None:
    """From the list of dandisets into the first file with ΔF/F; keys come in bursts.

    But the first one alone: over a quarter of a second it holds up those behind it no longer.
    """
    terminal.wait_for("000011")
    terminal.send("/")
    terminal.wait_until(is_filtering, "a line to type into")
    terminal.send("728\r\r")
    terminal.wait_for("1604983/")
    terminal.send("l")
    terminal.wait_for("501560436-StimC_")
    terminal.send("j", "Enter")
    terminal.wait_for("processing", "stimulus")


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_from_the_list_to_traces_and_to_an_image(columns: int, rows: int, demo_cache: Path) -> None:
    """list → 000728 → folder → file → ΔF/F traces, and → the projection's image."""
    command = str(Path(sys.executable).parent / "dandi-tui")
    argv = [command, "--demo", "--cache-dir", str(demo_cache)]
    with Terminal(argv, columns=columns, rows=rows) as terminal:
        open_file(terminal)
        unfold(terminal, "processing", "▸ ophys")
        unfold(terminal, "ophys", "▸ DfOverF")
        unfold(terminal, "DfOverF", "DfOverFEvents")
        terminal.send("j")
        terminal.wait_for("of 174", "s of ", "a.u.")
        terminal.wait_until(lambda shown: bool(BRAILLE & set(shown)), "traces")
        unfold(terminal, "SummaryImages", "maxim")
        go_to(terminal, "maxim")
        terminal.wait_for("512 × 512", "▀")
        terminal.send("q")
        assert terminal.wait_exit() == 0
