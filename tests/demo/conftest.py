"""The demo's files, written once and kept for the next run; h5py opens them for the tests."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import pytest

from dandi_tui.demo.files import FILES, ensure_files
from tests.demo_fixture import demo_cache_dir

WRITING_TIMEOUT_S = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever test comes first waits until the files are written, on a busy machine too."""
    for item in items:
        if "demo_files" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(WRITING_TIMEOUT_S))


@pytest.fixture(scope="session")
def demo_files() -> dict[str, Path]:
    """Where each file is, by its recipe."""
    on_disk = ensure_files(demo_cache_dir() / "demo", on_progress=lambda *_told: None)
    return {file.recipe: on_disk[file.key] for file in FILES}


def _opened(path: Path) -> Iterator[h5py.File]:
    with h5py.File(path) as file:
        yield file


@pytest.fixture
def stim_c(demo_files: dict[str, Path]) -> Iterator[h5py.File]:
    """The processed session of 174 ROIs with locally sparse noise."""
    yield from _opened(demo_files["stim-c"])


@pytest.fixture
def stim_c_raw(demo_files: dict[str, Path]) -> Iterator[h5py.File]:
    """The movie of that session."""
    yield from _opened(demo_files["stim-c-raw"])


@pytest.fixture
def stim_b(demo_files: dict[str, Path]) -> Iterator[h5py.File]:
    """The processed session with gratings and natural scenes."""
    yield from _opened(demo_files["stim-b"])


@pytest.fixture
def ks091(demo_files: dict[str, Path]) -> Iterator[h5py.File]:
    """The processed session of two probes."""
    yield from _opened(demo_files["ks091"])


@pytest.fixture
def ks091_raw(demo_files: dict[str, Path]) -> Iterator[h5py.File]:
    """The raw file of that session."""
    yield from _opened(demo_files["ks091-raw"])


@pytest.fixture
def nyu46(demo_files: dict[str, Path]) -> Iterator[h5py.File]:
    """The processed session of one probe and three cameras."""
    yield from _opened(demo_files["nyu46"])


@pytest.fixture
def maze(demo_files: dict[str, Path]) -> Iterator[h5py.File]:
    """The simulated session with sweeps, positions and field potentials."""
    yield from _opened(demo_files["maze"])
