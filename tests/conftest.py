"""Fixtures that many parts use."""

from pathlib import Path

import pytest

from tests.demo_fixture import demo, demo_cache_dir, demo_factory

__all__ = ["demo", "demo_cache", "demo_factory"]


@pytest.fixture
def demo_cache(demo: object) -> Path:
    """A cache folder in which the demo's files have been written."""
    return demo_cache_dir()
