"""`dandi-tui [TARGET]`: the browser. Only starts it."""
