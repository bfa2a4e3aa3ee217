"""Figures as coloured text, by plotext and by half blocks."""
