"""An archive on loopback that answers as DANDI does: a child, `python -m dandi_tui.demo`."""
