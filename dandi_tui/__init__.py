"""dandi-tui: browse the DANDI Archive, and see NWB files, in a terminal."""

__version__ = "0.1.0"
