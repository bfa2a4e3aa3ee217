"""What names and URLs mean: instances, and places in them, as dandi's client knows them."""

from urllib.parse import unquote, urlsplit

from dandi.consts import DandiInstance, known_instances, known_instances_rev
from dandi.dandiarchive import _dandi_url_parser

from dandi_tui.archive.credentials import credentials
from dandi_tui.archive.model import Place
from dandi_tui.errors import UsageError
from dandi_tui.text import safe


def instance(name: str) -> DandiInstance:
    """An instance by its name, or by the URL of its page or its API."""
    if name in known_instances:
        return known_instances[name]
    if not name.startswith(("http://", "https://")):
        raise UsageError(
            f"No archive is called {safe(name)}.",
            hint=f"Known are {', '.join(known_instances)}, or give the URL of an API.",
        )
    try:
        server = urlsplit(name).netloc
    except ValueError as error:
        raise UsageError(f"{safe(name)} is no URL of an archive.") from error
    if "@" in server:
        raise UsageError(
            "The URL of an archive names no user and no password.",
            hint="Keys are given in the environment or in the keyring.",
        )
    url = name.rstrip("/")
    if url in known_instances_rev:
        return known_instances[known_instances_rev[url]]
    api = url if urlsplit(url).path else f"{url}/api"
    return DandiInstance(name=urlsplit(url).netloc, gui=None, api=api)


def known_names() -> tuple[str, ...]:
    """The instances that are known by name, but for the one of dandi's own tests."""
    return tuple(name for name in known_instances if name != "dandi-api-local-docker-tests")


def access(name: str) -> tuple[str, str, str]:
    """The URL of an instance's API, the user's key for it, and the variable of the key.

    A key goes to an instance that is known by name, and to nothing else. Blocks while the keyring
    is asked.
    """
    api = str(instance(name).api)
    if name not in known_instances:
        return api, "", ""
    found = credentials(name)
    return api, found.token, found.name


def host_of(name: str) -> str:
    """The archive's name as the status line has it: `dandiarchive.org`. Asks nothing of it."""
    known = instance(name)
    return safe(urlsplit(known.gui or known.api).netloc)


def place_of_url(url: str) -> Place | None:
    """What a URL means that has one of the forms that dandi's client knows, else None.

    Its patterns are used without its parser, which asks the server what it is, and follows
    redirects of whatever else it is given.
    """
    for pattern, how, _ in _dandi_url_parser.known_urls:
        if how.get("handle_redirect") or how.get("map_instance"):
            continue
        if match := pattern.fullmatch(url):
            return _place(match.groupdict())
    return None


def _place(groups: dict[str, str | None]) -> Place:
    if groups.get("glob"):
        raise UsageError(
            "A pattern is not a place.", hint="Name a dandiset, a folder or a file in it."
        )
    path = groups.get("location_folder") or groups.get("location") or groups.get("path") or ""
    asset_id = groups.get("asset_id") or ""
    return Place(
        identifier=groups.get("dandiset_id") or "",
        version=groups.get("version") or "",
        path=unquote(path).strip("/"),
        asset_id=asset_id,
        instance=(groups.get("instance_name") or "").lower() or _instance_at(groups),
    )


def _instance_at(groups: dict[str, str | None]) -> str:
    """The instance that a URL's server belongs to: its name, or the URL of its API."""
    host = groups.get("hostname") or ""
    if host.endswith("dandiarchive-org.netlify.app"):
        return "dandi-sandbox" if host.startswith("deploy-preview-") else "dandi"
    for name, known in known_instances.items():
        if host.removeprefix("gui.") in {urlsplit(url).netloc for url in known.urls()}:
            return str(name)
    return f"{groups.get('protocol')}://{host}/api"
