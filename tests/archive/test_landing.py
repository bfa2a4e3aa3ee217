"""Pages kept in memory: asked for once, bounded in bytes, drafts by their date of change."""

from dataclasses import replace

from dandi_tui.archive.landing import Landing, Landings, landing_of
from tests.fakes import DANDISETS, FakeArchive


def archive_with(description: str = "words", *versions: str) -> FakeArchive:
    archive = FakeArchive()
    for version in versions or ("draft",):
        path = f"/dandisets/000728/versions/{version}/info/"
        archive.documents[path] = {"metadata": {"description": description}}
    return archive


def n_calls(archive: FakeArchive, name: str) -> int:
    return sum(call[0] == name for call in archive.calls)


async def test_a_page_is_asked_for_once() -> None:
    """Then it is known, with its versions once they came."""
    archive = archive_with()
    landings = Landings(archive)
    landing = Landing(identifier="000728", version="draft")
    assert landings.known(landing) == landing
    first = await landings.described(landing)
    assert first.description == ("words", "")
    assert (await landings.complete(landing)).all_versions
    assert landings.known(landing).all_versions
    await landings.complete(landing)
    assert (n_calls(archive, "document"), n_calls(archive, "versions")) == (1, 1)


async def test_a_draft_that_changed_is_asked_for_again() -> None:
    """By the date that its row says; a published version is not."""
    archive = archive_with("words", "draft")
    landings = Landings(archive)
    row = next(one for one in DANDISETS if one.identifier == "000728")
    assert row.draft
    before = landing_of(row, "draft")
    later = landing_of(replace(row, draft=replace(row.draft, modified="2030-01-01")), "draft")
    assert before
    assert later
    await landings.described(before)
    await landings.described(later)
    assert n_calls(archive, "document") == 2


async def test_what_is_kept_is_bounded() -> None:
    """The page that was not seen for longest goes first."""
    versions = [f"0.24010{n}.0000" for n in range(1, 10)]
    archive = archive_with("x" * 10_000, *versions)
    landings = Landings(archive, limit_bytes=150_000)
    pages = [Landing(identifier="000728", version=one) for one in versions]
    for page in pages:
        await landings.described(page)
        assert landings.kept_bytes <= 150_000
    assert landings.known(pages[-1]).metadata is not None
    assert landings.known(pages[0]).metadata is None


async def test_versions_do_not_wait_for_metadata() -> None:
    """They are listed where the metadata cannot be had, and kept beside them where they can."""
    archive = FakeArchive()
    landings = Landings(archive)
    landing = Landing(identifier="000728", version="draft")
    listed = await landings.with_versions(landing)
    assert [one.version for one in listed.versions][:1] == ["draft"]
    assert listed.metadata is None
    archive.documents["/dandisets/000728/versions/draft/info/"] = {"metadata": {"name": "N"}}
    found = await landings.complete(landing)
    assert found.metadata
    assert found.all_versions
    assert n_calls(archive, "versions") == 1
