"""The log: for its owner only, of bounded size, and without what is secret or unsafe."""

import logging
import logging.handlers
import os
import re
from io import TextIOWrapper
from pathlib import Path

from dandi_tui.text import safe_block

MAX_BYTES = 1_000_000
FILES = 3
"""The log and two before it."""

WORD = re.compile(r"\S+")
PERSON = re.compile(r"://[^\s/?#@]{1,500}@")
SECRET = re.compile(r"(?i)\b(token|bearer|basic)(\s+)[\w+/=.-]{8,}")


def redact(text: str) -> str:
    """URLs without their queries, which may be signed, and without passwords; no tokens. Linear in
    the text's length."""
    return SECRET.sub(r"\1\2…", WORD.sub(_without_query, PERSON.sub("://…@", text)))


def _without_query(word: re.Match[str]) -> str:
    head, mark, query = word.group().partition("?")
    return f"{head}?…" if query and "/" in head else f"{head}{mark}{query}"


class OneLineFormatter(logging.Formatter):
    """Cleaned lines; those of a traceback are indented, so that no text can pose as a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as it is written."""
        return "\n    ".join(safe_block(redact(super().format(record))))


class PrivateLog(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner can read."""

    def _open(self) -> TextIOWrapper:
        path = self.baseFilename
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(descriptor, 0o600)
        return open(descriptor, "a", encoding="utf-8", errors="backslashreplace")


def start_log(path: Path) -> None:
    """Send all logging and warnings to the file; without a place for it, nowhere."""
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    handler: logging.Handler
    try:
        handler = PrivateLog(path, maxBytes=MAX_BYTES, backupCount=FILES - 1, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(OneLineFormatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("dandi_tui").setLevel(logging.INFO)
