"""To and from places: what was pasted means, whether it is in this archive, what may be kept."""

import asyncio
from collections.abc import Sequence

from dandi_tui.archive.memory import DEMO, KeptPlace, is_sound, now
from dandi_tui.archive.model import Dandiset, Place
from dandi_tui.archive.target import parse_pasted
from dandi_tui.errors import NotFoundError
from dandi_tui.settings import Settings
from dandi_tui.text import safe
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.places import Spot


def instance_of(settings: Settings) -> str:
    """The archive that is open, as places name it."""
    return DEMO if settings.demo else settings.instance


async def place_pasted(words: str) -> Place:
    """What was pasted means; looking at files and loading dandi's forms happens on a thread."""
    return await asyncio.to_thread(parse_pasted, words)


async def is_elsewhere(settings: Settings, place: Place) -> bool:
    """Whether a place is in another archive than the open one, which can be switched to.

    Raises `NotFoundError` for an archive that is neither known nor in the settings: nothing is
    asked of a host because a link names it.
    """
    if not place.instance or place.local_path:
        return False
    return await asyncio.to_thread(_is_elsewhere, settings, place)


def _is_elsewhere(settings: Settings, place: Place) -> bool:
    # Loading dandi takes 0.5 s, which is done on a thread; most of the time it is there already.
    from dandi_tui.archive.dandi import instance
    from dandi_tui.archive.instances import offered

    api = instance(place.instance).api
    if api == instance(settings.instance).api and not settings.demo:
        return False
    if api not in {instance(one.instance).api for one in offered(settings)}:
        where = safe(place.instance)
        raise NotFoundError(
            f"That is in {where}, and {safe(settings.instance)} is open.",
            hint=f"dandi-tui --instance {where} {_target(place)} opens it.",
        )
    return True


def _target(place: Place) -> str:
    version = f"@{place.version}" if place.version else ""
    path = f"/{place.path}" if place.path else ""
    return safe(f"{place.identifier}{version}{path}" if place.identifier else place.asset_id)


def kept_of(spot: Spot, settings: Settings, dandisets: Sequence[Dandiset]) -> KeptPlace | None:
    """A spot as it is kept; None if it is nowhere, embargoed, or not known to be open.

    Args:
        spot: Where one is.
        settings: Of the run.
        dandisets: All that are loaded: they say which are open.
    """
    source = spot.source
    local = spot.identifier if is_local(spot.identifier) else ""
    local = (source.local_path if source else "") or local
    if local:
        return _sound(KeptPlace(local_path=local, object_path=spot.object_path, when=now()))
    if not spot.identifier and source is None:
        return None
    row = next((one for one in dandisets if one.identifier == spot.identifier), None)
    if not settings.keep_embargoed and not _is_open_data(spot, row):
        return None
    return _sound(
        KeptPlace(
            instance=instance_of(settings),
            identifier=spot.identifier,
            version=spot.version,
            path=spot.asset.path if spot.asset else "",
            asset_id=spot.asset.asset_id if spot.asset and not spot.identifier else "",
            url=_plain(source.url) if source and not spot.asset else "",
            object_path=spot.object_path,
            title=safe(row.name if row else source.name if source else "", limit=200),
            when=now(),
        )
    )


def _is_open_data(spot: Spot, row: Dandiset | None) -> bool:
    if spot.source is not None and spot.source.private:
        return False
    return row.embargo_status == "OPEN" if row else not spot.identifier


def _plain(url: str) -> str:
    """Without a query that signs it, or may be a secret of some other kind."""
    return url.partition("?")[0]


def _sound(place: KeptPlace) -> KeptPlace | None:
    return place if is_sound(place) else None
