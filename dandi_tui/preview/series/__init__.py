"""Time series: traces, overviews, how traces go together, answer, and sound."""
