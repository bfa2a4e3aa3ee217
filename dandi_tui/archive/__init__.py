"""The DANDI Archive: its model, and the ways to ask it."""
