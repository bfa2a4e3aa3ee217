"""All that is known of a file or a folder, in an overlay: one request, asked for when it opens."""

from dandi_tui import text
from dandi_tui.archive.asset_metadata import asset_facts
from dandi_tui.archive.model import Asset
from dandi_tui.archive.paths import part
from dandi_tui.errors import DandiTuiError
from dandi_tui.ui.entry_facts import Fact, metadata_facts, row_facts
from dandi_tui.ui.screens.details import DetailsScreen
from dandi_tui.ui.seen import Browser
from dandi_tui.ui.widgets.status_line import Status

WAITING: Fact = ("metadata", "loading…")


def details_of(browser: Browser, status: Status) -> bool:
    """Show the details of the row under the cursor of pane 2; False if there is none."""
    row = browser.journey.assets.listing.row
    item = row.item if row else None
    facts = row_facts(item)
    if not facts:
        return False
    asks = isinstance(item, Asset) and bool(item.asset_id)
    screen = DetailsScreen("Details", [*facts, WAITING] if asks else facts, status)
    browser.app.push_screen(screen)
    if isinstance(item, Asset) and asks:
        browser.app.run_worker(_ask(browser, item, screen), group="details")
    return True


async def _ask(browser: Browser, asset: Asset, screen: DetailsScreen) -> None:
    """Ask the archive for the metadata, and show them if the overlay is still there."""
    path, what = f"/assets/{part(asset.asset_id)}/info/", f"asset {text.safe(asset.path)}"
    try:
        answer = await browser.archive.document(path, {}, what=what)
        facts = metadata_facts(asset, asset_facts(answer), browser.archive.download_url(asset))
    except DandiTuiError as error:
        facts = [*row_facts(asset), ("metadata", f"✗ {error.message} {error.hint}".strip())]
    if screen.is_attached:
        await screen.show(facts)
