"""What search asks of the archive: counted in the demo server's own log."""

from functools import partial
from pathlib import Path

import dandi.consts
import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.index import Index
from dandi_tui.demo.catalogue import ALICE
from dandi_tui.settings import Settings
from dandi_tui.ui import indexing
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from tests.demo_fixture import Demo, DemoFactory
from tests.ui.pane_app import PaneApp, settled


async def pane_over(demo: Demo, folder: Path) -> DandisetList:
    """The list of the demo archive, with an index in a folder."""
    settings = Settings(instance=demo.api_url, cache_dir=folder, log_file=folder / "log")
    return DandisetList(await connect(settings), index=Index(settings))


async def test_a_list_is_one_request_and_typing_is_none(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten letters while the index is built ask for nothing; an expression is asked once."""
    monkeypatch.setattr(indexing, "START_S", 0.0)
    demo = demo_factory()
    pane = await pane_over(demo, tmp_path)
    async with PaneApp(lambda: [pane]).run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        paths = [entry["path"] for entry in demo.log("api")]
        assert paths.count("/api/dandisets/") == 1
        assert len(paths) == 1 + len(pane.dandisets)
        await pilot.press("slash", *"two photon")
        await settled(pilot)
        assert len(demo.log("api")) == len(paths)
        await pilot.press("ctrl+u", *"species:mu", "enter")
        await settled(pilot)
        assert len(demo.log("api")) == len(paths) + 1
        assert pane.listing.row is not None


async def test_a_second_run_asks_for_the_list_alone(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept and has not changed is not asked for again."""
    monkeypatch.setattr(indexing, "START_S", 0.0)
    demo = demo_factory()
    for n_requests in (None, 1):
        before = len(demo.log("api"))
        pane = await pane_over(demo, tmp_path)
        async with PaneApp(partial(list, [pane])).run_test(size=(120, 36)) as pilot:
            await settled(pilot)
        assert n_requests in (None, len(demo.log("api")) - before)


async def test_mine_starred_and_embargoed_with_a_key(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive says which; what is embargoed is listed, and not indexed."""
    known = dandi.consts.DandiInstance("known", None, demo.api_url)
    monkeypatch.setitem(dandi.consts.known_instances, "known", known)
    monkeypatch.setenv("KNOWN_API_KEY", ALICE.token)
    monkeypatch.setattr(indexing, "START_S", 0.0)
    settings = Settings(instance="known", cache_dir=tmp_path, log_file=tmp_path / "log")
    pane = DandisetList(await connect(settings), index=Index(settings))
    async with PaneApp(lambda: [pane]).run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        embargoed = [one for one in pane.dandisets if one.embargo_status != "OPEN"]
        assert embargoed
        assert pane.index is not None
        assert pane.index.state.n_kept == len(pane.dandisets) - len(embargoed)
        for toggle, query in ((pane.action_toggle_mine, "user=me"),
                              (pane.action_toggle_starred, "starred=true")):  # fmt: skip
            toggle()
            await settled(pilot)
            path = f"/api/dandisets/?{query}&embargoed=true&page_size=1000"
            rows = demo.ask(path, token=ALICE.token).json()["results"]
            assert 0 < len(rows) < len(pane.dandisets)
            listed = {row.key for row in pane.model.children("")}
            assert listed == {one["identifier"] for one in rows}
            toggle()
        pane.action_toggle_embargoed()
        assert not {one.identifier for one in embargoed} & {
            row.key for row in pane.model.children("")
        }
