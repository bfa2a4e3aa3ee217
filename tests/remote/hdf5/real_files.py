"""The real files of the shared data, and what a crawl of one makes of it."""

from pathlib import Path

from dandi_tui.remote.crawl import Crawl
from tests.remote.hdf5.local_source import LocalSource
from tests.shared import shared_folder

SHARED = shared_folder()

NOT_HDF5 = {"git-lfs-pointer.nwb", "gzipped_MIES_V2.nwb", "zero_bytes.nwb", "notahdf5file.h5"}


def real_files(corpus: str) -> list[Path]:
    """All HDF5 files of `nwb` or `hdf5`; none where the shared data are absent."""
    if SHARED is None:
        return []
    found = sorted((SHARED / "data" / corpus).rglob("*.[nh]*[5b]"))
    return [path for path in found if path.name not in NOT_HDF5]


def finished(content: bytes) -> tuple[Crawl, LocalSource]:
    """A crawl of the whole file."""
    source = LocalSource(content)
    crawl = Crawl(source)
    crawl.finish()
    return crawl, source
