"""The small files, written once a session, opened for each test."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from tests.nwb import files


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nwb")


def _written(write: Callable[[Path], Path], path: Path) -> Path:
    """pynwb warns of the very oddities that these files are for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return write(path)


@pytest.fixture(scope="session")
def series_path(folder: Path) -> Path:
    return _written(files.write_series, folder / "series.nwb")


@pytest.fixture(scope="session")
def ophys_path(folder: Path) -> Path:
    return _written(files.write_ophys, folder / "ophys.nwb")


@pytest.fixture(scope="session")
def tables_path(folder: Path) -> Path:
    return _written(files.write_tables, folder / "tables.nwb")


def _opened(path: Path) -> Iterator[NwbFile]:
    file = NwbFile(str(path), name=path.name)
    yield file
    file.close()


@pytest.fixture
def series_file(series_path: Path) -> Iterator[NwbFile]:
    yield from _opened(series_path)


@pytest.fixture
def ophys_file(ophys_path: Path) -> Iterator[NwbFile]:
    yield from _opened(ophys_path)


@pytest.fixture
def tables_file(tables_path: Path) -> Iterator[NwbFile]:
    yield from _opened(tables_path)
