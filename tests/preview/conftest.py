"""The small NWB files of `tests/nwb/files.py` as fixtures."""

from tests.nwb.fixtures import (
    folder,
    ophys_file,
    ophys_path,
    series_file,
    series_path,
    tables_file,
    tables_path,
)

__all__ = [
    "folder",
    "ophys_file",
    "ophys_path",
    "series_file",
    "series_path",
    "tables_file",
    "tables_path",
]
