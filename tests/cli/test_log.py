"""The log: private, bounded, and free of what is secret."""

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dandi_tui.cli.log import MAX_BYTES, redact, start_log


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """A log that was started; logging is as before afterwards."""
    root = logging.getLogger()
    handlers, level, noisy = root.handlers, root.level, logging.raiseExceptions
    start_log(tmp_path / "state" / "log")
    yield tmp_path / "state" / "log"
    for handler in root.handlers:
        handler.close()
    root.handlers, logging.raiseExceptions = handlers, noisy
    root.setLevel(level)
    logging.captureWarnings(False)


def test_only_its_owner_reads_it(log_file: Path) -> None:
    """Also when it was there before, for all to read."""
    logging.getLogger("dandi_tui").info("hello")
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600
    assert "hello" in log_file.read_text()


def test_it_is_three_files_of_a_megabyte(log_file: Path) -> None:
    """The oldest goes."""
    for _ in range(450):
        logging.getLogger("dandi_tui").info("%s", "x" * 9_000)
    files = sorted(log_file.parent.iterdir())
    assert [one.name for one in files] == ["log", "log.1", "log.2"]
    assert all(one.stat().st_size <= MAX_BYTES for one in files)
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in files)


def test_signed_urls_and_tokens_do_not_get_in(log_file: Path) -> None:
    """Queries are cut off, of whole URLs and of paths alike."""
    log = logging.getLogger("dandi_tui")
    log.info("GET https://store/blobs/1?X-Amz-Signature=abc and /api/x?key=abc")
    log.info("POST http://alice:hush@proxy:3128/x")
    log.info("Authorization: token 0123456789abcdef0123456789abcdef01234567")
    written = log_file.read_text()
    assert "https://store/blobs/1" in written
    assert "abc" not in written.replace("0123456789abcdef", "")
    assert "0123456789abcdef" not in written
    assert "hush" not in written
    assert "proxy:3128" in written


def test_hostile_text_poses_as_nothing(log_file: Path) -> None:
    """No escapes; a line break does not begin a record."""
    logging.getLogger("dandi_tui").info("name \x1b[31m\n2026-01-01 ERROR forged")
    first, second = log_file.read_text().splitlines()
    assert "\x1b" not in first
    assert second.startswith("    ")


def test_redacting_keeps_the_rest() -> None:
    """Sentences stay as they are."""
    assert redact("why? because #2") == "why? because #2"
