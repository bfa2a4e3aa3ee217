"""What an archive says when it says no: five shapes of body, one sentence and a hint."""

import msgspec

from dandi_tui.errors import AccessError, ConnectionFailedError, DandiTuiError, NotFoundError
from dandi_tui.text import safe

MAX_CHARACTERS = 300
NO_KEY = (
    "Only its owners can read it, with a key; "
    "keys are sent only to archives known by name (--instance dandi)."
)


def said(body: bytes) -> str:
    """The sentence in the body of an error, made safe; empty if there is none.

    The shapes: `{"detail": "…"}`, `{"field": ["…"]}`, `{"search": "…"}`, a bare JSON string, and
    HTML, which says nothing that fits in a line.
    """
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    if isinstance(value, dict):
        value = value.get("detail") or next(iter(value.values()), "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return safe(value, limit=MAX_CHARACTERS) if isinstance(value, str) else ""


def refusal(
    status: int, body: bytes, *, what: str, token_name: str, wait_s: float = 0.0
) -> DandiTuiError:
    """The error that an answer means.

    Args:
        status: HTTP status, 300 or above.
        body: Of the answer.
        what: What was asked for, safe: `dandiset 000728`.
        token_name: The variable that holds the user's key; empty where none is ever sent.
        wait_s: What `Retry-After` asks for.
    """
    words = said(body)
    if status == 401 or (status == 403 and words):
        return _closed(status, token_name)
    if status == 403:
        # An archive says why; a firewall or a limit before it sends a page.
        return ConnectionFailedError(
            f"Access to {what} is refused, not by the archive itself (status 403).",
            hint="Ask whoever runs this network or the proxy, or try again later.",
        )
    if status == 404:
        hint = "Pane 1 of the browser, or dandi-tui ls, lists what there is."
        return NotFoundError(f"There is no {what}.", hint=hint)
    if status == 429:
        pause = f"asks to wait {wait_s:.0f} s" if wait_s else "asks to wait"
        return ConnectionFailedError(f"The archive {pause}.", hint="Try again then.")
    if status >= 500:
        return ConnectionFailedError(
            f"The archive is out of order (status {status}).", hint="Try again later."
        )
    if status == 400:
        return DandiTuiError(f"The archive refuses: {words or 'bad request'}")
    return ConnectionFailedError(
        f"The archive answered {what} with status {status}{f': {words}' if words else '.'}",
        hint="Check --instance: it must be the URL of an archive's API.",
    )


def not_an_archive(host: str) -> ConnectionFailedError:
    """The answer is no JSON that an archive sends."""
    return ConnectionFailedError(
        f"{safe(host)} does not answer as a DANDI archive does.",
        hint="Check --instance, and whether a login page of the network answers in its place.",
    )


def _closed(status: int, token_name: str) -> AccessError:
    if not token_name:
        return AccessError("This dandiset is embargoed.", hint=NO_KEY)
    if status == 403:
        return AccessError(
            "This dandiset is embargoed, and your key does not open it.",
            hint="Ask its owners for access.",
        )
    return AccessError(
        "This dandiset is embargoed.",
        hint=f'Set {token_name}, or store the key with "dandi" in the keyring.',
    )
