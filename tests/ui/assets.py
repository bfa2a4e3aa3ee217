"""The files of a version, alone on the screen, and what was asked for them."""

from collections import Counter

from dandi_tui.archive.base import Archive
from dandi_tui.ui.widgets.asset_tree import AssetTree
from tests.demo_fixture import Demo
from tests.ui.pane_app import PaneApp, rows_of

WIDE, NARROW = (120, 36), (80, 24)
PUBLISHED = ("000728", "0.240827.1809")
STIM_C = "sub-501560436/sub-501560436_ses-501560436-StimC_behavior+ophys.nwb"


def tree_app(archive: Archive) -> tuple[PaneApp, AssetTree]:
    pane = AssetTree(archive)
    pane.styles.width = 60
    return PaneApp(lambda: [pane]), pane


def shown(pane: AssetTree) -> list[str]:
    return [row for row in rows_of(pane.listing) if row.strip()]


def asked(demo: Demo) -> Counter[str]:
    """How often each path of the API was asked."""
    return Counter(entry["path"].partition("?")[0] for entry in demo.log("api"))
