"""The recordings of the demo archive: simulated, then written by pynwb; imports nothing itself."""
