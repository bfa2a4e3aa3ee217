"""The reader process that reads and draws, and the client that asks it."""
