"""What crosses the pipe between the browser and the reader: frozen, typed, no numpy."""
