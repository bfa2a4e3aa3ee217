"""Bytes of remote files: blocks over HTTP ranges, kept in memory and on disk."""
