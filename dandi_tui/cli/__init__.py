"""The command line."""


def main() -> int:
    """Run the command; the exit code."""
    return 0
