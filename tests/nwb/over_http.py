"""A file over HTTP, of which nothing comes unasked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.address import Address
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.remote.range_server import serve


@contextmanager
def remote(path: Path, folder: Path) -> Iterator[tuple[NwbFile, Fetcher]]:
    """The file over HTTP, of which nothing comes unasked."""
    settings = Settings(cache_dir=folder, whole_file_bytes=0, head_bytes=0, tail_bytes=0)
    fetcher = Fetcher(settings, Watch())
    content = path.read_bytes()
    with serve(content) as server:
        files = OpenFiles(fetcher, stock=False)
        with files.use(Address(url=server.url, size_bytes=len(content), name=path.name)) as file:
            yield file, fetcher
        files.close()
        fetcher.close()
