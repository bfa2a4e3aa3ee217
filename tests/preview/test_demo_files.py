"""Every view of the demo archive's files draws."""

from pathlib import Path

import pytest

from dandi_tui.demo.files import FILES, files_home
from tests.preview.sweep import sample, sweep
from tests.preview.test_real_files import opened

NAMES = [file.name for file in FILES]
SHORT = [
    file.name for file in FILES if file.recipe in ("stim-c-raw", "stim-c", "ks091-raw", "nyu46")
]
"""The other two are of the same kinds."""


@pytest.mark.parametrize("name", SHORT)
def test_every_kind_of_object_is_drawn(demo_cache: Path, name: str) -> None:
    """An object of each type and shape, at sizes by lot."""
    with opened(files_home(demo_cache / "demo") / name) as (file, objects):
        assert sweep(file, sample(file, objects, 1), whole=False) > 0


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_every_view_draws_at_every_size(demo_cache: Path, name: str) -> None:
    """Twenty objects of each type and shape, from 40×12 to 300×90."""
    with opened(files_home(demo_cache / "demo") / name) as (file, objects):
        assert sweep(file, sample(file, objects, 20), whole=True) > 0
