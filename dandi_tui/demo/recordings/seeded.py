"""The same file every time: random numbers and object ids that depend on a name only."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from unittest.mock import patch
from uuid import UUID

import numpy as np


def seed_of(name: str) -> int:
    """A seed of 64 bits that depends on `name` only, unlike `hash`."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big")


def generator(name: str) -> np.random.Generator:
    """Random numbers of its own for each named purpose, so that none disturbs another."""
    return np.random.default_rng(seed_of(name))


@contextmanager
def seeded_ids(name: str) -> Iterator[None]:
    """Let every object that hdmf makes inside have the same `object_id` in every run."""
    numbers = random.Random(seed_of(name))

    def uuid4() -> UUID:
        """A valid random UUID, but from our numbers."""
        return UUID(int=numbers.getrandbits(128), version=4)

    with patch("hdmf.container.uuid4", uuid4):
        yield
