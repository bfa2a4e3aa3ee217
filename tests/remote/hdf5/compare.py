"""The check mode: what the crawl says of a file beside what h5py says."""

from typing import Any

from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.objects import Header
from tests.remote.hdf5.by_h5py import ATTRIBUTES, Facts

LEFT = "left to h5py"


def crawled(crawl: Crawl) -> dict[int, Facts]:
    """What the crawl says of every object, in the form of `by_h5py`."""
    return {address: _facts(crawl.header(address)) for address in crawl.addresses()}


def _facts(header: Header | Left | None) -> Facts:
    assert header is not None
    if isinstance(header, Left):
        return {"kind": LEFT}
    facts: Facts = {"kind": header.kind}
    for name in ATTRIBUTES:
        facts[name] = _plain(getattr(header, name))
    if header.kind == "group":
        assert header.members is not None
        facts["members"] = (
            LEFT
            if isinstance(header.members, Left)
            else [
                [m.name.decode("latin-1"), m.kind, m.address, *map(_latin, (m.file, m.target))]
                for m in header.members
            ]
        )
    else:
        facts["dtype"] = header.dtype
    if header.kind == "dataset":
        assert header.shape is not None
        facts["shape"] = list(header.shape)
    return facts


def _plain(value: Any) -> Any:
    if isinstance(value, Left):
        return LEFT
    return list(value) if isinstance(value, tuple) else value


def _latin(text: bytes) -> str:
    return text.decode("latin-1")


def differences(ours: dict[int, Facts], theirs: dict[int, Facts], *, damaged: bool) -> list[str]:
    """In words, each object and fact that is not the same.

    Args:
        ours: By the crawl.
        theirs: By h5py.
        damaged: Whether objects may be missing that the other has.
    """
    found = []
    if not damaged:
        below_left = any(
            facts.get("members") == LEFT or facts["kind"] == LEFT for facts in ours.values()
        )
        found += [f"{address} is none of h5py's" for address in ours.keys() - theirs.keys()]
        if not below_left:
            found += [f"{address} is missing" for address in theirs.keys() - ours.keys()]
    for address in ours.keys() & theirs.keys():
        mine, truth = ours[address], theirs[address]
        if mine["kind"] == LEFT:
            continue
        found += [
            f"{address} {fact}: {mine.get(fact)!r}, h5py {truth[fact]!r}"
            for fact in truth
            if mine.get(fact) not in (LEFT, truth[fact])
        ]
    return found


def n_left(ours: dict[int, Facts]) -> int:
    """How many objects and facts are left to h5py."""
    return sum(list(facts.values()).count(LEFT) for facts in ours.values())
