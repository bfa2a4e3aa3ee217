"""Tables by rows and columns."""
