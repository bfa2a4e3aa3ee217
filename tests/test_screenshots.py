"""The pictures of the README are what the program shows now."""

import html
import re
from pathlib import Path

import make
import pytest
import shots
from textual.pilot import Pilot

from tests.demo_fixture import demo_cache_dir
from tests.shared import ROOT
from tests.ui.browsing import settled
from tests.ui.steady import steady, until

__all__ = ["steady"]

TEXT = re.compile(r'<text class="[^"]+-r\d+" x="[\d.]+" y="([\d.]+)"[^>]*>([^<]*)')
COSTS = re.compile(r"\d+(\.\d+)? (requests?|req|s)\b|from cache")
"""Of the status line: what a picture cost differs from run to run."""
SIZES = re.compile(r"\d+(\.\d+)? (B|kB|MB)\b")
"""Of the demo's files: they depend on the machine's zlib."""


async def all_settled(pilot: Pilot[int]) -> None:
    """Nothing is read or drawn, or will be once a cursor has rested."""
    reader = make.browser_of(pilot).reader
    await settled(pilot)
    await until(pilot, lambda: reader.idle)
    await settled(pilot)


@pytest.fixture(autouse=True)
def patient(steady: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine draws the same pictures, later."""
    monkeypatch.setattr(make, "PATIENCE_S", 300.0)
    monkeypatch.setattr(make, "settled", all_settled)


@pytest.mark.parametrize("shot", shots.SHOTS, ids=lambda shot: shot.name)
async def test_a_picture_shows_what_the_program_shows(shot: shots.Shot, demo: object) -> None:
    """Drawn anew, each has the same text in the same rows."""
    async with make.demo_settings(demo_cache_dir()) as (settings, api_url):
        now = await make.draw(shot, settings, api_url)
    kept = (ROOT / "screenshots" / f"{shot.name}.svg").read_text()
    assert rows_of(now) == rows_of(kept), f"draw it anew: python screenshots/make.py {shot.name}"


def test_every_picture_has_its_shot() -> None:
    """No picture is left over from a shot that is gone, and the README shows only real ones."""
    names = {path.stem for path in (ROOT / "screenshots").glob("*.svg")}
    assert names == {shot.name for shot in shots.SHOTS}
    named = re.findall(r"screenshots/([\w-]+)\.svg", Path(ROOT / "README.md").read_text())
    assert named
    assert set(named) <= names


def rows_of(svg: str) -> list[str]:
    """The text of each row; the last two rows without the figures of the status line."""
    rows: dict[str, list[str]] = {}
    for y, words in TEXT.findall(svg):
        rows.setdefault(y, []).append(html.unescape(words))
    lines = [SIZES.sub("", " ".join(words)) for words in rows.values()]
    return [COSTS.sub("", line) if line.startswith(("●", "◐")) else line for line in lines]
