"""Every archive keeps the contract."""

import pytest

from dandi_tui.archive.base import Archive
from tests.archive.contract import ArchiveContract, FindContract
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
