"""The command line: `dandi-tui [TARGET]`, and its verbs, one file each."""

from dandi_tui.cli.run import main

__all__ = ["main"]
