"""The command line: `dandi-tui [TARGET]`, and the verbs `ls`, `tree`, `show` and `cache`."""

from dandi_tui.cli.run import main

__all__ = ["main"]
