"""Intervals and events on the axis of time."""
