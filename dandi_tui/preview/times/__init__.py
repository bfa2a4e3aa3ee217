"""When samples are, and what went on then: windows, timestamps, epochs."""
