"""Sweeps of intracellular recordings."""
