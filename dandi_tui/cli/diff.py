"""`dandi-tui diff A B`: what changed from one version of a dandiset to another."""

import asyncio
from argparse import Namespace

from dandi_tui import text
from dandi_tui.archive.difference import KINDS, Change, Difference, Listed, difference
from dandi_tui.archive.locate import default_version
from dandi_tui.archive.model import Place
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.output import print_json
from dandi_tui.cli.session import Session, session
from dandi_tui.errors import UsageError
from dandi_tui.settings import Settings
from dandi_tui.text import safe

SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    old = parse_target(args.target)
    new = parse_target(args.other) if args.other else Place(
        identifier=old.identifier, version="draft", instance=old.instance
    )  # fmt: skip
    for place in (old, new):
        if not place.identifier or place.path:
            raise UsageError(
                "Two versions of a dandiset are compared.",
                hint="Write dandi-tui diff 000728@0.240208.1707 000728@draft.",
            )
    if (old.identifier, old.instance) != (new.identifier, new.instance):
        raise UsageError(
            f"{old.identifier} and {new.identifier} are two dandisets.",
            hint="Name two versions of one of them.",
        )
    asyncio.run(_diff(args, settings, old, new))
    return 0


async def _diff(args: Namespace, settings: Settings, old: Place, new: Place) -> None:
    async with session(args, settings, old) as one:
        before, after = await _version(one, old), await _version(one, new)
        found = await difference(await one.archive(), old.identifier, before, after)
        if args.json:
            for change in found.changes:
                print_json(change_json(change))
            return
        print(f"DANDI:{old.identifier}  {safe(before)} → {safe(after)}")
        print(summary(found))
        for change in found.changes:
            print(change_line(change))


async def _version(one: Session, place: Place) -> str:
    if place.version:
        return place.version
    return (await default_version(await one.archive(), place.identifier)).version


def change_json(change: Change) -> dict[str, object]:
    """One change.

    `kind` is added, removed, changed or moved; `path` where the asset is now, or was; `old` and
    `new` are null or have `path`, `asset_id`, `blob` or `zarr` (the other is null), `size_bytes`.
    """
    return {
        "kind": change.kind,
        "path": change.path,
        "old": _listed_json(change.old),
        "new": _listed_json(change.new),
    }


def _listed_json(one: Listed | None) -> dict[str, object] | None:
    if one is None:
        return None
    content = one.content or None
    return {
        "path": one.path,
        "asset_id": one.asset_id,
        "blob": None if one.is_zarr else content,
        "zarr": content if one.is_zarr else None,
        "size_bytes": one.size_bytes,
    }


def summary(found: Difference) -> str:
    """`1 added (13.5 MB), 2 moved (4.0 MB); 17 the same`."""
    parts = [
        f"{len(changes):,} {kind} ({text.size(found.size_bytes(kind))})"
        for kind in KINDS
        if (changes := found.of(kind))
    ]
    return f"{', '.join(parts) or 'nothing changed'}; {found.n_same:,} the same"


def change_line(change: Change) -> str:
    """`+ sub-1/file.nwb  13.5 MB`, `> old → new  4.0 MB`."""
    words = safe(change.path)
    if change.kind == "moved" and change.old:
        words = f"{safe(change.old.path)} → {words}"
    size = text.size(change.size_bytes)
    if change.kind == "changed" and change.old:
        size = "metadata only" if change.only_metadata else (
            f"{text.size(change.old.size_bytes)} → {size}"
        )  # fmt: skip
    return f"{SIGNS[change.kind]} {words}  {size}"
