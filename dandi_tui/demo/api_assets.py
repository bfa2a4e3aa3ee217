"""Assets: as a list, folder by folder, and one by one."""

import re
from typing import Any

from dandi_tui.demo.api_dandisets import VERSION
from dandi_tui.demo.catalogue import Asset, Dandiset, Version
from dandi_tui.demo.listing import Folder
from dandi_tui.demo.metadata import encoding_format
from dandi_tui.demo.rows import asset_metadata, asset_row
from dandi_tui.demo.web import (
    FORBIDDEN,
    NOT_FOUND,
    Answer,
    Ask,
    Endpoint,
    Refusal,
    admit,
    boolean,
    choice,
    page,
    redirect,
    uncounted_page,
    version_named,
    version_of,
)

UUID = r"(?P<asset>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/"
FLAT, NESTED = f"/api/assets/{UUID}", f"{VERSION}assets/{UUID}"
ORDERS = ("created", "-created", "modified", "-modified", "path", "-path")

VIDEO_PAGE = """
                    <video autoplay muted controls>
                        <source src="{url}">
                    </video>
                """


def list_assets(ask: Ask) -> Answer:
    """The assets of a version, filtered by path."""
    dandiset, version = version_of(ask)
    order = choice(ask, "order", ORDERS, "created")
    with_metadata = boolean(ask, "metadata", default=False)
    rows = _filtered(ask, version, version.assets.ordered(order))

    def show(asset: Asset) -> dict[str, Any]:
        row = asset_row(asset)
        if with_metadata:
            row["metadata"] = asset_metadata(ask, dandiset, version, asset)
        return row

    return uncounted_page(ask, rows, show)


def _filtered(ask: Ask, version: Version, rows: list[Asset]) -> list[Asset]:
    path, glob = ask.query.get("path", ""), ask.query.get("glob", "")
    if boolean(ask, "zarr", default=False):
        rows = [asset for asset in rows if asset.zarr]
    if path:
        exact = version.assets.by_path.get(path)
        prefix = path.lower()
        rows = [exact] if exact else [row for row in rows if row.path.lower().startswith(prefix)]
    if glob:
        matches = _glob(glob).fullmatch
        rows = [asset for asset in rows if matches(asset.path)]
    return rows


def _glob(pattern: str) -> re.Pattern[str]:
    """`*` stands for anything, slashes too; all else for itself, whatever its case."""
    literal = (re.escape(part) for part in re.split(r"\*+", pattern))
    return re.compile(".*".join(literal), re.IGNORECASE | re.DOTALL)


def list_paths(ask: Ask) -> Answer:
    """One level of folders and files, by path."""
    _dandiset, version = version_of(ask)
    prefix = ask.query.get("path_prefix", "")
    path = prefix.removesuffix("/") if prefix != "/" else prefix
    if version.assets.folder(path) is None and path not in version.assets.by_path:
        raise Refusal(404, {"detail": "Specified path not found."})
    return page(ask, version.assets.level(path), lambda entry: _path_row(ask, version, entry))


def _path_row(ask: Ask, version: Version, entry: Folder | Asset) -> dict[str, Any]:
    if isinstance(entry, Folder):
        n_files, asset = entry.n_files, None
    else:
        n_files = 1
        asset = {"asset_id": entry.asset_id, "url": ask.signer.unsigned(entry.key)}
    return {
        "path": entry.path,
        "version": version.number,
        "aggregate_files": n_files,
        "aggregate_size": entry.size,
        "asset": asset,
    }


def at_path(ask: Ask) -> Answer:
    """What is at a path, and with `children` what is directly below it: the WebDAV service's."""
    required = ("dandiset_id", "version_id")
    missing = {name: ["This field is required."] for name in required if name not in ask.query}
    if missing:
        raise Refusal(400, missing)
    dandiset = ask.archive.dandisets.get(ask.query["dandiset_id"])
    if dandiset is None:
        raise Refusal(404, NOT_FOUND)
    if not dandiset.may_see(ask.user):
        raise Refusal(403, FORBIDDEN)
    version = version_named(dandiset, ask.query["version_id"])
    entries = _at_path(ask, version)
    return page(ask, entries, lambda entry: _dav_row(ask, dandiset, version, entry))


