"""Where something was."""
