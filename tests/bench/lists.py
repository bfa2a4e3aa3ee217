"""How long lists and trees of 20,136 rows hold up the event loop, and when a folder of so many is
there.

The longest stretch of computing between two turns of the loop for each step. Computing time, so
that other programs on the machine do not count. A folder is there when all its rows can be moved
over, counted from when its last page came.
"""

import asyncio
import gc
import time
from pathlib import Path

from textual.pilot import Pilot

from dandi_tui.archive.model import Asset, AssetFolder, Entry
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import ListChildren
from dandi_tui.ui.widgets.asset_tree import AssetTree
from dandi_tui.ui.widgets.object_tree import ObjectTree
from tests.fake_reader import FakeReader
from tests.fakes import FakeArchive, asset
from tests.ui.pane_app import PaneApp, settled

BOUND_MS, BOUND_S = 50.0, 1.0
N = 20_136
TOP: list[Entry] = [AssetFolder(path="many", asset_count=N, size_bytes=N)]
FILES: list[Asset] = [asset(f"many/file-{n:05d}.nwb", number=n) for n in range(N)]
GROUP = NwbObject(path="/many", kind="group", n_children=N)
OBJECTS = tuple(NwbObject(path=f"/many/x{n:05d}", kind="dataset", shape=(n,)) for n in range(N))


class Pages(FakeArchive):
    """Answers from lists that are made beforehand, 1,000 at a time."""

    arrived_s = 0.0
    """When the last page came."""

    async def folder(self, identifier, version, path):  # type: ignore[no-untyped-def]
        rows = FILES if path else TOP
        for first in range(0, len(rows), 1000):
            await asyncio.sleep(0.005)
            self.arrived_s = time.perf_counter()
            yield rows[first : first + 1000]


def answer(request: object) -> Objects:
    """The top, or all objects; of a walk both."""
    if isinstance(request, ListChildren):
        return Objects(objects=(GROUP,) if request.path == "/" else OBJECTS)
    return Objects(objects=(GROUP, *OBJECTS), n_groups_read=2, n_groups_known=2)


class Watch:
    """Measures the turns of the loop, step by step."""

    def __init__(self) -> None:
        self.worst: dict[str, float] = {}
        self.step = ""

    async def run(self) -> None:
        """Note the longest turn of each step, until cancelled."""
        before = time.process_time()
        while True:
            await asyncio.sleep(0)
            now = time.process_time()
            if self.step:
                self.worst[self.step] = max(self.worst.get(self.step, 0), now - before)
            before = now


async def steps(pilot: Pilot[None], watch: Watch, assets: AssetTree, objects: ObjectTree) -> None:
    """Load, move, filter and clear, in both trees."""
    assets.place, objects.source = ("000020", "draft"), Address(url="http://store.invalid/a")
    await settled(pilot)
    for name, pane in (("assets", assets), ("objects", objects)):
        pane.focus()
        await settled(pilot)
        for step, keys in (
            ("unfold", ["l"]),
            ("move", ["j", "j", "k", "ctrl+d", "G", "k", "g", "g"]),
            ("fold and unfold", ["h", "l"]),
            ("filter", ["slash", *"123"]),
            ("clear the filter", ["escape"]),
        ):
            watch.step = f"{name}: {step}"
            await pilot.press(*keys)
            await settled(pilot)
            watch.step = ""
        assert len(pane.listing.model.visible) == N + 1


def long_lists(_cache_dir: Path) -> list[tuple[str, float, float, str]]:
    """When the folder is there, and the worst turn of each step with so many rows."""
    worst, opened_s = asyncio.run(_measure())
    turns = [(f"{N:,} {step}, worst turn", 1e3 * s, BOUND_MS, "ms") for step, s in worst.items()]
    return [(f"{N:,} assets: there after their pages", opened_s, BOUND_S, "s"), *turns]


async def _opened(pilot: Pilot[None], assets: AssetTree, pages: Pages) -> float:
    """Seconds from the last page of the folder to its last row; the folder is folded again."""
    assets.place = ("000020", "draft")
    assets.focus()
    await settled(pilot)
    await pilot.press("l")
    while len(assets.listing.model.visible) <= N:  # noqa: ASYNC110 -- every turn is looked at
        await asyncio.sleep(0)
    there_s = time.perf_counter() - pages.arrived_s
    await settled(pilot)
    assets.place = None
    await settled(pilot)
    return there_s


async def _measure() -> tuple[dict[str, float], float]:
    reader = FakeReader(answers={"/": answer, "/many": answer})
    pages = Pages()
    assets, objects, watch = AssetTree(pages), ObjectTree(reader), Watch()
    for pane in (assets, objects):
        pane.styles.height = 18
    async with PaneApp(lambda: [assets, objects]).run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        opened_s = await _opened(pilot, assets, pages)
        gc.collect()
        gc.freeze()  # the data and the modules of this script are not what is measured
        task = asyncio.create_task(watch.run())
        await steps(pilot, watch, assets, objects)
        task.cancel()
    return watch.worst, opened_s
