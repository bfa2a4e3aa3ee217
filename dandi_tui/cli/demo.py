"""Starts the embedded archive, with a progress bar while its files are written."""

