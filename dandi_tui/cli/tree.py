"""`dandi-tui tree TARGET [OBJECT]`: the objects of a file."""

import asyncio
from argparse import Namespace

from dandi_tui import text
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.output import Pen, ink, notice, print_json, size
from dandi_tui.cli.session import session
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import Walk
from dandi_tui.settings import Settings
from dandi_tui.text import safe

DEFAULT_LIMIT = 1000
"""Objects shown to a person; more do not fit in a head, and scripts ask for JSON."""


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    limit = args.limit
    if limit is None:
        limit = 0 if args.json else DEFAULT_LIMIT
    asyncio.run(_tree(args, settings, limit))
    return 0


async def _tree(args: Namespace, settings: Settings, limit: int) -> None:
    async with session(args, settings, parse_target(args.target)) as one:
        walk = Walk(source=await one.address(), path=object_path(args.object), limit=limit)
        page = JsonLines() if args.json else Outline(walk.path, settings)
        last = await one.reader.ask(walk, on_part=page.add)
        page.add(last)
        if not page.n_printed and walk.path == "/":
            notice("This file has no objects.")
        if last.truncated and not args.json:
            print(f"… more than {text.count(limit)} objects; --limit 0 shows all.")


def object_path(path: str) -> str:
    """An absolute HDF5 path, however it was typed: `processing/ophys/` too."""
    return "/" + "/".join(part for part in path.split("/") if part)


class JsonLines:
    """The objects as JSON, one a line, as they come."""

    def __init__(self) -> None:
        self.n_printed = 0

    def add(self, part: Objects) -> None:
        """Print more objects."""
        for obj in part.objects:
            print_json(object_json(obj))
            self.n_printed += 1


def object_json(obj: NwbObject) -> dict[str, object]:
    """An object; null where a key does not apply."""
    return {
        "path": obj.path,
        "kind": obj.kind,
        "neurodata_type": obj.neurodata_type or None,
        "shape": list(obj.shape) if obj.shape is not None else None,
        "dtype": obj.dtype or None,
        "target": obj.target if obj.kind == "link" else None,
    }


class Outline:
    """The objects as an indented tree: names left, types and shapes right."""

    def __init__(self, root: str, settings: Settings) -> None:
        self._depth = 0 if root == "/" else root.count("/")
        self._root = root
        self._ink = ink(settings)
        self._pen = Pen(self._ink)
        self._width = size()[0]
        self.n_printed = 0

    def add(self, part: Objects) -> None:
        """Print more objects, the first below the group that holds them."""
        for obj in part.objects:
            if not self.n_printed and obj.path != self._root:
                group = NwbObject(path=self._root, kind="group")
                print(self._line(group))
            print(self._line(obj))
            self.n_printed += 1

    def _line(self, obj: NwbObject) -> str:
        level = 0 if obj.path == self._root else obj.path.count("/") - self._depth
        name = safe(obj.path if level == 0 else obj.name)
        right = self._right(obj)
        left = f"{'  ' * level}{self._sign(obj)} "
        room = max(8, self._width - len(left) - len(right) - 2)
        shown = text.cut_middle(name, room)
        gap = " " * max(2, self._width - len(left) - len(shown) - len(right))
        role = "dim" if obj.n_children == 0 and obj.kind == "group" else "text"
        line = f"{left}{self._pen(shown, role)}"
        return f"{line}{gap}{self._pen(right, 'dim')}" if right else line

    def _sign(self, obj: NwbObject) -> str:
        ascii_only = self._ink.marker == "ascii"
        if obj.kind == "group" and obj.n_children != 0:
            return "v" if ascii_only else "▾"
        return "-" if ascii_only else "·"

    def _right(self, obj: NwbObject) -> str:
        if obj.kind == "link":
            arrow, cross = ("->", "x") if self._ink.marker == "ascii" else ("→", "✗")
            target = text.cut_path(safe(obj.target), max(10, self._width // 2))
            return f"{arrow} {target}{f' {cross}' if obj.broken else ''}"
        if obj.kind == "dataset":
            shape = text.shape(obj.shape)
            parts = (safe(obj.neurodata_type), shape, safe(obj.dtype))
            return "  ".join(part for part in parts if part)
        if obj.n_children == 0:
            return "empty"
        if obj.neurodata_type or obj.n_children is None:
            return safe(obj.neurodata_type)
        return text.count(obj.n_children)
