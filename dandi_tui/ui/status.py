"""What the status line and the footer say of a browser, as it is now."""

from typing import Final

from dandi_tui import text
from dandi_tui.protocol.pictures import Stats
from dandi_tui.settings import Settings
from dandi_tui.ui.commands import Command
from dandi_tui.ui.keymap import keymap_at
from dandi_tui.ui.keys import commands_at
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.meaning import works
from dandi_tui.ui.own_keys import Place, own_commands, without
from dandi_tui.ui.page_view import PAGE_COMMANDS
from dandi_tui.ui.places import Spot
from dandi_tui.ui.preview_commands import (
    MOVE_COMMANDS,
    READ,
    READ_ON,
    RETRY,
    WINDOW_ONLY,
    Phase,
    motions,
    working,
)
from dandi_tui.ui.screens.browser_commands import DETAILS, HELP, QUIT
from dandi_tui.ui.seen import Browser
from dandi_tui.ui.widgets.status_line import State, Status

STATES: Final[dict[Phase, State]] = {
    "idle": "idle",
    "loading": "working",
    "asking": "asking",
    "failed": "failed",
    "stopped": "idle",
}
BACK = Command(name="Back", keys=(), shown="Esc", word="back", sentence="back to the picture")
STOP = Command(name="Stop", keys=(), shown="Esc", word="stop", sentence="stop reading")
OTHER = Command(name="Other", keys=(), shown="1 2 3", word="other pane", sentence="another pane")


def status_of(browser: Browser) -> Status:
    """Sign, words and counts of what the preview does, else of what is open."""
    preview = browser.preview
    stats = preview.reading.stats if preview.phase == "loading" else browser.reader.last_stats
    if stats is preview.lost:
        stats = Stats()
    return Status(
        state=STATES[preview.phase],
        words=_words(browser),
        aside=_aside(browser),
        stats=stats,
        archive=_archive(browser),
        offline=browser.settings.offline,
        kept_from=browser.archive.kept_from,
    )


def _words(browser: Browser) -> str:
    preview = browser.preview
    heading = preview.heading
    if preview.phase == "loading":
        leads = f" {heading.span[0]}" if heading and heading.span[0] else ""
        return f"reading {heading.title}{leads}" if heading else "opening"
    if preview.phase == "asking" and preview.question:
        return f"{text.size(preview.question.cost.to_fetch_bytes)} to read: Enter or Esc"
    if preview.phase == "failed" and preview.error:
        return text.safe(preview.error.message).rstrip(".")
    return _open_file(browser)


def _archive(browser: Browser) -> str:
    """The archive's name, or the host of its URL; nothing of the usual one and of the demo."""
    name = browser.settings.instance
    if browser.settings.demo or name == Settings.instance:
        return ""
    return text.safe(browser.archive.host or name if "://" in name else name, limit=40)


def _open_file(browser: Browser) -> str:
    """The file, or the object where its path stands nowhere else; else the archive."""
    spot, facts = browser.journey.trail.now, browser.preview.facts
    if browser.pane in browser.panes[2:] and spot.source is not None:
        if facts is not None and facts.path != "/" and browser.preview.compact:
            return facts.path
        return text.safe(spot.source.name or spot.source.local_path or spot.source.url)
    here = _local_place(spot)
    if here and not (browser.archive.host and browser.pane is browser.panes[0]):
        return text.safe(here)
    return browser.archive.host or "dandi-tui"


def _local_place(spot: Spot) -> str:
    """The folder or file on this machine that is open; empty if it is none."""
    if is_local(spot.identifier):
        return spot.identifier
    return spot.source.local_path if spot.source else ""


def _aside(browser: Browser) -> str:
    if browser.preview.phase != "idle" or browser.pane is not browser.panes[0]:
        return ""
    n = len(browser.journey.dandisets.dandisets)
    return text.plural(n, "dandiset") if n else ""


def footer_commands(browser: Browser) -> list[Command]:
    """The keys of the box if there is one, else the picture's, the pane's and the screen's."""
    return keymap_at(browser.holder).worded(_footer_commands(browser))


def _footer_commands(browser: Browser) -> list[Command]:
    preview, near = browser.preview, browser.pane in browser.panes[2:]
    if near and preview.phase == "asking" and preview.question:
        smaller = [WINDOW_ONLY] if preview.question.smaller else []
        return [READ, *smaller, BACK, HELP, QUIT]
    if near and preview.phase == "failed":
        return [RETRY, DETAILS, BACK, OTHER, HELP, QUIT]
    return live_commands(browser)


def place_of(browser: Browser) -> Place:
    """Where the keys of a view are pressed."""
    if browser.pane is browser.preview:
        return "picture"
    return "filtered list" if browser.journey.objects.words else "list"


def has_left(browser: Browser) -> bool:
    """Whether the cursor is in the list, on another object than the one that was stopped."""
    objects, request = browser.journey.objects, browser.preview.request
    row, is_first = objects.listing.row, browser.journey.fresh and objects.listing.cursor == 0
    if browser.pane is not objects or browser.preview.phase != "stopped" or is_first:
        return False
    return row is not None and request is not None and row.key != request.path


def live_commands(browser: Browser) -> list[Command]:
    """All commands that do something now, those of the picture first."""
    preview = browser.preview
    first = [STOP] if preview.phase == "loading" else []
    was_stopped = preview.phase == "stopped" and preview.takes("retry")
    first += [RETRY] if browser.page_failed or was_stopped else []
    here = commands_at(browser.holder)
    if browser.pane not in browser.panes[2:]:
        return [*first, *without(here, first)]
    first += [READ_ON] if preview.takes("read") and not has_left(browser) else []
    at_list = browser.pane is not preview
    moves = working(MOVE_COMMANDS, preview.facts)
    if not at_list and preview.facts is not None and works(preview.facts, "later"):
        moves = [*moves, *motions(preview.facts)]
    if not at_list and preview.page is not None:
        return [*first, *PAGE_COMMANDS, *here]
    own = own_commands(preview.facts, place_of(browser))
    moves = keymap_at(browser.holder).worded(moves)
    own = without(own, first)
    taken = [*first, *own]
    return [*taken, *without(moves, taken), *without(here, taken)]
