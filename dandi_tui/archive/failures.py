"""What went wrong on the way to an archive, as a sentence and a hint."""

import requests

from dandi_tui.errors import ConnectionFailedError


class BrokenBodyError(Exception):
    """The connection ended in the middle of an answer, or the answer cannot be unpacked."""


def certificate(host: str) -> ConnectionFailedError:
    """Nobody vouches for the server."""
    return ConnectionFailedError(
        f"The certificate of {host} is not trusted.",
        hint="Behind a proxy, set REQUESTS_CA_BUNDLE to its certificate.",
    )


def no_answer(host: str, tries: int, failure: Exception) -> ConnectionFailedError:
    """All tries failed, the last one so."""
    times = f"{tries} tries" if tries > 1 else "1 try"
    return ConnectionFailedError(
        f"{host} {_words(failure)} ({times}).",
        hint="Check the network or the proxy, then try again.",
    )


def _words(failure: Exception) -> str:
    """What the server did, as the end of a sentence."""
    text = str(failure).lower()
    if isinstance(failure, BrokenBodyError):
        return "broke off in the middle of its answer"
    if "reset" in text or "closed connection" in text or "disconnected" in text:
        return "closed the connection"
    if isinstance(failure, requests.exceptions.ConnectTimeout | requests.ConnectionError):
        return "cannot be reached"
    return "did not answer in time"
