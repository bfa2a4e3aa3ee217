"""What every archive promises, whatever is behind it."""

import asyncio
import re

import pytest

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry
from dandi_tui.errors import AccessError, DandiTuiError, NotFoundError


async def listed(archive: Archive) -> list[Dandiset]:
    return [row async for page in archive.dandisets() for row in page]


async def children(archive: Archive, identifier: str, version: str, path: str) -> list[Entry]:
    return [row async for page in archive.folder(identifier, version, path) for row in page]


class ArchiveContract:
    """Give the fixture `archive`, and say what it holds."""

    identifier: str
    """A dandiset with a draft that has a folder and a file in its root."""
    several_versions: str
    """A dandiset with more versions than one."""
    folder: str
    """A folder in its root."""
    file: str
    """A file in its root."""
    embargoed: str
    """A dandiset that the user may not see."""

    async def test_the_list_has_every_dandiset_once(self, archive: Archive) -> None:
        """Identifiers are six digits, in order."""
        identifiers = [row.identifier for row in await listed(archive)]
        assert identifiers == sorted(set(identifiers))
        assert self.identifier in identifiers
        assert all(re.fullmatch(r"\d{6}", one) for one in identifiers)

    async def test_one_dandiset_is_as_in_the_list(self, archive: Archive) -> None:
        """The row of the list says as much as the dandiset itself."""
        rows = {row.identifier: row for row in await listed(archive)}
        assert await archive.dandiset(self.identifier) == rows[self.identifier]

    async def test_the_version_that_is_meant_is_the_newest_published(
        self, archive: Archive
    ) -> None:
        """The draft is meant only where nothing was published."""
        row = await archive.dandiset(self.several_versions)
        assert row.version == row.published
        assert row.version is not None

    async def test_versions_begin_with_the_draft_then_the_newest(self, archive: Archive) -> None:
        """The draft first, then newest to oldest."""
        versions = await archive.versions(self.several_versions)
        assert versions[0].is_draft
        created = [one.created for one in versions[1:]]
        assert len(created) > 1
        assert created == sorted(created, reverse=True)

    async def test_a_folder_holds_its_direct_children_once(self, archive: Archive) -> None:
        """Folders and files of one level, each with its whole path."""
        root = await children(archive, self.identifier, "draft", "")
        paths = [one.path for one in root]
        assert len(set(paths)) == len(paths)
        assert {self.folder, self.file} <= set(paths)
        assert not any("/" in path for path in paths)

    async def test_a_folder_in_a_folder_is_listed_by_its_path(self, archive: Archive) -> None:
        """With or without a slash at its end."""
        below = await children(archive, self.identifier, "draft", self.folder)
        assert below
        assert all(one.path.startswith(f"{self.folder}/") for one in below)

    async def test_an_entry_is_as_its_folder_lists_it(self, archive: Archive) -> None:
        """One path at a time, the same is said."""
        root = {one.path: one for one in await children(archive, self.identifier, "draft", "")}
        folder = await archive.entry(self.identifier, "draft", self.folder)
        file = await archive.entry(self.identifier, "draft", self.file)
        assert (folder, file) == (root[self.folder], root[self.file])
        assert isinstance(folder, AssetFolder)
        assert isinstance(file, Asset)

    async def test_a_file_has_no_children(self, archive: Archive) -> None:
        """The listing of a file's path is empty, not an error."""
        assert await children(archive, self.identifier, "draft", self.file) == []

    @pytest.mark.parametrize("path", ["nope", "nope/below", "SUB-001/", "sub-0"])
    async def test_a_path_that_is_not_there_is_not_found(self, archive: Archive, path: str) -> None:
        """Neither a beginning of a name nor another case is the path."""
        with pytest.raises(NotFoundError):
            await archive.entry(self.identifier, "draft", path)

    async def test_what_does_not_exist_is_not_found(self, archive: Archive) -> None:
        """A dandiset, a version, an asset: each a sentence, and no empty list."""
        with pytest.raises(NotFoundError):
            await archive.dandiset("999999")
        with pytest.raises(NotFoundError):
            await archive.versions("999999")
        with pytest.raises(NotFoundError):
            await archive.asset("00000000-0000-4000-8000-999999999999")
        with pytest.raises(NotFoundError):
            await children(archive, self.several_versions, "0.990101.0000", "")

    async def test_an_embargoed_dandiset_says_how_to_open_it(self, archive: Archive) -> None:
        """Without a key: a sentence, and a hint."""
        with pytest.raises(AccessError, match="embargoed") as error:
            await children(archive, self.embargoed, "draft", "")
        assert error.value.hint

    async def test_the_address_of_open_data_is_the_listing_s(self, archive: Archive) -> None:
        """No request, no signature; the blob's id is known."""
        file = await archive.entry(self.identifier, "draft", self.file)
        assert isinstance(file, Asset)
        before = archive.stats.requests
        address = await archive.address(self.identifier, "draft", file)
        assert (address.url, address.size_bytes) == (file.url, file.size_bytes)
        assert address.blob
        assert address.blob in address.url
        assert not address.private
        assert "?" not in address.url
        assert archive.stats.requests - before <= 1

    async def test_cancelling_leaves_the_archive_usable(self, archive: Archive) -> None:
        """The next question is answered as if nothing had been."""
        task = asyncio.create_task(archive.dandiset(self.identifier))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await archive.dandiset(self.identifier)).identifier == self.identifier


class FindContract:
    """For archives that hold `visual` words: give `identifier` and `words`."""

    identifier: str
    words: tuple[str, str]
    """Two words of at least one path of the draft, in this order."""

    async def test_words_are_found_in_any_order_and_case(self, archive: Archive) -> None:
        """All of them must be in the path."""
        first, second = self.words
        there = await self._find(archive, f"{first} {second}")
        back = await self._find(archive, f"{second.upper()} {first}")
        assert there
        assert set(there) == set(back)
        assert len(set(there)) == len(there)
        assert all(first.lower() in path.lower() for path in there)

    async def test_a_star_stands_for_anything(self, archive: Archive) -> None:
        """As in a glob: what is before it comes before what is behind it."""
        first, second = self.words
        there = await self._find(archive, f"{first}*{second}")
        assert set(there) == set(await self._find(archive, f"{first} {second}"))
        assert await self._find(archive, f"{second}*{first}") == []

    async def test_words_that_are_nowhere_find_nothing(self, archive: Archive) -> None:
        """No error, no asset."""
        assert await self._find(archive, "zzzz-nothing") == []

    async def _find(self, archive: Archive, words: str) -> list[str]:
        pages = archive.find(self.identifier, "draft", words)
        return [one.path async for page in pages for one in page]


async def no_address(archive: Archive, identifier: str, asset: Asset) -> None:
    """A Zarr is no file."""
    with pytest.raises(DandiTuiError, match="Zarr"):
        await archive.address(identifier, "draft", asset)
