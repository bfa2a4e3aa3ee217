"""Every archive keeps the contract."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset
from dandi_tui.settings import Settings
from tests.archive.contract import ArchiveContract, FindContract, children, no_address
from tests.demo_fixture import Demo
from tests.fakes import FakeArchive


class TestRecordings(ArchiveContract):
    """The real server's recorded answers, over HTTP."""

    identifier = "000003"
    several_versions = "000004"
    folder = "flat"
    file = "README.md"
    embargoed = "000005"


class TestFake(ArchiveContract, FindContract):
    """The stand-in of the panes' tests behaves as the real thing."""

    identifier = "000728"
    several_versions = "000728"
    folder = "sub-501560436"
    file = "dandiset.yaml"
    embargoed = "000108"
    words = ("StimC", "ophys")

    @pytest.fixture
    def archive(self) -> Archive:
        return FakeArchive()


class TestDemo(ArchiveContract, FindContract):
    """The embedded archive, over HTTP."""

    identifier = "000728"
    several_versions = "000728"
    folder = "sub-491604983"
    file = "README.md"
    embargoed = "000961"
    words = ("StimC", "ophys")

    @pytest.fixture
    async def archive(self, demo: Demo, tmp_path: Path) -> AsyncIterator[Archive]:
        settings = Settings(cache_dir=tmp_path, log_file=tmp_path / "log")
        archive = await connect(settings, demo.api_url)
        yield archive
        await archive.close()

    async def test_a_folder_of_twenty_thousand_comes_a_thousand_at_a_time(
        self, archive: Archive
    ) -> None:
        """Every child once, one request a page."""
        (folder,) = [
            one.path
            for one in await children(archive, "000950", "draft", "")
            if not isinstance(one, Asset) and one.asset_count >= 20_000
        ]
        before = archive.stats.requests
        pages = [page async for page in archive.folder("000950", "draft", folder)]
        paths = {one.path for page in pages for one in page}
        assert len(paths) == sum(map(len, pages)) >= 20_000
        assert archive.stats.requests - before == len(pages) == -(-len(paths) // 1000)

    async def test_an_asset_deep_in_a_big_folder_takes_two_requests(self, archive: Archive) -> None:
        """Its path is asked for; the other pages are not."""
        (folder,) = [
            one.path
            for one in await children(archive, "000950", "draft", "")
            if not isinstance(one, Asset) and one.asset_count >= 20_000
        ]
        last = (await children(archive, "000950", "draft", folder))[-1]
        before = archive.stats.requests
        found = await archive.entry("000950", "draft", last.path)
        assert found.path == last.path
        assert archive.stats.requests - before == 2
        assert isinstance(found, Asset)
        assert (await archive.address("000950", "draft", found)).blob

    async def test_hostile_paths_are_listed_and_found_by_path(self, archive: Archive) -> None:
        """Blanks, tabs, `#`, `%20`, brackets: whatever the server allows."""
        for entry in await children(archive, "000955", "draft", ""):
            assert await archive.entry("000955", "draft", entry.path) == entry

    async def test_a_zarr_is_listed_and_refused_as_a_file(self, archive: Archive) -> None:
        """It is one asset, of its own kind."""
        pages = archive.find("000962", "draft", "zarr")
        found = [one async for page in pages for one in page]
        assert found
        assert all(one.zarr for one in found)
        await no_address(archive, "000962", found[0])
