"""Fixtures that many parts use."""
