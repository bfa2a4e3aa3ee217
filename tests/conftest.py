"""Fixtures that many parts use."""

from tests.demo_fixture import demo, demo_factory

__all__ = ["demo", "demo_factory"]
