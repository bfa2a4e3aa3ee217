"""The command line: `dandi-tui [TARGET]`, and the verbs `ls`, `tree` and `show`."""

from dandi_tui.cli.run import main

__all__ = ["main"]
