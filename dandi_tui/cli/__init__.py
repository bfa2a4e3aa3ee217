"""The command line: `dandi-tui [TARGET]`, and its verbs, one file each."""

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    try:
        # Loaded here, 0.1 s, so that an interrupt while it loads ends in silence too.
        from dandi_tui.cli.run import main as run
    except KeyboardInterrupt:
        return 130
    return run(argv)


__all__ = ["main"]
