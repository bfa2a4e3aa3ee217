"""Fixtures of the reader's tests."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache_dir=tmp_path, max_tries=2, reader_memory_bytes=300_000_000)


@pytest.fixture(autouse=True)
def _collector_off(collector_off: None) -> None:
    """See there."""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """400 rows of 1,000 values of noise, of which a chunk holds ten."""
    path = tmp_path_factory.mktemp("ahead") / "noise.h5"
    noise = np.random.default_rng(1).normal(size=(400, 1000))
    with h5py.File(path, "w") as file:
        file.create_dataset("noise", data=noise, chunks=(10, 1000), compression="gzip")
        for i in range(20):
            file.create_group(f"group {i}/deeper")
    return path.read_bytes()