def _at_path(ask: Ask, version: Version) -> list[Folder | Asset]:
    asked = ask.query.get("path", "")
    path = asked.removesuffix("/")
    asset = version.assets.by_path.get(path)
    if asset is not None and not asked.endswith("/"):
        return [asset]
    folder = version.assets.folder(path)
    if folder is None:
        what = "Folder" if asked.endswith("/") else "Folder or asset"
        raise Refusal(404, {"detail": f"{what} not found at {path}"})
    below = version.assets.level(path) if boolean(ask, "children", default=False) else []
    return [*([folder] if path else []), *below]


def _dav_row(
    ask: Ask, dandiset: Dandiset, version: Version, entry: Folder | Asset
) -> dict[str, Any]:
    if isinstance(entry, Folder):
        folder = {
            "path": entry.path,
            "total_assets": entry.n_files,
            "total_size": entry.size,
        }
        return {"type": "folder", "resource": folder}
    resource = asset_row(entry)
    if boolean(ask, "metadata", default=False):
        resource["metadata"] = asset_metadata(ask, dandiset, version, entry)
    return {"type": "asset", "resource": resource}


def _named(ask: Ask) -> tuple[Dandiset, Version, Asset]:
    """The asset that a path names, flat or nested, or 404; 401 or 403 if it is embargoed."""
    wanted = ask.names["asset"]
    found = ask.archive.asset(wanted)
    if "version" in ask.names:
        _dandiset, version = version_of(ask)
        inside = found is not None and version.assets.by_path.get(found[2].path) is not None
        found = found if inside else None
    if found is None:
        raise Refusal(404, NOT_FOUND)
    admit(ask, found[0])
    return found


def metadata(ask: Ask) -> Answer:
    """The raw metadata of an asset."""
    return Answer(asset_metadata(ask, *_named(ask)))


def info(ask: Ask) -> Answer:
    """The row of an asset with its metadata."""
    dandiset, version, asset = _named(ask)
    document = asset_metadata(ask, dandiset, version, asset)
    return Answer(asset_row(asset) | {"metadata": document})


def validation(ask: Ask) -> Answer:
    """What the archive's validation says of an asset."""
    _dandiset, _version, asset = _named(ask)
    errors = [{"field": field, "message": message} for field, message in asset.errors]
    return Answer({"status": asset.status, "validation_errors": errors})


def download(ask: Ask) -> Answer:
    """302 to a signed address of the bytes; a page for a video to look at; 400 for a Zarr."""
    _dandiset, _version, asset = _named(ask)
    if asset.zarr:
        sentence = (
            "Unable to provide download link for zarr assets. Please browse the zarr files "
            "directly to do so."
        )
        raise Refusal(400, sentence)
    disposition = ask.query.get("content_disposition", "attachment")
    if disposition not in ("attachment", "inline"):
        raise Refusal(400, {"content_disposition": [f'"{disposition}" is not a valid choice.']})
    return _download(ask, asset, disposition)


def _download(ask: Ask, asset: Asset, disposition: str) -> Answer:
    extra = {"response-content-disposition": f'{disposition}; filename="{asset.name}"'}
    if disposition == "inline":
        extra["response-content-type"] = encoding_format(asset.path)
    url = ask.signer.signed(asset.key, extra)
    if disposition == "inline" and encoding_format(asset.path).startswith("video/"):
        return Answer(VIDEO_PAGE.format(url=url), content_type="text/html")
    return redirect(url)


ENDPOINTS = (
    Endpoint(VERSION + "assets/", list_assets, "GET, POST, HEAD, OPTIONS", "Asset List"),
    Endpoint(VERSION + "assets/paths/", list_paths, name="Paths"),
    Endpoint("/api/webdav/assets/atpath/", at_path, "OPTIONS, GET", "Atpath"),
    Endpoint(FLAT, metadata, name="Asset Instance"),
    Endpoint(NESTED, metadata, "GET, PUT, DELETE, HEAD, OPTIONS", "Asset Instance"),
    Endpoint(FLAT + "info/", info, name="Info"),
    Endpoint(NESTED + "info/", info, name="Info"),
    Endpoint(FLAT + "download/", download, name="Download"),
    Endpoint(NESTED + "download/", download, name="Download"),
    Endpoint(NESTED + "validation/", validation, name="Validation"),
)
